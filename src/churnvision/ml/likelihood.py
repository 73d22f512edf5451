"""How likely outcomes are at given scores: what every member, the stack and the calibration are fitted by.

A score is what a model adds up before the likelihood makes a probability of it. Besides the loss there are,
for Newton's method and for boosting, its first derivative and the expected (Fisher) second one.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

Floats = NDArray[np.float64]
_SMALLEST = 1e-12


@dataclass(frozen=True)
class Bernoulli:
    """Leaves or not: p = floor + (1 - floor) * sigmoid(score + offset).

    ``floor``: some leave however low the score, for reasons that no attribute tells; without it a model bends
    itself towards such people (Copas 1988, contaminated logistic regression). ``offset``: by how much thinned
    rows raise the log-odds. One of the two is 0: thinning does not keep the form of a floor.
    """

    offset: float = 0.0
    floor: float = 0.0

    def __post_init__(self) -> None:
        assert 0.0 <= self.floor < 1.0, "a floor is a probability"
        assert not (self.offset and self.floor), "thinned rows have no floor"

    def probability(self, scores: Floats) -> Floats:
        """(n,) probability of the outcome in the rows as they are."""
        return np.asarray(self.floor + (1.0 - self.floor) * expit(scores + self.offset))

    def score_of(self, outcome: Floats) -> float:
        """The score at which the mean probability is that of the outcomes."""
        share = float(np.clip(outcome.mean(), 1e-6, 1 - 1e-6))
        above = max((share - self.floor) / (1.0 - self.floor), 0.05 * share)
        return float(np.log(above) - np.log1p(-above) - self.offset)

    def loss(self, scores: Floats, outcome: Floats) -> Floats:
        """(n,) negative log-likelihood in nats."""
        if not self.floor:
            log_odds = scores + self.offset
            return np.asarray(np.logaddexp(0.0, log_odds) - outcome * log_odds)
        p = np.clip(self.probability(scores), _SMALLEST, 1 - _SMALLEST)
        return np.asarray(-(outcome * np.log(p) + (1 - outcome) * np.log1p(-p)))

    def pull(self, scores: Floats, outcome: Floats) -> tuple[Floats, Floats]:
        """(n,) derivative of the log-likelihood by the score, and its expected curvature, not below 0."""
        above = expit(scores + self.offset)
        rise = (1.0 - self.floor) * above * (1.0 - above)
        if not self.floor:
            return np.asarray(outcome - above), np.asarray(rise)
        p = np.clip(self.probability(scores), _SMALLEST, 1 - _SMALLEST)
        per_rise = rise / (p * (1.0 - p))
        return np.asarray((outcome - p) * per_rise), np.asarray(rise * per_rise)

    def with_floor(self, floor: float) -> "Bernoulli":
        """The same with another floor."""
        return replace(self, floor=floor)
