"""Doctor on a data directory that is damaged, foreign or was left in a hurry; real files, really broken."""

import os
import shutil
import signal
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from churnvision.kit.postgres import PostgresFailed, Server, find_programs, make_cluster
from churnvision.local.cluster_checks import check_cluster
from churnvision.local.database_checks import check_database
from churnvision.local.findings import Finding
from churnvision.local.keys import read_or_make_keys
from churnvision.local.known_addresses import KnownAddresses
from churnvision.local.layout import Layout
from churnvision.local.roles import OWNER
from churnvision.local.server_log import why_given_up
from churnvision.local.settings import LocalSettings
from churnvision.local.wholeness import mark_cluster_made

PASSWORD = "a-password-of-tests-only"


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cluster that was never started."""
    data = tmp_path_factory.mktemp("pristine") / "pg"
    make_cluster(find_programs(), data, superuser=OWNER, password=PASSWORD)
    return data


@pytest.fixture
def data(pristine: Path, layout: Layout) -> Path:
    """A copy of it in an installation's data folder."""
    read_or_make_keys(layout)
    mark_cluster_made(layout)
    return Path(shutil.copytree(pristine, layout.cluster))


@pytest.fixture
def server(data: Path, layout: Layout) -> Iterator[Server]:
    """A server on that copy, not yet started."""
    with tempfile.TemporaryDirectory(prefix="cv-", dir="/tmp") as folder:
        found = Server(find_programs(), data, socket_folder=Path(folder), log=layout.logs / "postgresql.log")
        yield found
        found.stop()


def look(settings: LocalSettings) -> dict[str, Finding]:
    found = {finding.check: finding for finding in check_cluster(settings)}
    assert all(one.evidence and one.command for one in found.values() if one.state != "ok")
    return found


def remove_control(data: Path) -> None:
    (data / "global" / "pg_control").unlink()


def shorten_control(data: Path) -> None:
    file = data / "global" / "pg_control"
    file.write_bytes(file.read_bytes()[:100])


def flip_a_bit_of_control(data: Path) -> None:
    file = data / "global" / "pg_control"
    content = bytearray(file.read_bytes())
    content[40] ^= 1
    file.write_bytes(content)


def remove_version(data: Path) -> None:
    (data / "PG_VERSION").unlink()


@pytest.mark.parametrize(
    ("damage", "evidence"),
    [
        (remove_control, "pg_control is missing"),
        (shorten_control, "read 100 of"),
        (flip_a_bit_of_control, "CRC checksum does not match"),
        (remove_version, "PG_VERSION is missing"),
    ],
)
def test_a_damaged_data_directory_is_told_also_while_nothing_runs(
    damage: Callable[[Path], None], evidence: str, data: Path, local_settings: LocalSettings
) -> None:
    damage(data)
    finding = look(local_settings)["data directory"]
    assert finding.state == "failed"
    assert evidence in (finding.evidence or "")
    assert finding.command == (
        f"mv {data} {data}.damaged && rm -f {local_settings.layout.keys / 'cluster-was-made'} "
        "&& churnvision dr restore"
    )


def test_a_data_directory_of_another_version_needs_its_programs(
    data: Path, local_settings: LocalSettings
) -> None:
    (data / "PG_VERSION").write_text("16\n")
    finding = look(local_settings)["data directory"]
    assert finding.state == "failed"
    assert "of PostgreSQL 16, the programs are of 18" in finding.sentence
    assert (finding.command or "").startswith("export PG_BIN_DIR=")


def test_a_cluster_that_was_made_and_is_gone_is_no_first_start(
    data: Path, local_settings: LocalSettings
) -> None:
    shutil.rmtree(data)
    assert look(local_settings)["data directory"].state == "failed"


def test_a_server_in_order_then_killed_then_in_order_again(
    server: Server, data: Path, local_settings: LocalSettings
) -> None:
    server.start()
    assert "is in use (in production)" in look(local_settings)["data directory"].sentence
    server.stop()
    clean = look(local_settings)
    assert {one.state for one in clean.values()} == {"ok"}
    assert "was shut down in order" in clean["data directory"].sentence
    server.start()
    assert server.pid is not None
    os.kill(server.pid, signal.SIGKILL)
    deadline = time.monotonic() + 20
    while (found := look(local_settings)["data directory"]).state != "warning":
        assert time.monotonic() < deadline, found
        time.sleep(0.1)
    assert "in production" in (found.evidence or "")
    server.stop()
    for lock in server.socket_folder.glob(".s.*"):
        lock.unlink()  # the product takes a new folder at every start
    server.start()
    server.stop()
    assert look(local_settings)["data directory"].state == "ok"


def without_wal(data: Path) -> None:
    for file in (data / "pg_wal").glob("0*"):
        file.unlink()


def with_a_wrong_setting(data: Path) -> None:
    with (data / "postgresql.conf").open("a") as stream:
        stream.write("no_such_setting = 3\n")


def open_to_others(data: Path) -> None:
    data.chmod(0o755)


@pytest.mark.parametrize(
    ("damage", "meaning", "line"),
    [
        (without_wal, "data directory is damaged", "PANIC:  could not locate a valid checkpoint record"),
        (with_a_wrong_setting, "configuration is wrong", "FATAL:  configuration file"),
        (open_to_others, "may not use its data directory", "FATAL:  data directory"),
        (remove_control, "data directory is damaged", "postgres: could not find the database system"),
    ],
)
def test_what_postgresql_said_before_it_gave_up_is_told(
    damage: Callable[[Path], None], meaning: str, line: str, server: Server, data: Path,
    local_settings: LocalSettings,
) -> None:  # fmt: skip
    server.start()
    server.stop()
    damage(data)
    with pytest.raises(PostgresFailed):
        server.start()
    finding = look(local_settings)["database log"]
    assert finding.state == "failed"
    assert meaning in finding.sentence
    assert line in (finding.evidence or "")


def test_a_reason_that_is_gone_is_no_longer_told(
    server: Server, data: Path, local_settings: LocalSettings
) -> None:
    data.chmod(0o755)
    with pytest.raises(PostgresFailed):
        server.start()
    assert look(local_settings)["database log"].state == "failed"
    data.chmod(0o700)
    server.start()
    # A refused password is FATAL for its connection, not for the server.
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(host=str(server.socket_folder), user=OWNER, password="wrong", dbname="postgres")
    server.stop()
    assert look(local_settings)["database log"].state == "ok"


def test_a_page_that_the_disk_changed_is_told_running_and_stopped(
    server: Server, data: Path, local_settings: LocalSettings
) -> None:
    server.start()
    address = f"postgresql://{OWNER}:{PASSWORD}@/postgres?host={server.socket_folder}"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("CREATE TABLE people AS SELECT generate_series(1, 1000) AS id")
        connection.execute("CHECKPOINT")
        row = connection.execute("SELECT pg_relation_filepath('people')").fetchone()
    assert row is not None
    server.stop()
    with (data / str(row[0])).open("r+b") as relation:
        relation.seek(4000)
        relation.write(b"changed by the disk")
    server.start()
    with psycopg.connect(address, autocommit=True) as connection, pytest.raises(psycopg.errors.DataCorrupted):
        connection.execute("SELECT sum(id) FROM people")
    running = next(iter(check_database(local_settings.layout, KnownAddresses(address, None, None))))
    assert running.state == "failed"
    assert "damaged pages" in running.sentence
    server.stop()
    stopped = look(local_settings)["checksums"]
    assert stopped.state == "failed"
    assert "base/" in (stopped.evidence or "")


def test_an_external_database_has_no_files_to_look_at(local_settings: LocalSettings) -> None:
    external = replace(local_settings, owner_url="postgresql://o@db/c", database_url="postgresql://a@db/c")
    assert [one.state for one in check_cluster(external)] == ["ok"]


@pytest.mark.parametrize(
    ("line", "meaning"),
    [
        ('FATAL:  could not write lock file "postmaster.pid": No space left on device', "disk was full"),
        ('FATAL:  could not open file "pg_wal/x": Read-only file system', "read-only"),
        ("FATAL:  could not map anonymous shared memory: Cannot allocate memory", "no memory"),
        ('FATAL:  lock file "postmaster.pid" already exists', "earlier server"),
        ("PANIC:  something that nobody has seen yet", "did not start or gave up"),
    ],
)
def test_reasons_that_are_hard_to_make_are_read_from_lines_as_postgresql_writes_them(
    layout: Layout, line: str, meaning: str
) -> None:
    log = layout.logs / "postgresql.log"
    log.write_text(
        "2026-11-28 07:35:10.010 UTC [1] LOG:  database system is ready to accept connections\n"
        f"2026-11-28 07:35:11.010 UTC [2] {line}\n"
        '2026-11-28 07:35:12.010 UTC [3] FATAL:  password authentication failed for user "a"\n'
        "2026-11-28 07:35:13.010 UTC [2] LOG:  database system is shut down\n"
    )
    complaint = why_given_up(log, layout.cluster)
    assert complaint is not None
    assert meaning in complaint.sentence
    assert line in complaint.line
