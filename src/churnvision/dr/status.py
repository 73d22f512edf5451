"""How recovery stands, as its files tell: backups, drills, scheduler and journal. Asks no database."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from churnvision.dr import catalogue, journal, requests, serving
from churnvision.dr.archive import find_archives, problem_of_archive
from churnvision.dr.errors import KeyRefused
from churnvision.dr.journal import Event, Examination
from churnvision.dr.keys import Passphrase, find_keys
from churnvision.dr.listing import Listed, Listing, list_backups, list_unproved, readings_in, verified
from churnvision.dr.reports import KeptReport, read_reports
from churnvision.dr.schedule import Appointment, Outcome, Record, next_due
from churnvision.dr.settings import RecoverySettings

APPOINTMENTS = {"backup": serving.BACKUP_AT, "drill": serving.DRILL_AT}
_USABLE = ("signed", "not proved here")
_SHOWN_DRILLS = 20


@dataclass(frozen=True, slots=True)
class DutyStatus:
    """One duty of the scheduler: what is known of it, and when it comes next."""

    name: str
    record: Record | None
    next_at: datetime
    is_waiting: bool
    is_running: bool

    @property
    def outcome(self) -> Outcome | None:
        """How its last try went."""
        return None if self.record is None else self.record.outcome


@dataclass(frozen=True, slots=True)
class CopiesStatus:
    """The second folder: when the newest whole backup in it was made, None without any."""

    folder: str
    newest_at: datetime | None


@dataclass(frozen=True, slots=True)
class RecoveryStatus:
    """Everything at one moment; `kept_since` is the oldest sign of this installation, None without any.

    `log_archived_at` is when the server last handed a file of its log over, None where it never did;
    `copies` is None without a second folder.
    """

    seen_at: datetime
    listing: Listing
    can_prove: bool
    drills: list[KeptReport]
    unreadable_reports: list[str]
    duties: list[DutyStatus]
    is_scheduler_alive: bool
    journal: Examination
    kept_since: datetime | None
    journal_suspicion: str | None = None
    scheduler_began_at: datetime | None = None
    log_archived_at: datetime | None = None
    log_problem: str | None = None
    copies: CopiesStatus | None = None

    @property
    def newest_backup(self) -> Listed | None:
        """The newest that could be restored, as far as is known here."""
        return newest_usable(self.listing.backups, self.seen_at)

    @property
    def last_passed_drill(self) -> KeptReport | None:
        """The newest drill that passed."""
        return last_passed(self.drills, self.seen_at)

    @property
    def base_problem(self) -> str | None:
        """Why the last base backup was not made; None when it was, or none was ever tried."""
        tried = [event for event in self.journal.events if event.event in ("base.made", "base.failed")]
        return str(tried[-1].facts.get("reason")) if tried and tried[-1].event == "base.failed" else None

    @property
    def journal_problem(self) -> str | None:
        """What is wrong with the journal: in itself, or beside what others know of it."""
        return self.journal.problem or self.journal_suspicion

    @property
    def last_backup_at(self) -> datetime | None:
        """When the journal last told of a backup that was made, whether or not it is still there."""
        made = [event for event in self.journal.events if event.event == "backup.made"]
        return datetime.fromisoformat(made[-1].at) if made else None


def look(settings: RecoverySettings, now: datetime) -> RecoveryStatus:
    """Look at every file once. The keys are used where they can be read. Raises OSError."""
    examined = journal.examine(settings.journal)
    keys = _keys_at_hand(settings)
    readings = readings_in(examined.events)
    listing = list_backups(settings, keys, readings=readings) if keys else list_unproved(settings, readings)
    proving = {backup.key.key_id: backup.key for backup in verified(settings.backups, keys)} if keys else {}
    drills, unreadable = read_reports(settings.drills, proving, limit=_SHOWN_DRILLS)
    records = serving.read_records(settings.schedule)
    is_alive = serving.is_alive(settings.schedule)
    return RecoveryStatus(
        seen_at=now,
        listing=listing,
        can_prove=bool(keys),
        drills=drills,
        unreadable_reports=unreadable,
        duties=[
            _duty(settings, name, appointment, records.get(name), now, is_alive=is_alive)
            for name, appointment in APPOINTMENTS.items()
        ],
        is_scheduler_alive=is_alive,
        journal=examined,
        kept_since=_kept_since(records.values(), examined.events),
        scheduler_began_at=serving.began_at(settings.schedule),
        log_archived_at=_log_archived_at(settings),
        log_problem=problem_of_archive(settings),
        copies=None if settings.copies is None else _look_at_copies(settings.copies),
    )


def look_at_duty(settings: RecoverySettings, name: str, now: datetime) -> DutyStatus:
    """One duty alone."""
    record = serving.read_records(settings.schedule).get(name)
    is_alive = serving.is_alive(settings.schedule)
    return _duty(settings, name, APPOINTMENTS[name], record, now, is_alive=is_alive)


def newest_usable(backups: Sequence[Listed], now: datetime) -> Listed | None:
    """The newest backup that could be restored; one from the future, of a wrong clock, counts for nothing."""
    usable = [one for one in backups if one.state in _USABLE and moment_of(one) <= now]
    return max(usable, key=moment_of, default=None)


def last_passed(drills: Iterable[KeptReport], now: datetime) -> KeptReport | None:
    """The newest drill that passed, none from the future."""
    passed = [one for one in drills if one.counts_as_passed and one.began_at <= now]
    return max(passed, key=lambda one: one.began_at, default=None)


def moment_of(backup: Listed) -> datetime:
    """When a backup was made."""
    return datetime.fromisoformat(backup.made_at)


def age_seconds(moment: datetime, now: datetime) -> float:
    """How long ago a moment is; 0 for one that is still to come."""
    return max((now - moment).total_seconds(), 0.0)


def _log_archived_at(settings: RecoverySettings) -> datetime | None:
    moments = [moment for each in find_archives(settings) if (moment := each.added_to_at())]
    return datetime.fromtimestamp(max(moments), UTC) if moments else None


def _look_at_copies(folder: Path) -> CopiesStatus:
    whole = [backup.made_at for backup in catalogue.find_backups(folder) if backup.is_complete()]
    return CopiesStatus(str(folder), max(whole, default=None))


def _keys_at_hand(settings: RecoverySettings) -> list[Passphrase]:
    try:
        return find_keys(settings)
    except KeyRefused:
        return []


def _duty(
    settings: RecoverySettings,
    name: str,
    appointment: Appointment,
    record: Record | None,
    now: datetime,
    *,
    is_alive: bool,
) -> DutyStatus:
    waiting = requests.find(requests.folder_of(settings.schedule), name)
    return DutyStatus(
        name=name,
        record=record,
        next_at=next_due(appointment, record or Record(since=now), now),
        is_waiting=waiting is not None,
        is_running=is_alive and record is not None and record.outcome == "running",
    )


def _kept_since(records: Iterable[Record], events: Sequence[Event]) -> datetime | None:
    signs = [record.since for record in records]
    signs += [datetime.fromisoformat(event.at) for event in events[:1]]
    return min(signs, default=None)
