import numpy as np
import pytest
from scipy.stats import binomtest

from churnvision.ml.evaluation import auc, brier_score, log_loss, measures, wilson_interval


def test_measures_of_four_people_are_those_reckoned_by_hand() -> None:
    outcome = np.array([0.0, 0.0, 1.0, 1.0])
    probability = np.array([0.1, 0.4, 0.35, 0.8])
    assert auc(outcome, probability) == pytest.approx(0.75)  # scikit-learn's own example
    assert brier_score(outcome, probability) == pytest.approx((0.01 + 0.16 + 0.4225 + 0.04) / 4)
    assert log_loss(outcome, probability) == pytest.approx(-np.log([0.9, 0.6, 0.35, 0.8]).mean())
    assert measures(outcome, probability)["expected_over_observed"] == pytest.approx(1.65 / 2)


@pytest.mark.parametrize(("successes", "n"), [(0, 10), (3, 10), (10, 10), (57, 400)])
def test_wilson_intervals_are_those_of_scipy(successes: int, n: int) -> None:
    expected = binomtest(successes, n).proportion_ci(0.90, method="wilson")
    assert wilson_interval(successes, n) == pytest.approx((expected.low, expected.high))


def test_a_calibrated_forecast_has_a_small_error_and_a_shifted_one_its_shift() -> None:
    rng = np.random.default_rng(1)
    probability = rng.uniform(0.05, 0.6, 20_000)
    outcome = (rng.random(20_000) < probability).astype(np.float64)
    assert measures(outcome, probability)["expected_calibration_error"] < 0.012
    assert measures(outcome, probability + 0.1)["expected_calibration_error"] == pytest.approx(0.1, abs=0.01)


def test_weights_bring_back_rows_that_were_left_out() -> None:
    rng = np.random.default_rng(2)
    probability = rng.uniform(0.01, 0.2, 40_000)
    outcome = (rng.random(40_000) < probability).astype(np.float64)
    kept = (outcome > 0) | (rng.random(40_000) < 0.25)
    weights = np.where(outcome > 0, 1.0, 4.0)[kept]
    whole = measures(outcome, probability)
    part = measures(outcome[kept], probability[kept], weights)
    for name in ("log_loss", "brier", "auc", "expected_over_observed"):
        assert part[name] == pytest.approx(whole[name], rel=0.03)


def test_an_area_without_events_is_unknown_and_not_a_number_made_up() -> None:
    found = measures(np.zeros(5), np.full(5, 0.1))
    assert found["auc"] is None and found["average_precision"] is None
