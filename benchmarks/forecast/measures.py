"""Measures of forecasts, and paired differences with intervals. Needs none of the peers' libraries."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score, roc_auc_score

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
CALIBRATION_BINS = 15
DRAWS = 1000
COMPARED = ("auc", "log_loss", "brier")
HIGHER_IS_BETTER = {"auc": True, "average_precision": True, "log_loss": False, "brier": False}
_SMALLEST = 1e-15
_FALL = 1e-9  # below this a falling probability is rounding


@dataclass(frozen=True)
class Predictions:
    """A model's forecasts and what a fit cost.

    ``probability``: for a table with folds (repeats, n), each row forecast while it was tested; for a point
    in time (n, horizons) in the order of HORIZON_DAYS, or (n, 1) for 365 days alone.
    ``cpu_seconds``: processor time of one fit with its forecasts.
    """

    name: str
    probability: Floats
    cpu_seconds: float
    note: str = ""


@dataclass(frozen=True)
class Difference:
    """Ours minus the peer's, with a 90 % interval."""

    point: float
    lower: float
    upper: float

    @property
    def is_shown(self) -> bool:
        """Whether the interval leaves out no difference."""
        return self.lower > 0 or self.upper < 0


def row_log_loss(outcome: Floats, probability: Floats) -> Floats:
    """(n,) negative log-likelihood of each row, in nats."""
    p = np.clip(probability, _SMALLEST, 1 - _SMALLEST)
    return np.asarray(-(outcome * np.log(p) + (1 - outcome) * np.log1p(-p)))


def quality(outcome: Floats, probability: Floats) -> dict[str, float]:
    """AUC, average precision, log loss and Brier score of (n,) forecasts."""
    return {
        "auc": float(roc_auc_score(outcome, probability)),
        "average_precision": float(average_precision_score(outcome, probability)),
        "log_loss": float(row_log_loss(outcome, probability).mean()),
        "brier": float(((probability - outcome) ** 2).mean()),
    }


def fold_means(outcome: Floats, probability: Floats, fold: Integers) -> dict[str, float]:
    """Means over all folds of all repeats: outcome (n,), probability and fold (repeats, n)."""
    found = [
        quality(outcome[folds == one], forecast[folds == one])
        for forecast, folds in zip(probability, fold, strict=True)
        for one in np.unique(folds)
    ]
    return {name: float(np.mean([result[name] for result in found])) for name in found[0]}


def calibration_error(outcome: Floats, probability: Floats, bins: int = CALIBRATION_BINS) -> float:
    """Expected calibration error (ECE): mean distance of predicted and observed over bins of equal mass.

    For (repeats, n) forecasts the mean over the repeats, each pooled over its folds.
    """
    errors = []
    for forecast in np.atleast_2d(probability):
        parts = np.array_split(np.argsort(forecast, kind="stable"), min(bins, len(forecast)))
        distances = [len(rows) * abs(forecast[rows].mean() - outcome[rows].mean()) for rows in parts]
        errors.append(sum(distances) / len(forecast))
    return float(np.mean(errors))


def expected_over_observed(outcome: Floats, probability: Floats) -> float:
    """Sum of the probabilities over the number of those who left."""
    return float(probability.sum() / outcome.sum())


def people_whose_probability_falls(probability: Floats) -> int:
    """How many of (n, horizons) rows have a lower probability for a longer horizon."""
    return int((np.diff(probability, axis=1) < -_FALL).any(axis=1).sum())


class WeightedAuc:
    """AUC of fixed scores under many weightings of the rows; ties count one half."""

    def __init__(self, outcome: Floats, score: Floats) -> None:
        self._outcome = outcome
        self._levels, self._rank = np.unique(score, return_inverse=True)

    def __call__(self, weights: Floats) -> float:
        """AUC with weights (n,); NaN where one outcome has no weight."""
        size = len(self._levels)
        events = np.bincount(self._rank, weights * self._outcome, size)
        others = np.bincount(self._rank, weights * (1 - self._outcome), size)
        pairs = events.sum() * others.sum()
        below = np.cumsum(others) - others
        return float(events @ (below + others / 2) / pairs) if pairs > 0 else float("nan")


def _pooled(outcome: Floats, probability: Floats) -> list[Callable[[Floats], Floats]]:
    """For each repeat a function of weights (n,) to the compared measures (3,)."""

    def of(forecast: Floats) -> Callable[[Floats], Floats]:
        area = WeightedAuc(outcome, forecast)
        losses = np.stack([row_log_loss(outcome, forecast), (forecast - outcome) ** 2])
        return lambda weights: np.array([area(weights), *(losses @ weights / weights.sum())])

    return [of(forecast) for forecast in np.atleast_2d(probability)]


def _draws(together: Integers, draws: int, seed: int) -> Iterator[Floats]:
    """Bootstrap samples of groups, as the weights (n,) of their rows."""
    rng = np.random.default_rng(seed)
    groups, place = np.unique(together, return_inverse=True)
    share = np.full(len(groups), 1 / len(groups))
    for _ in range(draws):
        yield rng.multinomial(len(groups), share).astype(np.float64)[place]


def auc_interval(outcome: Floats, probability: Floats, together: Integers) -> tuple[float, float]:
    """90 % interval of the AUC (n,) by bootstrap samples of the groups whose rows left or stayed together."""
    area = WeightedAuc(outcome, probability)
    lower, upper = np.nanpercentile([area(weights) for weights in _draws(together, DRAWS, 1)], [5, 95])
    return float(lower), float(upper)


def paired_differences(
    outcome: Floats,
    ours: Floats,
    peer: Floats,
    *,
    together: Integers | None = None,
    draws: int = DRAWS,
    seed: int = 1,
) -> dict[str, Difference]:
    """Ours minus the peer's measures on the predictions pooled over folds, averaged over repeats.

    outcome (n,), ours and peer (n,) or (repeats, n). The interval is that of ``draws`` bootstrap samples of
    people, or of the groups ``together`` (n,), the same for both sides; it does not hold the randomness of
    training.
    """
    sides = [(_pooled(outcome, ours), 1), (_pooled(outcome, peer), -1)]

    def difference(weights: Floats) -> Floats:
        values = [sign * np.mean([one(weights) for one in repeats], axis=0) for repeats, sign in sides]
        return np.asarray(values[0] + values[1])

    rows = np.arange(len(outcome)) if together is None else together
    point = difference(np.ones(len(outcome)))
    drawn = np.stack([difference(weights) for weights in _draws(rows, draws, seed)])
    lower, upper = np.nanpercentile(drawn, [5, 95], axis=0)
    return {
        name: Difference(float(point[place]), float(lower[place]), float(upper[place]))
        for place, name in enumerate(COMPARED)
    }


def mean_difference(ours: Floats, peer: Floats, *, draws: int = DRAWS, seed: int = 1) -> Difference:
    """Mean of ours (n,) minus that of the peer (n,), with the interval of bootstrap samples of rows."""
    parts = ours - peer
    drawn = [float(weights @ parts) / len(parts) for weights in _draws(np.arange(len(parts)), draws, seed)]
    lower, upper = np.percentile(drawn, [5, 95])
    return Difference(float(parts.mean()), float(lower), float(upper))


def timed(work: Callable[[], Floats]) -> tuple[Floats, float]:
    """The forecasts and the processor seconds of this process that they took."""
    begins_at = time.process_time()
    found = work()
    return found, time.process_time() - begins_at
