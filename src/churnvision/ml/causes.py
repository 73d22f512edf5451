"""Why people would leave: cause-specific hazards as shares of the one hazard.

The hazard of a cause is the hazard of leaving times the probability that somebody who leaves then leaves for
that cause. So causes add up to the whole in every month, and the cumulative incidence of a cause is the sum
over months of still being there, leaving, and leaving for it (Kalbfleisch and Prentice 2002, chapter 8).
Shares are learnt from those who left for a known cause; ends without one are taken as missing at random.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from churnvision.ml.additive import build_design, compile_additive, fit_additive
from churnvision.ml.calibration import sigmoid
from churnvision.ml.curve import DAYS_PER_MONTH, HORIZON_DAYS, probability_within
from churnvision.ml.encoding import Matrix
from churnvision.ml.ensemble import Ensemble
from churnvision.ml.forecast import Rows, log_odds_of_year
from churnvision.ml.inputs import CAUSES, NO_CAUSE, Cause
from churnvision.ml.likelihood import Bernoulli
from churnvision.ml.rows import Encoding

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
# With fewer ends a cause has the same share for everybody.
_MINIMUM_ENDS = 20


@dataclass(frozen=True)
class CauseShares:
    """``causes`` that occurred, and the log-odds of each against the others among those who leave."""

    causes: tuple[Cause, ...]
    against_others: tuple[Ensemble, ...]

    def of_year(self, encoding: Encoding, rows: Rows) -> Floats:
        """(n, 12, causes) shares of the hazard of the next twelve months; they sum to 1."""
        odds = [log_odds_of_year(one, encoding, rows) for one in self.against_others]
        parts = np.stack([sigmoid(one) for one in odds], axis=2)
        return np.asarray(parts / parts.sum(axis=2, keepdims=True))


def fit_causes(matrix: Matrix, cause: Integers, encoding: Encoding) -> CauseShares | None:
    """From rows (n, columns) of those who left, and of each (n,) the place in CAUSES, NO_CAUSE if unknown.

    None where no cause is known.
    """
    is_known = cause != NO_CAUSE
    matrix, cause = matrix[is_known], cause[is_known]
    counts = np.bincount(cause, minlength=len(CAUSES))
    found = np.flatnonzero(counts)
    if not len(found):
        return None
    members = tuple(_against_others(matrix, cause == place, encoding) for place in found)
    return CauseShares(tuple(CAUSES[place] for place in found), members)


def _against_others(matrix: Matrix, is_cause: NDArray[np.bool_], encoding: Encoding) -> Ensemble:
    outcome = is_cause.astype(np.float64)
    likelihood = Bernoulli()
    fewer = min(outcome.sum(), len(outcome) - outcome.sum())
    if fewer < _MINIMUM_ENDS:
        return Ensemble(likelihood.score_of(outcome), 0.0, None, ())
    design = build_design(matrix, encoding)
    fitted = fit_additive(design, outcome, likelihood)
    return Ensemble(0.0, 1.0, compile_additive(fitted, design, encoding), ())


def cumulative_incidence(survival: Floats, shares: Floats, days: float) -> Floats:
    """(n, 13) survival and (n, 12, causes) shares to (n, causes) probabilities of leaving for each cause
    within that many days; they sum to the probability of leaving. Raises CurveInvalid as probability_within.
    """
    total = probability_within(survival, days)
    whole = min(int(days / DAYS_PER_MONTH), shares.shape[1] - 1)
    leaves = -np.diff(survival[:, : whole + 1], axis=1)
    result = (leaves[:, :, None] * shares[:, :whole]).sum(axis=1)
    begun = np.maximum(total - (1.0 - survival[:, whole]), 0.0)
    return np.asarray(result + begun[:, None] * shares[:, whole])


def incidence_at_horizons(
    survival: Floats, shares: Floats, horizons_days: Sequence[int] = HORIZON_DAYS
) -> Floats:
    """(n, causes, horizons) cumulative incidence."""
    return np.stack([cumulative_incidence(survival, shares, days) for days in horizons_days], axis=2)
