"""Runs the parts `ibm` and `hrsep`: every classifier on every fold of a table with an outcome."""

import sys
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from benchmarks.forecast import ours
from benchmarks.forecast.libraries import has_autogluon
from benchmarks.forecast.measures import Predictions, calibration_error, fold_means, paired_differences, timed
from benchmarks.forecast.peers import BLENDS, CLASSIFIERS, Peer, autogluon, mean_logit
from benchmarks.forecast.report import comparison, folded_table
from benchmarks.forecast.tables import StaticFile

AUTOGLUON = {"IBM": ("best_quality", 300), "hr_comma_sep": ("medium_quality", 300)}
AUTOGLUON_FOLDS = {"IBM": (0, 1), "hr_comma_sep": (0,)}
NOT_INSTALLED = (
    "AutoGluon is not installed and was left out: install autogluon.tabular[lightgbm,catboost,xgboost] into "
    ".venv-bench."
)


def held_out(peer: Peer, file: StaticFile) -> Predictions:
    """The peer's forecast of every row while its fold was held out."""
    probability = np.full(file.fold.shape, np.nan)
    seconds = []
    for repeat, _, is_test in file.tests():
        train, test = file.people.filter(~is_test), file.people.filter(is_test)
        outcome = file.outcome[~is_test]
        probability[repeat, is_test], taken = timed(lambda: peer.predict(train, outcome, test))  # noqa: B023
        seconds.append(taken)
    print(f"{file.name}: {peer.name}, {np.mean(seconds):.2f} CPU-s a fit", file=sys.stderr, flush=True)
    return Predictions(peer.name, probability, float(np.mean(seconds)), peer.settings)


def blends(members: dict[str, Predictions]) -> list[Predictions]:
    """Mean logits of the peers' forecasts; they cost what their members cost."""
    return [
        Predictions(
            name,
            mean_logit([members[peer.name].probability for peer in peers]),
            sum(members[peer.name].cpu_seconds for peer in peers),
        )
        for name, peers in BLENDS.items()
    ]


def _table(file: StaticFile, found: list[Predictions]) -> str:
    rows = []
    for one in found:
        measured = fold_means(file.outcome, one.probability, file.fold)
        rows.append((one, {**measured, "ece": calibration_error(file.outcome, one.probability)}))
    return folded_table(rows)


def first_folds(file: StaticFile, folds: tuple[int, ...]) -> tuple[StaticFile, NDArray[np.bool_]]:
    """The file with the rows of some folds of the first repeat alone, and the mask (n,) of them."""
    is_kept = np.isin(file.fold[0], folds)
    kept = replace(
        file,
        people=file.people.filter(is_kept),
        outcome=file.outcome[is_kept],
        target_values=file.target_values.filter(is_kept),
        fold=file.fold[:1, is_kept],
    )
    return kept, is_kept


def _autogluon(file: StaticFile, found: list[Predictions]) -> list[str]:
    if not has_autogluon():
        return [NOT_INSTALLED]
    folds = AUTOGLUON_FOLDS[file.name]
    peer = autogluon(*AUTOGLUON[file.name])
    kept, is_kept = first_folds(file, folds)
    probability = np.empty((1, len(kept.outcome)))
    seconds = []
    for fold in folds:
        is_test = file.fold[0] == fold
        train, test = file.people.filter(~is_test), file.people.filter(is_test)
        outcome = file.outcome[~is_test]
        forecast, taken = timed(lambda: peer.predict(train, outcome, test))  # noqa: B023
        probability[0, kept.fold[0] == fold] = forecast
        seconds.append(taken)
    others = [replace(one, probability=one.probability[:1, is_kept]) for one in found]
    beside = [*others, Predictions(peer.name, probability, float(np.mean(seconds)))]
    named = " and ".join(str(fold) for fold in folds)
    return [f"On fold {named} of the first repeat alone, with AutoGluon:", _table(kept, beside)]


def run(file: StaticFile, *, with_autogluon: bool) -> list[str]:
    """The paragraphs and tables of the part."""
    mine = ours.evaluate(file)
    peers = [held_out(peer, file) for peer in CLASSIFIERS]
    peers += blends({one.name: one for one in peers})
    differences = {
        one.name: paired_differences(file.outcome, mine.probability, one.probability) for one in peers
    }
    shown = [_table(file, [mine, *peers]), *comparison(differences)]
    return shown + (_autogluon(file, [mine, *peers]) if with_autogluon else [])
