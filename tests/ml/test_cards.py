"""Data card and model card: facts, and none about a single person."""

import json
from datetime import date

import polars as pl
import pytest

from churnvision.ml.data_card import describe_data, shown_counts
from churnvision.ml.inputs import Attribute, StaticTable
from churnvision.ml.model import TrainedModel
from churnvision.ml.model_card import describe_model
from churnvision.ml.sample import Workforce
from tests.ml.conftest import CUT
from tests.ml.frames import sample_records, static_table


def test_small_groups_are_told_together_and_cannot_be_had_by_subtraction() -> None:
    assert shown_counts({"a": 50, "b": 7, "c": 3, "d": 2}) == ({"a": 50, "b": 7}, 5)
    assert shown_counts({"a": 50, "b": 7, "c": 3}) == ({"a": 50}, 10)
    assert shown_counts({"a": 50}) == ({"a": 50}, 0)
    assert shown_counts({"a": 3}) == ({}, 3)


def test_a_table_is_described_by_what_it_holds() -> None:
    table = static_table(600)
    card = describe_data(table)
    assert (card["rows"], card["people"], card["identical_rows"]) == (600, 600, 0)
    assert card["leavers"] == int(table.people["event"].sum())
    assert card["window_days"] == 180 and card["period_until"] == "2026-01-01" and card["causes"] is None
    described = {one["name"]: one for one in card["attributes"]}
    assert described["mood"]["missing_share"] == pytest.approx(table.people["mood"].is_null().mean())
    assert described["pay"]["quantiles"]["p50"] == pytest.approx(table.people["pay"].median())
    assert {one["level"]: one["count"] for one in described["team"]["levels"]} == dict(
        table.people["team"].value_counts().iter_rows()
    )
    json.dumps(card, allow_nan=False)


def test_identical_rows_are_counted() -> None:
    table = static_table(300)
    doubled = pl.concat([table.people, table.people.head(40).with_columns(pl.col("person_id") + 1000)])
    card = describe_data(StaticTable(doubled, table.attributes, 180, table.as_of))
    assert (card["rows"], card["identical_rows"]) == (340, 40)


def test_names_of_people_and_values_of_few_are_left_out() -> None:
    people = static_table(300).people.with_columns(
        name=pl.format("Person {}", "person_id"),
        bonus=pl.when(pl.col("person_id") < 10).then(pl.col("pay")),
    )
    attributes = (Attribute("name", "category"), Attribute("bonus", "number"), Attribute("team", "category"))
    card = describe_data(StaticTable(people, attributes, 180, date(2026, 1, 1)))
    by_name = {one["name"]: one for one in card["attributes"]}
    assert by_name["name"]["levels"] == [] and by_name["name"]["other_people"] == 300
    assert by_name["bonus"]["known_people"] == 10 and "quantiles" not in by_name["bonus"]
    assert "Person" not in json.dumps(card)


def test_dated_records_tell_their_period_and_causes(small_workforce: Workforce) -> None:
    records = sample_records(small_workforce, CUT)
    card = describe_data(records)
    assert isinstance(records.snapshots, pl.DataFrame)
    assert card["rows"] == records.snapshots.height
    assert card["people"] == records.snapshots["person_id"].n_unique()
    first = records.snapshots["effective_on"].min()
    ended = records.employments.filter(pl.col("ended_on") >= first)
    assert card["leavers"] == ended.height == sum(one["count"] for one in card["causes"])
    assert card["period_from"] == str(first) and card["period_until"] == str(CUT)
    assert (
        describe_data(type(records)(records.snapshots.lazy(), records.employments, records.attributes, CUT))
        == card
    )


def test_a_model_is_described_by_its_members(static_model: TrainedModel, dated_model: TrainedModel) -> None:
    window, hazard = describe_model(static_model), describe_model(dated_model)
    assert (window["kind"], hazard["kind"]) == ("window", "hazard")
    for model, card in ((static_model, window), (dated_model, hazard)):
        weights = [weight for weight, _ in model.predictor.ensemble.boosted]
        if model.predictor.ensemble.additive is not None:
            weights.insert(0, model.predictor.ensemble.additive_weight)
        assert [one["weight"] for one in card["members"]] == weights and weights
        assert card["bags"] == 4 and card["features"] == list(model.columns)
        assert card["unused_attributes"] == []
        json.dumps(card, allow_nan=False)
