"""The first command of a newcomer: `make demo` in a fresh clone that only its owner may enter."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from churnvision.local.layout import Layout
from churnvision.local.ports import find_free_port
from churnvision.local.state import read_state
from tests.system.installation import PASSWORD

ROOT = Path(__file__).resolve().parents[2]
HIDE_OPENMP = (
    "for library in $(ldconfig -p | sed -n 's/.*libgomp\\.so\\.1 .*=> //p'); do"
    ' mount --bind /dev/null "$(readlink -f "$library")"; done; exec "$@"'
)
pytestmark = [pytest.mark.system, pytest.mark.timeout(600)]


@dataclass(frozen=True)
class Clone:
    """A clone of this repository and the ports of its stack."""

    folder: Path
    web_port: int
    api_port: int

    def make(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run make in a mount namespace in which the system's OpenMP runtime is hidden."""
        env = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("CHURNVISION_", "PYTEST"))
        }
        env |= {
            "CHURNVISION_WEB_PORT": str(self.web_port),
            "CHURNVISION_API_PORT": str(self.api_port),
            "CHURNVISION_ADMIN_PASSWORD": PASSWORD,
        }
        namespace = (
            ["unshare", "--mount"]
            if os.geteuid() == 0
            else ["unshare", "--user", "--map-root-user", "--mount"]
        )
        return subprocess.run(
            [*namespace, "sh", "-c", HIDE_OPENMP, "sh", "make", *arguments],
            cwd=self.folder,
            env=env,
            capture_output=True,
            text=True,
            timeout=540,
            check=False,
        )


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clone]:
    """The committed state of this repository, in a folder of mode 0700."""
    closed = tmp_path_factory.mktemp("closed")
    closed.chmod(0o700)
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(closed / "clone")], check=True)
    made = Clone(closed / "clone", find_free_port(), find_free_port())
    yield made
    made.make("down")
    shutil.rmtree(closed, ignore_errors=True)


def test_the_demo_works_in_a_closed_clone_without_the_systems_openmp(clone: Clone) -> None:
    done = clone.make("demo", "DETACH=1")
    assert done.returncode == 0, done.stderr
    headline = re.search(
        r"Expected leavers in the next 90 days: (\d+) \(90 % interval (\d+) to (\d+)\)", done.stdout
    )
    assert headline is not None, done.stdout
    low, point, high = (int(headline.group(n)) for n in (2, 1, 3))
    assert 0 < low <= point <= high
    headcount = re.search(r"Headcount: (\d+) as of", done.stdout)
    assert headcount is not None
    assert re.search(r"AUC 0\.\d+", done.stdout)
    assert f"http://localhost:{clone.web_port}" in done.stdout
    assert f"http://localhost:{clone.api_port}" in done.stdout
    assert int(headcount.group(1)) == _headcount_over_the_api(clone)
    assert b"<div id=" in urlopen(f"http://127.0.0.1:{clone.web_port}/", timeout=20).read()
    assert (clone.folder / "var" / "lib" / "libgomp.so.1").is_file()

    again = clone.make("demo", "DETACH=1")
    assert again.returncode == 0, again.stderr
    assert headline.group() in again.stdout
    assert "Importing" not in again.stderr
    assert "Training" not in again.stderr

    state = read_state(Layout(clone.folder / "var", clone.folder / "models"))
    assert state is not None
    assert clone.make("down").returncode == 0
    assert not any(process.is_alive() for process in (state.supervisor, *state.children))


def _headcount_over_the_api(clone: Clone) -> int:
    api = f"http://127.0.0.1:{clone.api_port}/api/v1"
    login = Request(
        f"{api}/auth/login",
        data=json.dumps({"username": "admin", "password": PASSWORD}).encode(),
        headers={"Content-Type": "application/json"},
    )
    token = json.load(urlopen(login, timeout=20))["access_token"]
    asked = Request(f"{api}/employees/?status=active&limit=1", headers={"Authorization": f"Bearer {token}"})
    return int(json.load(urlopen(asked, timeout=20))["total"])
