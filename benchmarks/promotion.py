"""How often a model of noise may forecast, and one that knows something, by the rules of `ml/fitness.py`.

Beside the rules, of the same models: how many a 90 % interval of the log loss would let pass (the interval
scaled as a normal one), and how many the AUC with the interval as it is.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import polars as pl

from benchmarks.figures import Figure
from churnvision.ml.fitness import COVERAGE_OF_OTHER_PEOPLE
from churnvision.ml.inputs import TrainingData
from churnvision.ml.sample import SampleOptions, simulate
from churnvision.ml.training import train
from tests.ml.frames import leaving_by_chance, sample_records, static_table

Comparison = dict[str, Any]
_Z = {0.98: 2.3263478740408408, 0.9: 1.6448536269514722}
UNTIL = date(2026, 10, 31)


def shuffled_tables(count: int) -> Iterator[TrainingData]:
    """Tables of 300 people with the outcome of somebody else."""
    for seed in range(count):
        table = static_table(300, seed=seed)
        outcome = np.random.default_rng(seed + 100).permutation(table.people["event"].to_numpy())
        yield replace(table, people=table.people.with_columns(pl.Series("event", outcome)))


def records(count: int, *, by_chance: bool) -> Iterator[TrainingData]:
    """Simulated workforces of 400 people over 30 months, whose leaving has reasons or none."""
    for seed in range(count):
        workforce = simulate(
            SampleOptions(employees=400, months=30, seed=seed, last_month_on=date(2026, 10, 1))
        )
        known = sample_records(workforce, UNTIL)
        yield leaving_by_chance(known, seed) if by_chance else known


def _beats(comparison: Comparison, measure: str, *, scale: float = 1.0) -> bool:
    """Whether the base rate is beaten in one measure, with the interval scaled."""
    one = next(
        d for d in comparison["differences"] if (d["baseline"], d["measure"]) == ("base_rate", measure)
    )
    end = one["upper"] if measure == "log_loss" else one["lower"]
    worst = one["difference"] + scale * (end - one["difference"])
    return bool(worst < 0 if measure == "log_loss" else worst > 0)


def _row(name: str, data: Iterator[TrainingData], target: float, *, is_noise: bool) -> Figure:
    found: list[Comparison] = [train(one, bags=2).metrics["comparison"] for one in data]
    fit = sum(one["fit"] for one in found)
    coverage = found[0]["coverage"]
    told = [f"AUC: {sum(_beats(one, 'auc') for one in found)}"]
    if coverage == COVERAGE_OF_OTHER_PEOPLE:
        scale = _Z[0.9] / _Z[coverage]
        at_90 = sum(_beats(one, "log_loss", scale=scale) for one in found)
        told.append(f"log loss at 90 %: {at_90}")
    return Figure(
        name=f"{name}: models that may forecast, intervals of {coverage:.0%}",
        ours=f"{fit} of {len(found)}",
        baseline=f"beating the base rate by {', '.join(told)}",
        ratio=fit / len(found),
        target=target,
        higher_is_better=not is_noise,
        unit="of all",
    )


def measure() -> list[Figure]:
    """Shares of models that may forecast; of noise at most one in twenty."""
    tables = (static_table(120, seed=seed) for seed in range(30))
    return [
        _row("shuffled tables of 300 people", shuffled_tables(100), 0.05, is_noise=True),
        _row("400 people who leave by chance", records(40, by_chance=True), 0.05, is_noise=True),
        _row("tables of 120 people", tables, 0.5, is_noise=False),
        _row("400 people who leave for reasons", records(20, by_chance=False), 0.8, is_noise=False),
    ]


if __name__ == "__main__":
    for figure in measure():
        print(figure.row())
