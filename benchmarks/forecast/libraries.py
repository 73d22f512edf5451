"""The peers' libraries, imported when they are used: they live in .venv-bench alone. One thread each."""

from importlib.util import find_spec
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

SEED = 1


def pandas() -> Any:
    """The module pandas, which the peers take tables of mixed types from."""
    import pandas as library

    return library


def lightgbm_classifier(**options: Any) -> Any:
    """LightGBM with its defaults but for what is given."""
    from lightgbm import LGBMClassifier

    return LGBMClassifier(n_jobs=1, random_state=SEED, deterministic=True, verbose=-1, **options)


def catboost_classifier() -> Any:
    """CatBoost with its defaults."""
    from catboost import CatBoostClassifier

    return CatBoostClassifier(thread_count=1, random_seed=SEED, verbose=False, allow_writing_files=False)


def explainable_boosting_classifier(feature_types: list[str]) -> Any:
    """EBM (interpret) with its defaults; "nominal" or "continuous" for each column."""
    from interpret.glassbox import ExplainableBoostingClassifier

    return ExplainableBoostingClassifier(feature_types=feature_types, n_jobs=1, random_state=SEED)


def xgboost_classifier() -> Any:
    """XGBoost with its defaults, categories as such."""
    from xgboost import XGBClassifier

    return XGBClassifier(n_jobs=1, random_state=SEED, enable_categorical=True)


def aft_scores(
    train: Any,
    lower: NDArray[np.float64],
    upper: NDArray[np.float64],
    test: Any,
    options: dict[str, Any],
    rounds: int,
) -> NDArray[np.float64]:
    """(n,) predicted log times of XGBoost's accelerated failure time model."""
    import xgboost

    data = xgboost.DMatrix(train, enable_categorical=True)
    data.set_float_info("label_lower_bound", lower)
    data.set_float_info("label_upper_bound", upper)
    model = xgboost.train({"objective": "survival:aft", "nthread": 1, "seed": SEED, **options}, data, rounds)
    asked = xgboost.DMatrix(test, enable_categorical=True)
    return np.asarray(model.predict(asked, output_margin=True), dtype=np.float64)


def survival_forest() -> Any:
    """scikit-survival's random survival forest; leaves of 15 as in its guide, else defaults."""
    from sksurv.ensemble import RandomSurvivalForest

    return RandomSurvivalForest(min_samples_leaf=15, n_jobs=1, random_state=SEED)


def survival_boosting() -> Any:
    """scikit-survival's gradient boosting of Cox's partial likelihood with its defaults."""
    from sksurv.ensemble import GradientBoostingSurvivalAnalysis

    return GradientBoostingSurvivalAnalysis(random_state=SEED)


def cox(ridge: float) -> Any:
    """scikit-survival's Cox model with a ridge penalty."""
    from sksurv.linear_model import CoxPHSurvivalAnalysis

    return CoxPHSurvivalAnalysis(alpha=ridge)


def survival_table(name: str) -> tuple[pl.DataFrame, NDArray[np.bool_], NDArray[np.float64]]:
    """Attributes (n, k), events (n,) and times (n,) of a table that comes with scikit-survival."""
    from sksurv import datasets

    loaders = {
        "whas500": datasets.load_whas500,
        "gbsg2": datasets.load_gbsg2,
        "veterans": datasets.load_veterans_lung_cancer,
        "flchain": datasets.load_flchain,
    }
    people, outcome = loaders[name]()
    event, time = outcome.dtype.names
    columns = {
        column: people[column].astype(float).to_numpy()
        if people[column].dtype.kind in "fiu"
        else [None if value != value else str(value) for value in people[column]]
        for column in people.columns
    }
    frame = pl.DataFrame(columns).with_columns(pl.selectors.float().fill_nan(None))
    return frame, np.asarray(outcome[event], dtype=np.bool_), np.asarray(outcome[time], dtype=np.float64)


def survival_outcome(is_exit: NDArray[np.bool_], time: NDArray[np.float64]) -> Any:
    """scikit-survival's array of events and times."""
    from sksurv.util import Surv

    return Surv.from_arrays(is_exit, time)


def has_autogluon() -> bool:
    """Whether AutoGluon's tabular part is installed."""
    try:
        return find_spec("autogluon.tabular") is not None
    except ModuleNotFoundError:
        return False


def autogluon_probability(train: Any, target: str, test: Any, folder: str, options: dict[str, Any]) -> Any:
    """(n,) probability of class 1 by AutoGluon; its models go to ``folder``."""
    from autogluon.tabular import TabularPredictor

    model = TabularPredictor(label=target, path=folder, eval_metric="log_loss", verbosity=0)
    model.fit(train, num_cpus=1, **options)
    return model.predict_proba(test)[1].to_numpy()
