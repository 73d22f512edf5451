"""`churnvision doctor` as a command: on full and read-only disks, taken ports, and a stack that died."""

import json
import os
import signal
import socket
import subprocess
from typing import Any

import pytest

from churnvision.cli import exit_codes
from tests.system.installation import Installation, none_alive, wait_for

pytestmark = [pytest.mark.system, pytest.mark.timeout(180)]


def examine(installation: Installation, *options: str) -> dict[str, dict[str, Any]]:
    """What doctor found, by check; a failed one wins over others of its name."""
    done = installation.run("doctor", "--json", *options)
    assert done.stderr == ""
    found = json.loads(done.stdout)
    has_failed = any(one["state"] == "failed" for one in found)
    assert done.returncode == (exit_codes.CHECK_FAILED if has_failed else exit_codes.OK)
    assert not [one for one in found if one["state"] != "ok" and not (one["evidence"] and one["command"])]
    return {one["check"]: one for one in sorted(found, key=lambda one: one["state"] == "failed")}


def on_tmpfs(installation: Installation, options: str, then: str) -> Installation:
    """The installation on a small file system of its own, seen by its commands alone."""
    confine = ("unshare", "--user", "--map-root-user", "--mount")
    if subprocess.run([*confine, "mount", "-t", "tmpfs", "none", "/mnt"], capture_output=True).returncode:
        pytest.skip("this system lets nobody mount a tmpfs in a namespace")
    folder = installation.folder
    inside = f'mount -t tmpfs -o {options} none "{folder}" && mkdir "{folder}/var" && {then} && exec "$@"'
    return Installation(folder, before=(*confine, "sh", "-c", inside, "sh"))


@pytest.mark.parametrize(
    ("options", "then", "words", "evidence"),
    [
        ("size=50m", "true", "MB are needed", "of 52 MB"),
        ("size=9g,nr_inodes=500", "true", "hardly any further file", "of 500 inodes free"),
        ("size=9g", 'mount -o remount,ro "$CHURNVISION_VAR/.."', "is read-only", " ro,"),
    ],
)
def test_a_disk_that_takes_nothing_is_told_with_its_figures(
    empty_installation: Installation, options: str, then: str, words: str, evidence: str
) -> None:
    finding = examine(on_tmpfs(empty_installation, options, then))["disk"]
    assert finding["state"] == "failed"
    assert words in finding["sentence"]
    assert evidence in finding["evidence"]
    assert str(empty_installation.folder) in finding["command"]


def test_a_taken_port_and_wrong_settings_are_told_in_one_run(empty_installation: Installation) -> None:
    empty_installation.settings |= {
        "CHURNVISION_SUPERVISOR__HUNG_AFTER_SECONDS": "soon",
        "CHURNVISION_SESSION__IDLE_SECONDS": "0",
        "CHURNVISION_REDIS__URL": "nowhere",
    }
    with socket.create_server(("127.0.0.1", empty_installation.api_port)):
        found = examine(empty_installation)
    assert found["settings"]["state"] == "failed"
    assert f"process {os.getpid()} (" in found["ports"]["evidence"]
    assert found["ports"]["command"] == f"ss -ltnp 'sport = :{empty_installation.api_port}'"
    assert {found[name]["state"] for name in ("python", "disk", "folders", "programs")} == {"ok"}


def test_a_stack_that_died_is_told_and_what_it_left_is_removed(installation: Installation) -> None:
    assert installation.run("up", "--detach").returncode == 0
    running = examine(installation)
    assert {running[name]["state"] for name in ("cluster", "application role", "migrations", "redis")} == {
        "ok"
    }
    assert "No model is trained yet" in running["backend"]["evidence"]
    processes = installation.processes()
    os.kill(installation.pid_of("supervisor"), signal.SIGKILL)
    assert wait_for(lambda: none_alive(processes), seconds=30)
    assert examine(installation)["leftovers"]["command"] == "churnvision doctor --fix"
    assert examine(installation, "--fix")["leftovers"]["state"] == "ok"
    assert list(installation.layout.run.glob("supervisor.json")) == []


@pytest.mark.rehearsal
def test_the_command_that_doctor_names_for_a_damaged_cluster_brings_it_back(
    installation: Installation,
) -> None:
    assert installation.run("up", "--detach").returncode == 0
    assert installation.run("users", "create", "kept-by-the-backup", "--role", "analyst").returncode == 0
    made = installation.run("dr", "backup")
    assert made.returncode == 0, made.stderr
    installation.stop()
    (installation.layout.cluster / "global" / "pg_control").write_bytes(b"changed")
    finding = examine(installation)["data directory"]
    assert finding["state"] == "failed"
    command = finding["command"].replace(
        "churnvision dr restore", f"{' '.join(installation.command('dr', 'restore', '--yes'))}"
    )
    restored = subprocess.run(
        ["sh", "-c", command], env=installation.env, capture_output=True, text=True, check=False
    )
    assert restored.returncode == 0, restored.stderr
    assert examine(installation)["data directory"]["state"] == "ok"
    assert installation.run("up", "--detach").returncode == 0
    assert "kept-by-the-backup" in installation.run("users", "list", "--json").stdout
