"""The first user: made once, with a password that somebody has seen whatever happens afterwards."""

import json
import re
import signal
from urllib.request import Request, urlopen

import pytest

from tests.factories.files import write_csv
from tests.system.installation import PASSWORD, Installation, none_alive

pytestmark = [pytest.mark.system, pytest.mark.timeout(180)]
WRONG_INPUT = 2


def sign_in(installation: Installation, password: str) -> int:
    request = Request(
        f"http://127.0.0.1:{installation.api_port}/api/v1/auth/login",
        data=json.dumps({"username": "admin", "password": password}).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urlopen(request, timeout=20) as answer:
        return int(answer.status)


def test_the_first_start_makes_the_admin_and_shows_a_generated_password_once(
    empty_installation: Installation,
) -> None:
    installation = empty_installation
    installation.admin_password = ""
    first = json.loads(installation.run("up", "--detach", "--json").stdout)
    assert first["admin_is_new"] is True
    assert sign_in(installation, first["admin_password"]) == 200
    again = json.loads(installation.run("up", "--detach", "--json").stdout)
    assert (again["admin_is_new"], again["admin_password"]) == (False, None)


def test_a_start_in_the_foreground_makes_the_admin_with_the_chosen_password(
    empty_installation: Installation,
) -> None:
    with empty_installation.begin("up") as foreground:
        assert foreground.stdout is not None
        said = "".join(foreground.stdout.readline() for _ in range(3))
        assert "Sign in as admin with the password from CHURNVISION_ADMIN_PASSWORD." in said
        assert sign_in(empty_installation, PASSWORD) == 200
        foreground.send_signal(signal.SIGINT)
        foreground.communicate(timeout=60)
        assert foreground.returncode == 0


def test_a_chosen_password_that_is_refused_leaves_nothing_running(empty_installation: Installation) -> None:
    empty_installation.admin_password = "short"
    for command in (("up", "--detach"), ("up",)):
        refused = empty_installation.run(*command)
        assert refused.returncode == WRONG_INPUT
        assert "12 to 200 characters" in refused.stderr.strip().splitlines()[-1]
        assert none_alive(empty_installation.processes())


def test_a_demo_that_ends_early_has_shown_the_generated_password(empty_installation: Installation) -> None:
    installation = empty_installation
    installation.admin_password = ""
    folder = installation.folder
    unclear = write_csv(folder / "agents.csv", ["nom", "motif"], [[f"a{n}", n % 3] for n in range(20)])
    refused = installation.run("demo", "--detach", "--data", str(unclear), cwd=folder)
    assert refused.returncode == WRONG_INPUT
    assert "agents.mapping.json" in refused.stderr.strip().splitlines()[-1]
    shown = re.search(r"^Sign in as admin with the password (\S+) ", refused.stderr, re.M)
    assert shown is not None
    assert installation.run("up", "--detach").returncode == 0
    assert sign_in(installation, shown.group(1)) == 200
    kept = [file for file in installation.layout.var.rglob("*") if file.is_file()]
    assert not [file for file in kept if shown.group(1).encode() in file.read_bytes()]
