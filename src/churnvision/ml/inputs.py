"""What a model learns from: one table with an outcome, or dated records with the ends of employments."""

from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

import polars as pl

from churnvision.ml.errors import InputInvalid

AttributeKind = Literal["number", "category", "boolean", "date"]
Cause = Literal["voluntary", "involuntary", "retirement", "other"]
CAUSES: tuple[Cause, ...] = get_args(Cause)
NO_CAUSE = -1


@dataclass(frozen=True)
class Attribute:
    """A column that may be used as a feature, never one that tells the outcome."""

    name: str
    kind: AttributeKind


def require_columns(frame: pl.DataFrame | pl.LazyFrame, names: tuple[str, ...], what: str) -> None:
    """Raises InputInvalid when a column is absent."""
    present = set(frame.collect_schema().names())
    missing = [name for name in names if name not in present]
    if missing:
        raise InputInvalid(f"The {what} lack the columns {', '.join(missing)}: add them.")


@dataclass(frozen=True)
class StaticTable:
    """One row a person with a flag: who left within ``window_days``.

    ``people``: person_id (integer), event (Boolean) and one column an attribute (Float64, String, Boolean or
    Date by its kind). Identical rows are used once in training.
    """

    people: pl.DataFrame
    attributes: tuple[Attribute, ...]
    window_days: int
    as_of: date

    def __post_init__(self) -> None:
        require_columns(self.people, ("person_id", "event", *(a.name for a in self.attributes)), "people")
        if not 1 <= self.window_days <= 3660:
            raise InputInvalid(f"Give a window between 1 and 3660 days, not {self.window_days}.")


@dataclass(frozen=True)
class DatedRecords:
    """What was known when, and who left when.

    ``snapshots``: person_id, effective_on (Date) and the attributes, yearly or monthly or at each change.
    ``employments``: person_id, started_on (Date or null), ended_on (Date, the last day, or null) and, where
    causes are known, cause (one of CAUSES or null).
    ``observed_until``: last day of which every end is known; later rows and ends are not looked at.
    ``observed_from``: first day from which ends are known. What is said of people before it (they were hired
    years ago) is knowledge, not time in which they could have been seen to leave; None means from the
    first snapshot on.
    """

    snapshots: pl.DataFrame | pl.LazyFrame
    employments: pl.DataFrame
    attributes: tuple[Attribute, ...]
    observed_until: date
    observed_from: date | None = None

    def __post_init__(self) -> None:
        names = ("person_id", "effective_on", *(a.name for a in self.attributes))
        require_columns(self.snapshots, names, "snapshots")
        require_columns(self.employments, ("person_id", "started_on", "ended_on"), "employments")


TrainingData = StaticTable | DatedRecords
