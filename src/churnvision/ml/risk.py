"""Risk bands: absolute limits on the probability of leaving within 365 days."""

from dataclasses import dataclass
from typing import Literal

from churnvision.ml.errors import ThresholdsInvalid

RiskBand = Literal["low", "raised", "high", "very_high"]


@dataclass(frozen=True)
class RiskThresholds:
    """Lower limits of the bands above "low"; they rise and lie between 0 and 1."""

    raised: float = 0.10
    high: float = 0.20
    very_high: float = 0.40

    def __post_init__(self) -> None:
        if not 0.0 < self.raised < self.high < self.very_high < 1.0:
            raise ThresholdsInvalid("Give three limits between 0 and 1 that rise from raised to very high.")


DEFAULT_THRESHOLDS = RiskThresholds()


def risk_band(probability_365: float, thresholds: RiskThresholds = DEFAULT_THRESHOLDS) -> RiskBand:
    """The band of a probability; a limit itself belongs to the higher band."""
    if probability_365 >= thresholds.very_high:
        return "very_high"
    if probability_365 >= thresholds.high:
        return "high"
    return "raised" if probability_365 >= thresholds.raised else "low"
