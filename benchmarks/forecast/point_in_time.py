"""The mfg file as it was known at the end of a year, and who left in the 365 days after it.

Nothing later than that day is used for training. Rows for the peers are counted from a month's first day:
present are those in the snapshot of the last year's end who had not left before, attributes are that
snapshot's, age and tenure are those of the day.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl
from numpy.typing import NDArray

from benchmarks.forecast.tables import Floats, real_file
from churnvision.ml.inputs import Attribute, DatedRecords

FILE = "mfg_termination_10_years.csv"
CATEGORIES = ("city_name", "department_name", "job_title", "store_name", "gender_short", "BUSINESS_UNIT")
PEER_COLUMNS = (*CATEGORIES, "age", "tenure")
FORECAST_DAYS = 365
FIRST_YEARS_END = 2006
DAYS_PER_YEAR = 365.25
_ATTRIBUTES = (*(Attribute(name, "category") for name in CATEGORIES), Attribute("birth_date", "date"))


@dataclass(frozen=True)
class Rows:
    """``people`` (n, PEER_COLUMNS and person_id), ``outcome`` (n,) 1 for those who left in the window."""

    people: pl.DataFrame
    outcome: Floats


@dataclass(frozen=True)
class PointInTime:
    """One forecast: what was known on the day ``until``, whom to forecast, and what happened.

    ``people`` (n, person_id, attributes, started_on); ``outcome`` (n,) left within 365 days;
    ``is_laid_off`` (n,) left by lay-off within them.
    """

    until: date
    records: DatedRecords
    people: pl.DataFrame
    outcome: Floats
    is_laid_off: NDArray[np.bool_]

    @property
    def year(self) -> int:
        """The calendar year that is forecast."""
        return self.until.year + 1

    def test_rows(self, months_ahead: int = 0) -> pl.DataFrame:
        """(n, PEER_COLUMNS) of the people to forecast, so many months on: only age and tenure move."""
        on = date(self.year + months_ahead // 12, months_ahead % 12 + 1, 1)
        return _with_age_and_tenure(self.people, on).select(PEER_COLUMNS)

    def yearly_rows(self) -> Rows:
        """One row a person and year's end, with the outcome of the 365 days after it."""
        return self.rows([date(year, 1, 1) for year in self._years()], FORECAST_DAYS)

    def monthly_rows(self, days: int | None) -> Rows:
        """One row a person and month: left within so many days, or, for None, within the calendar month."""
        return self.rows([date(year, month, 1) for year in self._years() for month in range(1, 13)], days)

    def durations(self) -> tuple[pl.DataFrame, NDArray[np.int64], NDArray[np.bool_]]:
        """One row a person and year's end: PEER_COLUMNS and person_id, days until the exit or the end of
        observation (n,), and whether it was an exit (n,)."""
        frame = pl.concat([self._present_on(date(year, 1, 1)) for year in self._years()])
        last = pl.col("known_end").fill_null(self.until)
        days = frame.select(days=(last - pl.col("start")).dt.total_days() + 1)["days"].to_numpy()
        return frame.select("person_id", *PEER_COLUMNS), days, frame["known_end"].is_not_null().to_numpy()

    def rows(self, starts: list[date], days: int | None) -> Rows:
        """Rows for those months' first days whose whole window was observed."""
        frames, outcomes = [], []
        for start in starts:
            ends = _month_end(start) if days is None else start + timedelta(days=days - 1)
            if ends > self.until:
                continue
            frame = self._present_on(start)
            outcomes.append((frame["known_end"] <= ends).fill_null(False).cast(pl.Float64).to_numpy())
            frames.append(frame.select("person_id", *PEER_COLUMNS))
        return Rows(pl.concat(frames), np.concatenate(outcomes))

    def _years(self) -> range:
        return range(FIRST_YEARS_END + 1, self.until.year + 1)

    def _present_on(self, start: date) -> pl.DataFrame:
        ends = self.records.employments.select(
            "person_id", "started_on", pl.col("ended_on").alias("known_end")
        )
        snapshots = self.records.snapshots.lazy().collect()
        present = (
            snapshots.filter(pl.col("effective_on") == date(start.year - 1, 12, 31))
            .join(ends, on="person_id", maintain_order="left")
            .filter(pl.col("known_end").is_null() | (pl.col("known_end") >= start))
        )
        return _with_age_and_tenure(present, start).with_columns(start=pl.lit(start))


def _month_end(start: date) -> date:
    return date(start.year + start.month // 12, start.month % 12 + 1, 1) - timedelta(days=1)


def _with_age_and_tenure(people: pl.DataFrame, on: date) -> pl.DataFrame:
    return people.with_columns(
        ((pl.lit(on) - pl.col(day)).dt.total_days() / DAYS_PER_YEAR).alias(name)
        for name, day in (("age", "birth_date"), ("tenure", "started_on"))
    )


def mfg(until: date) -> PointInTime:
    """The forecast made at the end of that year."""
    days = {
        "orighiredate_key": "started_on",
        "terminationdate_key": "ended_on",
        "birthdate_key": "birth_date",
    }
    rows = pl.read_csv(real_file(FILE)).with_columns(
        person_id=pl.col("EmployeeID").cast(pl.Int64),
        effective_on=pl.col("recorddate_key").str.strip_suffix(" 0:00").str.to_date("%m/%d/%Y"),
        store_name=pl.col("store_name").cast(pl.String),
        **{name: pl.col(column).str.to_date("%m/%d/%Y") for column, name in days.items()},
    )
    # those who are still there have the date 1 January 1900
    rows = rows.with_columns(pl.when(pl.col("ended_on") > date(1900, 1, 1)).then("ended_on"))
    ends = (
        rows.group_by("person_id")
        .agg(
            pl.col("started_on").first(),
            pl.col("ended_on").max(),
            (pl.col("termreason_desc") == "Layoff").any().alias("is_laid_off"),
        )
        .sort("person_id")
    )
    kept = ("person_id", "effective_on", *CATEGORIES, "birth_date")
    snapshots = rows.filter(pl.col("effective_on") <= until).select(kept)
    known = (
        ends.filter(pl.col("person_id").is_in(snapshots["person_id"].unique().implode()))
        .select("person_id", "started_on", "ended_on")
        .with_columns(pl.when(pl.col("ended_on") <= until).then("ended_on"))
    )
    people = (
        snapshots.filter(pl.col("effective_on") == until)
        .join(ends, on="person_id", maintain_order="left")
        .filter(pl.col("ended_on").is_null() | (pl.col("ended_on") > until))
    )
    has_left = (people["ended_on"] <= until + timedelta(days=FORECAST_DAYS)).fill_null(False)
    return PointInTime(
        until=until,
        records=DatedRecords(snapshots, known, _ATTRIBUTES, until),
        people=people.drop("effective_on", "ended_on", "is_laid_off"),
        outcome=has_left.cast(pl.Float64).to_numpy(),
        is_laid_off=(has_left & people["is_laid_off"]).to_numpy(),
    )
