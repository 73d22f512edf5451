"""Starting, stopping and killing the stack leaves no orphan, no half-start and no lost data."""

import json
import os
import shutil
import signal
import socket
import time

import psycopg
import pytest

from churnvision.local.state import read_state
from tests.system.installation import Installation, none_alive, wait_for

pytestmark = [pytest.mark.system, pytest.mark.timeout(180)]
WRONG_INPUT, NOT_RUNNING, CONFLICT = 2, 3, 5

STOPPED_IN_ORDER = ("recovery", "web", "worker", "valkey", "postgresql")


def owner_url(installation: Installation) -> str:
    state = read_state(installation.layout)
    assert state is not None
    return state.environment["CHURNVISION_DATABASE__OWNER_URL"]


def write_a_row(installation: Installation) -> None:
    with psycopg.connect(owner_url(installation)) as connection:
        connection.execute("CREATE TABLE kept AS SELECT generate_series(1, 1000) AS id")


def count_rows(installation: Installation) -> int:
    with psycopg.connect(owner_url(installation)) as connection:
        row = connection.execute("SELECT count(*) FROM kept").fetchone()
    assert row is not None
    return int(row[0])


def test_up_and_down_leave_nothing_and_a_second_start_keeps_the_data(
    empty_installation: Installation,
) -> None:
    installation = empty_installation
    assert installation.run("status").returncode == NOT_RUNNING
    first = installation.run("up", "--detach", "--json")
    assert first.returncode == 0, first.stderr
    assert f":{installation.web_port}" in first.stdout
    findings = json.loads(installation.run("doctor", "--json").stdout)
    assert {finding["check"]: finding["state"] for finding in findings}["worker"] == "ok"
    assert {process.name for process in installation.processes()} == {
        "supervisor", "postgresql", "valkey", "worker", "web", "recovery",
    }  # fmt: skip
    again = installation.run("up")
    assert again.returncode == CONFLICT
    assert again.stderr.strip().splitlines() == [
        "ChurnVision is already running on this data folder; `churnvision down` stops it."
    ]
    assert installation.run("up", "--detach").returncode == 0
    write_a_row(installation)
    running = installation.processes()
    assert installation.run("down").returncode == 0
    assert none_alive(running)
    assert installation.run("up", "--detach").returncode == 0
    assert count_rows(installation) == 1000
    assert installation.status()["health"]["checks"]["database"]["state"] == "ok"


def kill_supervisor(installation: Installation) -> None:
    running = installation.processes()
    os.kill(installation.pid_of("supervisor"), signal.SIGKILL)
    assert wait_for(lambda: none_alive(running), seconds=20)
    assert installation.run("status").returncode == NOT_RUNNING


def test_a_killed_supervisor_leaves_no_orphan_and_no_corrupt_data(installation: Installation) -> None:
    assert installation.run("up", "--detach").returncode == 0
    write_a_row(installation)
    running = installation.processes()
    os.kill(installation.pid_of("supervisor"), signal.SIGKILL)
    # At once: the new supervisor waits for what is still ending.
    restarted = installation.run("up", "--detach")
    assert restarted.returncode == 0, restarted.stderr
    assert none_alive(running)
    assert count_rows(installation) == 1000
    findings = json.loads(installation.run("doctor", "--json").stdout)
    assert {finding["check"]: finding["state"] for finding in findings}["cluster"] == "ok"
    kill_supervisor(installation)
    # What hangs hangs only sometimes.
    for _ in range(2):
        assert installation.run("up", "--detach").returncode == 0
        kill_supervisor(installation)


def test_ctrl_c_stops_every_child_in_order(installation: Installation) -> None:
    with installation.begin("up") as foreground:
        assert foreground.stdout is not None
        assert foreground.stderr is not None
        assert "The page:" in foreground.stdout.readline()
        running = installation.processes()
        foreground.send_signal(signal.SIGINT)
        said = foreground.stderr.read()
        assert foreground.wait(60) == 0
    assert none_alive(running)
    stops = [line for line in said.splitlines() if line.startswith("Stopping")]
    assert stops == [f"Stopping {name} ..." for name in STOPPED_IN_ORDER]


def test_a_stack_whose_state_cannot_be_written_stops_in_order(installation: Installation) -> None:
    with installation.begin("up") as foreground:
        assert foreground.stdout is not None
        assert foreground.stderr is not None
        assert "The page:" in foreground.stdout.readline()
        running = installation.processes()
        # As on a full disk: from now on the supervisor cannot write its state.
        (installation.layout.run / "supervisor.json.unfinished").mkdir()
        os.kill(installation.pid_of("valkey"), signal.SIGKILL)
        assert any("service.died" in line for line in foreground.stderr)
        time.sleep(2)
        assert foreground.poll() is None
        foreground.send_signal(signal.SIGINT)
        said = foreground.stderr.read()
        assert foreground.wait(60) == 0
    assert none_alive(running)
    stops = [line for line in said.splitlines() if line.startswith("Stopping")]
    assert stops == [f"Stopping {name} ..." for name in STOPPED_IN_ORDER]


def test_ctrl_c_in_the_middle_of_a_start_leaves_nothing_running(empty_installation: Installation) -> None:
    installation = empty_installation
    with installation.begin("up") as foreground:
        assert wait_for(lambda: any(process.name == "postgresql" for process in installation.processes()))
        running = installation.processes()
        foreground.send_signal(signal.SIGINT)
        foreground.communicate(timeout=60)
        assert foreground.returncode == 0
    assert none_alive(running)


@pytest.mark.fault("S1")
def test_killed_services_come_back(installation: Installation) -> None:
    assert installation.run("up", "--detach").returncode == 0
    killed = {name: installation.pid_of(name) for name in ("web", "valkey", "postgresql", "recovery")}
    for pid in killed.values():
        os.kill(pid, signal.SIGKILL)

    def is_back(name: str) -> bool:
        return any(
            p.name == name and p.pid != killed[name] and p.is_alive() for p in installation.processes()
        )

    assert wait_for(lambda: all(is_back(name) for name in killed))
    assert wait_for(lambda: (installation.status()["health"] or {}).get("status") in ("ok", "degraded"))
    checks = installation.status()["health"]["checks"]
    assert checks["database"]["state"] == checks["redis"]["state"] == "ok"


@pytest.mark.fault("S2")
def test_a_web_process_that_hangs_is_replaced(installation: Installation) -> None:
    installation.settings["CHURNVISION_SUPERVISOR__HUNG_AFTER_SECONDS"] = "3"
    assert installation.run("up", "--detach").returncode == 0
    before = installation.processes()
    hung = installation.pid_of("web")
    os.kill(hung, signal.SIGSTOP)
    assert wait_for(
        lambda: any(p.name == "web" and p.pid != hung for p in installation.processes()), seconds=60
    )
    assert (installation.status()["health"] or {}).get("status") in ("ok", "degraded")
    assert [one.name for one in before if not one.is_alive()] == ["web"]


def test_a_taken_port_is_one_sentence_and_nothing_stays(empty_installation: Installation) -> None:
    installation = empty_installation
    with socket.create_server(("127.0.0.1", installation.api_port)):
        refused = installation.run("up", "--detach")
    assert refused.returncode == CONFLICT
    assert refused.stderr.strip().splitlines()[-1] == (
        f"Port {installation.api_port} is taken by another program; "
        "stop that one or set CHURNVISION_API_PORT to a free port."
    )
    assert none_alive(installation.processes())
    assert not installation.layout.cluster.exists()


def test_a_half_deleted_data_folder_is_refused_and_left_as_it_is(installation: Installation) -> None:
    shutil.rmtree(installation.layout.cluster / "base")
    before = sorted(installation.layout.cluster.rglob("*"))
    for command in (("up", "--detach"), ("up",), ("demo", "--detach")):
        refused = installation.run(*command)
        assert refused.returncode == CONFLICT
        assert "is incomplete: pg/base missing" in refused.stderr.strip().splitlines()[-1]
    assert sorted(installation.layout.cluster.rglob("*")) == before


def test_keys_of_another_cluster_are_one_sentence(installation: Installation) -> None:
    (installation.layout.keys / "postgres-owner.password").write_text("0" * 64)
    refused = installation.run("up", "--detach")
    assert refused.returncode == CONFLICT
    assert "does not open the cluster" in refused.stderr.strip().splitlines()[-1]


def test_too_little_disk_is_one_sentence_and_nothing_is_made(installation: Installation) -> None:
    small = installation.folder / "small"
    small.mkdir()
    inside = 'mount -t tmpfs -o size=50m none "${CHURNVISION_VAR%/var}" && exec "$@"'
    crowded = Installation(
        small, before=("unshare", "--user", "--map-root-user", "--mount", "sh", "-c", inside, "sh")
    )
    refused = crowded.run("up", "--detach")
    assert refused.returncode == CONFLICT
    assert "are needed; free some space or name a folder on another disk in CHURNVISION_VAR" in refused.stderr
    assert list(small.iterdir()) == []


@pytest.mark.parametrize(("how", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 130), (signal.SIGKILL, -9)])
def test_a_demo_that_is_ended_in_the_middle_takes_its_stack_along(
    installation: Installation, how: signal.Signals, code: int
) -> None:
    with installation.begin("demo") as demo:
        assert demo.stderr is not None
        for line in demo.stderr:
            if line.startswith("Starting the stack: done"):
                break
        running = installation.processes()
        assert len(running) == 6
        demo.send_signal(how)
        demo.communicate(timeout=60)
        assert demo.returncode == code
    assert wait_for(lambda: none_alive(running), seconds=30)


def test_root_without_user_namespaces_is_told_what_to_do(empty_installation: Installation) -> None:
    forbid = 'echo 0 > /proc/sys/user/max_user_namespaces && exec "$@"'
    confined = Installation(
        empty_installation.folder, before=("unshare", "--user", "--map-root-user", "sh", "-c", forbid, "sh")
    )
    refused = confined.run("up", "--detach")
    assert refused.returncode == NOT_RUNNING
    assert (
        refused.stderr.strip().splitlines()[-1].startswith("PostgreSQL does not run as root and this system")
    )
    assert not confined.layout.cluster.exists()
    assert none_alive(confined.processes())


def test_an_ordinary_user_starts_it_too(installation: Installation) -> None:
    ordinary = Installation(
        installation.folder, before=("unshare", "--user", "--map-user=1000", "--map-group=1000")
    )
    started = ordinary.run("up", "--detach")
    assert started.returncode == 0, started.stderr
    assert ordinary.run("down").returncode == 0


@pytest.mark.parametrize("command", [("up",), ("up", "--detach"), ("demo",)])
def test_a_file_in_the_place_of_the_data_folder_is_one_sentence(
    empty_installation: Installation, command: tuple[str, ...]
) -> None:
    empty_installation.layout.var.write_text("a file")
    refused = empty_installation.run(*command)
    assert refused.returncode == WRONG_INPUT
    assert "name another data folder in CHURNVISION_VAR" in refused.stderr.strip().splitlines()[-1]
    assert empty_installation.layout.var.read_text() == "a file"


def test_a_data_folder_that_cannot_be_is_one_sentence(empty_installation: Installation) -> None:
    too_long = Installation(empty_installation.folder / ("x" * 300))
    refused = too_long.run("up", "--detach")
    assert refused.returncode == WRONG_INPUT
    assert "CHURNVISION_VAR" in refused.stderr.strip().splitlines()[-1]
