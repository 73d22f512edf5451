"""Two whole installations by their command line: the application moves to the other site, and comes back."""

import json
import os
import signal
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from churnvision.kit.postgres_leftovers import servers_in
from churnvision.local.ports import find_free_port
from churnvision.local.state import read_state
from tests.system.installation import PASSWORD, Installation, none_alive, wait_for

pytestmark = [pytest.mark.system, pytest.mark.rehearsal]


@dataclass
class Sites:
    """Two installations with one folder of backups, as where the second site has the first one's copies."""

    alpha: Installation
    bravo: Installation


def site(folder: Path, name: str, ports: dict[str, int], **settings: str) -> Installation:
    """One of them."""
    home, other = folder / name, "bravo" if name == "alpha" else "alpha"
    home.mkdir()
    return Installation(
        home,
        settings={
            "CHURNVISION_BACKUPS": str(folder / "backups"),
            "CHURNVISION_LICENCE_FILE": str(home / "license.key"),
            "CHURNVISION_ENVIRONMENT_FILE": str(home / ".env.production"),
            "CHURNVISION_SITE_NAME": name,
            "CHURNVISION_SITE_LISTEN": f"127.0.0.1:{ports[name]}",
            "CHURNVISION_SITE_PEER": f"127.0.0.1:{ports[other]}",
            **settings,
        },
    )


@pytest.fixture
def sites(tmp_path: Path) -> Iterator[Sites]:
    """Alpha serves, bravo follows it."""
    ports = {"alpha": find_free_port(), "bravo": find_free_port()}
    made = Sites(site(tmp_path, "alpha", ports), site(tmp_path, "bravo", ports))
    try:
        done(made.alpha, "up", "--detach")
        done(made.alpha, "dr", "backup")
        key = str(made.alpha.layout.keys / "backup.key")
        created = document(made.bravo, "dr", "site", "create", "--key", key)
        assert created["primary"] == "alpha"
        yield made
    finally:
        made.bravo.stop()
        made.alpha.stop()


def done(installation: Installation, *arguments: str) -> str:
    """What a command that must succeed printed."""
    ended = installation.run(*arguments)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


def document(installation: Installation, *arguments: str) -> dict[str, Any]:
    """The same as JSON."""
    found: dict[str, Any] = json.loads(done(installation, *arguments, "--json"))
    return found


def refused(installation: Installation, *arguments: str) -> str:
    """The sentence of a command that must be refused with 5."""
    ended = installation.run(*arguments)
    assert ended.returncode == 5, ended.stdout + ended.stderr
    return ended.stderr


def login(installation: Installation) -> str | None:
    """An access token, None while nobody can sign in."""
    body = json.dumps({"username": "admin", "password": PASSWORD}).encode()
    request = urllib.request.Request(
        f"http://127.0.0.1:{installation.api_port}/api/v1/auth/login",
        data=body,
        headers={"Content-Type": "application/json"},
    )
    try:
        return str(json.load(urllib.request.urlopen(request, timeout=5))["access_token"])
    except (urllib.error.URLError, OSError, ValueError):
        return None


def kill_everything(installation: Installation) -> None:
    """The machine is lost: supervisor, children and every process of PostgreSQL at once."""
    processes = installation.processes()
    for process in processes:
        os.kill(process.pid, signal.SIGKILL)
    for server in servers_in(installation.layout.cluster):
        os.kill(server.pid, signal.SIGKILL)
    assert wait_for(lambda: none_alive(processes) and not servers_in(installation.layout.cluster))


def test_the_application_moves_by_a_token_and_comes_back_by_a_rewind(sites: Sites) -> None:
    alpha, bravo = sites.alpha, sites.bravo
    assert login(alpha)
    assert document(bravo, "dr", "site", "status")["role"] == "standby"
    assert document(bravo, "status")["state"] == "standby"
    assert "standby" in bravo.run("users", "list").stderr
    assert "answers and is open for writing" in refused(
        bravo, "dr", "site", "promote", "bravo", "--accept-data-loss", "--yes"
    )

    began = time.monotonic()
    token = document(alpha, "dr", "site", "stop-primary", "--yes")["token"]
    stopped = time.monotonic()
    promoted = document(bravo, "dr", "site", "promote", "bravo", "--token", token, "--yes")
    assert wait_for(lambda: login(bravo) is not None)
    first_login = time.monotonic()
    assert (promoted["proof"], promoted["lost_bytes"], promoted["epoch"]) == ("stop token", 0, 2)
    print(
        f"\nplanned: stop {stopped - began:.1f} s, promotion of the database {promoted['seconds']:.1f} s, "
        f"with the application {promoted['total_seconds']:.1f} s, to the first login "
        f"{first_login - stopped:.1f} s"
    )
    again = document(bravo, "dr", "site", "promote", "bravo", "--yes")
    assert (again["is_new"], again["epoch"]) == (False, 2)

    assert "does not open for writing" in refused(alpha, "up", "--detach")
    assert document(alpha, "dr", "site", "rejoin", "--yes")["method"] == "rewind"
    assert wait_for(lambda: document(bravo, "dr", "site", "status")["figures"]["is_connected"], seconds=30)
    assert document(alpha, "status")["state"] == "standby"


@pytest.mark.fault("E1", "E9")
def test_a_lost_primary_is_replaced_by_a_fencing_command_and_its_reboot_is_refused(
    sites: Sites, tmp_path: Path
) -> None:
    alpha, bravo = sites.alpha, sites.bravo
    kill_everything(alpha)
    dead_since = time.monotonic()
    assert "Nothing proves" in refused(bravo, "dr", "site", "promote", "bravo", "--yes")
    switched_off = tmp_path / "switched off"
    bravo.settings["CHURNVISION_SITE_FENCE_COMMAND"] = f"touch '{switched_off}'"
    began = time.monotonic()
    promoted = document(bravo, "dr", "site", "promote", "bravo", "--yes")
    assert wait_for(lambda: login(bravo) is not None)
    print(
        f"\nlost: promotion of the database {promoted['seconds']:.1f} s, with the application "
        f"{promoted['total_seconds']:.1f} s, to the first login {time.monotonic() - began:.1f} s "
        f"(dead for {time.monotonic() - dead_since:.1f} s)"
    )
    assert switched_off.exists()
    assert promoted["proof"] == "fencing command"

    assert "was promoted" in refused(alpha, "up", "--detach")
    bravo.stop()
    assert "was promoted" in refused(alpha, "up", "--detach")
    done(bravo, "up", "--detach")
    assert document(alpha, "dr", "site", "rejoin", "--yes")["method"] == "rewind"


@pytest.mark.fault("E2")
def test_a_primary_that_was_asleep_is_stopped_when_it_wakes(sites: Sites) -> None:
    alpha, bravo = sites.alpha, sites.bravo
    processes = [*alpha.processes()]
    pids = [process.pid for process in processes] + [each.pid for each in servers_in(alpha.layout.cluster)]
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        document(bravo, "dr", "site", "promote", "bravo", "--accept-data-loss", "--yes")
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGCONT)
    assert wait_for(lambda: none_alive(processes), seconds=60)
    assert not servers_in(alpha.layout.cluster)
    assert "was promoted" in refused(alpha, "up", "--detach")
    assert login(bravo)
    assert read_state(alpha.layout) is not None


def test_synchronous_mode_comes_and_goes_with_the_standby_and_a_stop_is_taken_back(sites: Sites) -> None:
    alpha, bravo = sites.alpha, sites.bravo
    alpha.settings["CHURNVISION_SITE_SYNCHRONOUS"] = "on"
    alpha.stop()
    done(alpha, "up", "--detach")
    assert wait_for(lambda: mode(alpha) == "on", seconds=30)
    assert login(alpha)

    bravo.stop()
    assert login(alpha) is None  # its session waits for the standby's disk
    assert document(alpha, "dr", "site", "degrade", "--yes") == {"site": "alpha", "is_synchronous": False}
    assert wait_for(lambda: login(alpha) is not None, seconds=30)
    assert alpha.run("dr", "site", "status").returncode == 4
    done(bravo, "up", "--detach")
    assert wait_for(lambda: mode(alpha) == "on", seconds=30)

    token = document(alpha, "dr", "site", "stop-primary", "--yes")["token"]
    assert document(alpha, "dr", "site", "resume", "--yes")["epoch"] == 2
    assert login(alpha)
    alpha.stop()
    stale = bravo.run("dr", "site", "promote", "bravo", "--token", token, "--yes")
    assert stale.returncode == 6
    assert "has opened again since" in stale.stderr
    assert "is the site bravo" in refused(bravo, "dr", "site", "promote", "alpha", "--yes")


def mode(installation: Installation) -> str:
    """What `dr site status` says of synchronous mode, whatever else is wrong."""
    return str(json.loads(installation.run("dr", "site", "status", "--json").stdout)["synchronous_mode"])
