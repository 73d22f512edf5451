"""Point scoring with drivers, against bare SHAP of the same LightGBM trees on the same matrix.

The bags and the writing of rows are timed apart. Every side runs on one thread, three times in turn; the
fastest run of each counts.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import polars as pl

from benchmarks.figures import Figure
from churnvision.features.predictions.child import Stamp, attributions_of, rows_of
from churnvision.ml.forecast import rows_on
from churnvision.ml.inputs import Attribute, DatedRecords
from churnvision.ml.kept import keep
from churnvision.ml.model import TrainedModel
from churnvision.ml.profile import Profiler
from churnvision.ml.risk import RiskThresholds
from churnvision.ml.sample import SampleOptions, Workforce, simulate
from churnvision.ml.scoring import Scores, first_day, score
from churnvision.ml.training import train

EMPLOYEES, MONTHS, SCORED = 2_000, 48, 20_000
TURNS = 3
_KINDS = {pl.String: "category", pl.Boolean: "boolean", pl.Date: "date"}
_NOT_ATTRIBUTES = {"person_id", "effective_on", "employee_number", "manager_number", "snapshot_date"}


def records_of(workforce: Workforce) -> DatedRecords:
    """The simulated workforce as the input of training."""
    ids = workforce.people.select("employee_number").with_row_index("person_id", offset=1)
    ids = ids.with_columns(pl.col("person_id").cast(pl.Int64))
    snapshots = workforce.snapshots.join(ids, on="employee_number").rename({"snapshot_date": "effective_on"})
    attributes = tuple(
        Attribute(name, _KINDS.get(type(kind), "number"))  # type: ignore[arg-type]
        for name, kind in snapshots.schema.items()
        if name not in _NOT_ATTRIBUTES
    )
    employments = (
        workforce.people.join(ids, on="employee_number")
        .join(workforce.terminations, on="employee_number", how="left")
        .select(
            "person_id",
            pl.col("hire_date").alias("started_on"),
            pl.col("termination_date").alias("ended_on"),
            pl.col("termination_reason").alias("cause"),
        )
    )
    last_on = snapshots["effective_on"].max()
    numeric = [pl.col(a.name).cast(pl.Float64) for a in attributes if a.kind == "number"]
    return DatedRecords(snapshots.with_columns(numeric), employments, attributes, last_on)  # type: ignore[arg-type]


def people_to_score(records: DatedRecords, count: int) -> pl.DataFrame:
    """`count` rows of people as of the last snapshot, the same people repeated under new ids."""
    assert isinstance(records.snapshots, pl.DataFrame)
    present = records.snapshots.unique("person_id", keep="last").join(
        records.employments.select("person_id", "started_on"), on="person_id"
    )
    repeated = pl.concat([present] * (count // present.height + 1)).head(count)
    return repeated.with_columns(person_id=pl.int_range(1, count + 1, dtype=pl.Int64))


def _fastest(functions: dict[str, Callable[[], Any]]) -> dict[str, float]:
    """Seconds of each function's fastest run, the functions taking turns."""
    seconds = dict.fromkeys(functions, float("inf"))
    for _ in range(TURNS):
        for name, function in functions.items():
            begins_at = time.perf_counter()
            function()
            seconds[name] = min(seconds[name], time.perf_counter() - begins_at)
    return seconds


def _bare_shap(model: TrainedModel, people: pl.DataFrame, as_of_day: int) -> Callable[[], None]:
    matrix = rows_on(model.encoding, people, as_of_day).matrix
    boosters = [one for _, member in model.predictor.ensemble.boosted for one in member.boosters]
    if not boosters:
        raise RuntimeError("the model that won has no boosted member: there is nothing to compare with")

    def explain() -> None:
        for booster in boosters:
            booster.predict(matrix, pred_contrib=True, num_threads=1)

    return explain


def measure() -> list[Figure]:
    """The ratio of the speeds of point scoring and bare SHAP; bags and rows as figures beside it."""
    records = records_of(simulate(SampleOptions(EMPLOYEES, MONTHS, seed=1)))
    model = train(records, seed=1, bags=10)
    people = people_to_score(records, SCORED)
    as_of = records.observed_until
    point: Scores = score(model, people, as_of=as_of, bands=True)
    stamp = Stamp(1, 1, datetime(2026, 1, 1, tzinfo=UTC), RiskThresholds())

    def kept() -> None:
        found = keep(model, people, as_of)
        Profiler(model.encoding, model.attributes).add(found.raw, point.contributions)
        attributions_of(point, found, stamp)

    seconds = _fastest(
        {
            "shap": _bare_shap(model, people, first_day(model, as_of)),
            "point": lambda: score(model, people, as_of=as_of, bands=False),
            "banded": lambda: score(model, people, as_of=as_of, bands=True),
            "rows": lambda: rows_of(point, as_of, stamp),
            "kept": kept,
        }
    )
    rate = {name: SCORED / taken for name, taken in seconds.items()}
    bags_seconds = seconds["banded"] - seconds["point"]
    return [
        Figure(
            name=f"point scoring with drivers, {SCORED:,} people "
            f"(apart: ten bags {bags_seconds:.1f} s, rows for COPY {seconds['rows']:.1f} s, "
            f"what explains them {seconds['kept']:.1f} s)",
            ours=f"{rate['point']:,.0f} people/s",
            baseline=f"{rate['shap']:,.0f} people/s (LightGBM pred_contrib, the same trees and matrix)",
            ratio=seconds["shap"] / seconds["point"],
            target=0.7,
            higher_is_better=True,
        )
    ]


if __name__ == "__main__":
    for figure in measure():
        print(figure.row())
