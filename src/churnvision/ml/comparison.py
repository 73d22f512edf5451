"""Forecasts of the same person-months side by side, and what of a difference is more than noise.

The same person stands in the list of many months, so months are not independent: noise is told by drawing
persons with replacement, each with all of their months (the bootstrap of clusters, Field and Welsh 2007).
What hit everybody in the same month is in every draw: the intervals hold for these months, not for others.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score

from churnvision.ml.curve import BAND_Z
from churnvision.ml.evaluation import (
    auc,
    brier_score,
    expected_calibration_error,
    log_loss,
    reliability_table,
    wilson_interval,
)
from churnvision.ml.survival_measures import expected_over_observed, lift_of_top

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
CALIBRATION_GROUPS = 15
# A figure of fewer people, or of one to four leavers, says nothing and tells of persons.
SMALLEST_GROUP = 5
_LOWER, _UPPER = 0.05, 0.95
_SMALLEST = 1e-12


@dataclass(frozen=True)
class Measures:
    """What one forecast is worth; None where a measure is not defined, as without leavers."""

    auc: float | None
    average_precision: float | None
    log_loss: float
    brier: float
    expected_calibration_error: float
    expected_over_observed: float | None
    lift_top_tenth: float | None


@dataclass(frozen=True)
class Difference:
    """Ours minus a baseline's in one measure, with its interval over persons (90 % unless said)."""

    baseline: str
    measure: str
    difference: float
    lower: float
    upper: float


@dataclass(frozen=True)
class CalibrationGroup:
    """Person-months of like forecasts: mean forecast, share that left with its 90 % interval."""

    predicted: float
    observed: float
    lower: float
    upper: float
    person_months: int
    people: int
    leavers: int


@dataclass(frozen=True)
class GroupRatio:
    """Expected over observed of a group of person-months; the ratio and its 90 % interval may be unknown.

    ``observed`` counts person-months that ended in leaving, ``leavers`` the people among them.
    """

    group: str
    person_months: int
    people: int
    leavers: int
    expected: float
    observed: int
    ratio: float | None
    lower: float | None
    upper: float | None


def measure(outcome: Floats, probability: Floats) -> Measures:
    """All measures of (n,) probabilities against (n,) outcomes."""
    has_both = 0 < outcome.sum() < len(outcome)
    precision = float(average_precision_score(outcome, probability)) if has_both else None
    return Measures(
        auc=auc(outcome, probability),
        average_precision=precision,
        log_loss=log_loss(outcome, probability),
        brier=brier_score(outcome, probability),
        expected_calibration_error=expected_calibration_error(
            reliability_table(outcome, probability, groups=CALIBRATION_GROUPS)
        ),
        expected_over_observed=expected_over_observed(outcome, probability),
        lift_top_tenth=lift_of_top(outcome, probability),
    )


def _is_small(outcome: Floats, person: Integers) -> bool:
    """Whether there are fewer than five people or one to four leavers."""
    leavers = len(np.unique(person[outcome > 0]))
    return len(np.unique(person)) < SMALLEST_GROUP or 0 < leavers < SMALLEST_GROUP


def calibration_table(outcome: Floats, probability: Floats, person: Integers) -> list[CalibrationGroup]:
    """Up to 15 groups of equal size by forecast, put together with the next where they are too small."""
    order = np.argsort(probability, kind="stable")
    groups: list[Integers] = []
    open_rows: Integers = np.empty(0, dtype=np.int64)
    for rows in np.array_split(order, min(CALIBRATION_GROUPS, len(order))):
        open_rows = np.concatenate([open_rows, rows])
        if not _is_small(outcome[open_rows], person[open_rows]):
            groups.append(open_rows)
            open_rows = open_rows[:0]
    while len(open_rows) and groups and _is_small(outcome[open_rows], person[open_rows]):
        open_rows = np.concatenate([groups.pop(), open_rows])
    if len(open_rows) and not _is_small(outcome[open_rows], person[open_rows]):
        groups.append(open_rows)
    return [_calibration_group(outcome[rows], probability[rows], person[rows]) for rows in groups]


def _calibration_group(outcome: Floats, probability: Floats, person: Integers) -> CalibrationGroup:
    """Wilson's interval, with as many rows as the months of the same people are worth."""
    people, place = np.unique(person, return_inverse=True)
    share, n = float(outcome.mean()), len(outcome)
    independent = share * (1.0 - share) * n
    spread = float((np.bincount(place, weights=outcome - share) ** 2).sum())
    inflation = max(1.0, spread / independent) if independent else n / len(people)
    lower, upper = wilson_interval(share * n / inflation, n / inflation)
    return CalibrationGroup(
        predicted=float(probability.mean()),
        observed=share,
        lower=lower,
        upper=upper,
        person_months=n,
        people=len(people),
        leavers=len(np.unique(person[outcome > 0])),
    )


def drawn_weights(people: int, resamples: int, seed: int) -> Iterator[Floats]:
    """How often each person (people,) is in each draw."""
    rng = np.random.default_rng(seed)
    for _ in range(resamples):
        drawn = np.bincount(rng.integers(0, people, people), minlength=people)
        yield drawn.astype(np.float64)


def _losses(outcome: Floats, probability: Floats) -> dict[str, Floats]:
    p = np.clip(probability, _SMALLEST, 1 - _SMALLEST)
    return {
        "log_loss": -(outcome * np.log(p) + (1 - outcome) * np.log1p(-p)),
        "brier": (probability - outcome) ** 2,
    }


def _ranking(rank: Integers, outcome: Floats, weights: Floats) -> dict[str, float]:
    """AUC and average precision of weighted rows by the rank of their forecasts; nan where undefined."""
    left = np.bincount(rank, weights=weights * outcome)
    stayed = np.bincount(rank, weights=weights * (1.0 - outcome))
    total = float(left.sum() * stayed.sum())
    if not total:
        return {"auc": float("nan"), "average_precision": float("nan")}
    below = np.cumsum(stayed) - 0.5 * stayed
    found, looked_at = np.cumsum(left[::-1]), np.cumsum((left + stayed)[::-1])
    precision = np.divide(found, looked_at, out=np.zeros_like(found), where=looked_at > 0)
    return {
        "auc": float(left @ below) / total,
        "average_precision": float(left[::-1] @ precision) / float(left.sum()),
    }


def paired_differences(
    outcome: Floats,
    ours: Floats,
    baselines: Mapping[str, Floats],
    person: Integers,
    *,
    resamples: int,
    seed: int,
    weights: Floats | None = None,
    coverage: float = 0.9,
) -> list[Difference]:
    """Log loss, Brier score, AUC and average precision of ours minus each baseline's, all (n,).

    ``weights`` (n,): how many rows each stands for; one where not given. ``coverage``: of the intervals.
    """
    people, place = np.unique(person, return_inverse=True)
    stands_for = np.ones(len(outcome)) if weights is None else weights
    rows = np.bincount(place, weights=stands_for)
    own = _losses(outcome, ours)
    # what a person adds to the difference of the sums, (people,)
    parts = {
        (name, kind): np.bincount(place, weights=stands_for * (own[kind] - loss))
        for name, probability in baselines.items()
        for kind, loss in _losses(outcome, probability).items()
    }
    ranks = {name: np.unique(p, return_inverse=True)[1] for name, p in baselines.items()}
    own_rank = np.unique(ours, return_inverse=True)[1]

    def of(drawn: Floats) -> dict[tuple[str, str], float]:
        size = float(drawn @ rows)
        found = {key: float(drawn @ part) / size for key, part in parts.items()}
        row_weights = drawn[place] * stands_for
        best = _ranking(own_rank, outcome, row_weights)
        for name, rank in ranks.items():
            theirs = _ranking(rank, outcome, row_weights)
            found |= {(name, kind): value - theirs[kind] for kind, value in best.items()}
        return found

    draws = [of(drawn) for drawn in drawn_weights(len(people), resamples, seed)]
    result: list[Difference] = []
    for key, difference in of(np.ones(len(people))).items():
        values = np.array([draw[key] for draw in draws])
        values = values[np.isfinite(values)]
        if np.isfinite(difference) and len(values):
            lower, upper = np.quantile(values, [(1 - coverage) / 2, (1 + coverage) / 2])
            result.append(Difference(key[0], key[1], difference, float(lower), float(upper)))
    return result


def influence_difference(
    baseline: str, kind: str, difference: float, influence: Floats, person: Integers
) -> Difference:
    """A difference with its interval from (n,) influences of the rows on it, the rows of a person together.

    The infinitesimal jackknife (Efron 1982): the variance is the sum of the squared influences of people.
    """
    place = np.unique(person, return_inverse=True)[1]
    half = BAND_Z * float(np.sqrt((np.bincount(place, weights=influence) ** 2).sum()))
    return Difference(baseline, kind, difference, difference - half, difference + half)


def group_ratios(
    outcome: Floats,
    probability: Floats,
    person: Integers,
    group: NDArray[Any],
    *,
    resamples: int,
    seed: int,
    others: str = "Others",
) -> list[GroupRatio]:
    """Expected over observed of each group (n,), the largest first; too small groups are put together."""
    labels = _joined_groups(outcome, person, group.astype(str), others)
    names = np.unique(labels)
    found: list[GroupRatio] = []
    for name in names if len(names) > 1 else ():
        rows = labels == name
        found.append(_group_ratio(str(name), outcome[rows], probability[rows], person[rows], resamples, seed))
    return sorted(found, key=lambda one: (-one.people, one.group))


def _joined_groups(outcome: Floats, person: Integers, group: NDArray[Any], others: str) -> NDArray[Any]:
    """(n,) labels in which what is too small, and what would be told by subtraction, is ``others``."""
    sizes = {name: len(np.unique(person[group == name])) for name in np.unique(group)}
    joined = {name for name in sizes if _is_small(outcome[group == name], person[group == name])}
    while joined and len(joined) < len(sizes):
        rows = np.isin(group, sorted(joined))
        if not _is_small(outcome[rows], person[rows]):
            break
        joined.add(min(sizes.keys() - joined, key=lambda name: (sizes[name], name)))
    return np.where(np.isin(group, sorted(joined)), others, group)


def _group_ratio(
    name: str, outcome: Floats, probability: Floats, person: Integers, resamples: int, seed: int
) -> GroupRatio:
    people, place = np.unique(person, return_inverse=True)
    expected = np.bincount(place, weights=probability)
    observed = np.bincount(place, weights=outcome)
    draws = [
        float(drawn @ expected) / float(drawn @ observed) if drawn @ observed else np.inf
        for drawn in drawn_weights(len(people), resamples, seed)
    ]
    lower, upper = np.quantile(np.array(draws), [_LOWER, _UPPER], method="inverted_cdf")
    return GroupRatio(
        group=name,
        person_months=len(outcome),
        people=len(people),
        leavers=int((observed > 0).sum()),
        expected=float(expected.sum()),
        observed=int(observed.sum()),
        ratio=expected_over_observed(outcome, probability),
        lower=float(lower) if np.isfinite(lower) else None,
        upper=float(upper) if np.isfinite(upper) else None,
    )
