"""Deletes backups that retention does not keep; never the newest verified one, nor while backups fail."""

from dataclasses import dataclass
from pathlib import Path

from churnvision.dr import catalogue, journal
from churnvision.dr.catalogue import BackupFiles
from churnvision.dr.keys import Passphrase, find_keys
from churnvision.dr.listing import verified
from churnvision.dr.retention import kept
from churnvision.dr.settings import RecoverySettings
from churnvision.dr.steps import reach


@dataclass(frozen=True, slots=True)
class Pruned:
    """What was deleted and what was kept, by id; `refused` says why nothing was deleted."""

    deleted: list[str]
    kept: list[str]
    refused: str | None


def prune_backups(settings: RecoverySettings, *, key: str | None = None) -> Pruned:
    """Apply the retention to every verified backup, in the second folder too.

    Raises AlreadyInRecovery, KeyRefused, OSError.

    What is not verified here (damaged, of another key, foreign) is not deleted: it may be all that is left.
    A backup with a warning, as of a collapse of rows, keeps its place and lets no older one go.
    """
    keys = find_keys(settings, key)
    with catalogue.locked(settings.journal.parent):
        pruned = _prune(settings, settings.backups, keys)
        if settings.copies is not None and settings.copies.is_dir() and pruned.refused is None:
            _prune(settings, settings.copies, keys)
    return pruned


def _prune(settings: RecoverySettings, folder: Path, keys: list[Passphrase]) -> Pruned:
    with catalogue.locked(folder):
        catalogue.clear_unfinished(folder)
        reach("prune.locked")
        found = {backup.files.made_at: backup for backup in verified(folder, keys)}
        if not found:
            return Pruned([], [], "There is no verified backup, so none is deleted.")
        if _last_backup_failed(settings):
            return Pruned(
                [], [backup.manifest.backup_id for backup in found.values()], "The last backup failed."
            )
        sound = [moment for moment, backup in found.items() if not backup.manifest.warnings]
        keep = kept(sound, settings.retention) | (found.keys() - set(sound)) | {max(found)}
        deleted = []
        for moment in sorted(found.keys() - keep):
            _delete(found[moment].files)
            deleted.append(found[moment].manifest.backup_id)
            journal.append(settings.journal, "backup.deleted", backup_id=deleted[-1], folder=folder)
            reach("prune.deleted")
    return Pruned(deleted, [found[moment].manifest.backup_id for moment in sorted(keep, reverse=True)], None)


def _delete(files: BackupFiles) -> None:
    for path in catalogue.delete(files):
        if path == files.signature:
            reach("prune.deleting")


def _last_backup_failed(settings: RecoverySettings) -> bool:
    outcomes = [event.event for event in journal.read(settings.journal) if event.event in _OUTCOMES]
    return outcomes[-1:] == ["backup.failed"]


_OUTCOMES = ("backup.made", "backup.failed")
