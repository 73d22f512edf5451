"""The people whom a model knows, in bins: everybody who was there when its training data ends.

Of dated records it is everybody at each of the last twelve ends of months, because much in a company follows
the year (all raises in January), and the model has learnt from all of them.

A number has up to ten bins of equal size, a category one for each frequent level and one for all others; the
last bin of each is "missing". Bins hold counts only, nothing of single people.
"""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from churnvision.ml.curve import CURVE_MONTHS
from churnvision.ml.encoding import Matrix
from churnvision.ml.features import SEASON
from churnvision.ml.inputs import StaticTable, TrainingData
from churnvision.ml.model import TrainedModel
from churnvision.ml.panel import Panel
from churnvision.ml.scoring import first_day

Integers = NDArray[np.int64]
_NUMBER_BINS = 10
_MINIMUM_LEVEL_SHARE = 0.01
_MAXIMUM_LEVELS = 20
# More tell a share no better than the chance that is in it.
_MAXIMUM_PEOPLE = 50_000
_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True)
class FeatureBins:
    """Bins of one feature.

    ``edges``: inner limits of a number's bins. ``levels``: those of a category with a bin of their own; the
    bin after them holds all other levels.
    """

    name: str
    edges: tuple[float, ...] | None
    levels: tuple[str, ...] | None

    @property
    def missing_place(self) -> int:
        """The number of the last bin."""
        return len(self.edges or ()) + 1 if self.levels is None else len(self.levels) + 1


@dataclass(frozen=True)
class ReferenceDay:
    """How many people were counted on a day, and in each feature how many of them in each bin."""

    as_of: date
    people: int
    counts: tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class Reference:
    """The features' bins, and one day or the ends of the last twelve months."""

    features: tuple[FeatureBins, ...]
    days: tuple[ReferenceDay, ...]

    def as_values(self) -> dict[str, Any]:
        """Plain values for JSON."""
        days = [asdict(day) | {"as_of": day.as_of.isoformat()} for day in self.days]
        return {"features": [asdict(one) for one in self.features], "days": days}

    @classmethod
    def from_values(cls, values: dict[str, Any]) -> "Reference":
        """From the plain values."""
        features = (
            FeatureBins(one["name"], _tuple(one["edges"]), _tuple(one["levels"]))
            for one in values["features"]
        )
        days = (
            ReferenceDay(date.fromisoformat(day["as_of"]), day["people"], tuple(map(tuple, day["counts"])))
            for day in values["days"]
        )
        return cls(tuple(features), tuple(days))


def _tuple(values: list[Any] | None) -> tuple[Any, ...] | None:
    return None if values is None else tuple(values)


def reference_days(data: TrainingData) -> Iterator[tuple[date, pl.DataFrame]]:
    """Who was there, as known then: in a table those who stayed, else the last twelve ends of months.

    Of very many people some are drawn.
    """
    if isinstance(data, StaticTable):
        yield data.as_of, data.people.filter(pl.col("event").eq(False))
        return
    panel = Panel(data)
    for month in range(max(1, panel.months - CURVE_MONTHS + 1), panel.months + 1):
        start = _EPOCH + timedelta(days=int(panel.month_starts[month]))
        yield start - timedelta(days=1), panel.present_at(month, _MAXIMUM_PEOPLE)[0]


def learn_reference(model: TrainedModel, people: Iterable[tuple[date, pl.DataFrame]]) -> Reference:
    """Bins of everybody on these days (attributes, and started_on for dated models)."""
    matrices = {as_of: matrix_of(model, frame, as_of) for as_of, frame in people}
    features, counts = [], []
    for place, name in enumerate(model.columns):
        if name == SEASON:
            continue  # the same for everybody on a day
        together = np.concatenate([matrix[:, place] for matrix in matrices.values()])
        bins = _learn_bins(model, name, together, is_number=place < model.encoding.space.numeric_count)
        features.append(bins)
        counts.append([count_bins(bins, places_of(model, bins, matrix)) for matrix in matrices.values()])
    days = (
        ReferenceDay(as_of, len(matrix), tuple(tuple(of_feature[at].tolist()) for of_feature in counts))
        for at, (as_of, matrix) in enumerate(matrices.items())
    )
    return Reference(tuple(features), tuple(days))


def _learn_bins(
    model: TrainedModel, name: str, values: NDArray[np.float32], *, is_number: bool
) -> FeatureBins:
    if is_number:
        return FeatureBins(name, _edges(values), None)
    return FeatureBins(name, None, _frequent_levels(model.encoding.encoder.levels[name], values))


def count_bins(bins: FeatureBins, places: Integers) -> Integers:
    """(bins,) how many values are in each bin, the last being "missing"."""
    return np.bincount(places, minlength=bins.missing_place + 1)


def places_of(model: TrainedModel, bins: FeatureBins, matrix: Matrix) -> Integers:
    """(n,) the bin in which each row of the matrix (n, columns) is."""
    values = matrix[:, model.columns.index(bins.name)]
    missing = ~np.isfinite(values)
    if bins.levels is None:
        places = np.searchsorted(np.array(bins.edges or ()), values, side="left")
    else:
        own = {level: place for place, level in enumerate(bins.levels)}
        levels = model.encoding.encoder.levels[bins.name]
        bin_of = np.array([*(own.get(level, len(own)) for level in levels), len(own)])
        places = bin_of[np.where(missing, 0, values).astype(np.int64)]
    return np.where(missing, bins.missing_place, places).astype(np.int64)


def matrix_of(model: TrainedModel, people: pl.DataFrame, as_of: date) -> Matrix:
    """(n, columns) of people as of a day, not cut to the training range; an absent column is missing."""
    attributes = [attribute.name for attribute in model.attributes]
    wanted = {*attributes, *(moving.source for moving in model.encoding.space.moving)}
    absent = [pl.lit(None).alias(name) for name in sorted(wanted - set(people.columns))]
    days = np.full(people.height, first_day(model, as_of), dtype=np.int64)
    return model.encoding.space.matrix(people.with_columns(absent), model.encoding.encoder, days)


def _edges(values: NDArray[np.float32]) -> tuple[float, ...]:
    known = values[np.isfinite(values)]
    if not len(known):
        return ()
    edges = np.unique(np.quantile(known, np.linspace(0, 1, _NUMBER_BINS + 1)[1:-1], method="inverted_cdf"))
    return tuple(float(edge) for edge in edges if edge < known.max())


def _frequent_levels(levels: tuple[str, ...], values: NDArray[np.float32]) -> tuple[str, ...]:
    known = values[np.isfinite(values)].astype(np.int64)
    counts = np.bincount(known, minlength=len(levels) + 1)[: len(levels)]
    least = _MINIMUM_LEVEL_SHARE * max(len(values), 1)
    places = [place for place in np.argsort(-counts, kind="stable") if counts[place] >= least]
    return tuple(levels[place] for place in places[:_MAXIMUM_LEVELS])
