"""What the model says when one attribute is set to other values and all else stays as it is.

Partial dependence (Friedman 2001): the mean forecast over people who are all given the same value.
Sensitivity: the change of one person's own forecast. Both tell how the model behaves and nothing about what
would happen if somebody changed the attribute: the model does not know causes.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from churnvision.ml.curve import BAND_Z, Estimate, horizon_of, probability_within, survival_from_hazards
from churnvision.ml.encoding import Matrix
from churnvision.ml.forecast import hazards_of
from churnvision.ml.kept import kept_rows, with_value
from churnvision.ml.model import TrainedModel
from churnvision.ml.scoring import bag_survival, year_ahead

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Setting:
    """A feature, by its place in the matrix, and the value it is set to."""

    place: int
    value: float


def partial_dependence(
    model: TrainedModel, inputs: Matrix, day: int, settings: Sequence[Setting]
) -> list[Estimate]:
    """The mean probability of leaving within `horizon_of` over people, for each setting of all of them.

    ``inputs`` (n, see `ml.kept`) as of a day (days since 1970). The 90 % band: the spread of the bags' means.
    """
    changed = np.concatenate(
        [with_value(model.encoding, inputs, day, one.place, one.value) for one in settings]
    )
    point, bags = _probabilities(model, changed, day)
    shape = (len(settings), len(inputs))
    means = point.reshape(shape).mean(axis=1)
    bag_means = bags.reshape(len(bags), *shape).mean(axis=2)
    spread = _spread(_logit(bag_means))
    lower, upper = _sigmoid(_logit(means) - BAND_Z * spread), _sigmoid(_logit(means) + BAND_Z * spread)
    return [Estimate(*map(float, one)) for one in zip(means, lower, upper, strict=True)]


def sensitivities(
    model: TrainedModel, inputs: Matrix, day: int, settings: Sequence[Setting]
) -> tuple[float, list[Estimate]]:
    """One person's probability of leaving within `horizon_of`, and its change for each setting.

    ``inputs`` (1, see `ml.kept`). The 90 % band is the spread of the bags' changes, so that what all bags
    agree on is not widened by what they disagree on.
    """
    changed = [with_value(model.encoding, inputs, day, one.place, one.value) for one in settings]
    point, bags = _probabilities(model, np.concatenate([inputs, *changed]), day)
    changes = point[1:] - point[0]
    half = BAND_Z * _spread(bags[:, 1:] - bags[:, :1])
    low, high = np.minimum(changes - half, changes), np.maximum(changes + half, changes)
    # a probability stays between 0 and 1
    low, high = np.maximum(low, -point[0]), np.minimum(high, 1 - point[0])
    return float(point[0]), [Estimate(*map(float, one)) for one in zip(changes, low, high, strict=True)]


def _probabilities(model: TrainedModel, inputs: Matrix, day: int) -> tuple[Floats, Floats]:
    """(n,) calibrated probabilities of leaving within the horizon, and (bags, n) those of the bags."""
    rows, days = kept_rows(model.encoding, inputs, day), horizon_of(model.window_days)
    with threadpool_limits(1):
        ahead = year_ahead(model, rows, model.predictor.ensemble.log_odds(rows.matrix, model.encoding))
        hazards = hazards_of(model.predictor.calibration, ahead, model.window_days)
        bags = bag_survival(model, rows, ahead)
    return probability_within(survival_from_hazards(hazards), days), probability_within(bags, days)


def _spread(values: Floats) -> Floats:
    """(bags, n) to (n,) standard deviations; 0 without bags."""
    if len(values) < 2:
        return np.zeros(values.shape[1])
    return np.asarray(values.std(axis=0, ddof=1))


def _logit(probability: Floats) -> Floats:
    p = np.clip(probability, 1e-9, 1 - 1e-9)
    return np.asarray(np.log(p) - np.log1p(-p))


def _sigmoid(values: Floats) -> Floats:
    return np.asarray(1.0 / (1.0 + np.exp(-values)))
