"""When backup, prune and drill are due: since the last appointment, so that a missed one is caught up."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Literal

RETRY_AFTER = timedelta(minutes=15)
_DAYS = 7

Outcome = Literal["running", "succeeded", "failed"]


@dataclass(frozen=True, slots=True)
class Appointment:
    """Every day at `at` (UTC), or once a week on `weekday` (0: Monday)."""

    at: time
    weekday: int | None = None

    def last_before(self, now: datetime) -> datetime:
        """The newest appointment that is not after `now`."""
        moment = datetime.combine(now.astimezone(UTC).date(), self.at, UTC)
        if self.weekday is not None:
            moment -= timedelta(days=(moment.weekday() - self.weekday) % _DAYS)
        if moment > now:
            moment -= self.period
        return moment

    @property
    def period(self) -> timedelta:
        """The time from one appointment to the next."""
        return timedelta(days=_DAYS if self.weekday is not None else 1)


@dataclass(frozen=True, slots=True)
class Record:
    """What is known of one kind of work: since when it is kept, its last success, its last try.

    `outcome` is that of the last try, None before the first; `reason` says why it failed.
    """

    since: datetime
    succeeded_at: datetime | None = None
    tried_at: datetime | None = None
    outcome: Outcome | None = None
    reason: str | None = None


def is_due(appointment: Appointment, record: Record, now: datetime) -> bool:
    """Whether the work should run now.

    It is when there was an appointment since the last success (or since the beginning). A try that failed is
    repeated after a quarter of an hour. A success in the future, of a wrong clock, counts for nothing.
    """
    return next_due(appointment, record, now) <= now


def next_due(appointment: Appointment, record: Record, now: datetime) -> datetime:
    """From when on the work should run; `now` where it should already have."""
    succeeded_at = record.succeeded_at if record.succeeded_at and record.succeeded_at <= now else None
    since = succeeded_at or min(record.since, now)
    last = appointment.last_before(now)
    if last <= since:
        return last + appointment.period
    tried_at = record.tried_at if record.tried_at and record.tried_at <= now else None
    return now if tried_at is None else max(now, tried_at + RETRY_AFTER)
