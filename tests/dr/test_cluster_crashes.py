"""kill -9 at every step of the archive, the base backup and the recovery: old or new; the next run heals."""

import os
import subprocess
import sys
from dataclasses import replace
from typing import Any

import pytest

from churnvision.dr import steps
from churnvision.dr.archive import get, push
from churnvision.dr.archive_check import check_archive
from churnvision.dr.archive_prune import prune_archive
from churnvision.dr.base_manifest import find_bases, prove_base
from churnvision.dr.keys import find_keys
from churnvision.dr.recover import kept_clusters
from churnvision.dr.retention import Retention
from churnvision.dr.sealed_file import require_authentic
from tests.dr.archived_cluster import ArchivedCluster
from tests.dr.installation import CANARY

ARCHIVE = [step for step in steps.STEPS if step.startswith("archive.")]
BASE = [step for step in steps.STEPS if step.startswith("base.")]
RECOVER = [step for step in steps.STEPS if step.startswith("recover.")]
PRUNE = [step for step in steps.STEPS if step in ("prune.archive_locked", "prune.base_deleted")]

# The others run in `make test-dr`.
QUICK = ("archive.sealed", "base.written", "recover.reached", "recover.swapped", "prune.base_deleted")


def cases(names: list[str]) -> list[Any]:
    """Every step as a case; most of them belong to the long part."""
    return [name if name in QUICK else pytest.param(name, marks=pytest.mark.rehearsal) for name in names]


def strike(cluster: ArchivedCluster, act: str, step: str, *rest: str, **settings: str) -> None:
    """Run the act in a process that kills itself at the step."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.dr.struck_cluster", str(cluster.folder), act, step, *rest],
        env={**os.environ, **cluster.environment, **settings},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == -9, done.stdout + done.stderr


def require_sound(cluster: ArchivedCluster) -> None:
    """Whatever has a name is whole; nothing can be read; nothing half-made is left."""
    keys = find_keys(cluster.settings)
    for files in find_bases(cluster.archive.bases):
        base = prove_base(files, keys)
        require_authentic(files.tar, base.manifest.tar, base.key)
    assert check_archive(cluster.archive, keys).problems == []
    for file in (cluster.folder / "backups").rglob("*"):
        assert not file.is_file() or CANARY.encode() not in file.read_bytes()


@pytest.mark.parametrize("step", cases(ARCHIVE))
def test_a_push_killed_at_any_step_keeps_the_whole_file_or_none(archived: ArchivedCluster, step: str) -> None:
    archived.note(CANARY)
    archived.hand_over()
    name = archived.archive.newest_pushed()
    assert name is not None
    file = archived.data / "pg_wal" / name
    whole = file.read_bytes()
    archived.archive.path(name).unlink()
    strike(archived, "archive", step, str(file))
    is_named = step == "archive.named"
    assert archived.archive.path(name).exists() == is_named
    assert push(archived.settings, file) == (not is_named)
    assert get(archived.archive, name, find_keys(archived.settings))[1] == whole
    require_sound(archived)
    assert archived.leftovers() == []


@pytest.mark.parametrize("step", cases(BASE))
def test_a_base_backup_killed_at_any_step_is_whole_or_absent(archived: ArchivedCluster, step: str) -> None:
    archived.note(CANARY)
    strike(archived, "base", step)
    assert len(find_bases(archived.archive.bases)) == (1 if step == "base.named" else 0)
    require_sound(archived)
    archived.base()
    assert archived.leftovers() == []
    archived.recover()
    assert archived.notes() == [CANARY]


@pytest.mark.parametrize("step", cases(RECOVER))
def test_a_recovery_killed_at_any_step_leaves_the_old_or_the_new(
    archived: ArchivedCluster, step: str
) -> None:
    archived.base()
    archived.note(CANARY)
    archived.hand_over()
    archived.stop()
    strike(archived, "recover", step)
    is_swapped = step == "recover.swapped"
    assert archived.timeline() == (2 if is_swapped else 1)
    archived.start()
    assert archived.notes() == [CANARY]
    assert len(kept_clusters(archived.data)) == is_swapped
    archived.recover()
    assert archived.notes() == [CANARY]
    assert archived.leftovers() == []
    require_sound(archived)


@pytest.mark.parametrize("step", cases(PRUNE))
def test_a_prune_of_the_archive_killed_at_any_step_leaves_every_base_its_log(
    archived: ArchivedCluster, step: str
) -> None:
    for number in range(3):
        archived.base()
        archived.note(str(number))
        archived.hand_over()
    strike(archived, "prune", step, CHURNVISION_BACKUP_KEEP_DAILY="1")
    require_sound(archived)
    only_one = replace(archived.settings, retention=Retention(1, 4, 12))
    pruned = prune_archive(only_one, archived.archive)
    assert len(pruned.bases_kept) == len(find_bases(archived.archive.bases)) == 1
    require_sound(archived)
    archived.recover()
    assert archived.notes() == ["0", "1", "2"]
