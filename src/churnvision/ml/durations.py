"""Tables with a duration and a flag that says whether it ended: person-periods, and curves from their hazard.

A duration of d periods that ended is at risk in the periods 1 to ceil(d) and ends in the last of them; one
that still goes on has survived the periods 1 to floor(d). S(k) is the probability of staying longer than k.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from churnvision.ml.attribute_table import AttributeTable
from churnvision.ml.curve import survival_from_hazards
from churnvision.ml.encoding import Matrix
from churnvision.ml.features import FeatureSpace
from churnvision.ml.inputs import Attribute
from churnvision.ml.likelihood import Bernoulli
from churnvision.ml.recipe import Predictor
from churnvision.ml.rows import Encoding, TrainingRows, learn_encoding
from churnvision.ml.thinning import draw_periods

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
_MOST_STRETCHES = 60
_SO_FAR = "periods so far"


@dataclass(frozen=True)
class Durations:
    """``counts`` (n,): periods at risk, 0 or more; ``has_ended`` (n,): whether the last of them ended it."""

    counts: Integers
    has_ended: NDArray[np.bool_]

    def until(self, periods: int) -> "Durations":
        """As seen after so many periods: what ends later still goes on."""
        return Durations(np.minimum(self.counts, periods), self.has_ended & (self.counts <= periods))

    def subset(self, places: NDArray[np.bool_]) -> "Durations":
        """Those at these places."""
        return Durations(self.counts[places], self.has_ended[places])


def durations_of(duration: Floats, has_ended: NDArray[np.bool_]) -> Durations:
    """From durations (n,) of 0 or more periods, whole or not."""
    counts = np.where(has_ended, np.maximum(np.ceil(duration), 1.0), np.floor(duration))
    return Durations(counts.astype(np.int64), has_ended)


def stretches_of(periods: int) -> Integers:
    """(stretches + 1,) last periods of stretches, from 0 to ``periods``: every one where they are few.

    Else they grow evenly, so that the hazard of a stretch stays smooth in time.
    """
    if periods <= _MOST_STRETCHES:
        return np.arange(periods + 1)
    grown = np.geomspace(1, periods, _MOST_STRETCHES).round().astype(np.int64)
    return np.unique(np.append(grown, 0))


def _in_stretches(durations: Durations, edges: Integers) -> Durations:
    """The same counted in stretches; one that still goes on has survived those that are over."""
    ended_in = np.searchsorted(edges, durations.counts, side="left")
    survived = np.searchsorted(edges, durations.counts, side="right") - 1
    return Durations(np.where(durations.has_ended, ended_in, survived), durations.has_ended)


def _so_far_place(space: FeatureSpace) -> int:
    return space.names.index(_SO_FAR)


def period_rows(
    table: AttributeTable, durations: Durations, edges: Integers, seed: int
) -> tuple[Encoding, TrainingRows]:
    """Encoding and rows of the stretches at risk."""
    described = table.people.with_columns(pl.Series(_SO_FAR, durations.counts, dtype=pl.Float64))
    attributes = (*table.attributes, Attribute(_SO_FAR, "number"))
    encoding, matrix = learn_encoding(described, table.days, attributes)
    counted = _in_stretches(durations, edges)
    drawn = draw_periods(counted.counts, counted.has_ended, np.random.default_rng(seed))
    rows = matrix[drawn.spell]
    rows[:, _so_far_place(encoding.space)] = edges[drawn.period + 1]
    leads, likelihood = np.zeros(len(rows)), Bernoulli(drawn.offset)
    return encoding, TrainingRows("hazard", rows, drawn.outcome, table.person[drawn.spell], leads, likelihood)


def curves(predictor: Predictor, encoding: Encoding, table: AttributeTable, edges: Integers) -> Floats:
    """(n, periods) probability of staying longer than 1, 2, ... periods.

    Within a stretch the hazard is constant, so the logarithm of the probability is straight.
    """
    known = table.people.with_columns(pl.lit(1.0).alias(_SO_FAR))
    matrix = encoding.matrix(known, table.days)
    scores = np.stack([_scores_until(predictor, encoding, matrix, int(edge)) for edge in edges[1:]], axis=1)
    log_survival = np.log(np.maximum(survival_from_hazards(predictor.probability(scores, 0.0)), 1e-300))
    periods = np.arange(1, edges[-1] + 1)
    between = np.stack([np.interp(periods, edges, row) for row in np.eye(len(edges))])
    return np.asarray(np.exp(log_survival @ between))


def _scores_until(predictor: Predictor, encoding: Encoding, matrix: Matrix, period: int) -> Floats:
    """(n,) log-odds of the hazard of the stretch that ends with this period."""
    place = _so_far_place(encoding.space)
    scale = encoding.scaler.scales[place]
    moved = matrix.copy()
    moved[:, place] = np.nan if scale is None else np.clip(period, scale.grid[0], scale.grid[-1])
    return predictor.ensemble.log_odds(moved, encoding)
