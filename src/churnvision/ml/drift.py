"""Whether present people still look like those a model knows.

Each feature is compared, in the bins of `drift_reference`, with the day of the reference that it is nearest
to: what looks as in any known month is no drift. Two measures are taken:

- the population stability index, sum of (q - p) ln(q / p) over the bins' shares p then and q now, each bin
  with half a person added; below .1 stable, from .25 strong (Siddiqi 2006);
- a classifier two-sample test (Lopez-Paz and Oquab 2017): a small model learns on half of the people to tell
  then from now, and its AUC on the other half is tested against one half (Mann and Whitney, normal with ties,
  one-sided). For one feature the model is the ratio of the bins' shares; for all features together that are
  stable since the reference's last day it is a boosting of small trees.

p-values are corrected for their number (Holm 1979). What is large enough to matter and not by chance is
drift; together, features are stable below an AUC of .7: months since an event go on for everybody. Somebody
who is there both times is counted both times, which makes the tests say less, not more.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

import lightgbm as lgb
import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import stats

from churnvision.ml.drift_reference import FeatureBins, Reference, count_bins, matrix_of, places_of
from churnvision.ml.model import TrainedModel

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Verdict = Literal["stable", "moderate", "strong"]
LEVEL = 0.01
MODERATE_PSI, STRONG_PSI = 0.1, 0.25
MODERATE_AUC, STRONG_AUC = 0.7, 0.85
MINIMUM_PEOPLE = 50
_SMOOTHING = 0.5
_ROWS = 20_000
_SMALL_MODEL = {
    "objective": "binary", "num_leaves": 4, "learning_rate": 0.1, "min_data_in_leaf": 20, "verbosity": -1,
    "num_threads": 1, "deterministic": True, "force_row_wise": True, "seed": 1,
}  # fmt: skip
_SMALL_MODEL_ROUNDS = 60


@dataclass(frozen=True)
class FeatureDrift:
    """One feature then and now; ``p_value`` is corrected for the number of tests.

    ``psi_of_last_day``: against the last day of the reference, whichever day is the nearest.
    """

    name: str
    psi: float
    psi_of_last_day: float
    auc: float
    p_value: float
    missing_then: float
    missing_now: float

    @property
    def verdict(self) -> Verdict:
        """Whether the feature has drifted."""
        return _verdict(self.psi, self.p_value, MODERATE_PSI, STRONG_PSI)


@dataclass(frozen=True)
class JointDrift:
    """The features together that are stable since the reference's last day."""

    auc: float
    p_value: float

    @property
    def verdict(self) -> Verdict:
        """Whether they go together in another way than then."""
        return _verdict(self.auc, self.p_value, MODERATE_AUC, STRONG_AUC)


@dataclass(frozen=True)
class DriftReport:
    """Features by falling stability index; ``joint`` is None where the people of then are not known."""

    people_then: int
    people_now: int
    features: tuple[FeatureDrift, ...]
    joint: JointDrift | None

    @property
    def verdict(self) -> Verdict:
        """The strongest of all."""
        found = {one.verdict for one in self.features} | ({self.joint.verdict} if self.joint else set())
        return "strong" if "strong" in found else "moderate" if "moderate" in found else "stable"


def compare(
    model: TrainedModel, reference: Reference, now: pl.DataFrame, as_of: date, then: pl.DataFrame
) -> DriftReport | None:
    """Present people against the reference; None where either are fewer than MINIMUM_PEOPLE.

    ``then``: the people of the reference's last day as far as they are still known, for the test of features
    together. Both frames have person_id.
    """
    last = reference.days[-1]
    if min(last.people, now.height) < MINIMUM_PEOPLE:
        return None
    rng = np.random.default_rng(1)
    matrix = matrix_of(model, now, as_of)
    features = [
        _compare_feature(
            bins.name,
            [np.array(day.counts[place]) for day in reference.days],
            count_bins(bins, places_of(model, bins, matrix)),
            rng,
        )
        for place, bins in enumerate(reference.features)
    ]
    joint = None
    if then.height >= MINIMUM_PEOPLE:
        stable = {one.name for one in features if one.psi_of_last_day < MODERATE_PSI}
        used = [bins for bins in reference.features if bins.name in stable]
        samples = _Sample.of(model, used, then, last.as_of), _Sample.of(model, used, now, as_of)
        joint = _compare_together(used, *samples, rng)
    corrected = holm([one.p_value for one in (*features, *((joint,) if joint else ()))])
    features = [replace(one, p_value=p) for one, p in zip(features, corrected, strict=False)]
    return DriftReport(
        people_then=last.people,
        people_now=now.height,
        features=tuple(sorted(features, key=lambda one: -one.psi)),
        joint=None if joint is None else replace(joint, p_value=corrected[-1]),
    )


def stability_index(then: Integers, now: Integers) -> float:
    """Population stability index of the people in the same bins."""
    p, q = _smoothed(then), _smoothed(now)
    return float(((q - p) * np.log(q / p)).sum())


def holm(p_values: Sequence[float]) -> list[float]:
    """p-values corrected for their number, so that one false alarm among all is as rare as the level says."""
    count, highest = len(p_values), 0.0
    corrected = [0.0] * count
    for rank, place in enumerate(np.argsort(p_values)):
        highest = max(highest, min(1.0, p_values[place] * (count - rank)))
        corrected[place] = highest
    return corrected


def rank_test(then: Floats, now: Floats, weights: tuple[Floats, Floats] | None = None) -> tuple[float, float]:
    """AUC of scores of now above those of then, and its one-sided p-value; weights count equal rows."""
    values, place = np.unique(np.concatenate([then, now]), return_inverse=True)
    weight_then, weight_now = weights or (np.ones(len(then)), np.ones(len(now)))
    below = np.bincount(place[: len(then)], weight_then, len(values))
    above = np.bincount(place[len(then) :], weight_now, len(values))
    n, m = below.sum(), above.sum()
    area = float((above * (np.cumsum(below) - below / 2)).sum() / (n * m))
    ties, total = below + above, n + m
    variance = (total + 1 - (ties**3 - ties).sum() / (total * (total - 1))) / (12 * n * m)
    if variance <= 0:
        return area, 1.0
    return area, float(stats.norm.sf((area - 0.5) / np.sqrt(variance)))


def _compare_feature(
    name: str, days: Sequence[Integers], now: Integers, rng: np.random.Generator
) -> FeatureDrift:
    """Counts of the bins on each day of the reference and now."""
    distances = [stability_index(counts, now) for counts in days]
    then = days[int(np.argmin(distances))]
    learn_then = rng.multivariate_hypergeometric(then, int(then.sum()) // 2)
    learn_now = rng.multivariate_hypergeometric(now, int(now.sum()) // 2)
    scores = np.log(_smoothed(learn_now) / _smoothed(learn_then))
    rest = (then - learn_then).astype(np.float64), (now - learn_now).astype(np.float64)
    area, p_value = rank_test(scores, scores, rest)
    return FeatureDrift(
        name=name,
        psi=min(distances),
        psi_of_last_day=distances[-1],
        auc=area,
        p_value=p_value,
        missing_then=float(then[-1] / then.sum()),
        missing_now=float(now[-1] / now.sum()),
    )


@dataclass(frozen=True)
class _Sample:
    """Bins (n, features) and numbers of people; of a large workforce a part."""

    places: Floats
    person: Integers

    @classmethod
    def of(
        cls, model: TrainedModel, used: Sequence[FeatureBins], people: pl.DataFrame, as_of: date
    ) -> "_Sample":
        chosen = people.sample(min(people.height, _ROWS), seed=1)
        matrix = matrix_of(model, chosen, as_of)
        places = np.empty((chosen.height, len(used)))
        for at, bins in enumerate(used):
            places[:, at] = places_of(model, bins, matrix)
        return cls(places, chosen["person_id"].to_numpy())


def _compare_together(
    used: Sequence[FeatureBins], then: _Sample, now: _Sample, rng: np.random.Generator
) -> JointDrift | None:
    """Small trees over the bins; who is there both times is learnt from or tested on, never both."""
    if len(used) < 2:
        return None
    places = np.concatenate([then.places, now.places])
    is_now = np.arange(len(places)) >= len(then.places)
    people, person = np.unique(np.concatenate([then.person, now.person]), return_inverse=True)
    is_learnt = (rng.permutation(len(people)) % 2 == 0)[person]
    data = lgb.Dataset(
        places[is_learnt],
        is_now[is_learnt].astype(np.float64),
        categorical_feature=[at for at, bins in enumerate(used) if bins.levels is not None],
        params={"verbosity": -1, "num_threads": 1},
    )
    trees = lgb.train(_SMALL_MODEL, data, _SMALL_MODEL_ROUNDS)
    scores = np.asarray(trees.predict(places[~is_learnt], raw_score=True, num_threads=1))
    is_now = is_now[~is_learnt]
    return JointDrift(*rank_test(scores[~is_now], scores[is_now]))


def _verdict(size: float, p_value: float, moderate: float, strong: float) -> Verdict:
    """Large enough to matter, and not by chance."""
    if p_value >= LEVEL or size < moderate:
        return "stable"
    return "strong" if size >= strong else "moderate"


def _smoothed(counts: Integers) -> Floats:
    added = counts + _SMOOTHING
    return np.asarray(added / added.sum(), dtype=np.float64)
