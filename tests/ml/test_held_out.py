"""Forecasts of rows left out of a table: flags and durations."""

import numpy as np
import polars as pl
import pytest

from churnvision.ml.attribute_table import AttributeTable, twins
from churnvision.ml.durations import durations_of
from churnvision.ml.errors import NobodyLeft
from churnvision.ml.evaluation import auc
from churnvision.ml.held_out import forecast_durations, forecast_flag
from churnvision.ml.inputs import Attribute
from churnvision.ml.progress import Progress, silent

QUIET = Progress(silent)


def exponential(people: int, seed: int = 1) -> tuple[AttributeTable, np.ndarray, np.ndarray, np.ndarray]:
    """People with a constant monthly hazard of .03 or .12 by site, censored at 6 to 30 months."""
    rng = np.random.default_rng(seed)
    is_busy = rng.random(people) < 0.5
    hazard = np.where(is_busy, 0.12, 0.03)
    left_after = rng.geometric(hazard).astype(np.float64)
    censored_after = rng.integers(6, 31, people).astype(np.float64)
    frame = pl.DataFrame({"site": np.where(is_busy, "north", "south"), "noise": rng.normal(size=people)})
    attributes = (Attribute("site", "category"), Attribute("noise", "number"))
    table = AttributeTable(frame, attributes, np.arange(people), 0)
    return table, np.minimum(left_after, censored_after), left_after <= censored_after, hazard


def test_whole_and_broken_durations_give_the_periods_at_risk() -> None:
    found = durations_of(np.array([0.0, 0.0, 3.0, 3.2, 3.2]), np.array([True, False, True, True, False]))
    assert found.counts.tolist() == [1, 0, 3, 4, 3]
    assert found.has_ended.tolist() == [True, False, True, True, False]


def test_curves_of_durations_are_those_that_made_them() -> None:
    table, duration, has_ended, hazard = exponential(3000)
    test = np.arange(3000) >= 2000
    survival = forecast_durations(table, durations_of(duration, has_ended), test, 30, 1, QUIET)
    truth = (1 - hazard[test, None]) ** np.arange(1, 31)
    assert survival.shape == (1000, 30)
    assert (np.diff(survival, axis=1) <= 0).all()
    assert np.abs(survival - truth).mean() < 0.03


def test_days_give_the_same_curve_as_months() -> None:
    table, duration, has_ended, hazard = exponential(3000)
    test = np.arange(3000) >= 2000
    within = np.where(has_ended, np.random.default_rng(2).uniform(0, 30, 3000), 0.0)
    days = durations_of(duration * 30 - within, has_ended)
    survival = forecast_durations(table, days, test, 900, 1, QUIET)
    truth = (1 - hazard[test, None]) ** np.arange(1, 31)
    assert np.abs(survival[:, 29::30] - truth).mean() < 0.03


def test_ends_behind_the_last_whole_period_are_still_going_on_in_it() -> None:
    table, duration, has_ended, _ = exponential(2000)
    broken = np.where(has_ended, duration - 0.5, duration)
    broken[0], has_ended[0] = 30.5, True
    survival = forecast_durations(
        table, durations_of(broken, has_ended), np.arange(2000) >= 1500, 30, 1, QUIET
    )
    assert survival.shape == (500, 30)


def test_shuffled_outcomes_cannot_be_forecast() -> None:
    table, _, has_ended, _ = exponential(3000)
    shuffled = np.random.default_rng(5).permutation(has_ended).astype(np.float64)
    test = np.arange(3000) % 3 == 0
    found = auc(shuffled[test], forecast_flag(table, shuffled, test, 1, QUIET))
    assert found is not None and 0.44 < found < 0.56


def test_rows_without_a_known_outcome_are_forecast_and_not_learnt_from() -> None:
    table, _, has_ended, _ = exponential(2000)
    flag = np.where(np.arange(2000) < 1500, has_ended, np.nan).astype(np.float64)
    test = np.arange(2000) >= 1400
    assert forecast_flag(table, flag, test, 1, QUIET).shape == (600,)


def test_a_fold_that_holds_every_leaver_is_refused() -> None:
    table, _, has_ended, _ = exponential(500)
    with pytest.raises(NobodyLeft):
        forecast_flag(table, has_ended.astype(np.float64), has_ended, 1, QUIET)


def test_twins_are_one_person_unless_most_rows_have_one() -> None:
    assert twins(pl.DataFrame({"a": [1, 2, 1, 3], "b": ["x", "y", "x", None]})).tolist() == [0, 1, 0, 3]
    assert twins(pl.DataFrame({"a": [1, 1, 1, 1, 2]})).tolist() == [0, 1, 2, 3, 4]
