"""How likely outcomes are at given scores: what every member, the stack and the calibration are fitted by.

A score is what a model adds up before the likelihood makes a probability or a rate of it. Both kinds offer
the loss and, for Newton's method and for boosting, its first derivative and the expected (Fisher) second one.
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

    def at(self, places: NDArray[np.int64] | NDArray[np.bool_]) -> "Bernoulli":  # noqa: ARG002
        """The likelihood of some of the rows: the same."""
        return self

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


@dataclass(frozen=True)
class Poisson:
    """Ends of spells: the mean of the outcome is exposure * exp(score); ``log_exposure`` (n,)."""

    log_exposure: Floats

    def at(self, places: NDArray[np.int64] | NDArray[np.bool_]) -> "Poisson":
        """The likelihood of the rows at these places."""
        return Poisson(self.log_exposure[places])

    def _mean(self, scores: Floats) -> Floats:
        return np.asarray(np.exp(np.minimum(scores + self.log_exposure, 30.0)))

    def score_of(self, outcome: Floats) -> float:
        """The log of the rate of all rows together."""
        return float(np.log(max(outcome.sum(), 0.5)) - np.log(np.exp(self.log_exposure).sum()))

    def loss(self, scores: Floats, outcome: Floats) -> Floats:
        """(n,) negative log-likelihood in nats, without the part that no score changes."""
        return np.asarray(self._mean(scores) - outcome * (scores + self.log_exposure))

    def pull(self, scores: Floats, outcome: Floats) -> tuple[Floats, Floats]:
        """(n,) derivative of the log-likelihood by the score, and its expected curvature."""
        mean = self._mean(scores)
        return np.asarray(outcome - mean), mean


Likelihood = Bernoulli | Poisson
