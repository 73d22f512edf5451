"""Columns that tell the outcome are found, and honest ones are never accused."""

import os
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from churnvision.ml.errors import EverythingTellsTheOutcome
from churnvision.ml.inputs import Attribute, AttributeKind, DatedRecords, StaticTable
from churnvision.ml.leakage import LeakageReport, check_leakage, without_leaks
from churnvision.ml.sample import SampleOptions, Workforce, simulate
from tests.ml.conftest import CUT
from tests.ml.frames import (
    AS_OF,
    SAMPLE_ATTRIBUTES,
    leaving_by_chance,
    sample_people,
    sample_records,
    static_table,
)

REAL_DATA = os.environ.get("CHURNVISION_REAL_DATA")
needs_real_data = pytest.mark.skipif(not REAL_DATA, reason="CHURNVISION_REAL_DATA is not set")
LEFT = pl.col("event")
ROW = pl.int_range(pl.len())


def with_column(name: str, kind: AttributeKind, values: pl.Expr, n: int = 1000) -> StaticTable:
    table = static_table(n)
    people = table.people.with_columns(values.alias(name))
    return replace(table, people=people, attributes=(*table.attributes, Attribute(name, kind)))


def verdicts(report: LeakageReport) -> dict[str, str]:
    return {one.column: one.verdict for one in report.columns}


@pytest.mark.parametrize(
    ("kind", "values", "reason"),
    [
        ("number", pl.when(LEFT).then(ROW % 5), "filled for leavers only"),
        ("number", pl.when(LEFT & (ROW % 4 == 0)).then(ROW % 5 + 1).otherwise(0), "differs from 0 for"),
        ("boolean", LEFT & (ROW % 3 > 0), "differs from False for leavers only"),
        ("category", pl.when(LEFT & (ROW % 2 == 0)).then(None).otherwise(pl.lit("x")), "leavers only"),
        ("number", pl.when(~LEFT | (ROW % 2 == 0)).then(ROW % 97), "empty for leavers only"),
        (
            "category",
            pl.when(LEFT & (ROW % 3 == 0)).then(pl.lit("resigned")).otherwise(pl.format("r{}", ROW % 4)),
            "only leavers have resigned",
        ),
        ("number", pl.when(LEFT & (ROW % 2 == 0)).then(99).otherwise(ROW % 7), "99 is of leavers only"),
        ("number", pl.when(LEFT).then(100.0).otherwise(0.0) + (ROW * 37) % 101, "alone it tells"),
        ("category", pl.when((ROW % 100 == 0) != LEFT).then(pl.lit("a")), "alone it tells"),
        (
            "date",
            pl.when(LEFT & (ROW % 2 == 0)).then(AS_OF - timedelta(days=9)).otherwise(date(2020, 1, 1))
            - pl.duration(days=ROW % 90),
            "dates after the day of which it is stated for leavers only",
        ),
    ],
)  # fmt: skip
def test_a_planted_column_of_a_table_is_excluded(kind: AttributeKind, values: pl.Expr, reason: str) -> None:
    typed = values.cast(pl.Float64) if kind == "number" else values
    table = with_column("planted", kind, typed)
    report = check_leakage(table)
    assert verdicts(report) == {"planted": "excluded"}
    assert reason in report.columns[0].reason and any(sign.isdigit() for sign in report.columns[0].reason)
    assert "--keep-column planted" in report.sentences[0]
    assert without_leaks(table, report).attributes == static_table(10).attributes
    kept = check_leakage(table, keep=["planted"])
    assert verdicts(kept) == {"planted": "kept"} and without_leaks(table, kept).attributes == table.attributes
    assert check_leakage(table) == report


def test_a_closed_site_is_only_named() -> None:
    # everybody of site 0 left: three in ten leavers
    site = pl.when(LEFT & (ROW % 10 < 3)).then(0).otherwise(ROW % 5 + 1).cast(pl.String)
    report = check_leakage(with_column("site", "category", pl.format("S{} Street", site)))
    assert verdicts(report) == {"site": "warned"} and "S0 Street" in report.columns[0].reason


def test_dates_after_the_end_of_the_data_are_named_unless_they_are_planned() -> None:
    ahead = pl.lit(AS_OF) + pl.duration(days=ROW % 200 - 100)
    assert verdicts(check_leakage(with_column("promoted_on", "date", ahead))) == {"promoted_on": "warned"}
    assert check_leakage(with_column("contract_until", "date", ahead)).columns == ()


def test_nothing_is_left_when_every_column_tells() -> None:
    table = replace(with_column("why", "boolean", LEFT), attributes=(Attribute("why", "boolean"),))
    with pytest.raises(EverythingTellsTheOutcome, match="why was left out"):
        without_leaks(table, check_leakage(table))


def test_copied_rows_are_named_and_people_alike_by_chance_are_not() -> None:
    table = static_table(600)
    copied = table.people.head(60).with_columns(pl.col("person_id") + 1000)
    (finding,) = check_leakage(replace(table, people=pl.concat([table.people, copied]))).findings
    assert finding.startswith("60 of 660 rows are identical")
    same_people = replace(table, people=pl.concat([table.people, table.people.head(60)]))
    assert check_leakage(same_people).findings == ()
    few = tuple(one for one in table.attributes if one.name in ("team", "overtime"))
    assert check_leakage(replace(table, attributes=few)).findings == ()


def test_a_model_that_is_too_good_is_named() -> None:
    report = check_leakage(static_table(300))
    assert report.with_model(0.98) == report == report.with_model(None)
    (finding,) = report.with_model(0.9951).findings
    assert "AUC 0.995" in finding and "too good to be true" in finding


def planted(records: DatedRecords, name: str, kind: AttributeKind, values: pl.Expr) -> DatedRecords:
    """The records with a column computed from the last day (`ended_on`) and the date of the statement."""
    ends = records.employments.group_by("person_id").agg(pl.col("ended_on").max())
    snapshots = records.snapshots.lazy().join(ends.lazy(), on="person_id", how="left", maintain_order="left")
    attributes = (*records.attributes, Attribute(name, kind))
    wanted = ("person_id", "effective_on", *(one.name for one in attributes))
    return replace(
        records, snapshots=snapshots.with_columns(values.alias(name)).select(wanted), attributes=attributes
    )


ENDED = pl.col("ended_on")
CODE = (pl.col("person_id") % 5).cast(pl.String)
DAYS_LEFT = (ENDED - pl.col("effective_on")).dt.total_days()


@pytest.mark.parametrize(
    ("kind", "values", "reason"),
    [
        ("boolean", (DAYS_LEFT < 45).fill_null(value=False), "leavers"),
        ("category", pl.when(ENDED.is_not_null()).then(pl.lit("yes")), "filled for leavers only"),
        ("date", ENDED, "leavers"),
        ("number", DAYS_LEFT.fill_null(4000).cast(pl.Float64), "leavers"),
        # written back into everything that was ever stated of two in five leavers
        (
            "category",
            pl.when(ENDED.dt.day() % 5 < 2).then(pl.lit("Z9")).otherwise(CODE),
            "only leavers have Z9",
        ),
        ("number", pl.when(ENDED.dt.day() % 5 < 2).then(99.0).otherwise(CODE.cast(pl.Float64)), "99 is of"),
    ],
)
def test_a_planted_column_of_dated_records_is_excluded(
    small_workforce: Workforce, kind: AttributeKind, values: pl.Expr, reason: str
) -> None:
    report = check_leakage(planted(sample_records(small_workforce, CUT), "planted", kind, values))
    assert verdicts(report) == {"planted": "excluded"}
    assert reason in report.columns[0].reason and "in which they left" in report.columns[0].reason


@pytest.mark.parametrize("employees", [300, 600])
def test_a_score_written_back_into_every_statement_is_excluded(employees: int) -> None:
    records = sample_records(simulate(SampleOptions(employees=employees, months=48, seed=5)), CUT)
    # AUC .987 between people who left and people who never did
    noise = np.random.default_rng(1).normal(size=records.snapshots.lazy().collect().height)
    score = pl.Series(noise) + pl.when(ENDED.is_not_null()).then(3.15).otherwise(0.0)
    assert verdicts(check_leakage(planted(records, "engagement", "number", score))) == {
        "engagement": "excluded"
    }


def test_a_code_of_one_leaver_in_seven_that_was_written_back_is_named(small_workforce: Workforce) -> None:
    code = pl.when(ENDED.is_not_null() & (pl.col("person_id") % 7 == 0)).then(pl.lit("Z9")).otherwise(CODE)
    report = check_leakage(planted(sample_records(small_workforce, CUT), "level_code", "category", code))
    assert verdicts(report) == {"level_code": "warned"} and "only leavers have Z9" in report.columns[0].reason


def test_what_is_stated_in_the_month_of_leaving_only_is_excluded(small_workforce: Workforce) -> None:
    records = sample_records(small_workforce, CUT)
    attributes = (*records.attributes, Attribute("status", "category"))
    snapshots = records.snapshots.lazy().collect().with_columns(status=pl.lit("active"))
    leavers = records.employments.drop_nulls("ended_on").select("person_id", "ended_on")
    last = snapshots.unique("person_id", keep="last", maintain_order=True).join(leavers, on="person_id")
    exits = last.with_columns(effective_on=pl.col("ended_on"), status=pl.lit("gone")).drop("ended_on")
    stated = replace(records, snapshots=pl.concat([snapshots, exits]), attributes=attributes)
    # those who stay are stated in every month too, only not on the last day of anybody
    report = check_leakage(stated)
    assert verdicts(report) == {"status": "excluded"}
    assert "as stated in the month in which they left" in report.columns[0].reason


@pytest.mark.parametrize("seed", range(8))
def test_honest_columns_are_never_accused(seed: int) -> None:
    workforce = simulate(SampleOptions(employees=600, months=30, seed=200 + seed))
    days = workforce.snapshots["snapshot_date"].unique().sort()
    records = sample_records(workforce, days[-1])
    assert check_leakage(records, seed=seed) == LeakageReport()
    assert check_leakage(leaving_by_chance(records, seed), seed=seed) == LeakageReport()
    people = sample_people(workforce, days[-13]).with_columns(
        event=(pl.col("termination_date") <= days[-1]).fill_null(value=False)
    )
    attributes = (*SAMPLE_ATTRIBUTES, Attribute("started_on", "date"))
    table = StaticTable(people, attributes, 365, days[-1])
    assert check_leakage(table, seed=seed) == LeakageReport()
    shuffled = people.with_columns(pl.col("event").shuffle(seed=seed))
    assert check_leakage(replace(table, people=shuffled), seed=seed) == LeakageReport()


def table_of(frame: pl.DataFrame, *, left_out: tuple[str, ...]) -> StaticTable:
    kinds: dict[str, AttributeKind] = {}
    for name, kind in frame.drop("person_id", "event", *left_out).schema.items():
        kinds[name] = "number" if kind.is_numeric() else "date" if kind == pl.Date else "category"
    attributes = tuple(Attribute(name, kind) for name, kind in kinds.items())
    return StaticTable(frame, attributes, 365, date(2015, 12, 31))


@needs_real_data
def test_nothing_of_the_public_tables_is_excluded() -> None:
    ibm = pl.read_csv(Path(str(REAL_DATA)) / "ibm_hr_attrition.csv").with_columns(
        person_id=pl.col("EmployeeNumber"), event=pl.col("Attrition") == "Yes"
    )
    assert check_leakage(table_of(ibm, left_out=("Attrition",))) == LeakageReport()
    hours = pl.read_csv(Path(str(REAL_DATA)) / "hr_comma_sep.csv").with_columns(
        person_id=np.arange(14_999), event=pl.col("left") == 1
    )
    report = check_leakage(table_of(hours, left_out=("left",)))
    assert report.columns == () and report.findings[0].startswith("3,008 of 14,999 rows")


@needs_real_data
@pytest.mark.parametrize("is_dated", [True, False])
def test_what_tells_the_outcome_of_the_mfg_file_is_excluded(is_dated: bool) -> None:
    raw = pl.read_csv(Path(str(REAL_DATA)) / "mfg_termination_10_years.csv")
    days = [name for name in raw.columns if name.endswith("date_key")]
    frame = raw.with_columns(
        pl.col("EmployeeID").cast(pl.Int64).alias("person_id"),
        pl.col(days).str.split(" ").list.first().str.to_date("%m/%d/%Y"),
        event=pl.col("STATUS") == "TERMINATED",
    ).sort("recorddate_key", maintain_order=True)
    table = table_of(frame, left_out=("EmployeeID", "recorddate_key"))
    data: StaticTable | DatedRecords = replace(
        table, people=frame.unique("person_id", keep="last", maintain_order=True)
    )
    if is_dated:
        ended = pl.when(pl.col("event").any()).then(pl.col("terminationdate_key").last())
        ends = frame.group_by("person_id").agg(
            ended.alias("ended_on"), started_on=pl.col("orighiredate_key").last()
        )
        snapshots = frame.with_columns(effective_on=pl.col("recorddate_key"))
        data = DatedRecords(snapshots, ends, table.attributes, date(2015, 12, 31))
    report = check_leakage(data)
    telling = {"STATUS", "termreason_desc", "termtype_desc", "terminationdate_key"}
    assert set(report.excluded) == telling
