"""The gradient-boosted hazard: averages of small LightGBM trees on the log-odds, one thread."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import lightgbm as lgb
import numpy as np
from numpy.typing import NDArray

from churnvision.ml.encoding import Matrix
from churnvision.ml.likelihood import Bernoulli
from churnvision.ml.progress import Progress
from churnvision.ml.rows import TrainingRows

Floats = NDArray[np.float64]
_PATIENCE_ROUNDS = 40
_SMALL_ROWS = 4_000
_TICK_ROUNDS = 20


@dataclass(frozen=True)
class TreeShape:
    """Size of the trees of one member.

    Small trees see few columns a tree and a part of the rows; large ones choose among a part of the columns
    at every split and see all rows, which keeps rules of few people sharp.
    """

    leaves: int
    learning_rate: float
    rounds: int
    minimum_child: int
    column_share: float
    is_large: bool = False
    bins: int = 127

    def parameters(self, seed: int) -> dict[str, Any]:
        """LightGBM's parameters: one thread and fixed order, so that a seed gives the same trees."""
        return {
            "num_leaves": self.leaves,
            "learning_rate": self.learning_rate,
            "min_data_in_leaf": self.minimum_child,
            "feature_fraction": 1.0 if self.is_large else self.column_share,
            "feature_fraction_bynode": self.column_share if self.is_large else 1.0,
            "lambda_l2": 0.0 if self.is_large else 2.0,
            "cat_smooth": 20.0,
            "cat_l2": 20.0,
            "min_data_per_group": 50,
            "max_cat_threshold": 16,
            "bagging_fraction": 1.0 if self.is_large else 0.8,
            "bagging_freq": 0 if self.is_large else 1,
            "max_bin": self.bins,
            "verbosity": -1,
            "num_threads": 1,
            "deterministic": True,
            "force_row_wise": True,
            "seed": seed,
        }


def tree_shapes(rows: TrainingRows) -> tuple[TreeShape, ...]:
    """Shapes fixed in advance by the size of the data; the stack leaves out those that do not help."""
    if rows.kind == "hazard":
        # an age is known to the month, and at some ages people leave in a certain one
        return (TreeShape(6, 0.06, 300, 60, 0.6, bins=511), TreeShape(16, 0.05, 250, 60, 0.5, bins=511))
    if len(rows) <= _SMALL_ROWS:
        return (
            TreeShape(2, 0.10, 400, 20, 0.5),
            TreeShape(4, 0.06, 400, 15, 0.4),
            TreeShape(16, 0.04, 400, 8, 0.5, is_large=True),
        )
    return (
        TreeShape(4, 0.10, 500, 20, 0.6),
        TreeShape(24, 0.04, 500, 5, 0.4, is_large=True),
        TreeShape(48, 0.03, 500, 5, 0.6, is_large=True),
    )


def _ticker(progress: Progress, rounds: int, message: str) -> Callable[[Any], None]:
    def tick(environment: Any) -> None:
        if environment.iteration % _TICK_ROUNDS == 0:
            progress.at(environment.iteration / rounds, message)

    return tick


@dataclass(frozen=True)
class BoostedModel:
    """The mean of boosters; log-odds = ``base`` + what the trees add."""

    boosters: tuple[lgb.Booster, ...]
    base: float

    def log_odds(self, matrix: Matrix) -> Floats:
        """(n,) log-odds."""
        total = np.zeros(len(matrix))
        for booster in self.boosters if len(matrix) else ():
            total += booster.predict(matrix, raw_score=True, num_threads=1)
        return total / len(self.boosters) + self.base

    def contributions(self, matrix: Matrix) -> Floats:
        """(n, features + 1) SHAP values of the log-odds (Lundberg 2018), the last column being the base."""
        total = np.zeros((len(matrix), matrix.shape[1] + 1))
        for booster in self.boosters if len(matrix) else ():
            total += booster.predict(matrix, pred_contrib=True, num_threads=1)
        total /= len(self.boosters)
        total[:, -1] += self.base
        return total


class _Objective:
    """What LightGBM minimises: its own logistic loss, or for one with a floor its derivatives."""

    def __init__(self, likelihood: Bernoulli) -> None:
        self.likelihood = likelihood
        self.is_plain = not likelihood.floor

    def parameters(self) -> dict[str, Any]:
        """Objective and measure for `lgb.train`."""
        if self.is_plain:
            return {"objective": "binary", "metric": "binary_logloss"}
        return {"objective": self.derivatives, "metric": "None"}

    def derivatives(self, scores: Floats, dataset: lgb.Dataset) -> tuple[Floats, Floats]:
        """Gradient and curvature of the loss."""
        pull, curvature = self.likelihood.pull(scores, np.asarray(dataset.get_label(), dtype=np.float64))
        return -pull, np.maximum(curvature, 1e-6)

    def loss(self, scores: Floats, dataset: lgb.Dataset) -> tuple[str, float, bool]:
        """Mean loss; less is better."""
        outcome = np.asarray(dataset.get_label(), dtype=np.float64)
        return "loss", float(self.likelihood.loss(scores, outcome).mean()), False


def _dataset(
    rows: TrainingRows, shape: TreeShape, categories: list[int], base: float, reference: Any = None
) -> Any:
    return lgb.Dataset(
        rows.matrix,
        rows.outcome,
        init_score=np.full(len(rows), base + rows.likelihood.offset),
        categorical_feature=categories,
        reference=reference,
        free_raw_data=True,
        params={"verbosity": -1, "max_bin": shape.bins, "num_threads": 1},
    )


@dataclass(frozen=True)
class FoldedBoosting:
    """Boosters of the folds cut at the common best round, and their predictions for the rows left out."""

    model: BoostedModel
    rounds: int
    held_out: Floats


def boost_folds(
    rows: TrainingRows,
    folds: NDArray[np.int64],
    shape: TreeShape,
    categories: list[int],
    seed: int,
    progress: Progress,
) -> FoldedBoosting:
    """Trains one booster a fold; the number of rounds is that of the least pooled held-out loss."""
    count = int(folds.max()) + 1
    base = rows.likelihood.score_of(rows.outcome)
    boosters: list[lgb.Booster] = []
    losses = np.zeros(shape.rounds)
    for fold in range(count):
        inside, outside = rows.subset(folds != fold), rows.subset(folds == fold)
        train = _dataset(inside, shape, categories, base)
        curve: dict[str, Any] = {}
        message = f"boosting trees of {shape.leaves} leaves, fold {fold + 1} of {count}"
        objective = _Objective(rows.likelihood)
        booster = lgb.train(
            shape.parameters(seed + fold) | objective.parameters(),
            train,
            shape.rounds,
            valid_sets=[_dataset(outside, shape, categories, base, train)],
            feval=None if objective.is_plain else objective.loss,
            callbacks=[
                lgb.record_evaluation(curve),
                lgb.early_stopping(_PATIENCE_ROUNDS, verbose=False),
                _ticker(progress.part(fold / count, (fold + 1) / count), shape.rounds, message),
            ],
        )
        path = np.asarray(next(iter(curve["valid_0"].values())))
        losses += np.pad(path, (0, shape.rounds - len(path)), mode="edge") * len(outside)
        boosters.append(booster)
    rounds = int(losses.argmin()) + 1
    held_out = np.empty(len(rows))
    for fold, booster in enumerate(boosters):
        chosen = folds == fold
        scores = booster.predict(rows.matrix[chosen], raw_score=True, num_iteration=rounds, num_threads=1)
        held_out[chosen] = base + np.asarray(scores)
    cut = tuple(_cut(booster, rounds) for booster in boosters)
    return FoldedBoosting(BoostedModel(cut, base), rounds, held_out)


def _cut(booster: lgb.Booster, rounds: int) -> lgb.Booster:
    return lgb.Booster(model_str=booster.model_to_string(num_iteration=rounds))


def boost(
    rows: TrainingRows, rounds: int, shape: TreeShape, categories: list[int], seed: int, progress: Progress
) -> BoostedModel:
    """One booster of that many rounds on all rows."""
    base = rows.likelihood.score_of(rows.outcome)
    tick = _ticker(progress, rounds, f"boosting trees of {shape.leaves} leaves")
    parameters = shape.parameters(seed) | _Objective(rows.likelihood).parameters()
    booster = lgb.train(parameters, _dataset(rows, shape, categories, base), rounds, callbacks=[tick])
    return BoostedModel((_cut(booster, rounds),), base)
