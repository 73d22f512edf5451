"""kill -9, a full disk and an exception while the log is archived, the cluster copied, recovered, pruned."""

import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from churnvision.dr import archive, journal, steps
from churnvision.dr.archive_check import check_archive
from churnvision.dr.archive_prune import prune_archive
from churnvision.dr.base_manifest import find_bases, prove_base
from churnvision.dr.keys import find_keys
from churnvision.dr.sealed_file import require_authentic
from churnvision.kit.errors import ChurnVisionError
from tests.dr.archived_cluster import ArchivedCluster, Recoverable, copy_recoverable
from tests.dr.crash_steps import ACTS, is_from
from tests.dr.faults import SmallDisk, failing_at, strike
from tests.dr.installation import plaintext_in

ERRORS = [OSError(28, "No space left on device"), RuntimeError("a fault of our own")]
ESSENTIAL = {
    "archive.named", "base.written", "base.named", "prune.base_deleting",
    "recover.replaying", "recover.checked", "recover.exchanged",
}  # fmt: skip
KILLED_AT = {
    act: [
        step if step in ESSENTIAL else pytest.param(step, marks=pytest.mark.rehearsal) for step in ACTS[act]
    ]
    for act in ("push", "base", "recover", "prune-archive")
}


def require_proved(cluster: ArchivedCluster) -> int:
    """Every base that is listed is whole, and so is every file of the log; how many bases there are."""
    keys = find_keys(cluster.settings)
    for files in (bases := find_bases(cluster.archive.bases)):
        base = prove_base(files, keys)
        require_authentic(files.tar, base.manifest.tar, base.key)
    assert check_archive(cluster.archive, keys).problems == []
    return len(bases)


def require_clean(cluster: ArchivedCluster) -> None:
    """Nothing half-made is left, and nothing can be read but in the data directories."""
    assert cluster.leftovers() == []
    assert not plaintext_in(cluster.folder / "backups")
    assert not plaintext_in(cluster.folder / "var" / "dr")


def take_back(cluster: ArchivedCluster) -> Path:
    """The newest file of the log as if it had not been handed over yet; where the server has it."""
    name = cluster.archive.newest_pushed()
    assert name is not None
    file = cluster.data / "pg_wal" / name
    file.unlink(missing_ok=True)
    archive.get_into(cluster.archive, name, find_keys(cluster.settings), file)
    cluster.archive.path(name).unlink()
    (cluster.archive.folder / "newest.json").unlink()
    return file


@pytest.mark.fault("D9")
@pytest.mark.parametrize("step", KILLED_AT["push"])
def test_a_push_killed_at_any_step_leaves_a_whole_file_or_none(recoverable: Recoverable, step: str) -> None:
    cluster = recoverable.cluster
    file = take_back(cluster)
    strike(cluster.environment, "push", step, str(file))
    is_named = is_from("push", step, "archive.named")
    assert cluster.archive.path(file.name).exists() == is_named
    assert archive.push(cluster.settings, file) == (not is_named)
    assert require_proved(cluster) == 1
    assert archive.get(cluster.archive, file.name, find_keys(cluster.settings))[1] == file.read_bytes()
    require_clean(cluster)


@pytest.mark.fault("D14")
@pytest.mark.parametrize("step", KILLED_AT["base"])
def test_a_base_backup_killed_at_any_step_is_whole_or_absent(recoverable: Recoverable, step: str) -> None:
    cluster = recoverable.cluster
    cluster.start()
    strike(cluster.environment, "base", step)
    is_named = is_from("base", step, "base.named")
    assert require_proved(cluster) == (2 if is_named else 1)
    assert not plaintext_in(cluster.folder / "backups")
    cluster.base()
    assert require_proved(cluster) == (3 if is_named else 2)
    require_clean(cluster)


@pytest.mark.fault("D16", "H6")
@pytest.mark.parametrize("step", KILLED_AT["recover"])
def test_a_recovery_killed_at_any_step_leaves_the_old_or_the_new(recoverable: Recoverable, step: str) -> None:
    cluster = recoverable.cluster
    strike(cluster.environment, "recover", step, recoverable.moment.isoformat())
    is_swapped = is_from("recover", step, "recover.exchanged")
    assert recoverable.content() == (recoverable.new if is_swapped else recoverable.old)
    recoverable.recover()
    assert recoverable.content() == recoverable.new
    require_clean(cluster)
    kept = sorted(cluster.data.parent.glob("pg.before-*"))
    assert len(kept) == (2 if is_swapped else 1)
    shutil.rmtree(cluster.data)
    kept[0].rename(cluster.data)
    assert recoverable.content() == recoverable.old


@pytest.mark.fault("B8")
@pytest.mark.parametrize("step", KILLED_AT["prune-archive"])
def test_a_prune_killed_at_any_step_leaves_every_base_its_log(recoverable: Recoverable, step: str) -> None:
    cluster = recoverable.cluster
    add_base(cluster)
    strike({**cluster.environment, "CHURNVISION_BACKUP_KEEP_DAILY": "1"}, "prune-archive", step)
    assert require_proved(cluster) == (1 if is_from("prune-archive", step, "prune.base_deleting") else 2)
    cluster.keep_daily = 1
    prune_archive(cluster.settings, cluster.archive)
    assert require_proved(cluster) == 1
    require_clean(cluster)


def test_a_base_backup_that_lacks_a_part_is_not_deleted(recoverable: Recoverable) -> None:
    cluster = recoverable.cluster
    lone = cluster.archive.bases / "base_20200101_000000.tar.gz.enc"
    lone.write_bytes(b"on its way from another folder")
    (cluster.archive.bases / "base_of_notes").mkdir()
    cluster.keep_daily = 1
    add_base(cluster)
    assert len(prune_archive(cluster.settings, cluster.archive).bases_deleted) == 1
    assert lone.exists()


def add_base(cluster: ArchivedCluster) -> None:
    """A second base backup, some files of the log later."""
    cluster.start()
    for text in ("later", "later still"):
        cluster.note(text)
        cluster.hand_over()
    cluster.base()
    cluster.hand_over()
    cluster.stop()


@pytest.mark.fault("D14")
@pytest.mark.rehearsal
@pytest.mark.parametrize("error", ERRORS)
@pytest.mark.parametrize("step", ACTS["base"])
def test_a_base_backup_that_fails_at_any_step_is_whole_or_absent(
    recoverable: Recoverable, step: str, error: Exception
) -> None:
    cluster = recoverable.cluster
    cluster.start()
    with steps.observed(failing_at(step, error)), pytest.raises((ChurnVisionError, RuntimeError)):
        cluster.base()
    assert require_proved(cluster) == (2 if step == "base.named" else 1)
    require_clean(cluster)


@pytest.mark.fault("D16")
@pytest.mark.rehearsal
@pytest.mark.parametrize("error", ERRORS)
@pytest.mark.parametrize("step", ACTS["recover"])
def test_a_recovery_that_fails_at_any_step_leaves_the_old_or_the_new(
    recoverable: Recoverable, step: str, error: Exception
) -> None:
    with (
        steps.observed(failing_at(step, error)),
        pytest.raises((ChurnVisionError, RuntimeError, OSError)) as raised,
    ):
        recoverable.recover()
    is_swapped = is_from("recover", step, "recover.exchanged")
    assert ("is as it was" in str(raised.value)) <= (not is_swapped)
    assert recoverable.content() == (recoverable.new if is_swapped else recoverable.old)
    events = [event.event for event in journal.read(recoverable.cluster.settings.journal)]
    assert events[-1] == "recover.failed"
    recoverable.recover()
    assert recoverable.content() == recoverable.new
    require_clean(recoverable.cluster)


@pytest.fixture
def on_small_disk(small_disk: SmallDisk) -> Iterator[Recoverable]:
    """A recoverable cluster whose folders are on a disk that can be filled."""
    made = copy_recoverable(small_disk.folder)
    yield made
    made.cluster.remove()


@pytest.mark.fault("D11")
@pytest.mark.rehearsal
@pytest.mark.parametrize("step", ACTS["push"])
def test_a_push_onto_a_full_disk_leaves_nothing_under_the_final_name(
    on_small_disk: Recoverable, small_disk: SmallDisk, step: str
) -> None:
    cluster = on_small_disk.cluster
    file = take_back(cluster)
    with steps.observed(small_disk.filling_at(step)), pytest.raises(OSError, match="No space left"):
        archive.push(cluster.settings, file)
    assert cluster.archive.path(file.name).exists() == (step == "archive.named")
    small_disk.free()
    archive.push(cluster.settings, file)
    assert require_proved(cluster) == 1
    require_clean(cluster)


@pytest.mark.fault("D14")
@pytest.mark.rehearsal
@pytest.mark.parametrize("step", ACTS["base"])
def test_a_base_backup_on_a_disk_that_fills_is_whole_or_absent(
    on_small_disk: Recoverable, small_disk: SmallDisk, step: str
) -> None:
    cluster = on_small_disk.cluster
    cluster.start()
    with steps.observed(small_disk.filling_at(step)), suppress(ChurnVisionError, OSError):
        cluster.base()
    small_disk.free()
    assert require_proved(cluster) == (2 if step == "base.named" else 1)
    cluster.base()
    require_proved(cluster)
    require_clean(cluster)


@pytest.mark.fault("C6")
@pytest.mark.rehearsal
@pytest.mark.parametrize("step", ACTS["recover"])
def test_a_recovery_on_a_disk_that_fills_leaves_the_old_or_the_new(
    on_small_disk: Recoverable, small_disk: SmallDisk, step: str
) -> None:
    has_succeeded = False
    with steps.observed(small_disk.filling_at(step)), suppress(ChurnVisionError, OSError):
        on_small_disk.recover()
        has_succeeded = True
    small_disk.free()
    # From there on nothing more is written but names.
    is_new = has_succeeded or is_from("recover", step, "recover.reached")
    assert on_small_disk.content() == (on_small_disk.new if is_new else on_small_disk.old)
    on_small_disk.recover()
    assert on_small_disk.content() == on_small_disk.new
    require_clean(on_small_disk.cluster)
