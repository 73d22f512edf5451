"""PostgreSQL's programs: found, run as our child, and started over whatever a crash left behind."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from churnvision.kit.postgres import (
    PostgresFailed,
    PostgresMissing,
    Programs,
    Server,
    find_programs,
    make_cluster,
    run_program,
)
from churnvision.kit.postgres_leftovers import ClusterInUse, clear_leftovers, servers_in

PASSWORD = "it's a test"


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cluster that was never started."""
    data = tmp_path_factory.mktemp("pristine") / "pg"
    make_cluster(find_programs(), data, superuser="churnvision", password=PASSWORD)
    return data


@pytest.fixture
def data(pristine: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copytree(pristine, tmp_path / "pg"))


@pytest.fixture
def server(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server on that copy, not yet started."""
    sockets = Path("/tmp") / f"cv-test-{os.getpid()}-{time.monotonic_ns():x}"
    server = Server(find_programs(), data, socket_folder=sockets, log=data.parent / "log")
    yield server
    server.stop()
    shutil.rmtree(sockets, ignore_errors=True)


def connect(server: Server) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(
        host=str(server.socket_folder),
        user="churnvision",
        password=PASSWORD,
        dbname="postgres",
        autocommit=True,
    )


def test_a_failed_initdb_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(PostgresFailed, match="initdb failed"):
        make_cluster(find_programs(), tmp_path / "pg", superuser="pg_forbidden", password=PASSWORD)
    assert list(tmp_path.iterdir()) == []


def test_an_unfinished_cluster_of_a_killed_start_is_made_anew(tmp_path: Path) -> None:
    unfinished = tmp_path / "pg.unfinished"
    unfinished.mkdir()
    (unfinished / "PG_VERSION").write_text("18\n")
    make_cluster(find_programs(), tmp_path / "pg", superuser="churnvision", password=PASSWORD)
    assert [file.name for file in tmp_path.iterdir()] == ["pg"]


def test_a_folder_without_programs_is_named(tmp_path: Path) -> None:
    with pytest.raises(PostgresMissing, match=str(tmp_path)):
        find_programs(tmp_path)


def test_a_program_that_fails_says_why() -> None:
    with pytest.raises(PostgresFailed, match=r"pg_controldata failed: .*no-such-folder"):
        run_program(find_programs(), "pg_controldata", ["/no-such-folder"])


def test_a_killed_server_starts_again_with_its_data(server: Server) -> None:
    server.start()
    with connect(server) as connection:
        connection.execute("CREATE TABLE kept AS SELECT generate_series(1, 10) AS id")
    assert server.pid is not None
    os.kill(server.pid, signal.SIGKILL)
    while server.is_running():
        time.sleep(0.01)
    server.start()
    with connect(server) as connection:
        assert connection.execute("SELECT count(*) FROM kept").fetchone() == (10,)


def test_a_busy_backend_of_a_killed_server_does_not_block_the_next_start(server: Server, data: Path) -> None:
    server.start()
    busy = connect(server)
    pgconn = busy.pgconn
    pgconn.send_query(b"SELECT count(*) FROM generate_series(1, 1000000000000) AS n")
    pgconn.flush()
    time.sleep(0.2)
    assert server.pid is not None
    os.kill(server.pid, signal.SIGKILL)
    while server.is_running():
        time.sleep(0.01)
    assert servers_in(data), "the busy backend outlives its server"
    server.start()
    with connect(server) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    busy.close()


@pytest.mark.parametrize("left", ["", "recycled", "nonsense\n"])
def test_a_lock_file_that_means_nothing_is_removed(server: Server, data: Path, left: str) -> None:
    # `recycled` names a living process of this user that is no PostgreSQL: this test.
    text = f"{os.getpid()}\n{data}\n1700000000\n5432\n\n\n\nready\n" if left == "recycled" else left
    (data / "postmaster.pid").write_text(text)
    server.start()
    with connect(server) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_a_server_that_runs_is_never_pushed_aside(server: Server, data: Path) -> None:
    server.start()
    with pytest.raises(ClusterInUse, match=str(server.pid)):
        clear_leftovers(data, wait_seconds=0.2)
    assert server.is_running()


def test_a_server_that_cannot_start_says_why(server: Server, data: Path) -> None:
    with (data / "postgresql.conf").open("a") as configuration:
        configuration.write("no_such_setting = 1\n")
    with pytest.raises(PostgresFailed, match=r"did not start: .*postgresql\.conf"):
        server.start()
    assert not server.is_running()


def test_a_stop_is_clean_while_a_client_is_connected(server: Server, data: Path) -> None:
    server.start()
    connection = connect(server)
    server.stop()
    state = run_program(find_programs(), "pg_controldata", [str(data)])
    assert "shut down\n" in state
    connection.close()


def test_root_needs_no_folder_open_to_others(data: Path, server: Server) -> None:
    data.parent.chmod(0o700)
    server.start()
    assert {path.stat().st_uid for path in data.rglob("*") if path.exists()} == {os.geteuid()}


def test_programs_are_named_absolutely(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    older = tmp_path / "pg_dump"
    older.write_text("#!/bin/sh\necho 'pg_dump (PostgreSQL) 9.6'\n")
    older.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    programs: Programs = find_programs()
    assert Path(programs.path("pg_dump")).is_absolute()
    assert f" {programs.version}." in run_program(programs, "pg_dump", ["--version"])
    assert (
        "9.6" in subprocess.run(["pg_dump", "--version"], capture_output=True, text=True, check=True).stdout
    )
