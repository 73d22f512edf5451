"""Frames for the tests of modelling, made from the sample workforce or by hand."""

from dataclasses import replace
from datetime import date

import numpy as np
import polars as pl

from churnvision.ml.inputs import Attribute, DatedRecords, StaticTable
from churnvision.ml.sample import Workforce

NUMBERS = [
    "grade",
    "salary",
    "compa_ratio",
    "performance_rating",
    "engagement_score",
    "absence_days",
    "overtime_hours",
    "commute_km",
    "months_since_promotion",
    "months_since_raise",
    "months_since_manager_change",
]
CATEGORIES = ["department", "team", "job_title", "employment_type", "location", "gender"]
SAMPLE_ATTRIBUTES = (
    *(Attribute(name, "number") for name in NUMBERS),
    *(Attribute(name, "category") for name in CATEGORIES),
    Attribute("mentoring", "boolean"),
    Attribute("birth_date", "date"),
)
AS_OF = date(2026, 1, 1)


def _person_id() -> pl.Expr:
    return pl.col("employee_number").str.slice(1).cast(pl.Int64).alias("person_id")


def sample_records(workforce: Workforce, until: date) -> DatedRecords:
    """What was known of a simulated workforce at the end of that day."""
    snapshots = (
        workforce.snapshots.filter(pl.col("snapshot_date") <= until)
        .join(workforce.people, on="employee_number")
        .with_columns(_person_id(), pl.col("snapshot_date").alias("effective_on"))
    )
    employments = (
        workforce.people.join(workforce.terminations, on="employee_number", how="left")
        .filter(pl.col("employee_number").is_in(snapshots["employee_number"].unique().implode()))
        .select(
            _person_id(),
            pl.col("hire_date").alias("started_on"),
            pl.when(pl.col("termination_date") <= until).then("termination_date").alias("ended_on"),
            pl.when(pl.col("termination_date") <= until).then("termination_reason").alias("cause"),
        )
    )
    columns = ("person_id", "effective_on", *(attribute.name for attribute in SAMPLE_ATTRIBUTES))
    return DatedRecords(snapshots.select(columns), employments, SAMPLE_ATTRIBUTES, until)


def leaving_by_chance(records: DatedRecords, seed: int) -> DatedRecords:
    """The same people, of whom about two in a hundred leave each month whatever is known of them."""
    rng = np.random.default_rng(seed)
    until = records.observed_until
    stayers = records.employments.filter(pl.col("ended_on").is_null())
    ids = stayers["person_id"].unique().implode()
    snapshots = records.snapshots.lazy().collect().filter(pl.col("person_id").is_in(ids))
    first = snapshots.group_by("person_id").agg(pl.col("effective_on").min()).sort("person_id")
    days = pl.Series((rng.exponential(1 / 0.02, first.height) * 30.4).astype(int) + 1)
    ends = first.with_columns((pl.col("effective_on") + pl.duration(days=days)).alias("end")).select(
        "person_id", pl.when(pl.col("end") <= until).then("end").alias("end")
    )
    employments = stayers.join(ends, on="person_id").with_columns(pl.col("end").alias("ended_on")).drop("end")
    kept = (
        snapshots.join(ends, on="person_id")
        .filter(pl.col("end").is_null() | (pl.col("effective_on") <= pl.col("end")))
        .drop("end")
    )
    return replace(records, snapshots=kept, employments=employments)


def sample_people(workforce: Workforce, on: date) -> pl.DataFrame:
    """Those in the snapshot of that day: attributes, last day (null if they stayed), true hazard."""
    return (
        workforce.snapshots.filter(pl.col("snapshot_date") == on)
        .join(workforce.people, on="employee_number", maintain_order="left")
        .join(workforce.terminations, on="employee_number", how="left", maintain_order="left")
        .join(
            workforce.true_hazards.filter(pl.col("month") == on),
            on="employee_number",
            how="left",
            maintain_order="left",
        )
        .with_columns(_person_id(), pl.col("hire_date").alias("started_on"))
    )


STATIC_ATTRIBUTES = (
    Attribute("pay", "number"),
    Attribute("mood", "number"),
    Attribute("team", "category"),
    Attribute("overtime", "boolean"),
    Attribute("joined_on", "date"),
)


def static_people(n: int = 600, seed: int = 1) -> pl.DataFrame:
    """A table in which low mood, overtime and team C make people leave."""
    rng = np.random.default_rng(seed)
    mood = rng.normal(0, 1, n)
    team = rng.choice(["A", "B", "C"], n)
    overtime = rng.random(n) < 0.3
    log_odds = -2.0 - 1.2 * mood + 1.2 * overtime + 0.9 * (team == "C")
    days = rng.integers(0, 5000, n)
    return pl.DataFrame(
        {
            "person_id": np.arange(n),
            "event": rng.random(n) < 1 / (1 + np.exp(-log_odds)),
            "pay": np.round(rng.normal(50_000, 9_000, n)),
            "mood": mood,
            "team": team,
            "overtime": overtime,
            "joined_on": (np.datetime64(AS_OF) - days).astype("datetime64[D]"),
        }
    ).with_columns(pl.when(pl.col("person_id") % 17 == 0).then(None).otherwise("mood").alias("mood"))


def static_table(n: int = 600, seed: int = 1, window_days: int = 180) -> StaticTable:
    """The table as training data."""
    return StaticTable(static_people(n, seed), STATIC_ATTRIBUTES, window_days, AS_OF)
