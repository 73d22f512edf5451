"""Runs the part `survival`: curves of public tables with a duration and a flag, beside survival models."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from benchmarks.forecast import libraries, ours
from benchmarks.forecast.designs import is_category, one_hot
from benchmarks.forecast.measures import Difference, Predictions, mean_difference, timed
from benchmarks.forecast.report import interval, markdown_table, number
from benchmarks.forecast.tables import DurationFile, Floats
from churnvision.ml.concordance import harrell_concordance
from churnvision.ml.survival_measures import integrated_brier_parts

FOLDS = 5
_REPEATS = {"whas500": 4, "gbsg2": 4, "veterans": 4, "flchain": 1}
# what is known only of those who died
_OUTCOMES = {"flchain": ("chapter",)}
_GRID = np.linspace(0.05, 0.9, 40)


@dataclass(frozen=True)
class SurvivalPeer:
    """A survival model of scikit-survival."""

    name: str
    settings: str
    model: Callable[[], Any]


PEERS = (
    SurvivalPeer("Cox model", "one-hot, ridge .01", lambda: libraries.cox(0.01)),
    SurvivalPeer("Cox model, stronger ridge", "one-hot, ridge 10", lambda: libraries.cox(10.0)),
    SurvivalPeer("random survival forest", "one-hot, leaves of 15", libraries.survival_forest),
    SurvivalPeer("gradient boosted Cox model", "one-hot", libraries.survival_boosting),
)


def read(name: str) -> DurationFile:
    """A public table that comes with scikit-survival, with folds drawn by the flag."""
    people, is_event, time = libraries.survival_table(name)
    people = people.drop(*_OUTCOMES.get(name, ()))
    rng = np.random.default_rng(7)
    fold = np.empty((_REPEATS[name], len(time)), dtype=np.int64)
    for repeat in fold:
        for rows in (np.flatnonzero(is_event), np.flatnonzero(~is_event)):
            repeat[rng.permutation(rows)] = np.arange(len(rows)) % FOLDS
    return DurationFile(name, people, time, is_event, fold)


def _grid(file: DurationFile) -> Floats:
    """Whole times (k,) from where a twentieth of the events have happened to where nine in ten have."""
    return np.unique(np.maximum(np.floor(np.quantile(file.duration[file.is_event], _GRID)), 1.0))


def _numbers(people: pl.DataFrame, train: pl.DataFrame) -> Floats:
    means = [
        pl.col(name).fill_null(train[name].mean()) for name in train.columns if not is_category(train, name)
    ]
    return one_hot(people.with_columns(means), train.with_columns(means))


def _held_out(peer: SurvivalPeer, file: DurationFile, grid: Floats) -> Predictions:
    survival = np.empty((*file.fold.shape, len(grid)))
    seconds = []
    for repeat, fold in enumerate(file.fold):
        for one in np.unique(fold):
            survival[repeat, fold == one], taken = timed(lambda: _curves(peer, file, fold == one, grid))  # noqa: B023
            seconds.append(taken)
    print(f"{file.name}: {peer.name}, {np.mean(seconds):.2f} CPU-s a fit", file=sys.stderr, flush=True)
    return Predictions(peer.name, survival, float(np.mean(seconds)), peer.settings)


def _curves(peer: SurvivalPeer, file: DurationFile, is_test: NDArray[np.bool_], grid: Floats) -> Floats:
    train, test = file.people.filter(~is_test), file.people.filter(is_test)
    outcome = libraries.survival_outcome(file.is_event[~is_test], file.duration[~is_test])
    fitted = peer.model().fit(_numbers(train, train), outcome)
    curve = fitted.predict_survival_function(_numbers(test, train), return_array=True)
    places = np.searchsorted(np.asarray(fitted.unique_times_), grid, side="right") - 1
    return np.asarray(np.where(places >= 0, curve[:, places], 1.0))


def _parts(file: DurationFile, survival: Floats, grid: Floats) -> Floats:
    """(n,) what each row adds to the integrated Brier score, the mean of the repeats (repeats, n, k)."""
    repeats = [integrated_brier_parts(file.duration, file.is_event, one, grid) for one in survival]
    return np.asarray(np.mean(repeats, axis=0))


def _concordance(file: DurationFile, survival: Floats) -> float:
    found = [harrell_concordance(file.duration, file.is_event, -one.mean(axis=1)) for one in survival]
    return float(np.mean([one.value for one in found if one is not None]))


def _section(file: DurationFile) -> list[str]:
    grid = _grid(file)
    mine = ours.evaluate_durations(file, grid)
    peers = [_held_out(peer, file, grid) for peer in PEERS]
    parts = {one.name: _parts(file, one.probability, grid) for one in (mine, *peers)}
    rows = []
    for one in (mine, *peers):
        found: Difference | None = None
        if one is not mine:
            found = mean_difference(parts[mine.name], parts[one.name])
        rows.append(
            [
                one.name,
                number(float(parts[one.name].mean()), 4),
                number(_concordance(file, one.probability)),
                "" if found is None else interval(found),
                number(one.cpu_seconds, 2),
                one.note,
            ]
        )
    head = ["model", "integrated Brier score", "concordance", "ours minus its score", "CPU-s", "settings"]
    title = (
        f"### {file.name}: {len(file.duration):,} rows, {int(file.is_event.sum()):,} events, "
        f"{FOLDS} folds, {'once' if len(file.fold) == 1 else f'{len(file.fold)} times'}"
    )
    return [title, markdown_table(head, rows)]


def run() -> list[str]:
    """The tables of the part."""
    return [paragraph for name in _REPEATS for paragraph in _section(read(name))]
