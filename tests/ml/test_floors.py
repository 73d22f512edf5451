"""Floors of quality on the sample's truth and, where CHURNVISION_REAL_DATA names them, on real files."""

import os
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from churnvision.ml.evaluation import measures
from churnvision.ml.inputs import Attribute, DatedRecords, StaticTable
from churnvision.ml.sample import SampleOptions, simulate
from churnvision.ml.scoring import score
from churnvision.ml.training import train
from tests.ml.conftest import CUT
from tests.ml.frames import sample_people, sample_records

REAL_DATA = os.environ.get("CHURNVISION_REAL_DATA", "")
needs_real_data = pytest.mark.skipif(
    not REAL_DATA, reason="CHURNVISION_REAL_DATA does not name the real HR files"
)
AS_OF = date(2026, 1, 1)
SOURCE = Path(__file__).parents[2] / "src" / "churnvision"


def held_out_means(people: pl.DataFrame, folds: pl.DataFrame) -> dict[str, float]:
    """Mean measures over the given folds, each learnt from the rows outside it."""
    kinds = {pl.String: "category", pl.Boolean: "boolean"}
    attributes = tuple(
        Attribute(name, kinds.get(kind.base_type(), "number"))  # type: ignore[arg-type]
        for name, kind in people.schema.items()
        if name not in ("person_id", "event")
    )
    found: list[tuple[float, float]] = []
    for _, fold in folds.group_by(["repeat", "fold"], maintain_order=True):
        inside = np.ones(people.height, dtype=bool)
        inside[fold["row_id"].to_numpy()] = False
        model = train(StaticTable(people.filter(pl.Series(inside)), attributes, 365, AS_OF), bags=0)
        outside = people.filter(pl.Series(~inside))
        forecast = score(model, outside.drop("event"), as_of=AS_OF, bands=False).probability[:, 3]
        outcome = outside["event"].cast(pl.Float64).to_numpy()
        result = measures(outcome, forecast)
        found.append((result["auc"], result["log_loss"]))
    mean = np.mean(found, axis=0)
    return {"auc": float(mean[0]), "log_loss": float(mean[1])}


@needs_real_data
@pytest.mark.timeout(900)
def test_ibm_reaches_its_floor_on_the_given_folds() -> None:
    constant = ("EmployeeCount", "EmployeeNumber", "Over18", "StandardHours", "Attrition")
    people = pl.read_csv(Path(REAL_DATA) / "ibm_hr_attrition.csv").sort("EmployeeNumber")
    people = people.with_columns(person_id=pl.col("EmployeeNumber"), event=pl.col("Attrition") == "Yes")
    found = held_out_means(people.drop(constant), pl.read_csv(Path(REAL_DATA) / "folds_ibm.csv"))
    assert found["auc"] >= 0.85
    assert found["log_loss"] <= 0.297


@needs_real_data
@pytest.mark.timeout(900)
def test_hr_comma_sep_without_duplicates_reaches_its_floor_on_the_given_folds() -> None:
    people = pl.read_csv(Path(REAL_DATA) / "hr_comma_sep.csv")
    order = "satisfaction_level", *people.drop("left", "satisfaction_level").columns
    columns = [*order[:6], "left", *order[6:]]
    people = people.select(columns).unique(keep="first", maintain_order=True).with_row_index("person_id")
    people = people.with_columns(event=pl.col("left") == 1).drop("left")
    found = held_out_means(people, pl.read_csv(Path(REAL_DATA) / "folds_hrsep.csv"))
    assert found["log_loss"] <= 0.067
    assert found["auc"] >= 0.986


def mfg_records(until: date) -> tuple[DatedRecords, pl.DataFrame]:
    """What was known at the end of that day, and everybody's real last day."""
    raw = pl.read_csv(Path(REAL_DATA) / "mfg_termination_10_years.csv")
    day = {"orighiredate_key": "started_on", "terminationdate_key": "ended_on", "birthdate_key": "birth_date"}
    rows = raw.with_columns(
        person_id=pl.col("EmployeeID").cast(pl.Int64),
        effective_on=pl.col("recorddate_key").str.strip_suffix(" 0:00").str.to_date("%m/%d/%Y"),
        store_name=pl.col("store_name").cast(pl.String),
        **{name: pl.col(column).str.to_date("%m/%d/%Y") for column, name in day.items()},
    ).with_columns(pl.when(pl.col("ended_on") > date(1900, 1, 1)).then("ended_on"))
    names = ("city_name", "department_name", "job_title", "store_name", "gender_short", "BUSINESS_UNIT")
    attributes = (*(Attribute(name, "category") for name in names), Attribute("birth_date", "date"))
    ends = (
        rows.group_by("person_id")
        .agg(pl.col("started_on").first(), pl.col("ended_on").max())
        .sort("person_id")
    )
    snapshots = rows.filter(pl.col("effective_on") <= until)
    known = ends.filter(pl.col("person_id").is_in(snapshots["person_id"].unique().implode())).with_columns(
        pl.when(pl.col("ended_on") <= until).then("ended_on")
    )
    return DatedRecords(snapshots, known, attributes, until), ends


@needs_real_data
@pytest.mark.timeout(900)
@pytest.mark.parametrize(("year", "floor"), [(2013, 0.70), (2014, 0.73)])
def test_mfg_reaches_its_floor_from_what_was_known_at_the_years_end(year: int, floor: float) -> None:
    until = date(year, 12, 31)
    records, ends = mfg_records(until)
    model = train(records, bags=0)
    snapshots = records.snapshots
    assert isinstance(snapshots, pl.DataFrame)
    people = (
        snapshots.filter(pl.col("effective_on") == until)
        .drop("started_on", "ended_on")
        .join(ends, on="person_id")
        .filter(pl.col("ended_on").is_null() | (pl.col("ended_on") > until))
    )
    outcome = (people["ended_on"] <= until + timedelta(days=365)).fill_null(False).cast(pl.Float64).to_numpy()
    forecast = score(model, people.drop("ended_on"), as_of=until, bands=False).probability[:, 3]
    assert measures(outcome, forecast)["auc"] >= floor


def test_the_samples_last_year_is_forecast_nearly_as_well_as_by_the_truth() -> None:
    workforce = simulate(SampleOptions())
    model = train(sample_records(workforce, CUT), bags=0)
    on = CUT + timedelta(days=1)
    people = sample_people(workforce, on)
    outcome = people["termination_date"].is_not_null().cast(pl.Float64).to_numpy()
    hidden = ("hazard", "hazard_voluntary", "hazard_involuntary", "hazard_other", "termination_date")
    forecast = score(model, people.drop(hidden), as_of=CUT, bands=False).probability[:, 3]
    found = measures(outcome, forecast)
    truth = measures(outcome, people["hazard"].to_numpy())
    assert found["auc"] - 0.5 >= 0.8 * (truth["auc"] - 0.5)
    assert 0.75 < found["expected_over_observed"] < 1.3


def test_no_code_outside_the_simulation_can_read_the_true_hazards() -> None:
    allowed = SOURCE / "ml" / "sample"
    for path in SOURCE.rglob("*.py"):
        if allowed not in path.parents:
            text = path.read_text()
            assert "true_hazard" not in text, path
            assert "TRUTH_FILE" not in text, path
