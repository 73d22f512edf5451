"""Leavers that were expected against those that were observed, with a band for chance."""

from dataclasses import dataclass

from scipy import stats

LEVEL = 0.01


@dataclass(frozen=True)
class LeaverCheck:
    """Counts of leavers; outside the band (99 of 100 counts lie inside) the hazard has changed."""

    expected: float
    observed: int
    lower: int
    upper: int

    @property
    def is_alarm(self) -> bool:
        """Whether chance does not explain the difference."""
        return not self.lower <= self.observed <= self.upper


def check_leavers(expected: float, observed: int, spread: float = 0.0) -> LeaverCheck:
    """The band around ``expected`` leavers: Poisson, or negative binomial where the model itself is not sure.

    ``spread`` is the standard deviation of the expected number between bags, as a share of it.
    """
    if expected <= 0:
        return LeaverCheck(0.0, observed, 0, 0)
    if spread <= 0:
        band = stats.poisson(expected)
    else:
        size = 1.0 / spread**2
        band = stats.nbinom(size, size / (size + expected))
    lower, upper = band.ppf(LEVEL / 2), band.ppf(1 - LEVEL / 2)
    return LeaverCheck(expected, observed, int(lower), int(upper))
