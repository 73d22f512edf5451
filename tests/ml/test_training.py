import numpy as np
import polars as pl
import pytest

from churnvision.ml.errors import (
    InputInvalid,
    ModellingError,
    NobodyLeft,
    NobodyStayed,
    NoUsableAttribute,
    TooFewEvents,
)
from churnvision.ml.evaluation import auc
from churnvision.ml.inputs import Attribute, DatedRecords, StaticTable
from churnvision.ml.model import TrainedModel
from churnvision.ml.sample import Workforce
from churnvision.ml.scoring import score
from churnvision.ml.training import train
from tests.ml.conftest import CUT
from tests.ml.frames import AS_OF, STATIC_ATTRIBUTES, sample_records, static_people, static_table


def table(people: pl.DataFrame, attributes: tuple[Attribute, ...] = STATIC_ATTRIBUTES) -> StaticTable:
    return StaticTable(people, attributes, 365, AS_OF)


def test_metrics_are_held_out_plain_and_beat_the_base_rate(
    static_model: TrainedModel, dated_model: TrainedModel
) -> None:
    for model in (static_model, dated_model):
        metrics = model.metrics
        assert metrics["auc"] > 0.6
        assert metrics["log_loss"] < metrics["base_rate_log_loss"]
        assert set(metrics["candidates"]) == {"logistic", "boosted", "combined"}
        assert sum(row["n"] for row in metrics["reliability"]) == metrics["n"]
        assert all(row["lower"] <= row["observed"] <= row["upper"] for row in metrics["reliability"])
    assert static_model.metrics["horizon_days"] == 180
    assert "every person in one fold" in static_model.metrics["validation"]
    assert dated_model.metrics["horizon_days"] == 365
    assert "known before 2024-11-01" in dated_model.metrics["validation"]


def test_the_same_data_and_seed_give_the_same_forecasts_and_metrics(static_model: TrainedModel) -> None:
    again = train(static_table(), bags=4)
    people = static_people(50, seed=9)
    first, second = (score(model, people, as_of=AS_OF) for model in (static_model, again))
    assert (first.probability == second.probability).all()
    assert (first.bag_probability == second.bag_probability).all()
    assert again.metrics == static_model.metrics


def test_shuffled_outcomes_cannot_be_forecast() -> None:
    people = static_people(1500)
    shuffled = people.with_columns(pl.col("event").shuffle(seed=3))
    model = train(table(shuffled), bags=0)
    fresh = static_people(3000, seed=8)
    outcome = fresh["event"].shuffle(seed=4).cast(float).to_numpy()
    found = auc(outcome, score(model, fresh, as_of=AS_OF).probability[:, 3])
    assert found is not None and 0.45 < found < 0.55
    assert 0.44 < model.metrics["auc"] < 0.56


def test_identical_rows_count_once_in_training_and_are_all_scored() -> None:
    people = static_people(400)
    twins = pl.concat([people, people.with_columns(pl.col("person_id") + 1000)])
    once, twice = train(table(people), bags=0), train(table(twins), bags=0)
    assert twice.metrics["training_rows"] == 400
    assert twice.metrics["log_loss"] == once.metrics["log_loss"]
    assert len(score(twice, twins, as_of=AS_OF)) == 800


def test_people_who_cannot_be_told_apart_all_count() -> None:
    people = static_people(900).select("person_id", "event", "team", "overtime")
    model = train(table(people, (Attribute("team", "category"), Attribute("overtime", "boolean"))), bags=0)
    assert model.metrics["training_rows"] == 900
    found = score(model, people, as_of=AS_OF, bands=False)
    assert found.probability[:, 3].mean() == pytest.approx(people["event"].mean(), abs=0.02)


def test_progress_rises_is_told_often_and_can_cancel(small_workforce: Workforce) -> None:
    told: list[float] = []

    class Cancelled(Exception):
        pass

    def report(fraction: float, message: str) -> None:
        assert message
        told.append(fraction)
        if fraction > 0.3:
            raise Cancelled

    with pytest.raises(Cancelled):
        train(sample_records(small_workforce, CUT), report=report)
    assert told == sorted(told)
    assert len(told) > 20


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (pl.lit(False), NobodyLeft),
        (pl.lit(True), NobodyStayed),
        (pl.col("person_id") < 5, TooFewEvents),
    ],
)
def test_a_table_that_cannot_be_learnt_from_is_refused(change: pl.Expr, error: type[ModellingError]) -> None:
    with pytest.raises(error):
        train(table(static_people(100).with_columns(change.alias("event"))))


def test_attributes_that_never_vary_are_refused() -> None:
    constant = static_people(200).with_columns(pl.lit(1.0).alias("pay"))
    with pytest.raises(NoUsableAttribute, match="map at least one column"):
        train(table(constant, (Attribute("pay", "number"),)))
    with pytest.raises(NoUsableAttribute):
        train(table(constant, ()))


def test_a_missing_column_is_named() -> None:
    with pytest.raises(InputInvalid, match="bonus"):
        table(static_people(20), (Attribute("bonus", "number"),))


def test_dated_records_in_which_nobody_left_are_refused(small_workforce: Workforce) -> None:
    data = sample_records(small_workforce, CUT)
    stayed = data.employments.with_columns(pl.lit(None, dtype=pl.Date).alias("ended_on"))
    with pytest.raises(NobodyLeft):
        train(DatedRecords(data.snapshots, stayed, data.attributes, CUT))


def test_a_short_history_is_validated_by_person(small_workforce: Workforce) -> None:
    data = sample_records(small_workforce, CUT)
    assert isinstance(data.snapshots, pl.DataFrame)
    recent = data.snapshots.filter(pl.col("effective_on") >= pl.date(2025, 9, 1))
    model = train(DatedRecords(recent, data.employments, data.attributes, CUT), bags=0)
    assert "every person in one fold" in model.metrics["validation"]
    assert model.metrics["horizon_days"] == 30


def test_a_lazy_frame_trains_like_a_frame(small_workforce: Workforce, dated_model: TrainedModel) -> None:
    data = sample_records(small_workforce, CUT)
    model = train(DatedRecords(data.snapshots.lazy(), data.employments, data.attributes, CUT), bags=0)
    assert model.metrics["log_loss"] == dated_model.metrics["log_loss"]


def test_calibration_brings_the_mean_forecast_to_the_share_that_left(static_model: TrainedModel) -> None:
    fresh = static_people(6000, seed=21)
    found = score(static_model, fresh, as_of=AS_OF, bands=False)
    window = 1 - (1 - found.probability[:, 0]) ** (180 / 30)
    assert window.mean() == pytest.approx(fresh["event"].mean(), abs=0.03)
    assert np.isfinite(found.log_odds).all()
