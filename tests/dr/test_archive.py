"""The archive of the log takes what belongs to it, gives back what it took, and says what is wrong in it."""

import json
import os
import shutil
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from churnvision.dr import archive, journal
from churnvision.dr.archive import ClusterArchive, archive_of
from churnvision.dr.archive_check import check_archive
from churnvision.dr.errors import ArchiveRefused, BackupDamaged, BackupNotFound, KeyRefused, KeyWrong
from churnvision.dr.keys import add_key, find_keys
from churnvision.dr.settings import RecoverySettings, read_settings
from tests.dr.archived_cluster import ArchivedCluster, copy_cluster
from tests.dr.faults import SmallDisk, flip
from tests.dr.installation import CANARY, KEY, OTHER_KEY, plaintext_in
from tests.dr.log_source import SEGMENT_BYTES, LogSource, name_of


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """What an archive_command is given, with a key."""
    return {
        "CHURNVISION_VAR": str(tmp_path / "var"),
        "CHURNVISION_BACKUPS": str(tmp_path / "backups"),
        "BACKUP_ENCRYPTION_KEY": KEY,
    }


@pytest.fixture
def settings(environment: dict[str, str]) -> RecoverySettings:
    return read_settings(environment)


@pytest.fixture
def source(tmp_path: Path) -> LogSource:
    return LogSource(tmp_path / "pg").make()


@pytest.fixture
def kept(settings: RecoverySettings, source: LogSource) -> ClusterArchive:
    """Six files of the log."""
    for number in range(1, 7):
        archive.push(settings, source.write(name_of(number)))
    return archive_of(settings, str(source.system))


def run_command(environment: dict[str, str], *arguments: object) -> subprocess.CompletedProcess[str]:
    """What PostgreSQL runs."""
    bare = {name: value for name, value in os.environ.items() if not name.startswith("CHURNVISION_")}
    return subprocess.run(
        [sys.executable, "-m", "churnvision.dr.archive_command", *map(str, arguments)],
        env={**bare, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def events_of(settings: RecoverySettings) -> list[str]:
    return [event.event for event in journal.read(settings.journal)]


@pytest.mark.fault("D10")
def test_the_same_file_again_is_taken_as_done(settings: RecoverySettings, source: LogSource) -> None:
    file = source.write(name_of(1))
    assert archive.push(settings, file)
    before = archive_of(settings, str(source.system)).path(file.name).read_bytes()
    assert not archive.push(settings, file)
    assert archive_of(settings, str(source.system)).path(file.name).read_bytes() == before


@pytest.mark.fault("D10")
def test_other_content_under_a_kept_name_is_refused(settings: RecoverySettings, source: LogSource) -> None:
    content = source.write(name_of(1)).read_bytes()
    archive.push(settings, source.data / "pg_wal" / name_of(1))
    with pytest.raises(ArchiveRefused, match="two clusters with one history"):
        archive.push(settings, source.write(name_of(1)))
    kept = archive_of(settings, str(source.system))
    assert archive.get(kept, name_of(1), find_keys(settings))[1] == content


def test_a_file_comes_back_byte_for_byte_and_cannot_be_read_meanwhile(
    settings: RecoverySettings, source: LogSource, tmp_path: Path
) -> None:
    segment = source.segment(name_of(1))
    content = segment[:100] + CANARY.encode() + segment[100 + len(CANARY) :]
    archive.push(settings, source.write(name_of(1), content))
    assert not plaintext_in(settings.backups)
    kept = archive_of(settings, str(source.system))
    archive.get_into(kept, name_of(1), find_keys(settings), tmp_path / "back")
    assert (tmp_path / "back").read_bytes() == content
    with pytest.raises(FileExistsError):
        archive.get_into(kept, name_of(1), find_keys(settings), tmp_path / "back")


@pytest.mark.fault("D4")
def test_a_foreign_clusters_segment_is_refused_at_push(settings: RecoverySettings, source: LogSource) -> None:
    foreign = source.write(name_of(1), source.segment(name_of(1), system=42))
    with pytest.raises(ArchiveRefused, match="comes from the cluster 42"):
        archive.push(settings, foreign)
    assert not settings.backups.exists()


@pytest.mark.fault("D4")
def test_a_foreign_clusters_segment_is_refused_at_get(
    settings: RecoverySettings, kept: ClusterArchive, tmp_path: Path
) -> None:
    other = LogSource(tmp_path / "other", system=42).make()
    archive.push(settings, other.write(name_of(3)))
    shutil.copy(archive_of(settings, "42").path(name_of(3)), kept.path(name_of(3)))
    with pytest.raises(BackupDamaged, match="comes from the cluster 42"):
        archive.get(kept, name_of(3), find_keys(settings))


@pytest.mark.fault("D3")
@pytest.mark.parametrize("size", [0, 1, 39, 40, 8192, SEGMENT_BYTES - 1, SEGMENT_BYTES + 1])
def test_a_segment_of_a_wrong_size_is_refused(
    settings: RecoverySettings, source: LogSource, size: int
) -> None:
    content = source.segment(name_of(1)).ljust(size, b"\0")[:size]
    with pytest.raises(ArchiveRefused):
        archive.push(settings, source.write(name_of(1), content))
    assert not settings.backups.exists()


def test_a_segment_under_another_name_is_refused(settings: RecoverySettings, source: LogSource) -> None:
    with pytest.raises(ArchiveRefused, match="another part of the log"):
        archive.push(settings, source.write(name_of(2), source.segment(name_of(1))))


@pytest.mark.parametrize(
    "name",
    [
        "x", "postgresql.conf", name_of(1)[:23], name_of(1) + "0", name_of(0xABC).lower(),
        name_of(1) + ".backup", name_of(1) + "\n", ".history", "0000000G.history",
        name_of(1) + ".partial.partial",
    ],
)  # fmt: skip
def test_a_name_that_is_none_of_the_logs_is_refused(
    settings: RecoverySettings, source: LogSource, kept: ClusterArchive, name: str
) -> None:
    with pytest.raises(ArchiveRefused, match="no file of the log"):
        archive.push(settings, source.write(name, source.segment(name_of(1))))
    with pytest.raises(BackupNotFound):
        archive.get(kept, name, find_keys(settings))


@pytest.mark.parametrize(
    "name", ["../../../etc/passwd", "/etc/passwd", f"../{name_of(1)}", f"{name_of(1)}/..", ""]
)
def test_a_name_leads_nowhere_else(settings: RecoverySettings, kept: ClusterArchive, name: str) -> None:
    with pytest.raises(BackupNotFound, match="no file of the log"):
        archive.get(kept, name, find_keys(settings))


def test_a_file_outside_of_a_cluster_is_refused(
    settings: RecoverySettings, source: LogSource, tmp_path: Path
) -> None:
    (tmp_path / name_of(1)).write_bytes(source.segment(name_of(1)))
    with pytest.raises(ArchiveRefused, match="no data directory"):
        archive.push(settings, tmp_path / name_of(1))


DAMAGE: dict[str, Callable[[Path], object]] = {
    "a bit": lambda file: flip(file, file.stat().st_size // 2),
    "its end": lambda file: os.truncate(file, file.stat().st_size - 20),
    "all of it": lambda file: os.truncate(file, 0),
    "its proof": lambda file: flip(file, 3),
    "what it says it is": lambda file: file.write_bytes(file.read_bytes().replace(b'"bytes"', b'"bites"')),
    "it is a pipe": lambda file: (file.unlink(), os.mkfifo(file)),
}


@pytest.mark.fault("D2", "D3", "B9")
@pytest.mark.parametrize("what", DAMAGE)
def test_a_damaged_file_is_refused_found_and_replaced_by_the_good_one(
    settings: RecoverySettings, source: LogSource, kept: ClusterArchive, what: str
) -> None:
    keys = find_keys(settings)
    DAMAGE[what](kept.path(name_of(3)))
    with pytest.raises(BackupDamaged):
        archive.get(kept, name_of(3), keys)
    assert len(check_archive(kept, keys).problems) == 1
    assert archive.push(settings, source.data / "pg_wal" / name_of(3))
    assert check_archive(kept, keys).problems == []


def test_files_of_an_older_key_still_open_and_new_ones_take_the_new_key(
    settings: RecoverySettings, source: LogSource, kept: ClusterArchive
) -> None:
    ring = replace(settings, environment_key=None)
    ring.keys.mkdir(parents=True)
    (ring.keys / "backup.key").write_text(KEY + "\n")
    add_key(ring.keys, "20300101_000000")
    new, *older = find_keys(ring)
    archive.push(ring, source.write(name_of(7)))
    assert check_archive(kept, [new, *older]).problems == []
    with pytest.raises(KeyWrong):
        archive.get(kept, name_of(7), older)
    with pytest.raises(KeyWrong):
        archive.get(kept, name_of(1), [new])
    assert not archive.push(ring, source.data / "pg_wal" / name_of(1))


def test_with_another_key_nothing_is_written_over(
    settings: RecoverySettings, source: LogSource, kept: ClusterArchive
) -> None:
    before = kept.path(name_of(3)).read_bytes()
    with pytest.raises(KeyWrong):
        archive.push(replace(settings, environment_key=OTHER_KEY), source.data / "pg_wal" / name_of(3))
    assert kept.path(name_of(3)).read_bytes() == before


@pytest.mark.fault("D1")
@pytest.mark.parametrize("number", [2, 4, 6])
def test_a_missing_file_is_found(settings: RecoverySettings, kept: ClusterArchive, number: int) -> None:
    kept.path(name_of(number)).unlink()
    assert check_archive(kept, find_keys(settings)).problems == [
        f"The log has a gap: {name_of(number)} is not in the archive."
    ]


@pytest.mark.fault("D5")
def test_a_timelines_first_file_and_its_history_are_missed(
    settings: RecoverySettings, source: LogSource, kept: ClusterArchive
) -> None:
    keys = find_keys(settings)
    history = f"1\t0/{6 * (16 << 20) + 4096:X}\tno recovery target specified\n"
    archive.push(settings, source.write("00000002.history", history.encode()))
    for number in (6, 7, 8):
        archive.push(settings, source.write(name_of(number, timeline=2)))
    assert check_archive(kept, keys).problems == []
    kept.path(name_of(7, timeline=2)).unlink()
    assert check_archive(kept, keys).problems == [
        f"The log has a gap: {name_of(7, timeline=2)} is not in the archive."
    ]
    kept.path("00000002.history").unlink()
    assert "The history of timeline 2 is not in the archive." in check_archive(kept, keys).problems


@pytest.mark.fault("D9")
def test_the_command_ends_with_0_or_1_whatever_is_wrong(
    environment: dict[str, str], source: LogSource, tmp_path: Path
) -> None:
    file = source.write(name_of(1))
    (tmp_path / "a file").write_text("")
    keyless = {name: value for name, value in environment.items() if name != "BACKUP_ENCRYPTION_KEY"}
    failures: list[tuple[dict[str, str], list[object]]] = [
        (environment, []),
        (environment, [""]),
        (environment, [tmp_path / "missing"]),
        (environment, [tmp_path]),
        (environment, [source.data / "pg_wal" / name_of(9)]),
        (keyless, [file]),
        ({**environment, "BACKUP_ENCRYPTION_KEY": "short"}, [file]),
        ({**environment, "CHURNVISION_BACKUP_KEEP_DAILY": "none"}, [file]),
        ({**environment, "CHURNVISION_BACKUPS": str(tmp_path / "a file")}, [file]),
    ]
    for env, arguments in failures:
        done = run_command(env, *arguments)
        assert (done.returncode, "The log was not archived: " in done.stderr) == (1, True), done
    done = run_command(environment, file)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_kept_file_is_kept_also_when_the_journal_cannot_be_written(
    environment: dict[str, str], source: LogSource, settings: RecoverySettings
) -> None:
    assert run_command(environment, source.data / "missing" / name_of(1)).returncode == 1
    settings.journal.unlink()
    settings.journal.mkdir()
    done = run_command(environment, source.write(name_of(1)))
    assert (done.returncode, "journal" in done.stderr) == (0, True)


def test_a_problem_is_journalled_once_and_once_that_it_works_again(
    environment: dict[str, str], source: LogSource, settings: RecoverySettings
) -> None:
    file = source.write(name_of(1))
    for key in ("short", "short", KEY, KEY, "short", KEY):
        run_command({**environment, "BACKUP_ENCRYPTION_KEY": key}, file)
    assert events_of(settings) == ["archive.failed", "archive.works_again"] * 2


def test_a_refusal_names_no_key(settings: RecoverySettings, source: LogSource) -> None:
    with pytest.raises(KeyRefused) as raised:
        archive.push(replace(settings, environment_key="a-short-secret"), source.write(name_of(1)))
    assert "a-short-secret" not in raised.value.message


def test_only_the_owner_reads_the_archive(kept: ClusterArchive) -> None:
    for file in kept.folder.rglob("*"):
        assert stat.S_IMODE(file.stat().st_mode) & 0o077 == 0


def test_nothing_is_noted_as_newest_that_is_not_kept(
    settings: RecoverySettings, kept: ClusterArchive
) -> None:
    assert kept.newest_pushed() == name_of(6)
    (kept.folder / "newest.json").write_text(json.dumps({"segment": name_of(5)}))
    file = settings.backups.parent / "pg" / "pg_wal" / name_of(6)
    assert not archive.push(settings, file)
    assert kept.newest_pushed() == name_of(6)
    kept.path(name_of(2)).unlink()
    assert archive.push(settings, file.with_name(name_of(2)))
    assert kept.newest_pushed() == name_of(6)


@pytest.fixture
def on_small_archive(tmp_path: Path) -> ArchivedCluster:
    """A running cluster whose archive can be filled, and made read-only."""
    (tmp_path / "backups").mkdir()
    disk = SmallDisk(tmp_path / "backups", megabytes=48)
    if not disk.mount():
        pytest.skip("a file system of a test's own needs root (mount -t tmpfs)")
    return copy_cluster(tmp_path)


@pytest.mark.fault("D11", "H3")
@pytest.mark.rehearsal
@pytest.mark.parametrize("fault", ["full", "read-only"])
def test_the_server_goes_on_while_the_archive_takes_nothing_and_nothing_is_lost(
    on_small_archive: ArchivedCluster, fault: str
) -> None:
    cluster, disk = on_small_archive, SmallDisk(on_small_archive.folder / "backups")
    try:
        cluster.base()
        cluster.note("before")
        cluster.hand_over()
        disk.fill() if fault == "full" else disk.set_read_only(True)
        for number in range(3):
            cluster.note(f"while {number}")
            cluster.sql("SELECT pg_switch_wal()")
            await_event(cluster, "archive.failed")
        disk.free() if fault == "full" else disk.set_read_only(False)
        cluster.note("after")
        cluster.hand_over()
        await_event(cluster, "archive.works_again")
        cluster.recover()
        assert cluster.notes() == ["before", "while 0", "while 1", "while 2", "after"]
        events = [event for event in events_of(cluster.settings) if event.startswith("archive.")]
        assert events == ["archive.failed", "archive.works_again"]
    finally:
        cluster.remove()
        disk.unmount()


def await_event(cluster: ArchivedCluster, event: str) -> None:
    """Wait until the journal has it."""
    deadline = time.monotonic() + 90
    while event not in events_of(cluster.settings):
        assert time.monotonic() < deadline, event
        time.sleep(0.1)
