import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from churnvision.ml.curve import (
    DAYS_PER_MONTH,
    HORIZON_DAYS,
    SurvivalFunction,
    expected_leavers,
    horizon_probabilities,
    monthly_hazard_from_window,
    probability_within,
    survival_from_hazards,
)
from churnvision.ml.errors import CurveInvalid

hazards = arrays(np.float64, 12, elements=st.floats(0, 1))


@given(hazards)
def test_a_curve_from_hazards_starts_at_one_never_rises_and_agrees_with_its_probabilities(
    values: np.ndarray,
) -> None:
    survival = survival_from_hazards(values)
    curve = SurvivalFunction(tuple(survival))
    found = horizon_probabilities(survival)
    assert (np.diff(found) >= -1e-12).all()
    assert ((found >= 0) & (found <= 1)).all()
    for place, days in enumerate(HORIZON_DAYS):
        assert curve.probability_within(days) == pytest.approx(found[place], abs=1e-12)


@given(st.floats(0, 0.99), st.integers(30, 3660))
def test_the_hazard_of_a_window_gives_back_its_probability(probability: float, window_days: int) -> None:
    hazard = monthly_hazard_from_window(np.array([probability]), window_days)
    back = 1 - (1 - hazard[0]) ** (window_days / DAYS_PER_MONTH)
    assert back == pytest.approx(probability, abs=1e-9)


def test_a_constant_hazard_of_three_percent_has_the_known_probabilities() -> None:
    survival = survival_from_hazards(np.full(12, 0.03))
    assert survival[12] == pytest.approx(0.97**12)
    assert probability_within(survival, 365) == pytest.approx(1 - 0.97 ** (365 / 30.4375))
    assert probability_within(survival, 0) == 0.0


@pytest.mark.parametrize("values", [(0.9, 0.8), (1.0, 0.5, 0.6), (1.0, -0.1), (1.0, float("nan")), (1.0,)])
def test_nonsense_is_not_a_curve(values: tuple[float, ...]) -> None:
    with pytest.raises(CurveInvalid, match="Give a curve"):
        SurvivalFunction(values)


def test_days_beyond_the_curve_are_refused() -> None:
    with pytest.raises(CurveInvalid, match="not 400"):
        SurvivalFunction((1.0, *np.linspace(0.99, 0.5, 12))).probability_within(400)


def test_the_median_is_where_half_have_left_or_unknown() -> None:
    assert SurvivalFunction((1.0, 0.5, 0.2)).median_months() == pytest.approx(1.0)
    assert SurvivalFunction((1.0, 0.9, 0.8)).median_months() is None


def test_the_expected_leavers_of_a_group_cover_what_happens_nine_times_in_ten() -> None:
    rng = np.random.default_rng(1)
    probability = rng.uniform(0.02, 0.4, 150)
    estimate = expected_leavers(np.repeat(probability[:, None], 5, axis=1), probability)
    assert estimate.point == pytest.approx(probability.sum())
    happened = (rng.random((4000, 150)) < probability).sum(axis=1)
    inside = (happened >= estimate.lower) & (happened <= estimate.upper)
    assert 0.87 < inside.mean() < 0.94


def test_bags_that_disagree_widen_the_estimate_and_an_empty_group_is_zero() -> None:
    probability = np.full(100, 0.2)
    sure = expected_leavers(np.full((100, 3), 0.2), probability)
    unsure = expected_leavers(np.tile([0.1, 0.2, 0.3], (100, 1)), probability)
    assert unsure.upper - unsure.lower > 1.5 * (sure.upper - sure.lower)
    nobody = expected_leavers(np.empty((0, 3)), np.empty(0))
    assert (nobody.point, nobody.lower, nobody.upper) == (0.0, 0.0, 0.0)
