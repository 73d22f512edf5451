"""When something that comes every so many months was due last."""

from collections.abc import Sequence
from datetime import UTC, datetime

_ATTEMPTS = 3
_HOUR = 3  # in UTC, when few people work


def last_due(now: datetime, *, day: int, every_months: int = 1) -> datetime:
    """The latest moment until `now` that is due: that day of the month at 3:00 UTC, of every n-th month.

    Every n-th month is counted from January, so that all installations agree; n divides 12.
    """
    place = now.year * 12 + now.month - 1
    while True:
        year, month = divmod(place, 12)
        due = datetime(year, month + 1, day, _HOUR, tzinfo=UTC)
        if month % every_months == 0 and due <= now:
            return due
        place -= 1


def is_due(statuses: Sequence[str]) -> bool:
    """Whether what was begun since the due moment leaves it to be done: all failed, and not too often."""
    return len(statuses) < _ATTEMPTS and all(status == "failed" for status in statuses)
