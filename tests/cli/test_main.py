"""The command line as a whole: lazy groups, one sentence an error, documented exit codes."""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from importlib import metadata
from pathlib import Path

import pytest

from churnvision.cli import exit_codes, main
from churnvision.cli.main import GROUPS
from churnvision.kit.errors import ChurnVisionError, Conflict, Malformed, NotAllowed, ServiceUnavailable
from churnvision.local.errors import DiskTooFull
from tests.system.installation import Installation

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def elsewhere(tmp_path: Path) -> Installation:
    """An installation of which nothing was ever started."""
    return Installation(tmp_path)


def test_help_lists_every_group_without_loading_any() -> None:
    code = (
        "import sys\nfrom churnvision.cli.main import app\n"
        "try:\n    app(['--help'], prog_name='churnvision')\nexcept SystemExit as end:\n"
        "    assert end.code == 0\n"
        "print(sorted(name for name in sys.modules if name.split('.')[0] in "
        "{'sqlalchemy', 'pydantic', 'fastapi', 'polars', 'sklearn', 'lightgbm', 'alembic'}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    *help_text, loaded = done.stdout.strip().splitlines()
    assert loaded == "[]"
    for name in GROUPS:
        assert re.search(rf"^\W*{name}\s", "\n".join(help_text), re.M), name


@pytest.fixture
def call(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], elsewhere: Installation
) -> Callable[..., tuple[object, str, str]]:
    """The command line inside this process: exit code, stdout, stderr."""
    for variable, value in elsewhere.env.items():
        monkeypatch.setenv(variable, value)

    def run(*arguments: str) -> tuple[object, str, str]:
        monkeypatch.setattr(sys, "argv", ["churnvision", *arguments])
        with pytest.raises(SystemExit) as ended:
            main.run()
        said = capsys.readouterr()
        return ended.value.code or 0, said.out, said.err

    return run


@pytest.mark.parametrize("name", sorted(GROUPS))
def test_every_group_has_help_of_its_own_also_while_nothing_runs(
    call: Callable[..., tuple[object, str, str]], name: str
) -> None:
    code, said, complaint = call(name, "--help")
    assert code == 0, complaint
    assert f"Usage: churnvision {name}" in said


@pytest.mark.parametrize("name", sorted(name for name, group in GROUPS.items() if group.needs_stack))
def test_a_command_that_needs_the_stack_says_how_to_start_it(
    call: Callable[..., tuple[object, str, str]], elsewhere: Installation, name: str
) -> None:
    code, _, complaint = call(name)
    assert code == exit_codes.NOT_RUNNING
    assert complaint.strip() == (
        "ChurnVision is not running on this data folder; `churnvision up --detach` starts it."
    )
    assert list(elsewhere.folder.iterdir()) == []


def test_an_unknown_command_is_a_usage_error(elsewhere: Installation) -> None:
    assert elsewhere.run("forecast").returncode == exit_codes.WRONG_INPUT


def test_the_version_is_the_installed_one(elsewhere: Installation) -> None:
    assert json.loads(elsewhere.run("version", "--json").stdout)["churnvision"] == metadata.version(
        "churnvision"
    )


def test_the_exit_codes_are_those_of_the_documentation() -> None:
    text = (ROOT / "docs" / "operating" / "cli.md").read_text()
    rows = dict(re.findall(r"^\| (\d+) \| (.+) \|$", text, re.M))
    assert {int(code): meaning for code, meaning in rows.items()} == exit_codes.MEANINGS


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (Malformed(), exit_codes.WRONG_INPUT),
        (NotAllowed(), exit_codes.WRONG_INPUT),
        (Conflict(), exit_codes.CONFLICT),
        (DiskTooFull(), exit_codes.CONFLICT),
        (ServiceUnavailable(), exit_codes.NOT_RUNNING),
        (ChurnVisionError(), exit_codes.UNEXPECTED),
    ],
)
def test_an_error_gives_the_exit_code_of_its_kind(error: ChurnVisionError, code: int) -> None:
    assert exit_codes.code_of(error) == code


def test_a_setting_that_cannot_be_used_is_one_sentence(elsewhere: Installation) -> None:
    elsewhere.web_port = 0
    done = elsewhere.run("status")
    assert done.returncode == exit_codes.WRONG_INPUT
    assert done.stderr.strip() == "CHURNVISION_WEB_PORT is '0'; give a port number from 1 to 65535."
