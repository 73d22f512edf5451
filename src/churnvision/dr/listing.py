"""What the folder of backups holds, and what is wrong in it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Literal

from churnvision.dr import catalogue, journal, manifest
from churnvision.dr.catalogue import BackupFiles
from churnvision.dr.errors import BackupDamaged, KeyWrong
from churnvision.dr.journal import Event
from churnvision.dr.keys import Passphrase
from churnvision.dr.recovery_kit import confirmed_at
from churnvision.dr.settings import RecoverySettings
from churnvision.dr.trust import TrustedBackup, prove_manifest
from churnvision.kit.errors import ChurnVisionError

State = Literal["signed", "damaged", "key missing", "incomplete"]


@dataclass(frozen=True, slots=True)
class Listed:
    """One backup. "signed" means: its manifest is proved and its file has the proved size.

    `verified_at` is when it was last read to its last byte and found whole; None when it never was here.
    """

    backup_id: str
    made_at: str
    state: State
    bytes: int
    rows: int | None
    employees: int | None
    users: int | None
    schema_revision: str | None
    verified_at: str | None
    reason: str | None
    warnings: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Listing:
    """Every backup, the newest first; names that belong to none; and gaps in the chain, as sentences.

    `kit_confirmed_at` is when somebody typed the check words of the recovery kit; None: not recoverable
    elsewhere.
    """

    backups: list[Listed]
    foreign: list[str]
    gaps: list[str]
    kit_confirmed_at: str | None


def list_backups(settings: RecoverySettings, keys: Sequence[Passphrase]) -> Listing:
    """Look at every backup and prove its manifest; the files themselves are `verify`'s."""
    readings = last_readings(settings.journal)
    trusted: dict[str, TrustedBackup] = {}
    listed = []
    for backup in catalogue.find_backups(settings.backups):
        try:
            trusted[backup.backup_id] = proved = _proved(backup, keys)
            listed.append(_listed(proved, readings.get(backup.backup_id)))
        except KeyWrong as error:
            listed.append(_unproved(backup, "key missing", error))
        except (ChurnVisionError, OSError) as error:
            listed.append(_unproved(backup, "damaged" if backup.is_complete() else "incomplete", error))
    return Listing(
        listed,
        catalogue.find_foreign(settings.backups),
        find_gaps(list(trusted.values())),
        confirmed_at(settings, keys[0]),
    )


def find_gaps(newest_first: Sequence[TrustedBackup]) -> list[str]:
    """Where a manifest names one before it that is not the next older one here: something was removed.

    Retention removes old ones, so only a gap between two that are kept *and* newer than the oldest daily
    one would be news; which it is, the journal tells.
    """
    gaps = []
    for backup, older in pairwise(newest_first):
        if backup.manifest.previous != manifest.sha256_of(older.raw_manifest):
            gaps.append(
                f"Between {older.manifest.backup_id} and {backup.manifest.backup_id} "
                "there was another backup."
            )
    return gaps


def verified(folder: Path, keys: Sequence[Passphrase]) -> list[TrustedBackup]:
    """The backups whose manifest is proved and whose file has its size, the newest first."""
    found = []
    for backup in catalogue.find_backups(folder):
        try:
            found.append(_proved(backup, keys))
        except (ChurnVisionError, OSError):
            continue
    return found


def last_readings(file: Path) -> dict[str, Event]:
    """By backup the last event of the journal in which it was read whole, or could not be."""
    return {
        str(event.facts["backup_id"]): event
        for event in journal.read(file)
        if event.event in ("backup.made", "backup.verified", "backup.verify_failed")
    }


def _proved(backup: BackupFiles, keys: Sequence[Passphrase]) -> TrustedBackup:
    proved = prove_manifest(backup, keys)
    if backup.dump.stat().st_size != proved.manifest.dump.bytes:
        raise BackupDamaged(f"{backup.dump.name} has another size than was written.")
    return proved


def _listed(backup: TrustedBackup, reading: Event | None) -> Listed:
    is_damaged = reading is not None and reading.event == "backup.verify_failed"
    contents = backup.manifest.contents
    return Listed(
        backup_id=backup.manifest.backup_id,
        made_at=backup.manifest.made_at,
        state="damaged" if is_damaged else "signed",
        bytes=backup.manifest.dump.bytes,
        rows=sum(contents.rows.values()),
        employees=contents.rows.get("public.employees"),
        users=contents.rows.get("public.users"),
        schema_revision=contents.schema_revision,
        verified_at=reading.at if reading is not None and not is_damaged else None,
        reason=str(reading.facts.get("reason")) if reading is not None and is_damaged else None,
        warnings=backup.manifest.warnings,
    )


def _unproved(backup: BackupFiles, state: State, error: Exception) -> Listed:
    size = backup.dump.stat().st_size if backup.dump.is_file() else 0
    reason = error.message if isinstance(error, ChurnVisionError) else str(error)
    return Listed(
        backup.backup_id, backup.made_at.isoformat(), state, size, None, None, None, None, None, reason
    )
