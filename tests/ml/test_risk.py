import pytest

from churnvision.ml.errors import ThresholdsInvalid
from churnvision.ml.risk import RiskThresholds, risk_band


@pytest.mark.parametrize(
    ("probability", "band"),
    [(0.0, "low"), (0.0999, "low"), (0.10, "raised"), (0.2, "high"), (0.399, "high"), (0.4, "very_high")],
)
def test_a_limit_belongs_to_the_higher_band(probability: float, band: str) -> None:
    assert risk_band(probability) == band


def test_an_admins_limits_decide() -> None:
    assert risk_band(0.06, RiskThresholds(0.05, 0.1, 0.15)) == "raised"


@pytest.mark.parametrize("limits", [(0.2, 0.1, 0.4), (0.0, 0.1, 0.2), (0.1, 0.1, 0.2), (0.1, 0.2, 1.0)])
def test_limits_that_do_not_rise_between_zero_and_one_are_refused(limits: tuple[float, float, float]) -> None:
    with pytest.raises(ThresholdsInvalid, match="three limits"):
        RiskThresholds(*limits)
