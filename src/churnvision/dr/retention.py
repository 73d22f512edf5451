"""Which backups are kept: a decision over their own dates, so that no wrong clock can delete anything."""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Retention:
    """How many days, weeks and months with a backup are kept, one backup (the newest) for each."""

    daily: int = 7
    weekly: int = 4
    monthly: int = 12


def kept(made_at: Iterable[datetime], retention: Retention) -> set[datetime]:
    """The moments of the backups to keep, of those that are verified; the newest is always among them.

    The newest of each of the last days, ISO weeks and months *that have one*: a machine that stood still
    for a year deletes nothing for it.
    """
    newest_first = sorted(set(made_at), reverse=True)
    rules: list[tuple[int, Callable[[datetime], Hashable]]] = [
        (retention.daily, lambda at: at.date()),
        (retention.weekly, lambda at: at.isocalendar()[:2]),
        (retention.monthly, lambda at: (at.year, at.month)),
    ]
    keep = set(newest_first[:1])
    for count, period_of in rules:
        newest_of: dict[Hashable, datetime] = {}
        for at in newest_first:
            newest_of.setdefault(period_of(at), at)
        keep.update(list(newest_of.values())[: max(count, 1)])
    return keep
