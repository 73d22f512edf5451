"""Reads backups to their last byte and proves them, without any database."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from churnvision.dr import catalogue, journal
from churnvision.dr.keys import Passphrase
from churnvision.dr.settings import RecoverySettings
from churnvision.dr.trust import prove_bytes, prove_content, prove_manifest
from churnvision.kit.errors import ChurnVisionError

Report = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Verified:
    """The outcome for one backup."""

    backup_id: str
    is_whole: bool
    sentence: str


def verify(settings: RecoverySettings, keys: Sequence[Passphrase], name: str | None = None) -> Verified:
    """Prove one backup: the one that is named, or the newest.

    Raises BackupNotFound, KeyWrong, BackupDamaged with what is wrong; the journal has the outcome.
    """
    backup = catalogue.find_backup(settings.backups, name)
    try:
        trusted = prove_manifest(backup, keys)
        prove_bytes(trusted)
        prove_content(trusted)
    except (ChurnVisionError, OSError) as error:
        journal.append(
            settings.journal, "backup.verify_failed", backup_id=backup.backup_id, reason=str(error)
        )
        raise
    journal.append(settings.journal, "backup.verified", backup_id=backup.backup_id)
    rows = sum(trusted.manifest.contents.rows.values())
    return Verified(backup.backup_id, True, f"whole, {rows} rows.")


def verify_every(
    settings: RecoverySettings, keys: Sequence[Passphrase], *, report: Report = lambda _: None
) -> list[Verified]:
    """Prove every backup of the folder, the newest first; one that fails stops nothing."""
    outcomes = []
    for backup in catalogue.find_backups(settings.backups):
        report(f"verifying {backup.backup_id}")
        try:
            outcomes.append(verify(settings, keys, str(backup.dump)))
        except ChurnVisionError as error:
            outcomes.append(Verified(backup.backup_id, False, error.message))
        except OSError as error:
            outcomes.append(Verified(backup.backup_id, False, f"It cannot be read ({error.strerror})."))
    return outcomes
