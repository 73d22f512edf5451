"""Settings of one attribute agree with scoring people who have that value; bands come from the bags."""

from datetime import timedelta

import numpy as np
import polars as pl
import pytest

from churnvision.ml.curve import BAND_Z, horizon_of
from churnvision.ml.kept import keep
from churnvision.ml.model import TrainedModel
from churnvision.ml.profile import grid_of
from churnvision.ml.sample import Workforce
from churnvision.ml.scoring import first_day, score
from churnvision.ml.sensitivity import Setting, partial_dependence, sensitivities
from tests.ml.conftest import CUT
from tests.ml.frames import AS_OF, sample_people, static_people
from tests.ml.test_scoring import ON


def test_partial_dependence_is_the_mean_forecast_of_people_who_have_the_value(
    dated_model: TrainedModel, small_workforce: Workforce
) -> None:
    people = sample_people(small_workforce, ON).head(60)
    inputs, day = keep(dated_model, people, CUT).inputs, first_day(dated_model, CUT)
    names = dated_model.encoding.space.names
    salary = names.index("salary")
    grid = grid_of(dated_model.encoding, salary, "number")
    values = [one.value for one in grid[::4] if one.value is not None]
    found = partial_dependence(dated_model, inputs, day, [Setting(salary, value) for value in values])
    for value, estimate in zip(values, found, strict=True):
        direct = score(dated_model, people.with_columns(salary=pl.lit(value)), as_of=CUT)
        assert estimate.point == pytest.approx(direct.probability[:, 3].mean(), abs=1e-6)
        assert estimate.lower < estimate.point < estimate.upper
        means = direct.bag_probability[:, :, 3].mean(axis=0)
        logit = np.log(means / (1 - means))
        width = np.log(estimate.upper / (1 - estimate.upper)) - np.log(estimate.lower / (1 - estimate.lower))
        assert width == pytest.approx(2 * BAND_Z * logit.std(ddof=1), rel=1e-3)


def test_tenure_is_set_by_the_day_it_counts_from_and_time_moves_on_from_there(
    dated_model: TrainedModel, small_workforce: Workforce
) -> None:
    people = sample_people(small_workforce, ON).head(40)
    inputs, day = keep(dated_model, people, CUT).inputs, first_day(dated_model, CUT)
    place = dated_model.encoding.space.names.index("tenure_months")
    [estimate] = partial_dependence(dated_model, inputs, day, [Setting(place, 24.0)])
    started_on = ON - timedelta(days=round(24 * 365.25 / 12))
    direct = score(dated_model, people.with_columns(started_on=pl.lit(started_on)), as_of=CUT, bands=False)
    assert estimate.point == pytest.approx(direct.probability[:, 3].mean(), abs=2e-4)


def test_a_table_is_asked_for_its_own_window(static_model: TrainedModel) -> None:
    assert static_model.window_days == 180 and horizon_of(180) == 180 and horizon_of(None) == 365
    people = static_people(80, seed=3)
    inputs, day = keep(static_model, people, AS_OF).inputs, first_day(static_model, AS_OF)
    place = static_model.encoding.space.names.index("overtime")
    off, on = partial_dependence(static_model, inputs, day, [Setting(place, 0.0), Setting(place, 1.0)])
    direct = score(static_model, people.with_columns(overtime=pl.lit(True)), as_of=AS_OF)
    assert on.point == pytest.approx(direct.probability[:, 2].mean(), abs=1e-6)
    assert on.lower > off.upper


def test_a_persons_sensitivity_is_the_change_of_the_own_forecast(static_model: TrainedModel) -> None:
    people = static_people(120, seed=3)
    person = people.filter(pl.col("overtime")).head(1)
    inputs, day = keep(static_model, person, AS_OF).inputs, first_day(static_model, AS_OF)
    names = static_model.encoding.space.names
    settings = [Setting(names.index("overtime"), 0.0), Setting(names.index("overtime"), 1.0)]
    probability, [change, nothing] = sensitivities(static_model, inputs, day, settings)
    before = score(static_model, person, as_of=AS_OF)
    after = score(static_model, person.with_columns(overtime=pl.lit(False)), as_of=AS_OF)
    assert probability == pytest.approx(before.probability[0, 2], abs=1e-6)
    assert change.point == pytest.approx(after.probability[0, 2] - probability, abs=1e-6)
    bags = after.bag_probability[0, :, 2].astype(float) - before.bag_probability[0, :, 2]
    assert change.point - change.lower == pytest.approx(BAND_Z * bags.std(ddof=1), rel=1e-3)
    assert change.upper < 0 and change.lower >= -probability
    # the value that the person has already
    assert (nothing.point, nothing.lower, nothing.upper) == (0.0, 0.0, 0.0)
