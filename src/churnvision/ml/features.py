"""From attributes as they hold on a day to the matrix a model reads.

Columns in order: those that move with the calendar (tenure, age, years since a date, calendar month), then
numbers, flags and ordered levels, then codes of categories. Nothing later than the day is looked at.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

from churnvision.ml.encoding import LabelEncoder, Matrix
from churnvision.ml.inputs import Attribute

Days = NDArray[np.float64]
TENURE = "tenure_months"
SEASON = "calendar_month"
AGE = "age_years"
STARTED_ON = "started_on"
_BIRTH_NAMES = ("birth", "dob", "geburt")
_DAYS_PER_YEAR = 365.25


@dataclass(frozen=True)
class MovingFeature:
    """A time since a date: months for tenure, else years."""

    name: str
    source: str
    days_per_unit: float


def is_birth(name: str) -> bool:
    """Whether a date of that name is one of birth."""
    return any(word in name.lower() for word in _BIRTH_NAMES)


def moving_feature(attribute: Attribute) -> MovingFeature:
    """Age for a date of birth, else the years since the date."""
    name = AGE if is_birth(attribute.name) else f"years_since_{attribute.name}"
    return MovingFeature(name, attribute.name, _DAYS_PER_YEAR)


def day_numbers(values: pl.Series) -> Days:
    """Days since 1970-01-01, NaN for missing."""
    return np.array(values.cast(pl.Date).to_physical().cast(pl.Float64).to_numpy(), dtype=np.float64)


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return (day - date(1970, 1, 1)).days


def months_of(days: NDArray[np.int64]) -> Days:
    """Calendar month (1 to 12) of each day."""
    months = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    return np.asarray(months % 12 + 1, dtype=np.float64)


@dataclass(frozen=True)
class FeatureSpace:
    """Which columns there are; ``names`` are those that explanations show."""

    moving: tuple[MovingFeature, ...]
    has_season: bool
    numbers: tuple[str, ...]
    ordinals: tuple[str, ...]
    categories: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all columns in order."""
        season = (SEASON,) if self.has_season else ()
        return (*(m.name for m in self.moving), *season, *self.numbers, *self.ordinals, *self.categories)

    @property
    def moving_count(self) -> int:
        """How many leading columns change as time goes by."""
        return len(self.moving) + int(self.has_season)

    @property
    def numeric_count(self) -> int:
        """How many leading columns are numbers."""
        return len(self.names) - len(self.categories)

    @property
    def category_places(self) -> list[int]:
        """Positions of the codes."""
        return list(range(self.numeric_count, len(self.names)))

    def origins(self, frame: pl.DataFrame) -> Days:
        """(n, number of moving dates) days since 1970 of the dates from which time is counted."""
        columns = [day_numbers(frame[moving.source]) for moving in self.moving]
        return np.stack(columns, axis=1) if columns else np.empty((frame.height, 0))

    def moving_columns(self, origins: Days, days: NDArray[np.int64]) -> Matrix:
        """(n, moving_count) times since the origins on those days, never below 0, and the calendar month."""
        result = np.empty((len(days), self.moving_count), dtype=np.float32)
        for place, moving in enumerate(self.moving):
            result[:, place] = np.maximum(days - origins[:, place], 0.0) / moving.days_per_unit
        if self.has_season:
            result[:, -1] = months_of(days)
        return result

    def matrix(self, frame: pl.DataFrame, encoder: LabelEncoder, days: NDArray[np.int64]) -> Matrix:
        """(n, columns) with each row as it is on its day; gaps are NaN."""
        result = np.empty((frame.height, len(self.names)), dtype=np.float32)
        result[:, : self.moving_count] = self.moving_columns(self.origins(frame), days)
        place = self.moving_count
        for name in self.numbers:
            values = frame[name].cast(pl.Float32, strict=False).to_numpy()
            result[:, place] = np.where(np.isfinite(values), values, np.nan)
            place += 1
        for name in self.ordinals:
            result[:, place] = encoder.numbers(frame[name])
            place += 1
        for name in self.categories:
            result[:, place] = encoder.codes(frame[name])
            place += 1
        return result


def plan_features(
    attributes: tuple[Attribute, ...], encoder: LabelEncoder, *, has_tenure: bool, has_season: bool
) -> FeatureSpace:
    """Decides the columns; categories without a level are left out."""
    moving = [moving_feature(attribute) for attribute in attributes if attribute.kind == "date"]
    if has_tenure:
        moving.insert(0, MovingFeature(TENURE, STARTED_ON, _DAYS_PER_YEAR / 12))
    categories = [a.name for a in attributes if a.kind == "category"]
    return FeatureSpace(
        moving=tuple(moving),
        has_season=has_season,
        numbers=tuple(a.name for a in attributes if a.kind in ("number", "boolean")),
        ordinals=tuple(name for name in categories if name in encoder.ordinals),
        categories=tuple(name for name in categories if encoder.levels.get(name)),
    )
