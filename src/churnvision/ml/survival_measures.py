"""How well forecasts agree with what happened, where some people are not followed to the end.

Times are in any one unit from the day of the forecast. A person either leaves at ``time`` (``is_event``) or
was seen to be there up to and including ``time`` and nothing is known of later (censored). Those who were
followed also stand for those who were not: each counts 1 / P(still followed), the inverse probability of
censoring weighting (IPCW; Robins 1993), with the Kaplan-Meier estimate of being followed. Someone who leaves
at t was followed up to t, so a departure comes before a censoring of the same time.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Booleans = NDArray[np.bool_]


@dataclass(frozen=True)
class Measured:
    """A measure, and its derivative by the weight of each row (n,): influences sum to 0."""

    value: float
    influence: Floats


@dataclass(frozen=True)
class Followed:
    """P(followed up to and including t) as steps: ``times`` (k,) rising, ``after`` (k + 1,) from 1."""

    times: Floats
    after: Floats

    def until(self, times: Floats | float) -> Floats:
        """Probability of being followed up to and including each time."""
        return np.asarray(self.after[np.searchsorted(self.times, times, side="left")])


def followed(time: Floats, is_event: Booleans) -> Followed:
    """Kaplan and Meier's estimate (1958) of being followed, from (n,) times and (n,) events."""
    times, place = np.unique(time, return_inverse=True)
    total = np.bincount(place, minlength=len(times))
    censored = np.bincount(place, weights=~is_event, minlength=len(times))
    at_risk = len(time) - np.concatenate([[0], np.cumsum(total)[:-1]])
    left = np.bincount(place, weights=is_event, minlength=len(times))
    share = np.divide(censored, at_risk - left, out=np.zeros(len(times)), where=at_risk > left)
    return Followed(times, np.concatenate([[1.0], np.cumprod(1.0 - share)]))


def horizon_weights(time: Floats, is_event: Booleans, horizon: float) -> tuple[Floats, Floats]:
    """(n,) outcome at the horizon (1 left by then) and (n,) IPCW weight, 0 where the outcome is not known."""
    follow = followed(time, is_event)
    has_left = is_event & (time <= horizon)
    has_stayed = ~has_left & (time >= horizon)
    probability = np.where(has_left, follow.until(time), follow.until(horizon))
    known = (has_left | has_stayed) & (probability > 0)
    return has_left.astype(np.float64), np.divide(1.0, probability, out=np.zeros(len(time)), where=known)


def brier_parts(time: Floats, is_event: Booleans, survival: Floats, horizon: float) -> Floats:
    """(n,) what each person adds to the Brier score at the horizon (Graf et al. 1999), which is their mean.

    ``survival`` (n,): P(there beyond the horizon).
    """
    outcome, weights = horizon_weights(time, is_event, horizon)
    return np.asarray(weights * (1.0 - survival - outcome) ** 2)


def integrated_brier_parts(time: Floats, is_event: Booleans, survival: Floats, grid: Floats) -> Floats:
    """(n,) what each person adds to the mean of the Brier score over the grid (k,) of times, by trapezia.

    Graf et al. 1999; ``survival`` (n, k). The score is the mean of the parts: a constant 1/2 has 0.25, less
    is better.
    """
    parts = [brier_parts(time, is_event, survival[:, i], float(t)) for i, t in enumerate(grid)]
    return np.asarray(np.trapezoid(np.stack(parts), grid, axis=0) / (grid[-1] - grid[0]))


def lift_of_top(outcome: Floats, probability: Floats, share: float = 0.1) -> float | None:
    """How many times more often the share with the highest probabilities left than everybody; None if none.

    People of the last probability that still counts are taken in part, so that the order of ties is nothing.
    """
    wanted = share * len(outcome)
    if outcome.sum() == 0 or wanted <= 0:
        return None
    rank = np.unique(-probability, return_inverse=True)[1]
    size, left = np.bincount(rank), np.bincount(rank, weights=outcome)
    before = np.cumsum(size) - size
    part = np.clip((wanted - before) / size, 0.0, 1.0)
    return float((left @ part) / wanted / outcome.mean())


def expected_over_observed(outcome: Floats, probability: Floats) -> float | None:
    """Sum of probabilities over number of leavers; 1 is right on the whole, None without leavers."""
    observed = float(outcome.sum())
    return float(probability.sum()) / observed if observed else None
