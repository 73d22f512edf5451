"""Survival curves: S(m) is the probability of still being there m months from the as-of date.

A month is 365.25 / 12 days. Within a month the hazard is constant, so S falls geometrically. Every
probability of leaving, for a person or a group, is computed by the functions of this module.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from churnvision.ml.errors import CurveInvalid

Floats = NDArray[np.float64]
DAYS_PER_MONTH = 365.25 / 12
CURVE_MONTHS = 12
HORIZON_DAYS = (30, 90, 180, 365)
BAND_Z = 1.6448536269514722  # two-sided 90 %


def horizon_of(window_days: int | None) -> int:
    """365 days, or the window of a table where that is shorter: the longest that is not extrapolated."""
    return HORIZON_DAYS[-1] if window_days is None else min(window_days, HORIZON_DAYS[-1])


def is_extrapolated(days: float, window_days: int | None) -> bool:
    """Whether a horizon goes beyond the window that a table covers; fractions of a day do not count."""
    return window_days is not None and int(days) > window_days


def survival_from_hazards(hazards: Floats) -> Floats:
    """(..., m) monthly hazards to (..., m + 1) survival beginning with 1."""
    survival = np.ones((*hazards.shape[:-1], hazards.shape[-1] + 1))
    np.cumprod(1.0 - hazards, axis=-1, out=survival[..., 1:])
    return survival


def probability_within(survival: Floats, days: float) -> Floats:
    """(..., m + 1) survival at months 0 to m to the probability of leaving within that many days.

    Raises CurveInvalid for days below 0 or beyond the curve.
    """
    months = days / DAYS_PER_MONTH
    last = survival.shape[-1] - 1
    if not 0 <= months <= last:
        raise CurveInvalid(f"Ask for 0 to {int(last * DAYS_PER_MONTH)} days, not {days}.")
    whole = min(int(months), last - 1)
    part = months - whole
    start = survival[..., whole]
    ratio = np.divide(survival[..., whole + 1], start, out=np.zeros_like(start), where=start > 0)
    return np.asarray(1.0 - start * np.power(ratio, part))


def horizon_probabilities(survival: Floats, horizons_days: Sequence[int] = HORIZON_DAYS) -> Floats:
    """(..., m + 1) survival to (..., number of horizons) probabilities of leaving."""
    return np.stack([probability_within(survival, days) for days in horizons_days], axis=-1)


def expected_months(survival: Floats) -> Floats:
    """(..., m + 1) survival to (...) months that are still worked of the m, on average: the area under S.

    The restricted mean of the remaining tenure; it grows where any S(t) grows.
    """
    start, end = survival[..., :-1], survival[..., 1:]
    with np.errstate(divide="ignore", invalid="ignore"):
        hazard = np.log(start) - np.log(end)
        area = (start - end) / hazard
    # Without a hazard worth the name nobody is lost, nor after all have left; the quotient is then rounding.
    return np.asarray(np.where(hazard > 1e-5, area, (start + end) / 2).sum(axis=-1))


def monthly_hazard_from_window(probability: Floats, window_days: int) -> Floats:
    """The constant monthly hazard that gives this probability of leaving within the window."""
    return np.asarray(-np.expm1(np.log1p(-np.minimum(probability, 1 - 1e-12)) * DAYS_PER_MONTH / window_days))


@dataclass(frozen=True)
class SurvivalFunction:
    """One curve at months 0, 1, ...; refuses what cannot be one (CurveInvalid)."""

    values: tuple[float, ...]

    def __post_init__(self) -> None:
        values = np.asarray(self.values, dtype=np.float64)
        if len(values) < 2 or not np.isfinite(values).all():
            raise CurveInvalid("Give a curve of at least two finite values.")
        if values[0] != 1.0 or values.min() < 0.0:
            raise CurveInvalid("Give a curve that begins at 1 and stays between 0 and 1.")
        if (np.diff(values) > 0).any():
            raise CurveInvalid("Give a curve that never rises.")

    def probability_within(self, days: float) -> float:
        """Probability of leaving within that many days."""
        return float(probability_within(np.asarray(self.values), days))

    def median_months(self) -> float | None:
        """Months until half are expected to have left; None when that lies beyond the curve."""
        values = np.asarray(self.values)
        below = np.flatnonzero(values <= 0.5)
        if not len(below):
            return None
        month = int(below[0])
        before, after = values[month - 1], max(values[month], 1e-300)
        return float(month - 1 + np.log(0.5 / before) / np.log(after / before))


@dataclass(frozen=True)
class Estimate:
    """A figure with its 90 % interval."""

    point: float
    lower: float
    upper: float


def expected_leavers(bag_probability: Floats, probability: Floats) -> Estimate:
    """How many of a group leave: probability (n,), bag_probability (n, bags); bags may be 0.

    The spread is that of independent yes-or-no events, widened by how far the bags disagree on the sum.
    """
    return expected_leavers_of_sums(
        people=len(probability),
        probability=float(probability.sum()),
        variance=float((probability * (1 - probability)).sum()),
        bags=bag_probability.sum(axis=0, dtype=np.float64) if bag_probability.ndim == 2 else np.empty(0),
    )


def expected_leavers_of_sums(*, people: int, probability: float, variance: float, bags: Floats) -> Estimate:
    """The same from sums over the group: of p, of p(1 - p), and of each bag's p (bags,).

    Sums of parts add up to the sums of the whole, so a tree of groups needs its people only once.
    """
    if len(bags) > 1:
        variance += float(bags.var(ddof=1))
    half = BAND_Z * float(np.sqrt(variance))
    return Estimate(probability, max(0.0, probability - half), min(float(people), probability + half))
