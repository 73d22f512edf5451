"""Peers for a point in time: tables of age, classifiers, a monthly hazard and survival models.

Each takes what was known and gives the probability of leaving of the people to forecast, at HORIZON_DAYS
(n, 4) or within 365 days alone (n, 1).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from scipy.stats import norm

from benchmarks.forecast import libraries
from benchmarks.forecast.designs import one_hot, with_categories
from benchmarks.forecast.peers import CATBOOST, EBM, LIGHTGBM, LOGISTIC, XGBOOST, Peer
from benchmarks.forecast.point_in_time import PEER_COLUMNS, PointInTime
from benchmarks.forecast.tables import Floats, Integers
from churnvision.ml.curve import (
    CURVE_MONTHS,
    DAYS_PER_MONTH,
    HORIZON_DAYS,
    horizon_probabilities,
    survival_from_hazards,
)

SMALL_TREES = {"n_estimators": 200, "num_leaves": 8, "learning_rate": 0.05, "min_child_samples": 100}
# with two events in a thousand rows, LightGBM's default floor of a leaf's hessian (.001) lets leaves diverge
FLOORED_TREES = {**SMALL_TREES, "min_child_weight": 1.0}
AFT_ROUNDS, AFT_SCALE = 200, 1.2
AFT = {
    "max_depth": 3,
    "eta": 0.05,
    "aft_loss_distribution": "normal",
    "aft_loss_distribution_scale": AFT_SCALE,
}
DRAWN_ROWS = 10_000  # of 33,000 and more; boosting takes about a minute a fit on these
_YEAR = HORIZON_DAYS.index(365)

Work = Callable[[], Floats]
Prepare = Callable[[PointInTime], Work]


@dataclass(frozen=True)
class PointPeer:
    """``forecast`` prepares the training rows and returns the work that is timed: a fit and its forecasts."""

    name: str
    note: str
    forecast: Prepare


def _age_table(case: PointInTime) -> Work:
    rows = case.yearly_rows()

    def work() -> Floats:
        age = np.floor(rows.people["age"].to_numpy()).astype(np.int64)
        left, there = np.bincount(age, rows.outcome, 120), np.bincount(age, minlength=120)
        # one person's worth of the mean, so that an age that was not seen has a rate
        rate = (left + rows.outcome.mean()) / (there + 1)
        return np.asarray(rate[np.floor(case.test_rows()["age"].to_numpy()).astype(np.int64)][:, None])

    return work


def _trees(
    options: dict[str, Any], train: pl.DataFrame, outcome: Floats, tests: list[pl.DataFrame]
) -> list[Floats]:
    train = train.select(PEER_COLUMNS)
    model = libraries.lightgbm_classifier(**options).fit(with_categories(train, train), outcome)
    return [np.asarray(model.predict_proba(with_categories(test, train))[:, 1]) for test in tests]


def _classifier_a_horizon(case: PointInTime) -> Work:
    rows = [case.monthly_rows(days) for days in HORIZON_DAYS]

    def work() -> Floats:
        tests = [case.test_rows()]
        fits = [_trees(FLOORED_TREES, one.people, one.outcome, tests) for one in rows]
        return np.stack([forecasts[0] for forecasts in fits], axis=1)

    return work


def _monthly_hazard(options: dict[str, Any]) -> Prepare:
    def prepare(case: PointInTime) -> Work:
        rows = case.monthly_rows(None)

        def work() -> Floats:
            tests = [case.test_rows(month) for month in range(CURVE_MONTHS)]
            hazard = np.stack(_trees(options, rows.people, rows.outcome, tests), axis=1)
            return horizon_probabilities(survival_from_hazards(hazard))

        return work

    return prepare


def _on_yearly_rows(peer: Peer) -> Prepare:
    def prepare(case: PointInTime) -> Work:
        rows = case.yearly_rows()
        train = rows.people.select(PEER_COLUMNS)
        return lambda: peer.predict(train, rows.outcome, case.test_rows())[:, None]

    return prepare


def _survival(model: Callable[[], Any], choose: Callable[[Integers], Integers]) -> Prepare:
    """Time from a year's end to the exit, in whole months, on the rows chosen by their person_id."""

    def prepare(case: PointInTime) -> Work:
        people, days, is_exit = case.durations()
        kept = choose(people["person_id"].to_numpy())
        train = people[kept].select(PEER_COLUMNS)
        outcome = libraries.survival_outcome(is_exit[kept], np.ceil(days[kept] / DAYS_PER_MONTH))

        def work() -> Floats:
            fitted = model().fit(one_hot(train, train), outcome)
            curve = fitted.predict_survival_function(one_hot(case.test_rows(), train), return_array=True)
            asked = [round(horizon / DAYS_PER_MONTH) for horizon in HORIZON_DAYS]
            places = np.searchsorted(np.asarray(fitted.unique_times_), asked, side="right") - 1
            return np.asarray(np.where(places >= 0, 1 - curve[:, places], 0.0))

        return work

    return prepare


def _shuffled(people: Integers) -> Integers:
    return np.random.default_rng(libraries.SEED).permutation(len(people))


def _rows_drawn_evenly(people: Integers) -> Integers:
    return _shuffled(people)[:DRAWN_ROWS]


def _one_row_a_person(people: Integers) -> Integers:
    """Leavers have few rows, so each of theirs is drawn more often: the hazard comes out too high."""
    order = _shuffled(people)
    return np.asarray(order[np.unique(people[order], return_index=True)[1]])


def _accelerated_failure_time(case: PointInTime) -> Work:
    people, days, is_exit = case.durations()
    train = people.select(PEER_COLUMNS)
    lower = days.astype(np.float64)
    upper = np.where(is_exit, lower, np.inf)

    def work() -> Floats:
        tables = with_categories(train, train), with_categories(case.test_rows(), train)
        log_time = libraries.aft_scores(tables[0], lower, upper, tables[1], AFT, AFT_ROUNDS)
        return np.asarray(norm.cdf((np.log(HORIZON_DAYS) - log_time[:, None]) / AFT_SCALE))

    return work


_TIMES = "times from years' ends in months, one-hot"
_FOREST, _BOOSTING = libraries.survival_forest, libraries.survival_boosting
POINT_PEERS = (
    PointPeer(
        "one monthly hazard, small LightGBM",
        "200 rounds, 8 leaves, rate .05, min child 100 rows and hessian 1",
        _monthly_hazard(FLOORED_TREES),
    ),
    PointPeer(
        "the same with the default floor of the hessian", "min child 100 rows", _monthly_hazard(SMALL_TREES)
    ),
    PointPeer(
        "a small LightGBM classifier a horizon", "trees of the first, four fits", _classifier_a_horizon
    ),
    PointPeer("age table only", "", _age_table),
    *(
        PointPeer(f"{peer.name} on yearly rows", peer.settings, _on_yearly_rows(peer))
        for peer in (LIGHTGBM, LOGISTIC, CATBOOST, EBM, XGBOOST)
    ),
    PointPeer("random survival forest", f"{_TIMES}, all rows, leaves of 15", _survival(_FOREST, _shuffled)),
    PointPeer(
        "random survival forest, one row a person",
        f"{_TIMES}, leaves of 15",
        _survival(_FOREST, _one_row_a_person),
    ),
    PointPeer(
        "gradient boosted Cox model",
        f"{_TIMES}, {DRAWN_ROWS:,} rows drawn",
        _survival(_BOOSTING, _rows_drawn_evenly),
    ),
    PointPeer(
        "gradient boosted Cox model, one row a person", _TIMES, _survival(_BOOSTING, _one_row_a_person)
    ),
    PointPeer(
        "XGBoost AFT", "normal, scale 1.2 fixed, 200 rounds, depth 3, rate .05", _accelerated_failure_time
    ),
)


def within_a_year(probability: Floats) -> Floats:
    """(n, 4) or (n, 1) to the probability (n,) of leaving within 365 days."""
    return probability[:, _YEAR if probability.shape[1] > 1 else 0]
