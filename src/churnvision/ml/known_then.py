"""What was known at the start of a month, the list of people as it was then, and what became of them."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl
from numpy.typing import NDArray

from churnvision.ml.curve import HORIZON_DAYS
from churnvision.ml.features import day_number, day_numbers
from churnvision.ml.inputs import DatedRecords
from churnvision.ml.panel import Panel, month_before

Floats = NDArray[np.float64]


def cut_records(records: DatedRecords, month: date) -> DatedRecords:
    """The records as they were known on the eve of ``month``: nothing that took effect later is in them."""
    employments = records.employments.filter(
        pl.col("started_on").is_null() | (pl.col("started_on") < month)
    ).with_columns(pl.when(pl.col("ended_on") < month).then("ended_on").alias("ended_on"))
    if "cause" in employments.columns:
        employments = employments.with_columns(
            pl.when(pl.col("ended_on").is_not_null()).then("cause").alias("cause")
        )
    return DatedRecords(
        snapshots=records.snapshots.lazy().filter(pl.col("effective_on") < month),
        employments=employments,
        attributes=records.attributes,
        observed_until=month - timedelta(days=1),
        observed_from=records.observed_from,
    )


def origins(records: DatedRecords, *, months: int, history_months: int) -> list[date]:
    """The last month starts that have so much history before them and at least one whole month after them."""
    first = records.snapshots.lazy().select(pl.col("effective_on").min()).collect().item()
    if first is None:
        return []
    since: date = first if records.observed_from is None else max(first, records.observed_from)
    end = records.observed_until + timedelta(days=1)
    start = month_before(end.replace(day=1), 1)
    found: list[date] = []
    while len(found) < months and month_before(start, history_months) >= since:
        found.append(start)
        start = month_before(start, 1)
    return found[::-1]


def people_present(panel: Panel) -> pl.DataFrame:
    """Who is there when the panel's time ends, by person_id, with attributes and start as known then."""
    frame, _ = panel.present_at(panel.months)
    return frame.unique("person_id", keep="first", maintain_order=True).sort("person_id")


def list_sha256(people: pl.DataFrame, probability: Floats, month: date) -> str:
    """SHA-256 (hex) of the list as it was known then.

    The bytes are "month" and the date on a line, then the CSV (with header) of person_id, the probabilities
    of the four horizons, and what the model read of each person, by person_id. ``probability`` (n, 4).
    """
    columns = [
        pl.Series(f"probability_{days}", probability[:, place]) for place, days in enumerate(HORIZON_DAYS)
    ]
    inputs = people.drop("person_id").select(sorted(set(people.columns) - {"person_id"}))
    listed = people.select("person_id").with_columns(*columns).hstack(inputs).sort("person_id")
    digest = hashlib.sha256(f"month {month.isoformat()}\n".encode())
    digest.update(listed.write_csv().encode())
    return digest.hexdigest()


@dataclass(frozen=True)
class Outcomes:
    """What became of the people of a list: (n,) days there from the month's first day on, and departures.

    ``days`` counts the last day of employment; of who did not leave it says how long they were followed.
    """

    days: Floats
    is_event: NDArray[np.bool_]
    followed_days: int

    def is_known(self, horizon_days: int) -> bool:
        """Whether the horizon is over, so that everybody's outcome is known."""
        return self.followed_days >= horizon_days

    def has_left(self, horizon_days: int) -> Floats:
        """(n,) 1 for who left within so many days."""
        return (self.is_event & (self.days <= horizon_days)).astype(np.float64)


def outcomes(records: DatedRecords, person_id: Sequence[int] | NDArray[np.int64], month: date) -> Outcomes:
    """Reads what happened after the list was made, up to the last observed day."""
    until = records.observed_until
    ends = (
        records.employments.filter((pl.col("ended_on") >= month) & (pl.col("ended_on") <= until))
        .group_by("person_id")
        .agg(pl.col("ended_on").min())
    )
    listed = pl.DataFrame({"person_id": person_id}).with_columns(pl.col("person_id").cast(pl.Int64))
    ends = ends.with_columns(pl.col("person_id").cast(pl.Int64))
    ended = listed.join(ends, on="person_id", how="left", maintain_order="left")["ended_on"]
    followed = day_number(until) - day_number(month) + 1
    days = day_numbers(ended) - day_number(month) + 1
    is_event = ~np.isnan(days)
    return Outcomes(np.where(is_event, days, float(followed)), is_event, followed)
