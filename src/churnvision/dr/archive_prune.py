"""Deletes base backups that are not kept and the log that only they needed; a base never loses its log."""

from dataclasses import dataclass

from churnvision.dr import catalogue, journal, wal
from churnvision.dr.archive import ClusterArchive
from churnvision.dr.base_manifest import TrustedBase, clear_unfinished, delete_base, find_bases, prove_base
from churnvision.dr.keys import find_keys
from churnvision.dr.settings import RecoverySettings
from churnvision.dr.steps import reach
from churnvision.kit.errors import ChurnVisionError

_SEGMENT_BYTES = 16 << 20


@dataclass(frozen=True, slots=True)
class PrunedArchive:
    """What was deleted and what is left."""

    bases_deleted: list[str]
    files_deleted: int
    bases_kept: list[str]


def prune_archive(
    settings: RecoverySettings, archive: ClusterArchive, *, key: str | None = None
) -> PrunedArchive:
    """Keep the newest proved bases, as many as daily backups, and the log from the oldest of them on.

    Without a proved base nothing is deleted. Raises AlreadyInRecovery, KeyRefused, OSError.
    """
    keys = find_keys(settings, key)
    with catalogue.locked(settings.journal.parent), catalogue.locked(settings.backups):
        clear_unfinished(archive.bases)
        reach("prune.archive_locked")
        proved: list[TrustedBase] = []
        for files in find_bases(archive.bases):
            try:
                proved.append(prove_base(files, keys))
            except ChurnVisionError:
                continue  # it may be all that is left; it is not counted either
        kept, outdated = proved[: settings.retention.daily], proved[settings.retention.daily :]
        for base in reversed(outdated):
            for path in delete_base(base.files):
                if path == base.files.signature:
                    reach("prune.base_deleting")
            reach("prune.base_deleted")
        deleted = _delete_log(archive, kept) if kept else 0
        if outdated or deleted:
            journal.append(
                settings.journal,
                "archive.pruned",
                bases=[base.manifest.base_id for base in outdated],
                files=deleted,
            )
    return PrunedArchive(
        [base.manifest.base_id for base in outdated], deleted, [base.manifest.base_id for base in kept]
    )


def _delete_log(archive: ClusterArchive, kept: list[TrustedBase]) -> int:
    """Delete what was written before the oldest kept base began; histories of timelines stay."""
    begins_at = min(wal.begin_of(base.manifest.start_segment, _SEGMENT_BYTES) for base in kept)
    outdated = [
        name
        for name in archive.names()
        if not name.endswith(".history") and wal.begin_of(name, _SEGMENT_BYTES) < begins_at
    ]
    for name in outdated:
        archive.path(name).unlink(missing_ok=True)
    return len(outdated)
