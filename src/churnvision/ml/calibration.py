"""From a score in log-odds to a probability, fitted on predictions for rows that were left out.

For a table with a window: the sigmoid, a sigmoid with a floor (some leave however low the score) or, with a
thousand events, a monotone curve; the one with the least cross-validated loss, the sigmoid unless another
gains two nats. For a monthly hazard: a sigmoid whose slope and level change with the months that lie between
the attributes and the month in question, because what is known today tells less about a later month.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.isotonic import IsotonicRegression

from churnvision.ml.curve import CURVE_MONTHS
from churnvision.ml.rows import TrainingRows

Floats = NDArray[np.float64]
_LAST_LEAD = CURVE_MONTHS - 1
MINIMUM_GAIN_NATS = 2.0
_ISOTONIC_EVENTS = 1000


def sigmoid(values: Floats) -> Floats:
    """1 / (1 + exp(-values))."""
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(values, -35, 35))))


def _loss(outcome: Floats, probability: Floats) -> float:
    p = np.clip(probability, 1e-9, 1 - 1e-9)
    return float(-(outcome * np.log(p) + (1 - outcome) * np.log1p(-p)).sum())


@dataclass(frozen=True)
class WindowCalibration:
    """p = floor + (ceiling - floor) * sigmoid(slope * score + level), or a curve through points."""

    slope: float = 1.0
    level: float = 0.0
    floor: float = 0.0
    ceiling: float = 1.0
    points: tuple[Floats, Floats] | None = None

    def probability(self, scores: Floats) -> Floats:
        """(n,) probabilities of leaving within the window."""
        if self.points is not None:
            return np.asarray(np.interp(scores, *self.points))
        return self.floor + (self.ceiling - self.floor) * sigmoid(self.slope * scores + self.level)


def _fit_sigmoid(
    scores: Floats, outcome: Floats, floor: float | None, *, has_ceiling: bool = True
) -> WindowCalibration:
    """A sigmoid above the given floor, or with floor (None) and, where it has one, ceiling found too."""

    def unpack(theta: Floats) -> WindowCalibration:
        slope, level = float(np.exp(theta[0])), float(theta[1])
        if floor is not None:
            return WindowCalibration(slope, level, floor)
        found = float(0.3 * sigmoid(theta[2]))
        gap = float(0.3 * sigmoid(theta[3])) if has_ceiling else 0.0
        return WindowCalibration(slope, level, found, 1 - gap)

    def target(theta: Floats) -> float:
        # a weak pull towards the score as it is keeps few events from bending it far
        return _loss(outcome, unpack(theta).probability(scores)) + 2.0 * float(theta[0] ** 2)

    start = np.zeros(2) if floor is not None else np.array([0.0, 0.0, -3.0, -4.0])
    return unpack(minimize(target, start, method="L-BFGS-B").x)


def floor_of(scores: Floats, outcome: Floats) -> float:
    """The floor of the probability that held-out scores ask for; 0 where a sigmoid alone does as well."""
    plain = _fit_sigmoid(scores, outcome, 0.0)
    floored = _fit_sigmoid(scores, outcome, None, has_ceiling=False)
    gain = _loss(outcome, plain.probability(scores)) - _loss(outcome, floored.probability(scores))
    return floored.floor if gain >= MINIMUM_GAIN_NATS else 0.0


def _fit_isotonic(scores: Floats, outcome: Floats) -> WindowCalibration:
    fitted = IsotonicRegression(y_min=0.0, y_max=1.0).fit(scores, outcome).predict(np.sort(scores))
    ordered = np.sort(scores)
    knots_x: list[float] = []
    knots_y: list[float] = []
    total = len(ordered)
    for rows in np.split(np.arange(total), np.flatnonzero(np.diff(fitted) > 0) + 1):
        # (events + 1/2) / (n + 1) keeps a block without events away from an impossible 0
        knots_x.append(float(ordered[rows].mean()))
        knots_y.append(float((fitted[rows].sum() + 0.5 * outcome.mean()) / (len(rows) + 0.5)))
    return WindowCalibration(points=(np.array(knots_x), np.maximum.accumulate(knots_y)))


def fit_window_calibration(
    scores: Floats, outcome: Floats, folds: NDArray[np.int64], floor: float = 0.0
) -> WindowCalibration:
    """Chooses among the forms by the loss on folds left out; ``floor`` is that of the likelihood."""

    def plain(s: Floats, y: Floats) -> WindowCalibration:
        return _fit_sigmoid(s, y, floor)

    def floored(s: Floats, y: Floats) -> WindowCalibration:
        return _fit_sigmoid(s, y, None)

    forms: list[Callable[[Floats, Floats], WindowCalibration]] = [plain, floored]
    if outcome.sum() >= _ISOTONIC_EVENTS:
        forms.append(_fit_isotonic)
    losses = []
    for fit in forms:
        total = 0.0
        for fold in np.unique(folds):
            inside = folds != fold
            total += _loss(
                outcome[~inside], fit(scores[inside], outcome[inside]).probability(scores[~inside])
            )
        losses.append(total)
    best = int(np.argmin(losses))
    if losses[0] - losses[best] < MINIMUM_GAIN_NATS:
        best = 0
    return forms[best](scores, outcome)


@dataclass(frozen=True)
class HazardCalibration:
    """logit h = centre + slope(lead) * (score - centre) + level(lead), both straight in the lead."""

    centre: float
    slope: float
    slope_change: float
    level: float
    level_change: float

    def log_odds(self, scores: Floats, lead_months: Floats | float) -> Floats:
        """Calibrated log-odds of the hazard; at the farthest lead the change has its full size."""
        share = np.asarray(lead_months, dtype=np.float64) / _LAST_LEAD
        slope = np.maximum(self.slope + self.slope_change * share, 0.0)
        return np.asarray(
            self.centre + slope * (scores - self.centre) + self.level + self.level_change * share
        )

    def probability(self, scores: Floats, lead_months: Floats | float) -> Floats:
        """Monthly hazard."""
        return sigmoid(self.log_odds(scores, lead_months))


def fit_hazard_calibration(scores: Floats, rows: TrainingRows) -> HazardCalibration:
    """Fits the four numbers by maximum likelihood with a weak pull towards "change nothing"."""
    centre = float(np.average(scores, weights=rows.weights))

    def target(theta: Floats) -> float:
        calibration = HazardCalibration(centre, 1 + theta[0], theta[1], theta[2], theta[3])
        log_odds = calibration.log_odds(scores, rows.lead_months)
        return float(rows.likelihood.loss(log_odds, rows.outcome).sum()) + 10.0 * float(
            theta[0] ** 2 + theta[1] ** 2 + theta[3] ** 2
        )

    found = minimize(target, np.zeros(4), method="L-BFGS-B").x
    return HazardCalibration(centre, float(1 + found[0]), *(float(value) for value in found[1:]))


Calibration = WindowCalibration | HazardCalibration
