"""Dated records to person-months: who was there at the start of each month, what was known, who left in it.

Months end with the last observed day and go back by calendar months. A person-month begins on day t: the
person is present on t, attributes are the last ones effective up to t, or up to some months before (the
lead, drawn at random from 0 to 11, so that the hazard also holds for months ahead of what is known), and the
outcome is whether the last day of employment falls into the month. People enter with their first snapshot,
but not before ends were observed: who left earlier is not in the data, so earlier months show no risk.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl
from numpy.typing import NDArray

from churnvision.ml.curve import CURVE_MONTHS
from churnvision.ml.errors import HistoryTooShort
from churnvision.ml.features import STARTED_ON, day_number, day_numbers
from churnvision.ml.inputs import CAUSES, NO_CAUSE, Attribute, DatedRecords
from churnvision.ml.snapshots import Snapshots
from churnvision.ml.thinning import draw_periods

Integers = NDArray[np.int64]


def month_before(day: date, months: int) -> date:
    """The same day so many months earlier, or the last day of a shorter month."""
    place = day.year * 12 + day.month - 1 - months
    year, month = divmod(place, 12)
    after = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return date(year, month + 1, min(day.day, (after - timedelta(days=1)).day))


def regular_snapshots(snapshots: pl.LazyFrame, last_day: pl.DataFrame) -> pl.LazyFrame:
    """Leaves out snapshots that were written only because somebody was about to leave.

    Where nine of ten rows fall on common dates (as the ends of years), a row on another date whose people all
    leave within 92 days would tell the outcome by its mere existence.
    """
    counts = snapshots.group_by("effective_on").len().collect(engine="streaming")
    common = counts.filter(pl.col("len") >= 0.1 * pl.col("len").max())
    if int(common["len"].sum()) < 0.9 * int(counts["len"].sum()) or common.height == counts.height:
        return snapshots
    is_rare = pl.col("effective_on").is_in(common["effective_on"].implode()).not_()
    rare = snapshots.filter(is_rare).select("person_id", "effective_on").collect(engine="streaming")
    leaves_soon = (pl.col("ended_on") - pl.col("effective_on")).dt.total_days() <= 92
    telling = (
        rare.join(last_day, on="person_id", how="left")
        .group_by("effective_on")
        .agg(leaves_soon.fill_null(False).all().alias("all"))
        .filter("all")["effective_on"]
    )
    return snapshots.filter(pl.col("effective_on").is_in(telling.implode()).not_())


def _known_employments(employments: pl.DataFrame, until: date) -> pl.DataFrame:
    """The employments with ends up to that day only, and the place of each cause in CAUSES."""
    cause = pl.col("cause") if "cause" in employments.columns else pl.lit(None, dtype=pl.String)
    place = cause.replace_strict(
        list(CAUSES), list(range(len(CAUSES))), default=NO_CAUSE, return_dtype=pl.Int64
    )
    known = pl.col("ended_on") <= until
    return employments.select(
        "person_id", "started_on", pl.when(known).then("ended_on").alias("ended_on"), place.alias("cause")
    )


@dataclass(frozen=True)
class PersonMonths:
    """Rows drawn from a panel: attributes' row, day of the month's start, outcome, person, lead.

    ``cause`` (n,): the place in CAUSES for which people left, NO_CAUSE where unknown or without an event.
    """

    frame: pl.DataFrame
    day: Integers
    outcome: NDArray[np.float64]
    person: Integers
    lead_months: NDArray[np.float64]
    cause: Integers
    offset: float


@dataclass(frozen=True)
class AtRisk:
    """Places of employments (n,), places of months (n,), and whether the employment ends in that month."""

    employment: Integers
    month: Integers
    left: NDArray[np.bool_]


class Panel:
    """Records arranged for drawing person-months."""

    def __init__(self, records: DatedRecords) -> None:
        self.attributes: tuple[Attribute, ...] = records.attributes
        until = records.observed_until
        employments = _known_employments(records.employments, until)
        last_day = employments.group_by("person_id").agg(pl.col("ended_on").max())
        known = records.snapshots.lazy().filter(pl.col("effective_on") <= until)
        names = [a.name for a in records.attributes]
        self.snapshots = Snapshots(regular_snapshots(known, last_day), names)
        if not len(self.snapshots):
            raise HistoryTooShort
        self.first_known = self.snapshots.first_days()
        self.month_starts = self._months(records.observed_from, until)
        self._index_employments(employments)

    def _months(self, since: date | None, until: date) -> Integers:
        """First days of all months and, last, the day after the last one."""
        first = int(self.first_known.min())
        if since is not None:
            first = max(first, day_number(since))
        end = until + timedelta(days=1)
        starts = [day_number(end)]
        months = 1
        while (start := day_number(month_before(end, months))) >= first:
            starts.append(start)
            months += 1
        if len(starts) < 2:
            raise HistoryTooShort
        return np.array(starts[::-1], dtype=np.int64)

    @property
    def months(self) -> int:
        """Number of whole months."""
        return len(self.month_starts) - 1

    def _index_employments(self, employments: pl.DataFrame) -> None:
        people = self.snapshots.people
        known = employments.filter(pl.col("person_id").is_in(pl.Series(people).implode()))
        self.employment_person = np.searchsorted(people, known["person_id"].to_numpy())
        self.started_on = known["started_on"]
        self.ended_on = known["ended_on"]
        self.cause = known["cause"].to_numpy()
        started = np.nan_to_num(day_numbers(known["started_on"]), nan=-(10**6)).astype(np.int64)
        ended = np.nan_to_num(day_numbers(known["ended_on"]), nan=10**6).astype(np.int64)
        entry = np.maximum(started, self.first_known[self.employment_person])
        self.first_month = np.searchsorted(self.month_starts, entry)
        # the month in which the last day falls; the number of months when that day is not known
        self.last_month = np.minimum(np.searchsorted(self.month_starts, ended, side="right") - 1, self.months)

    def events_before(self, month: int) -> int:
        """Ends of employment in months from the first up to (not including) that one."""
        return int(((self.last_month >= self.first_month) & (self.last_month < month)).sum())

    def _rows_per_employment(self, month: int) -> Integers:
        last = np.minimum(self.last_month, month - 1)
        return np.maximum(last - self.first_month + 1, 0)

    def censored_before(self, month: int) -> int:
        """Person-months without an event in months before that one."""
        return int(self._rows_per_employment(month).sum()) - self.events_before(month)

    def draw(self, month: int, rng: np.random.Generator) -> PersonMonths:
        """Person-months before that month: the events and a share of the rest (see `draw_periods`)."""
        has_ended = self.last_month < month
        drawn = draw_periods(self._rows_per_employment(month), has_ended, rng)
        employment = drawn.spell
        months = self.first_month[employment] + drawn.period
        lead = np.minimum(rng.integers(0, CURVE_MONTHS, len(months)), drawn.period)
        return PersonMonths(
            frame=self.attributes_at(employment, months - lead),
            day=self.month_starts[months],
            outcome=drawn.outcome,
            person=self.employment_person[employment],
            lead_months=lead.astype(np.float64),
            cause=np.where(drawn.outcome > 0, self.cause[employment], NO_CAUSE),
            offset=drawn.offset,
        )

    def draw_at_risk(self, rng: np.random.Generator, at_most: int) -> AtRisk:
        """Who was there in which month: leavers in their last month and others, at most so many in all."""
        drawn = draw_periods(self._rows_per_employment(self.months), self.last_month < self.months, rng)
        left = drawn.outcome > 0
        others = np.flatnonzero(~left)
        room = max(at_most - int(left.sum()), 0)
        if len(others) > room:
            others = rng.choice(others, room, replace=False)
        chosen = np.sort(np.concatenate([np.flatnonzero(left), others]))
        employment = drawn.spell[chosen]
        return AtRisk(employment, self.first_month[employment] + drawn.period[chosen], left[chosen])

    def attributes_at(self, employment: Integers, month: Integers) -> pl.DataFrame:
        """What was last known of each employment (n,) when the month (n,) began, and its start."""
        places = self.snapshots.places_at(self.employment_person[employment], self.month_starts[month])
        frame = self.snapshots.at(places)
        return frame.with_columns(self.started_on.gather(pl.Series(employment)).alias(STARTED_ON))

    def present_at(self, month: int, at_most: int | None = None) -> tuple[pl.DataFrame, Integers]:
        """Attributes of everybody there when the month begins, and each one's last_month.

        Of more people than ``at_most`` so many are taken, evenly spread over their ids.
        """
        present = np.flatnonzero((self.first_month <= month) & (self.last_month >= month))
        if at_most is not None and len(present) > at_most:
            present = present[np.arange(at_most) * len(present) // at_most]
        frame = self.attributes_at(present, np.full(len(present), month))
        return frame, self.last_month[present]
