"""Our side: the command `evaluate` for tables with an outcome, training and scoring for dated records."""

import os
import resource
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl

from benchmarks.forecast.measures import Predictions, timed
from benchmarks.forecast.point_in_time import PointInTime
from benchmarks.forecast.tables import DurationFile, Floats, StaticFile, write_folds
from churnvision.ml.scoring import score
from churnvision.ml.training import train

NAME = "ChurnVision"
EVALUATE = (sys.executable, "-m", "churnvision.cli.main", "evaluate")


class EvaluationFailed(Exception):
    """The child process did not give a forecast of every row."""


def _children_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def evaluate(file: StaticFile) -> Predictions:
    """Every row's forecast while its fold was held out; the cost holds the start of the process."""
    found = _evaluated(file, "--target", file.target)
    return replace(found, probability=found.probability[..., 0])


def evaluate_durations(file: DurationFile, times: Floats) -> Predictions:
    """The same of survival beyond whole times (k,): (repeats, n, k)."""
    found = _evaluated(file, "--duration", "duration", "--event", "event")
    return replace(found, probability=found.probability[..., times.astype(np.int64) - 1])


def _evaluated(file: StaticFile | DurationFile, *columns: str) -> Predictions:
    """All columns of predictions (repeats, n, columns)."""
    with tempfile.TemporaryDirectory(prefix="cv-bench-") as name:
        table, folds, out = (Path(name) / part for part in ("table.csv", "folds.csv", "predictions.csv"))
        file.write(table)
        write_folds(file.fold, folds)
        asked = [*EVALUATE, str(table), *columns, "--folds", str(folds), "--out", str(out)]
        before = _children_seconds()
        done = subprocess.run(asked, env=dict(os.environ), stdout=subprocess.DEVNULL, check=False)
        seconds = _children_seconds() - before
        if done.returncode != 0 or not out.is_file():
            raise EvaluationFailed(f"`churnvision evaluate` ended with {done.returncode} on {file.name}.")
        found = pl.read_csv(out)
    predicted = found.drop("row_id", "repeat", "fold").to_numpy()
    probability = np.full((*file.fold.shape, predicted.shape[1]), np.nan)
    probability[found["repeat"].to_numpy(), found["row_id"].to_numpy()] = predicted
    if np.isnan(probability).any():
        raise EvaluationFailed(f"`churnvision evaluate` left out rows of {file.name}.")
    fits = sum(len(np.unique(fold)) for fold in file.fold)
    return Predictions(NAME, probability, seconds / fits, "with the start of the process")


def forecast(case: PointInTime) -> Predictions:
    """Probabilities (n, 4) at HORIZON_DAYS from what was known; the cost holds preparing the months."""

    def work() -> Floats:
        model = train(case.records, bags=0, by_time=False)
        return score(model, case.people, as_of=case.until, bands=False).probability

    probability, seconds = timed(work)
    return Predictions(NAME, probability, seconds, "with preparing the months")
