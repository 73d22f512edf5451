"""Faults of the archive and of a recovery that are not the engine's own steps: the host, the disk, others."""

import shutil
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from churnvision.dr import archive, steps
from churnvision.dr.archive import archive_of
from churnvision.dr.errors import BackupDamaged, RecoverFailed, RecoverRefused
from churnvision.dr.keys import find_keys
from churnvision.dr.recover import Cluster, recover
from churnvision.dr.recovery_target import parse_target
from churnvision.kit.postgres_leftovers import servers_in
from tests.dr.acked_writer import AckedWriter, ids_in
from tests.dr.archived_cluster import ArchivedCluster, Recoverable, copy_cluster
from tests.dr.faults import SmallDisk
from tests.dr.log_source import LogSource
from tests.dr.oracle import kill_server
from tests.dr.test_backup import programs_that

Record = Callable[[str, object], None]
END = parse_target(None, None, None, None)


@pytest.mark.fault("D13", "F1")
def test_after_the_loss_of_the_host_what_was_acknowledged_is_back_but_for_the_last_moment(
    archived: ArchivedCluster, record_property: Record
) -> None:
    kept = archived.archive
    with AckedWriter(archived.database) as writer:
        writer.await_rows(50)
        archived.base()
        writer.await_rows(50)
        handed_over = max(writer.acked)
        archived.hand_over()
        writer.await_rows(50)
        assert archived.server is not None
        kill_server(archived.server)
    shutil.rmtree(archived.data)
    began = time.monotonic()
    recover(archived.settings, kept, archived.cluster(), END)
    archived.start()
    record_property("measured", f"recovery after the loss of the host: {time.monotonic() - began:.1f} s")
    back = ids_in(archived.database)
    lost = writer.acked.keys() - back
    assert min(lost, default=handed_over + 1) > handed_over
    # No hole: what is back is everything up to one row.
    assert {number for number in writer.acked if number <= max(back)} <= back
    seconds = max(writer.acked.values()) - max(at for number, at in writer.acked.items() if number in back)
    record_property("measured", f"acknowledged rows lost with the host, not yet handed over: {seconds:.1f} s")


@pytest.mark.fault("D5")
def test_a_foreign_or_missing_history_is_refused(recoverable: Recoverable, tmp_path: Path) -> None:
    cluster = recoverable.cluster
    other = LogSource(tmp_path / "other", system=42).make()
    archive.push(cluster.settings, other.write("00000009.history", b"1\t0/2000000\tno reason\n"))
    foreign = archive_of(cluster.settings, "42").path("00000009.history")
    placed = cluster.archive.path("00000009.history")
    placed.parent.mkdir()
    shutil.copy(foreign, placed)
    with pytest.raises(BackupDamaged, match="comes from the cluster 42"):
        recoverable.recover()
    placed.unlink()
    recoverable.recover()
    cluster.start()
    cluster.note("on the second timeline")
    cluster.hand_over()
    cluster.stop()
    cluster.archive.path("00000002.history").unlink()
    with pytest.raises(RecoverRefused, match=r"history of the timelines \[2\] is missing"):
        recoverable.recover()
    assert recoverable.content() != recoverable.old


@pytest.mark.fault("D16")
def test_a_server_that_is_killed_in_the_recovery_leaves_the_old_data(recoverable: Recoverable) -> None:
    def kill(step: str) -> None:
        if step == "recover.replaying":
            folder = next(recoverable.cluster.data.parent.glob("pg.recover-*[0-9]"))
            for process in servers_in(folder):
                process.kill()

    with steps.observed(kill), pytest.raises(RecoverFailed, match="is as it was"):
        recoverable.recover()
    assert recoverable.cluster.leftovers() == []
    assert recoverable.content() == recoverable.old
    recoverable.recover()
    assert recoverable.content() == recoverable.new


@pytest.mark.fault("D17")
def test_another_major_version_is_refused(recoverable: Recoverable, tmp_path: Path) -> None:
    cluster = recoverable.cluster
    programs = programs_that(tmp_path, "postgres", 'echo "postgres (PostgreSQL) 17.2"')
    settings = replace(cluster.settings, postgres_programs=programs)
    with pytest.raises(RecoverRefused, match=r"is of PostgreSQL 18 and the programs .* are 17"):
        recover(settings, cluster.archive, cluster.cluster(), recoverable.target())
    assert cluster.leftovers() == []
    assert recoverable.content() == recoverable.old


@pytest.mark.fault("D18")
def test_unlogged_tables_come_back_empty_and_prepared_transactions_are_off(archived: ArchivedCluster) -> None:
    archived.sql("CREATE UNLOGGED TABLE fleeting (id int)")
    archived.sql("INSERT INTO fleeting VALUES (1)")
    archived.base()
    archived.note("one")
    archived.recover()
    assert archived.notes() == ["one"]
    assert archived.sql("SELECT count(*) FROM fleeting") == 0
    assert archived.sql("SHOW max_prepared_transactions") == "0"


@pytest.mark.fault("D14", "D15")
@pytest.mark.parametrize("part", [".tar.gz.enc", ".manifest.json", ".manifest.sig"])
def test_a_base_backup_without_a_part_is_never_used(recoverable: Recoverable, part: str) -> None:
    cluster = recoverable.cluster
    next(cluster.archive.bases.glob("*" + part)).unlink()
    with pytest.raises(RecoverRefused, match="no base backup"):
        recoverable.recover()
    assert recoverable.content() == recoverable.old


@pytest.mark.fault("D15")
def test_a_changed_base_backup_is_refused_before_it_is_unpacked(recoverable: Recoverable) -> None:
    tar = next(recoverable.cluster.archive.bases.glob("*.tar.gz.enc"))
    for place in (3, 12, 5000, tar.stat().st_size - 1):
        with tar.open("r+b") as file:
            file.seek(place)
            byte = file.read(1)[0]
            file.seek(place)
            file.write(bytes([byte ^ 16]))
        with pytest.raises(BackupDamaged):
            recoverable.recover()
        assert recoverable.cluster.leftovers() == []
        with tar.open("r+b") as file:
            file.seek(place)
            file.write(bytes([byte]))
    recoverable.recover()
    assert recoverable.content() == recoverable.new


@pytest.mark.rehearsal
@pytest.mark.fault("D12")
def test_a_full_disk_under_the_log_loses_no_acknowledged_row(small_disk: SmallDisk) -> None:
    cluster = copy_cluster(small_disk.folder)
    try:
        with AckedWriter(cluster.database, pause_seconds=0) as writer:
            writer.await_rows(100)
            small_disk.fill()
            deadline, before = time.monotonic() + 60, -1
            # It may write on where the present file of the log has room; then it ends with a PANIC.
            while len(writer.acked) > before and time.monotonic() < deadline:
                before = len(writer.acked)
                time.sleep(3)
            small_disk.free()
        cluster.stop()
        cluster.start()
        assert writer.acked.keys() <= ids_in(cluster.database)
    finally:
        small_disk.free()
        cluster.remove()


@pytest.mark.fault("D9")
def test_a_recovery_asks_for_what_a_lying_archive_command_never_stored(archived: ArchivedCluster) -> None:
    archived.base()
    archived.note("one")
    archived.hand_over()
    archived.note("two")
    archived.hand_over()
    names = [name for name in archived.archive.names() if len(name) == 24]
    # As if the command had ended with 0 without storing.
    archived.archive.path(names[-2]).unlink()
    archived.stop()
    with pytest.raises(RecoverRefused, match=f"The log has a gap: {names[-2]}"):
        archived.recover()
    assert archived.notes() == ["one", "two"]


def test_a_cluster_without_any_data_directory_is_recovered_by_its_number(recoverable: Recoverable) -> None:
    cluster = recoverable.cluster
    kept, target = cluster.archive, recoverable.target()
    (cluster.data / "PG_VERSION").unlink()
    cluster.data.rename(cluster.folder / "lost")
    recover(cluster.settings, kept, Cluster(cluster.data, cluster.owner_url), target)
    assert recoverable.content() == recoverable.new
    assert find_keys(cluster.settings)
    assert cluster.data.stat().st_mode & 0o077 == 0
