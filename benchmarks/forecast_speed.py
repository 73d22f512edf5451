"""Fitting and forecasting against the bare library: LightGBM's own predictions of the same rows and trees.

Every side runs on one thread and takes turns; CPU seconds of the fastest run count. Intervals are timed
apart.
"""

import time
from collections.abc import Callable
from typing import Any

import lightgbm as lgb
import numpy as np

from benchmarks.figures import Figure
from benchmarks.scoring import people_to_score, records_of
from churnvision.ml.boosting import boost, tree_shapes
from churnvision.ml.curve import CURVE_MONTHS, survival_from_hazards
from churnvision.ml.forecast import Rows, hazards_of, rows_on
from churnvision.ml.inputs import DatedRecords
from churnvision.ml.model import TrainedModel
from churnvision.ml.panel import Panel
from churnvision.ml.progress import Progress, silent
from churnvision.ml.sample import SampleOptions, simulate
from churnvision.ml.scoring import bag_survival, first_day, year_ahead
from churnvision.ml.training import train
from churnvision.ml.validation import draw_rows

EMPLOYEES, MONTHS, SCORED = 9_400, 48, 20_000
TURNS = 3


def _fastest(functions: dict[str, Callable[[], Any]]) -> dict[str, float]:
    """CPU seconds of each function's fastest run, the functions taking turns."""
    seconds = dict.fromkeys(functions, float("inf"))
    for _ in range(TURNS):
        for name, function in functions.items():
            begins_at = time.process_time()
            function()
            seconds[name] = min(seconds[name], time.process_time() - begins_at)
    return seconds


def _fit_of_members(records: DatedRecords) -> list[Figure]:
    """One fit of each size of trees on everything that is drawn of the person-months."""
    panel = Panel(records)
    person_months = panel.events_before(panel.months) + panel.censored_before(panel.months)
    encoding, rows = draw_rows(panel, panel.months, seed=1)
    figures = []
    for shape in tree_shapes(rows):

        def fit(shape: Any = shape) -> None:
            boost(rows, shape.rounds, shape, encoding.space.category_places, 1, Progress(silent))

        seconds = _fastest({"fit": fit})["fit"]
        figures.append(
            Figure(
                name=f"fit of one member ({shape.rounds} trees of {shape.leaves} leaves), "
                f"{person_months:,} person-months",
                ours=f"{seconds:.1f} CPU-s",
                baseline="5.0 CPU-s",
                ratio=seconds / 5.0,
                target=1.0,
                higher_is_better=False,
            )
        )
    return figures


def _boosters(model: TrainedModel) -> list[lgb.Booster]:
    return [one for _, member in model.predictor.ensemble.boosted for one in member.boosters]


def _curves(model: TrainedModel, rows: Rows) -> Figure:
    matrices = [rows.matrix_in(model.encoding, lead) for lead in range(CURVE_MONTHS)]
    every_month = np.concatenate(matrices)
    now = model.predictor.ensemble.log_odds(rows.matrix, model.encoding)
    ahead = year_ahead(model, rows, now)

    def ours() -> None:
        log_odds = year_ahead(model, rows, model.predictor.ensemble.log_odds(rows.matrix, model.encoding))
        survival_from_hazards(hazards_of(model.predictor.calibration, log_odds, None))

    def bare() -> None:
        for booster in _boosters(model):
            booster.predict(every_month, raw_score=True, num_threads=1)

    seconds = _fastest({"ours": ours, "bare": bare, "bags": lambda: bag_survival(model, rows, ahead)})
    people, person_months = len(rows.matrix), len(every_month)
    return Figure(
        name=f"curves of {people:,} people (apart: {len(model.bags)} bags {seconds['bags']:.1f} CPU-s)",
        ours=f"{person_months / seconds['ours']:,.0f} person-months/s",
        baseline=f"{person_months / seconds['bare']:,.0f} person-months/s (LightGBM predict, the same trees)",
        ratio=seconds["bare"] / seconds["ours"],
        target=0.7,
        higher_is_better=True,
    )


def _explanations(model: TrainedModel, rows: Rows) -> Figure:
    def ours() -> None:
        model.predictor.ensemble.contributions(rows.matrix, model.encoding)

    def bare() -> None:
        for booster in _boosters(model):
            booster.predict(rows.matrix, pred_contrib=True, num_threads=1)

    seconds = _fastest({"ours": ours, "bare": bare})
    people = len(rows.matrix)
    return Figure(
        name=f"explanations of {people:,} people",
        ours=f"{people / seconds['ours']:,.0f} people/s",
        baseline=f"{people / seconds['bare']:,.0f} people/s (LightGBM pred_contrib, the same trees)",
        ratio=seconds["bare"] / seconds["ours"],
        target=0.9,
        higher_is_better=True,
    )


def measure() -> list[Figure]:
    """Fit of each member, curves and explanations."""
    records = records_of(simulate(SampleOptions(EMPLOYEES, MONTHS, seed=1)))
    figures = _fit_of_members(records)
    begins_at = time.process_time()
    model = train(records, bags=0)
    whole = time.process_time() - begins_at
    figures.append(
        Figure(
            name="the whole fit of them without bags",
            ours=f"{whole:.1f} CPU-s",
            baseline="120 CPU-s",
            ratio=whole / 120.0,
            target=1.0,
            higher_is_better=False,
        )
    )
    small = records_of(simulate(SampleOptions(2_000, MONTHS, seed=1)))
    for one in (model, train(small, bags=10)):
        people = people_to_score(records, SCORED)
        rows = rows_on(one.encoding, people, first_day(one, one.as_of))
        figures += [_curves(one, rows), _explanations(one, rows)]
    return figures
