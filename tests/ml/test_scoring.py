from datetime import date

import numpy as np
import polars as pl
import pytest

from churnvision.ml.curve import HORIZON_DAYS, SurvivalFunction
from churnvision.ml.errors import InputInvalid
from churnvision.ml.inputs import Attribute, DatedRecords, StaticTable
from churnvision.ml.model import TrainedModel
from churnvision.ml.sample import Workforce
from churnvision.ml.scoring import Scores, score, score_batches
from churnvision.ml.training import train
from tests.ml.conftest import CUT
from tests.ml.frames import AS_OF, sample_people, sample_records, static_people

# The first day after CUT, on which the as-of month begins.
ON = date(2025, 11, 1)


@pytest.fixture(scope="module")
def people(small_workforce: Workforce) -> pl.DataFrame:
    return sample_people(small_workforce, ON)


@pytest.fixture(scope="module")
def scores(dated_model: TrainedModel, people: pl.DataFrame) -> Scores:
    return score(dated_model, people, as_of=CUT)


def test_every_horizon_is_the_one_curve_to_a_billionth(scores: Scores) -> None:
    for row in range(0, len(scores), 7):
        curve = SurvivalFunction(tuple(scores.survival[row]))
        for place, days in enumerate(HORIZON_DAYS):
            assert abs(curve.probability_within(days) - scores.probability[row, place]) < 1e-9


def test_bands_contain_the_point_and_are_curves_themselves(scores: Scores) -> None:
    assert (scores.survival_lower <= scores.survival).all() and (
        scores.survival <= scores.survival_upper
    ).all()
    assert (scores.probability_lower <= scores.probability + 1e-12).all()
    assert (scores.probability <= scores.probability_upper + 1e-12).all()
    for curves in (scores.survival_lower, scores.survival_upper):
        assert (curves[:, 0] == 1).all() and (np.diff(curves, axis=1) <= 1e-12).all()
    assert (scores.probability_upper[:, 3] - scores.probability_lower[:, 3]).mean() > 0.01
    assert scores.bag_probability.shape == (len(scores), 4, 4)


def test_base_and_contributions_add_up_to_the_log_odds_of_the_model(
    scores: Scores, dated_model: TrainedModel, people: pl.DataFrame
) -> None:
    total = scores.base + scores.contributions.sum(axis=1)
    assert np.abs(total - scores.log_odds).max() < 1e-9
    frame = people.select("started_on", *(a.name for a in dated_model.attributes))
    days = np.full(frame.height, (ON - date(1970, 1, 1)).days)
    matrix = dated_model.encoding.matrix(frame, days)
    direct = dated_model.predictor.ensemble.log_odds(matrix, dated_model.encoding)
    assert np.abs(direct - scores.log_odds).max() < 1e-6


def test_the_five_strongest_drivers_come_with_sign_and_value(scores: Scores) -> None:
    names = scores.contribution_names
    for row in range(0, len(scores), 11):
        drivers = scores.drivers[row]
        assert len(drivers) == 5
        sizes = [abs(driver.contribution) for driver in drivers]
        assert sizes == sorted(sizes, reverse=True)
        for driver in drivers:
            assert driver.contribution == scores.contributions[row, names.index(driver.attribute)]
            assert driver.value
    assert {"tenure_months", "age_years"} <= set(names)
    assert not {driver.attribute for row in scores.drivers for driver in row} & {"calendar_month"}


def test_leaving_out_the_bands_changes_no_point(
    dated_model: TrainedModel, people: pl.DataFrame, scores: Scores
) -> None:
    bare = score(dated_model, people, as_of=CUT, bands=False)
    assert (bare.probability == scores.probability).all()
    assert (bare.probability_lower == bare.probability).all()
    assert bare.bag_probability.shape == (len(bare), 0, 4)


def test_batches_give_what_the_whole_gives(
    dated_model: TrainedModel, people: pl.DataFrame, scores: Scores
) -> None:
    batches = list(score_batches(dated_model, people, as_of=CUT, batch_people=130))
    assert np.concatenate([batch.person_id for batch in batches]).tolist() == scores.person_id.tolist()
    assert np.concatenate([batch.survival for batch in batches]) == pytest.approx(scores.survival, abs=1e-12)
    assert [driver for batch in batches for driver in batch.drivers] == scores.drivers


def test_unknown_levels_missing_values_and_columns_are_scored_with_a_warning(
    dated_model: TrainedModel, people: pl.DataFrame
) -> None:
    strange = people.with_columns(
        pl.lit("Moon base").alias("location"),
        pl.lit(None, dtype=pl.Float64).alias("salary"),
        pl.lit(1e12).alias("commute_km"),
        pl.lit(None, dtype=pl.Date).alias("started_on"),
    ).drop("department", "birth_date")
    found = score(dated_model, strange, as_of=CUT)
    assert np.isfinite(found.survival).all() and np.isfinite(found.survival_lower).all()
    assert [warning.split()[2] for warning in found.warnings] == ["department", "birth_date"]
    nothing = score(dated_model, people.select("person_id"), as_of=CUT)
    assert len(nothing.warnings) == len(dated_model.attributes) + 1
    assert np.ptp(nothing.probability[:, 3]) == 0


def test_nobody_to_score_is_an_empty_answer(dated_model: TrainedModel, people: pl.DataFrame) -> None:
    empty = score(dated_model, people.clear(), as_of=CUT)
    assert len(empty) == 0 and empty.survival.shape == (0, 13) and empty.drivers == []


def test_people_without_ids_are_refused(dated_model: TrainedModel, people: pl.DataFrame) -> None:
    with pytest.raises(InputInvalid, match="person_id"):
        score(dated_model, people.drop("person_id"), as_of=CUT)


def test_a_window_is_carried_to_other_horizons_by_a_constant_hazard(static_model: TrainedModel) -> None:
    found = score(static_model, static_people(80, seed=3), as_of=AS_OF)
    assert found.is_extrapolated == (False, False, False, True)
    window = found.probability[:, 2]
    for place, days in enumerate(HORIZON_DAYS):
        assert found.probability[:, place] == pytest.approx(1 - (1 - window) ** (days / 180), abs=1e-9)
    assert np.abs(np.diff(np.log(found.survival), n=2, axis=1)).max() < 1e-9


def test_flags_and_dates_are_shown_as_words(static_model: TrainedModel) -> None:
    found = score(static_model, static_people(80, seed=3), as_of=AS_OF, bands=False)
    shown = {(d.attribute, d.value) for row in found.drivers for d in row}
    assert {value for name, value in shown if name == "overtime"} <= {"yes", "no"}
    assert all(value.endswith(" years") for name, value in shown if name == "years_since_joined_on")
    assert ("mood", "missing") in shown


def test_a_hire_date_among_the_attributes_stands_beside_the_tenure(small_workforce: Workforce) -> None:
    data = sample_records(small_workforce, date(2025, 10, 31))
    assert isinstance(data.snapshots, pl.DataFrame)
    starts = data.employments.select("person_id", "started_on")
    few = (Attribute("started_on", "date"), Attribute("salary", "number"))
    records = DatedRecords(
        data.snapshots.join(starts, on="person_id"), data.employments, few, data.observed_until
    )
    found = score(train(records, bags=0), sample_people(small_workforce, ON), as_of=CUT)
    assert found.contribution_names[:2] == ("tenure_months", "years_since_started_on")
    assert found.warnings == ()


def test_drivers_show_values_beyond_the_training_range_as_they_are(
    dated_model: TrainedModel, people: pl.DataFrame
) -> None:
    veterans = people.with_columns(
        pl.lit(date(1985, 11, 1)).alias("started_on"),
        pl.lit(1_000_000.0).alias("salary"),
        pl.lit(-3.5).alias("engagement_score"),
    )
    found = score(dated_model, veterans, as_of=CUT, bands=False)
    shown = {(driver.attribute, driver.value) for row in found.drivers for driver in row}
    expected = {"tenure_months": "480.0 months", "salary": "1,000,000", "engagement_score": "-3.5"}
    assert {name for name, _ in shown} & set(expected)
    assert {(name, value) for name, value in shown if name in expected} <= set(expected.items())


def test_a_column_that_never_varied_shows_what_is_known_of_the_person() -> None:
    constant = static_people().with_columns(pl.lit(40.0).alias("pay"))
    table = StaticTable(constant, (Attribute("pay", "number"), Attribute("mood", "number")), 180, AS_OF)
    found = score(train(table, bags=0), constant.with_columns(pay=38.5), as_of=AS_OF, bands=False)
    pay = [driver for row in found.drivers for driver in row if driver.attribute == "pay"]
    assert len(pay) == constant.height
    assert {(driver.value, driver.contribution) for driver in pay} == {("38.5", 0.0)}
