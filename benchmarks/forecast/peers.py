"""Public classifiers with settings fixed in advance: nothing is tuned on the rows that are tested."""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, StratifiedKFold

from benchmarks.forecast import libraries
from benchmarks.forecast.designs import is_category, one_hot, with_categories, with_strings
from benchmarks.forecast.tables import Floats

Predict = Callable[[pl.DataFrame, Floats, pl.DataFrame], Floats]
SMALL_TREES = {"n_estimators": 150, "num_leaves": 8, "learning_rate": 0.05, "min_child_samples": 20}
STRENGTHS = np.logspace(-3, 1, 9)


@dataclass(frozen=True)
class Peer:
    """``predict``: training rows (n, k), their outcomes (n,) and test rows (m, k) to probabilities (m,)."""

    name: str
    settings: str
    predict: Predict


def logistic(train: pl.DataFrame, outcome: Floats, test: pl.DataFrame) -> Floats:
    """Ridge-logistic regression, one-hot and scaled, C by the log loss of five inner folds."""
    folds = StratifiedKFold(5, shuffle=True, random_state=libraries.SEED)
    search = GridSearchCV(
        LogisticRegression(max_iter=2000), {"C": STRENGTHS}, scoring="neg_log_loss", cv=folds, n_jobs=1
    )
    search.fit(one_hot(train, train), outcome)
    return np.asarray(search.predict_proba(one_hot(test, train))[:, 1])


def lightgbm_default(train: pl.DataFrame, outcome: Floats, test: pl.DataFrame) -> Floats:
    """LightGBM as it comes."""
    model = libraries.lightgbm_classifier().fit(with_categories(train, train), outcome)
    return np.asarray(model.predict_proba(with_categories(test, train))[:, 1])


def lightgbm_small(train: pl.DataFrame, outcome: Floats, test: pl.DataFrame) -> Floats:
    """LightGBM with SMALL_TREES."""
    model = libraries.lightgbm_classifier(**SMALL_TREES).fit(with_categories(train, train), outcome)
    return np.asarray(model.predict_proba(with_categories(test, train))[:, 1])


def xgboost_default(train: pl.DataFrame, outcome: Floats, test: pl.DataFrame) -> Floats:
    """XGBoost as it comes."""
    model = libraries.xgboost_classifier().fit(with_categories(train, train), outcome)
    return np.asarray(model.predict_proba(with_categories(test, train))[:, 1], dtype=np.float64)


def catboost_default(train: pl.DataFrame, outcome: Floats, test: pl.DataFrame) -> Floats:
    """CatBoost as it comes."""
    words = [name for name in train.columns if is_category(train, name)]
    model = libraries.catboost_classifier().fit(with_strings(train), outcome, cat_features=words)
    return np.asarray(model.predict_proba(with_strings(test))[:, 1])


def explainable_boosting(train: pl.DataFrame, outcome: Floats, test: pl.DataFrame) -> Floats:
    """EBM as it comes."""
    kinds = ["nominal" if is_category(train, name) else "continuous" for name in train.columns]
    model = libraries.explainable_boosting_classifier(kinds)
    model.fit(with_strings(train), outcome.astype(np.int64))
    return np.asarray(model.predict_proba(with_strings(test))[:, 1])


LOGISTIC = Peer("logistic, tuned C", "one-hot, scaled; C by inner 5-fold log loss", logistic)
SMALL = Peer("LightGBM, small trees", "150 rounds, 8 leaves, rate .05, min child 20", lightgbm_small)
LIGHTGBM = Peer("LightGBM default", "", lightgbm_default)
XGBOOST = Peer("XGBoost default", "", xgboost_default)
CATBOOST = Peer("CatBoost default", "", catboost_default)
EBM = Peer("EBM default", "", explainable_boosting)
CLASSIFIERS = (LOGISTIC, LIGHTGBM, SMALL, XGBOOST, CATBOOST, EBM)
# mean of the logits of their members
BLENDS = {
    "mean logit of EBM, CatBoost, logistic": (EBM, CATBOOST, LOGISTIC),
    "mean logit of logistic, small LightGBM": (LOGISTIC, SMALL),
    "mean logit of CatBoost, small LightGBM": (CATBOOST, SMALL),
}


def autogluon(presets: str, seconds: int) -> Peer:
    """AutoGluon with a time limit a fit."""

    def predict(train: pl.DataFrame, outcome: Floats, test: pl.DataFrame) -> Floats:
        target = "outcome_of_benchmark"
        table = with_strings(train)
        table[target] = outcome.astype(np.int64)
        with tempfile.TemporaryDirectory(prefix="cv-bench-") as folder:
            options = {"presets": presets, "time_limit": seconds}
            found = libraries.autogluon_probability(table, target, with_strings(test), folder, options)
        return np.asarray(found, dtype=np.float64)

    return Peer(f"AutoGluon {presets}, {seconds} s", "", predict)


def mean_logit(probabilities: list[Floats]) -> Floats:
    """Probability of the mean of the members' log-odds; all arrays of one shape."""
    clipped = [np.clip(p, 1e-12, 1 - 1e-12) for p in probabilities]
    return np.asarray(1 / (1 + np.exp(-np.mean([np.log(p) - np.log1p(-p) for p in clipped], axis=0))))
