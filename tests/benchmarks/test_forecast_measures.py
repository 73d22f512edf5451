"""The forecast benchmark's measures against numbers computed by hand."""

import math
from pathlib import Path

import numpy as np
import pytest

from benchmarks.forecast import tables
from benchmarks.forecast.measures import (
    Difference,
    WeightedAuc,
    auc_interval,
    calibration_error,
    expected_over_observed,
    fold_means,
    mean_difference,
    paired_differences,
    people_whose_probability_falls,
    quality,
)
from benchmarks.forecast.report import number, write_evidence

OUTCOME = np.array([0.0, 1.0, 0.0, 1.0])
FORECAST = np.array([0.1, 0.2, 0.4, 0.8])


def test_quality_of_four_forecasts() -> None:
    found = quality(OUTCOME, FORECAST)
    assert found["auc"] == pytest.approx(3 / 4)  # of four pairs, .2 against .4 is the wrong way round
    assert found["average_precision"] == pytest.approx((1 / 1 + 2 / 3) / 2)
    assert found["log_loss"] == pytest.approx(-math.log(0.9 * 0.2 * 0.6 * 0.8) / 4)
    assert found["brier"] == pytest.approx((0.01 + 0.64 + 0.16 + 0.04) / 4)


def test_measures_are_means_over_the_folds_of_all_repeats() -> None:
    fold = np.array([[0, 0, 1, 1], [1, 0, 0, 1]])
    forecast = np.stack([FORECAST, FORECAST])
    # AUC by fold: .2 over .1, .8 over .4; then .4 over .2 (wrong), .8 over .1
    assert fold_means(OUTCOME, forecast, fold)["auc"] == pytest.approx((1 + 1 + 0 + 1) / 4)
    # the mean over equal folds is the mean over rows
    assert fold_means(OUTCOME, forecast, fold)["brier"] == pytest.approx(0.2125)


def test_calibration_error_weighs_bins_by_their_rows() -> None:
    # bins {.1, .2} and {.4, .8}: predicted .15 and .6, observed .5 and .5
    assert calibration_error(OUTCOME, FORECAST, bins=2) == pytest.approx((0.35 + 0.1) / 2)
    three = calibration_error(OUTCOME[:3], FORECAST[:3], bins=2)
    assert three == pytest.approx((2 * abs(0.15 - 0.5) + 1 * 0.4) / 3)
    twice = calibration_error(OUTCOME, np.stack([FORECAST, OUTCOME]), bins=2)
    assert twice == pytest.approx(0.225 / 2)


def test_expected_over_observed_is_a_ratio_of_counts() -> None:
    assert expected_over_observed(OUTCOME, FORECAST) == pytest.approx(0.75)


def test_people_whose_probability_falls_are_counted_once() -> None:
    rows = np.array([[0.1, 0.2, 0.3, 0.4], [0.1, 0.05, 0.3, 0.2], [0.2, 0.2, 0.2, 0.2], [0.4, 0.3, 0.5, 0.6]])
    assert people_whose_probability_falls(rows) == 2


def test_weighted_auc_is_that_of_repeated_rows() -> None:
    outcome, score = np.array([0.0, 1.0, 0.0, 1.0, 1.0]), np.array([0.1, 0.2, 0.2, 0.8, 0.1])
    area = WeightedAuc(outcome, score)
    assert area(np.ones(5)) == pytest.approx((1 + 0.5 + 1 + 1 + 0.5 + 0) / 6)
    weights = np.array([2, 0, 1, 3, 1])
    repeated = np.repeat(np.arange(5), weights)
    expected = quality(outcome[repeated], score[repeated])["auc"]
    assert area(weights.astype(np.float64)) == pytest.approx(expected)
    assert math.isnan(area(np.array([1.0, 0, 1, 0, 0])))


def test_a_forecast_does_not_differ_from_itself() -> None:
    for found in paired_differences(OUTCOME, FORECAST, FORECAST, draws=20).values():
        assert found == Difference(0.0, 0.0, 0.0)
        assert not found.is_shown


def test_paired_differences_have_the_sign_of_ours_minus_the_peers() -> None:
    rng = np.random.default_rng(3)
    truth = rng.uniform(0.05, 0.6, 800)
    outcome = (rng.random(800) < truth).astype(np.float64)
    noisy = np.clip(truth * np.exp(rng.normal(0, 1.2, 800)), 0.01, 0.99)
    found = paired_differences(outcome, np.stack([truth, truth]), np.stack([noisy, noisy]), draws=200)
    better, worse = quality(outcome, truth), quality(outcome, noisy)
    for name, difference in found.items():
        assert difference.point == pytest.approx(better[name] - worse[name])
        assert difference.lower < difference.point < difference.upper
        assert difference.is_shown
    assert found["auc"].point > 0 > found["log_loss"].point


def test_the_interval_of_a_mean_loss_has_the_width_of_its_standard_error() -> None:
    rng = np.random.default_rng(4)
    outcome = (rng.random(2000) < 0.3).astype(np.float64)
    ours, peer = rng.uniform(0.2, 0.4, 2000), np.full(2000, 0.3)
    found = paired_differences(outcome, ours, peer, draws=600)["brier"]
    losses = (ours - outcome) ** 2 - (peer - outcome) ** 2
    width = 2 * 1.645 * losses.std() / math.sqrt(2000)
    assert found.upper - found.lower == pytest.approx(width, rel=0.15)


def test_rows_that_leave_together_count_as_one() -> None:
    rng = np.random.default_rng(5)
    group = np.repeat(np.arange(40), 50)
    outcome = np.repeat((rng.random(40) < 0.3).astype(np.float64), 50)
    ours, peer = np.repeat(rng.uniform(0.1, 0.6, 40), 50), np.full(2000, 0.3)
    alone = paired_differences(outcome, ours, peer, draws=400)["brier"]
    together = paired_differences(outcome, ours, peer, together=group, draws=400)["brier"]
    assert together.point == alone.point
    width = (together.upper - together.lower) / (alone.upper - alone.lower)
    assert width == pytest.approx(math.sqrt(50), rel=0.25)
    lower, upper = auc_interval(outcome, ours, group)
    assert upper - lower > 2 * (
        auc_interval(outcome, ours, np.arange(2000))[1] - quality(outcome, ours)["auc"]
    )
    assert lower < quality(outcome, ours)["auc"] < upper


def test_without_a_folder_the_error_says_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv(tables.REAL_DATA, raising=False)
    with pytest.raises(tables.RealDataMissing, match="Set CHURNVISION_REAL_DATA"):
        tables.ibm()
    monkeypatch.setenv(tables.REAL_DATA, str(tmp_path))
    with pytest.raises(tables.RealDataMissing, match=r"has no ibm_hr_attrition\.csv"):
        tables.ibm()


def test_numbers_are_printed_without_a_leading_nought() -> None:
    assert [number(0.8449), number(-0.013), number(12.0, 1), number(None)] == [".845", "-.013", "12.0", "–"]


def test_the_evidence_keeps_the_parts_that_were_not_run(tmp_path: Path) -> None:
    path = tmp_path / "forecast.md"
    write_evidence({"mfg": "<!-- part mfg -->\nolder mfg\n<!-- end mfg -->"}, path)
    write_evidence({"ibm": "<!-- part ibm -->\nibm\n<!-- end ibm -->"}, path)
    write_evidence({"mfg": "<!-- part mfg -->\nnewer mfg\n<!-- end mfg -->"}, path)
    text = path.read_text()
    assert text.index("\nibm\n") < text.index("newer mfg")
    assert "older mfg" not in text


def test_a_mean_difference_has_the_width_of_its_standard_error() -> None:
    rng = np.random.default_rng(6)
    ours, peer = rng.normal(0.2, 0.1, 900), rng.normal(0.25, 0.1, 900)
    found = mean_difference(ours, peer)
    assert found.point == pytest.approx(float(ours.mean() - peer.mean())) and found.is_shown
    width = 2 * 1.645 * (ours - peer).std() / math.sqrt(900)
    assert found.upper - found.lower == pytest.approx(width, rel=0.15)
