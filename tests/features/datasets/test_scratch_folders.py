"""Originals on disk: nowhere but below `var/work`, and no longer than the process that reads them."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from churnvision.features.datasets.upload import scratch_folder
from churnvision.kit.settings import settings

pytestmark = pytest.mark.system
_HOLD = """
import sys
from churnvision.features.datasets.upload import scratch_folder
with scratch_folder() as folder:
    (folder / "original").write_bytes(b"salaries")
    print(folder, flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of an installation of this test's own."""
    monkeypatch.setenv("CHURNVISION_VAR", str(tmp_path / "var"))
    settings.cache_clear()
    yield tmp_path / "var" / "work"
    settings.cache_clear()


def reading() -> tuple[subprocess.Popen[bytes], Path]:
    """A process in the middle of an import, and its folder."""
    child = subprocess.Popen([sys.executable, "-c", _HOLD], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert child.stdout is not None
    return child, Path(child.stdout.readline().decode().strip())


def end(child: subprocess.Popen[bytes]) -> None:
    child.communicate(timeout=30)


def test_what_a_killed_import_left_is_removed_by_the_next_and_a_live_one_keeps_its_folder(work: Path) -> None:
    killed, abandoned = reading()
    alive, held = reading()
    os.kill(killed.pid, signal.SIGKILL)
    end(killed)
    assert (abandoned / "original").read_bytes() == b"salaries"
    with scratch_folder() as own:
        assert set(work.iterdir()) == {own, held}
        assert (held / "original").read_bytes() == b"salaries"
    end(alive)
    assert list(work.iterdir()) == []


def test_two_imports_of_one_process_do_not_remove_each_others_folder(work: Path) -> None:
    with scratch_folder() as first, scratch_folder() as second:
        assert set(work.iterdir()) == {first, second}
        assert {folder.stat().st_mode & 0o777 for folder in (work, first, second)} == {0o700}
    assert list(work.iterdir()) == []
