"""Members added up on the log-odds, and the weights with which they are."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from churnvision.ml.additive import AdditiveModel
from churnvision.ml.boosting import BoostedModel
from churnvision.ml.encoding import Matrix
from churnvision.ml.likelihood import Bernoulli
from churnvision.ml.rows import Encoding

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class StackWeights:
    """score = level + sum of weight * member's log-odds; weights are 0 or more."""

    weights: Floats
    level: float

    def scores(self, members: Floats) -> Floats:
        """(n, members) to (n,)."""
        return np.asarray(members @ self.weights + self.level)


def fit_stack(members: Floats, outcome: Floats, likelihood: Bernoulli) -> StackWeights:
    """Weights of least loss on held-out scores (n, members), with a weak pull to equal weights."""
    count = members.shape[1]
    equal = np.full(count, 1.0 / count)

    def target(theta: Floats) -> tuple[float, Floats]:
        scores = members @ theta[:count] + theta[count]
        value = float(likelihood.loss(scores, outcome).sum())
        residual = -likelihood.pull(scores, outcome)[0]
        gradient = np.append(members.T @ residual, residual.sum())
        away = theta[:count] - equal
        gradient[:count] += 2.0 * away
        return value + float(away @ away), gradient

    bounds = [(0.0, None)] * count + [(None, None)]
    found = minimize(target, np.append(equal, 0.0), jac=True, bounds=bounds, method="L-BFGS-B").x
    return StackWeights(found[:count], float(found[count]))


@dataclass(frozen=True)
class Ensemble:
    """The weighted members; either kind may be absent."""

    level: float
    additive_weight: float
    additive: AdditiveModel | None
    boosted: tuple[tuple[float, BoostedModel], ...]

    def log_odds(self, matrix: Matrix, encoding: Encoding) -> Floats:
        """(n,) log-odds before calibration."""
        return self.additive_log_odds(matrix, encoding) + self.boosted_log_odds(matrix)

    def additive_log_odds(self, matrix: Matrix, encoding: Encoding, places: range | None = None) -> Floats:
        """(n,) the level and the additive member's share; with ``places`` only that of these features."""
        total = np.full(len(matrix), self.level if places is None else 0.0)
        if self.additive is not None:
            parts = self.additive.contributions(matrix, encoding, places).sum(axis=1)
            total += self.additive_weight * (parts + (self.additive.intercept if places is None else 0.0))
        return total

    def boosted_log_odds(self, matrix: Matrix) -> Floats:
        """(n,) the boosted members' share."""
        total = np.zeros(len(matrix))
        for weight, model in self.boosted:
            total += weight * model.log_odds(matrix)
        return total

    def contributions(self, matrix: Matrix, encoding: Encoding) -> tuple[Floats, float]:
        """(n, features) contributions and the base; a row's sum plus the base are its log-odds."""
        base = self.level
        total = np.zeros(matrix.shape)
        if self.additive is not None:
            total += self.additive_weight * self.additive.contributions(matrix, encoding)
            base += self.additive_weight * self.additive.intercept
        for weight, model in self.boosted:
            parts = model.contributions(matrix)
            total += weight * parts[:, :-1]
            base += weight * float(parts[0, -1]) if len(parts) else 0.0
        return total, base
