"""The as-of month of a forecast has the features that training gave to the same month of the same person."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import polars as pl

from churnvision.ml.curve import CURVE_MONTHS
from churnvision.ml.features import SEASON, day_number
from churnvision.ml.forecast import hazards_of, log_odds_of_year, rows_on
from churnvision.ml.model import TrainedModel
from churnvision.ml.panel import Panel
from churnvision.ml.sample import Workforce
from churnvision.ml.scoring import first_day, score
from tests.ml.conftest import CUT
from tests.ml.frames import AS_OF, sample_records, static_people

NEXT_END = date(2025, 11, 30)


def known_people(workforce: Workforce) -> pl.DataFrame:
    """What was known at the end of CUT of everybody who was still there, as the product scores them."""
    records = sample_records(workforce, CUT)
    present = records.employments.filter(pl.col("ended_on").is_null()).select("person_id", "started_on")
    assert isinstance(records.snapshots, pl.DataFrame)
    latest = records.snapshots.sort("effective_on").unique("person_id", keep="last")
    return latest.join(present, on="person_id").sort("person_id")


def test_a_scored_month_has_the_features_of_the_panels_row_of_the_same_person_and_month(
    dated_model: TrainedModel, small_workforce: Workforce
) -> None:
    people = known_people(small_workforce)
    later = sample_records(small_workforce, NEXT_END)
    assert isinstance(later.snapshots, pl.DataFrame)
    panel = Panel(replace(later, snapshots=later.snapshots.filter(pl.col("effective_on") <= CUT)))
    drawn = panel.draw(panel.months, np.random.default_rng(1))
    begins_on = day_number(CUT + timedelta(days=1))
    learnt = drawn.frame.with_columns(
        place=pl.int_range(pl.len()), day=pl.Series(drawn.day), lead=pl.Series(drawn.lead_months)
    ).filter(pl.col("day") == begins_on, pl.col("lead") == 0)
    encoding = dated_model.encoding
    training = encoding.matrix(drawn.frame, drawn.day)[learnt["place"].to_numpy()]
    same = people.with_row_index("row").join(
        learnt.select("person_id"), on="person_id", maintain_order="right"
    )
    assert same.height == learnt.height > 10
    scored = rows_on(encoding, people, first_day(dated_model, CUT)).matrix[same["row"].to_numpy()]
    np.testing.assert_array_equal(scored, training)
    assert (scored[:, encoding.space.names.index(SEASON)] == 11).all()


def test_a_forecast_is_the_one_that_validation_by_time_measures(
    dated_model: TrainedModel, small_workforce: Workforce
) -> None:
    panel = Panel(sample_records(small_workforce, CUT))
    frame, _ = panel.present_at(panel.months)
    day = int(panel.month_starts[-1])
    rows = rows_on(dated_model.encoding, frame, day)
    log_odds = log_odds_of_year(dated_model.predictor.ensemble, dated_model.encoding, rows)
    measured = hazards_of(dated_model.predictor.calibration, log_odds, None)
    found = score(dated_model, known_people(small_workforce), as_of=CUT, bands=False)
    assert measured.shape == (len(found), CURVE_MONTHS)
    order = np.argsort(frame["person_id"].to_numpy())
    np.testing.assert_allclose(1 - found.survival[:, 1:] / found.survival[:, :-1], measured[order], atol=1e-9)


def test_a_table_without_dates_is_scored_as_on_the_day_that_it_was_learnt_from(
    static_model: TrainedModel,
) -> None:
    assert first_day(static_model, AS_OF) == day_number(AS_OF)
    found = score(static_model, static_people(80, seed=3), as_of=AS_OF, bands=False)
    assert len(found) == 80
