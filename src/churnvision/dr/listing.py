"""What the folder of backups holds, and what is wrong in it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from typing import Literal

from churnvision.dr import catalogue, journal, manifest
from churnvision.dr.catalogue import BackupFiles
from churnvision.dr.errors import BackupDamaged, KeyWrong
from churnvision.dr.journal import Event
from churnvision.dr.keys import Passphrase
from churnvision.dr.recovery_kit import confirmed_at, last_confirmed_at
from churnvision.dr.settings import RecoverySettings
from churnvision.dr.trust import TrustedBackup, prove_manifest
from churnvision.kit.errors import ChurnVisionError

State = Literal["signed", "damaged", "key missing", "incomplete", "not proved here"]


@dataclass(frozen=True, slots=True)
class Listed:
    """One backup. "signed" means: its manifest is proved and its file has the proved size.

    "not proved here": every file is there, and no key to prove them with. `verified_at` is when it was last
    read to its last byte and found whole; None when it never was here.
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


def list_backups(
    settings: RecoverySettings, keys: Sequence[Passphrase], *, readings: Mapping[str, Event] | None = None
) -> Listing:
    """Look at every backup and prove its manifest; the files themselves are `verify`'s.

    `readings` are those of `readings_in`; without them the journal is read. Raises JournalDamaged then.
    """
    readings = last_readings(settings.journal) if readings is None else readings
    trusted: dict[str, TrustedBackup] = {}
    listed = []
    for backup in catalogue.find_backups(settings.backups):
        try:
            trusted[backup.backup_id] = proved = _proved(backup, keys)
            listed.append(_listed(proved, readings.get(backup.backup_id)))
        except KeyWrong as error:
            listed.append(_unproved(backup, "key missing", error.message))
        except (ChurnVisionError, OSError) as error:
            listed.append(_unproved(backup, "damaged" if backup.is_complete() else "incomplete", str(error)))
    return Listing(
        listed,
        catalogue.find_foreign(settings.backups),
        find_gaps(list(trusted.values())),
        confirmed_at(settings, keys[0]),
    )


def list_unproved(settings: RecoverySettings, readings: Mapping[str, Event]) -> Listing:
    """Look at every backup without any key: what names, sizes and the journal tell."""
    listed = []
    for backup in catalogue.find_backups(settings.backups):
        reading = readings.get(backup.backup_id)
        damage = _damage(reading)
        state: State = "not proved here" if damage is None else "damaged"
        found = _unproved(backup, state if backup.is_complete() else "incomplete", damage)
        listed.append(replace(found, verified_at=_whole_at(reading)))
    return Listing(listed, catalogue.find_foreign(settings.backups), [], last_confirmed_at(settings))


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
    """By backup the last event of the journal in which it was read whole, or could not be.

    Raises JournalDamaged.
    """
    return readings_in(journal.read(file))


def readings_in(events: Iterable[Event]) -> dict[str, Event]:
    """The same of events that are read already."""
    return {
        str(event.facts["backup_id"]): event
        for event in events
        if event.event in ("backup.made", "backup.verified", "backup.verify_failed")
    }


def _proved(backup: BackupFiles, keys: Sequence[Passphrase]) -> TrustedBackup:
    proved = prove_manifest(backup, keys)
    if backup.dump.stat().st_size != proved.manifest.dump.bytes:
        raise BackupDamaged(f"{backup.dump.name} has another size than was written.")
    return proved


def _damage(reading: Event | None) -> str | None:
    """Why a reading to the last byte failed."""
    is_damaged = reading is not None and reading.event == "backup.verify_failed"
    return str(reading.facts.get("reason")) if reading is not None and is_damaged else None


def _whole_at(reading: Event | None) -> str | None:
    return reading.at if reading is not None and _damage(reading) is None else None


def _listed(backup: TrustedBackup, reading: Event | None) -> Listed:
    contents = backup.manifest.contents
    damage = _damage(reading)
    return Listed(
        backup_id=backup.manifest.backup_id,
        made_at=backup.manifest.made_at,
        state="signed" if damage is None else "damaged",
        bytes=backup.manifest.dump.bytes,
        rows=sum(contents.rows.values()),
        employees=contents.rows.get("public.employees"),
        users=contents.rows.get("public.users"),
        schema_revision=contents.schema_revision,
        verified_at=_whole_at(reading),
        reason=damage,
        warnings=backup.manifest.warnings,
    )


def _unproved(backup: BackupFiles, state: State, reason: str | None) -> Listed:
    size = backup.dump.stat().st_size if backup.dump.is_file() else 0
    return Listed(
        backup.backup_id, backup.made_at.isoformat(), state, size, None, None, None, None, None, reason
    )
