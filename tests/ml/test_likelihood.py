from datetime import date

import numpy as np
import polars as pl
import pytest
from numpy.typing import NDArray

from churnvision.ml.calibration import WindowCalibration, floor_of
from churnvision.ml.inputs import Attribute, StaticTable
from churnvision.ml.likelihood import Bernoulli
from churnvision.ml.training import train

SCORES = np.linspace(-4.0, 3.0, 40)
OUTCOME = (np.arange(40) % 3 == 0).astype(np.float64)
LIKELIHOODS = [
    Bernoulli(),
    Bernoulli(offset=-1.2),
    Bernoulli(floor=0.04),
]


@pytest.mark.parametrize("likelihood", LIKELIHOODS)
def test_the_pull_is_the_derivative_of_the_loss(likelihood: Bernoulli) -> None:
    step = 1e-6
    rise = likelihood.loss(SCORES + step, OUTCOME) - likelihood.loss(SCORES - step, OUTCOME)
    assert likelihood.pull(SCORES, OUTCOME)[0] == pytest.approx(-rise / (2 * step), abs=1e-6)


@pytest.mark.parametrize("likelihood", LIKELIHOODS)
def test_the_curvature_is_the_expected_second_derivative(likelihood: Bernoulli) -> None:
    def mean_pull(at: NDArray[np.float64], truth: NDArray[np.float64]) -> NDArray[np.float64]:
        p = likelihood.probability(truth)
        ones, zeros = likelihood.pull(at, np.ones(40))[0], likelihood.pull(at, np.zeros(40))[0]
        return np.asarray(p * ones + (1 - p) * zeros)

    step = 1e-5
    slope = (mean_pull(SCORES + step, SCORES) - mean_pull(SCORES - step, SCORES)) / (2 * step)
    assert likelihood.pull(SCORES, OUTCOME)[1] == pytest.approx(-slope, rel=1e-4, abs=1e-6)


@pytest.mark.parametrize("likelihood", LIKELIHOODS)
def test_the_constant_score_gives_the_share_of_the_outcomes(likelihood: Bernoulli) -> None:
    start = np.full(40, likelihood.score_of(OUTCOME))
    assert likelihood.pull(start, OUTCOME)[0].sum() == pytest.approx(0.0, abs=1e-9)


def floored_table(people: int, floor: float) -> StaticTable:
    """Four numbers whose sum decides, so that no curve of a single one can stand for the floor."""
    rng = np.random.default_rng(5)
    numbers = rng.normal(size=(people, 4))
    probability = floor + (1 - floor) / (1 + np.exp(-(2.0 * numbers.sum(axis=1) - 5.0)))
    frame = pl.DataFrame(numbers, schema=["a", "b", "c", "d"]).with_row_index("person_id")
    attributes = tuple(Attribute(name, "number") for name in "abcd")
    frame = frame.with_columns(event=pl.Series(rng.random(people) < probability))
    return StaticTable(frame, attributes, 365, date(2026, 1, 1))


def test_a_floor_is_found_where_some_leave_for_no_reason() -> None:
    calibration = train(floored_table(3000, 0.06), bags=0).predictor.calibration
    assert isinstance(calibration, WindowCalibration)
    assert calibration.probability(np.array([-30.0]))[0] == pytest.approx(0.06, abs=0.02)


def test_without_such_people_there_is_no_floor() -> None:
    scores = np.random.default_rng(1).normal(-2.0, 2.0, 5000)
    outcome = (np.random.default_rng(2).random(5000) < Bernoulli().probability(scores)).astype(np.float64)
    assert floor_of(scores, outcome) == 0.0
