"""Leavers beside stayers as a model would read them, few enough to look at every column.

Of a table its rows. Of dated records leavers as known at the beginning of their last month, beside people of
the same months: once beside everybody who stayed that month, and once beside those who have not left at all,
because a value that was written back into earlier statements of leavers shows only there. A third sample is
of what was stated in the very month of leaving, of leavers and of those who stayed.
"""

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

from churnvision.ml.features import day_number, day_numbers
from churnvision.ml.inputs import DatedRecords, StaticTable
from churnvision.ml.panel import Panel
from churnvision.ml.snapshots import Snapshots

Integers = NDArray[np.int64]
Places = NDArray[np.bool_]
MAXIMUM_ROWS = 50_000
FEWEST = 20


@dataclass(frozen=True)
class LeakageSample:
    """n rows: attributes, who left (n,), person (n,), and the day (n,) as of which each row is to be read.

    ``last_day`` (n,): the last day of employment of who left, NaN where it is not known. ``until``: nothing
    is known of later days. ``moment`` says in words when the values were stated. ``has_all_stayers``: the
    others are a fair draw of those who stayed, so that the gaps of leavers may be compared.
    ``is_beside_never_left``: the others have not left later either.
    """

    frame: pl.DataFrame
    left: Places
    person: Integers
    day: Integers
    last_day: NDArray[np.float64]
    until: date
    moment: str
    has_all_stayers: bool = True
    is_beside_never_left: bool = False

    @property
    def is_large_enough(self) -> bool:
        """Whether there are enough leavers and others to tell anything."""
        return min(int(self.left.sum()), int((~self.left).sum())) >= FEWEST

    def subset(self, places: Places) -> "LeakageSample":
        """The rows at these places."""
        return replace(
            self,
            frame=self.frame.filter(pl.Series(places)),
            left=self.left[places],
            person=self.person[places],
            day=self.day[places],
            last_day=self.last_day[places],
        )


def samples_of_table(data: StaticTable, seed: int) -> list[LeakageSample]:
    """The rows with an outcome, at most 50,000 of them."""
    people = data.people.filter(pl.col("event").is_not_null())
    if people.height > MAXIMUM_ROWS:
        people = people.sample(MAXIMUM_ROWS, seed=seed)
    sample = LeakageSample(
        frame=people,
        left=people["event"].to_numpy().astype(bool),
        person=people["person_id"].to_numpy(),
        day=np.full(people.height, day_number(data.as_of) - data.window_days, dtype=np.int64),
        last_day=np.full(people.height, np.nan),
        until=data.as_of,
        moment="",
    )
    return [sample] if sample.is_large_enough else []


def samples_of_records(data: DatedRecords, seed: int) -> list[LeakageSample]:
    """Leavers and stayers of the same months, as known when the month begins and as stated in it.

    Raises HistoryTooShort.
    """
    panel = Panel(data)
    drawn = panel.draw_at_risk(np.random.default_rng([seed, 3]), MAXIMUM_ROWS)
    frame = panel.attributes_at(drawn.employment, drawn.month)
    before = LeakageSample(
        frame=frame,
        left=drawn.left,
        person=panel.employment_person[drawn.employment],
        day=panel.month_starts[drawn.month],
        last_day=np.where(drawn.left, day_numbers(panel.ended_on)[drawn.employment], np.nan),
        until=data.observed_until,
        moment=" as known before the month in which they left",
    )
    leavers = np.unique(panel.employment_person[panel.last_month < panel.months])
    never = before.subset(drawn.left | ~np.isin(before.person, leavers))
    found = [before, replace(never, has_all_stayers=False, is_beside_never_left=True)]
    stated = _stated_in_month(data, panel, before, panel.month_starts[drawn.month + 1])
    return [one for one in (*found, stated) if one is not None and one.is_large_enough]


def _stated_in_month(
    data: DatedRecords, panel: Panel, before: LeakageSample, end: Integers
) -> LeakageSample | None:
    """What was stated within the month, also on dates that training leaves out; None where too little was."""
    known = data.snapshots.lazy().filter(pl.col("effective_on") <= data.observed_until)
    snapshots = Snapshots(known, [one.name for one in data.attributes])
    rank = np.searchsorted(snapshots.people, panel.snapshots.people[before.person])
    last = snapshots.places_at(rank, end - 1)
    is_stated = snapshots.days_at(last) >= before.day
    chosen = replace(before, moment=" as stated in the month in which they left", has_all_stayers=False)
    chosen = chosen.subset(is_stated)
    if not chosen.is_large_enough:
        return None
    return replace(chosen, frame=snapshots.at(last[is_stated]), day=end[is_stated] - 1)
