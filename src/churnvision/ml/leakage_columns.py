"""Whether one column tells the outcome: tests that an honest column fails once in a thousand tables.

Every test but the AUC has an exact hypergeometric tail (Fisher) at 1 in 1,000, divided by the number of
columns and of levels that were tried (Bonferroni).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.stats import hypergeom, rankdata

from churnvision.ml.data_card import SMALLEST_GROUP
from churnvision.ml.encoding import ordinal_values
from churnvision.ml.evaluation import auc
from churnvision.ml.features import day_number, day_numbers, is_birth
from churnvision.ml.inputs import Attribute
from churnvision.ml.leakage_samples import FEWEST, LeakageSample
from churnvision.ml.rows import group_folds

Places = NDArray[np.bool_]
Integers = NDArray[np.int64]
Floats = NDArray[np.float64]
AUC_LIMIT = 0.97
_ALPHA = 0.001
_STAYERS_SHARE = 0.001  # so many of those who stayed may be mistakes of entry
_LEAVERS_SHARE = 0.05
_MOST = 0.5
_LARGE_SHARE = 0.2
_FOLDS = 5
_EXACT_VALUES = 200
_BINS = 100
_PRIOR_WEIGHT = 5.0
_MANY_LEVELS = 8
# Where people retire at a fixed age, age and service do tell who leaves, and honestly.
_TIME_WORDS = {"age", "alter", "tenure", "service", "seniority", "hire", "hired", "hiredate", "start"}
_TIME_WORDS |= {"started", "joined", "entry", "orighiredate", "yearsatcompany"}
# Parts of a company can be closed, and then everybody of them has left.
_UNIT_WORDS = {"unit", "team", "department", "dept", "division", "site", "location", "store", "plant"}
_UNIT_WORDS |= {"branch", "office", "city", "country", "region", "area", "project", "manager", "center"}
_UNIT_WORDS |= {"centre", "group", "section", "building", "abteilung", "standort", "job", "position"}
_PLANNED_WORDS = {"end", "ends", "until", "expiry", "expires", "next", "due", "planned", "contract", "visa"}


@dataclass(frozen=True)
class Suspicion:
    """Why a column is suspect; ``is_sure`` where no honest column would look like that."""

    reason: str
    is_sure: bool


def suspicion_of(sample: LeakageSample, attribute: Attribute, columns: int, seed: int) -> Suspicion | None:
    """The surest suspicion against one of so many columns, None for an honest one."""
    found: Suspicion | None = None
    for one in _suspicions(sample, attribute, columns, seed):
        if one.is_sure:
            return one
        found = found or one
    return found


def _suspicions(sample: LeakageSample, attribute: Attribute, columns: int, seed: int) -> Iterator[Suspicion]:
    values = sample.frame[attribute.name]
    if values.dtype.is_float():
        values = values.fill_nan(None)
    for test in _TESTS:
        suspicion = test(values, sample, attribute, columns)
        if suspicion is not None:
            yield suspicion
    if not _is_of_time(attribute):
        measured = auc_alone(values, attribute, sample, seed)
        if measured > AUC_LIMIT:
            reason = f"alone it tells leavers from the others almost perfectly (AUC {measured:.3f})"
            yield Suspicion(f"{reason}{sample.moment}", is_sure=True)


def _words_of(name: str) -> set[str]:
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()
    return set(re.split(r"[^a-zà-ÿ]+", parted)) | {parted.replace("_", "")}


def _is_of_leavers_only(marked: Places, left: Places, columns: int) -> bool:
    """Whether rows are marked for leavers, and for them only, beyond chance."""
    leavers = int((marked & left).sum())
    if leavers < FEWEST or leavers < _LEAVERS_SHARE * left.sum():
        return False
    if (marked & ~left).sum() > _STAYERS_SHARE * (~left).sum():
        return False
    tail = hypergeom.sf(leavers - 1, len(left), int(marked.sum()), int(left.sum()))
    return bool(tail * columns < _ALPHA)


def _shares(marked: Places, sample: LeakageSample) -> str:
    left = sample.left
    leavers = f"{marked[left].mean():.0%} of {left.sum():,} leavers"
    return f"{leavers} and {marked[~left].mean():.1%} of {(~left).sum():,} others{sample.moment}"


def _differs_for_leavers(
    values: pl.Series, sample: LeakageSample, _attribute: Attribute, columns: int
) -> Suspicion | None:
    """Filled, or another value than the one of all who stayed."""
    usual = values.filter(pl.Series(~sample.left)).value_counts(sort=True)[values.name][0]
    marked = values.ne_missing(pl.Series([usual], dtype=values.dtype)).to_numpy()
    if not _is_of_leavers_only(marked, sample.left, columns):
        return None
    what = "is filled" if usual is None else f"differs from {_shown(usual)}"
    return Suspicion(f"it {what} for leavers only: {_shares(marked, sample)}", is_sure=True)


def _shown(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _is_empty_for_leavers(
    values: pl.Series, sample: LeakageSample, _attribute: Attribute, columns: int
) -> Suspicion | None:
    marked = values.is_null().to_numpy()
    if not sample.has_all_stayers or not _is_of_leavers_only(marked, sample.left, columns):
        return None
    return Suspicion(f"it is empty for leavers only: {_shares(marked, sample)}", is_sure=True)


def _has_levels_of_leavers(
    values: pl.Series, sample: LeakageSample, attribute: Attribute, columns: int
) -> Suspicion | None:
    if attribute.kind != "category":
        return None
    counts = (
        pl.DataFrame({"level": values.cast(pl.String), "left": sample.left})
        .drop_nulls()
        .group_by("level")
        .agg(pl.len().alias("rows"), pl.col("left").sum().alias("leavers"))
        .sort("rows", "level", descending=[True, False])
    )
    only = counts.filter((pl.col("rows") == pl.col("leavers")) & (pl.col("rows") >= SMALLEST_GROUP))
    rows = only["rows"].to_numpy()
    tail = hypergeom.sf(rows - 1, len(values), rows, int(sample.left.sum()))
    certain = only.filter(pl.Series(tail * columns * max(counts.height, 1) < _ALPHA))
    covered = int(certain["rows"].sum())
    if covered < FEWEST or covered < _LEAVERS_SHARE * sample.left.sum():
        return None
    names = ", ".join(certain["level"].head(5))
    share = covered / sample.left.sum()
    mixed = counts.filter(pl.col("leavers") < pl.col("rows")).height
    is_honest = _is_unit(attribute, mixed, certain.height) or _is_ordered(counts["level"])
    reason = f"only leavers have {names}: {covered:,} of {sample.left.sum():,} leavers ({share:.0%})"
    if is_honest:
        reason += ", as where a part of the company was closed"
    # beside people who never left, a level that was given up long ago is of leavers only too
    is_sure = not is_honest and (not sample.is_beside_never_left or share >= _LARGE_SHARE)
    return Suspicion(f"{reason}{sample.moment}", is_sure=is_sure)


def _has_a_value_of_leavers(
    values: pl.Series, sample: LeakageSample, attribute: Attribute, columns: int
) -> Suspicion | None:
    """One level or number, as a code of leaving, that a fifth of the leavers have and nobody else."""
    if attribute.kind not in ("category", "number") or _is_of_time(attribute):
        return None
    told = pl.DataFrame({"value": values, "left": sample.left}).drop_nulls()
    counts = told.group_by("value").agg(pl.len().alias("rows"), pl.col("left").sum().alias("leavers"))
    most = counts.sort("leavers", "rows", descending=[True, False]).head(1)
    if not most.height or most["leavers"][0] < _LARGE_SHARE * sample.left.sum():
        return None
    value = most["value"][0]
    marked = values.eq_missing(pl.Series([value], dtype=values.dtype)).to_numpy()
    if not _is_of_leavers_only(marked, sample.left, columns * counts.height):
        return None
    mixed = counts.filter(pl.col("leavers") < pl.col("rows")).height
    is_honest = attribute.kind == "category" and _is_unit(attribute, mixed, 1)
    reason = f"{_shown(value)} is of leavers only: {_shares(marked, sample)}"
    if is_honest:
        reason += ", as where a part of the company was closed"
    return Suspicion(reason, is_sure=not is_honest)


def _is_of_time(attribute: Attribute) -> bool:
    return bool(_words_of(attribute.name) & _TIME_WORDS) or is_birth(attribute.name)


def _is_unit(attribute: Attribute, mixed: int, only: int) -> bool:
    """Where people work: by its name, or because many levels say something of those who stayed."""
    is_named = any(word in _UNIT_WORDS for word in _words_of(attribute.name))
    return mixed > 0 and (is_named or mixed >= max(_MANY_LEVELS, 2 * only))


def _is_ordered(levels: pl.Series) -> bool:
    return ordinal_values(levels.to_list()) is not None


def _is_dated_later(
    values: pl.Series, sample: LeakageSample, attribute: Attribute, columns: int
) -> Suspicion | None:
    if attribute.kind != "date":
        return None
    days = day_numbers(values)
    later = days > sample.day
    if _is_of_leavers_only(later, sample.left, columns):
        what = "it holds dates after the day of which it is stated for leavers only"
        return Suspicion(f"{what}: {_shares(later, sample)}", is_sure=True)
    beyond = days > day_number(sample.until)
    if beyond.mean() > 0.01 and beyond.sum() >= FEWEST and not _words_of(attribute.name) & _PLANNED_WORDS:
        what = f"{beyond.mean():.0%} of its dates lie after {sample.until}, the day until which the data goes"
        return Suspicion(what, is_sure=False)
    return None


def _is_last_day(
    values: pl.Series, sample: LeakageSample, attribute: Attribute, _columns: int
) -> Suspicion | None:
    if attribute.kind != "date":
        return None
    same = day_numbers(values) == sample.last_day
    share = same.sum() / sample.left.sum()
    if same.sum() < FEWEST or share < _LEAVERS_SHARE:
        return None
    reason = f"it is the last day of {share:.0%} of {sample.left.sum():,} leavers{sample.moment}"
    return Suspicion(reason, is_sure=bool(share >= _MOST))


_TESTS = (
    _differs_for_leavers,
    _is_empty_for_leavers,
    _has_levels_of_leavers,
    _has_a_value_of_leavers,
    _is_dated_later,
    _is_last_day,
)


def auc_alone(values: pl.Series, attribute: Attribute, sample: LeakageSample, seed: int) -> float:
    """AUC of the column's own forecast: of its order, up or down, or of its bins, whichever is better.

    The forecast of a bin is its share of leavers, out of fold (folds of whole people); it sees more than the
    order where both ends leave, and less where leavers are few. A date is read as the time from it to the
    row's day; a missing value is a bin of its own, and the least in order.
    """
    outcome = sample.left.astype(np.float64)
    if attribute.kind in ("category", "boolean"):
        codes = values.rank("dense").fill_null(0).to_numpy().astype(np.int64)
        return auc(outcome, _rates_out_of_fold(codes, outcome, sample.person, seed)) or 0.5
    numbers = _numbers(values, attribute, sample.day)
    rates = _rates_out_of_fold(_bins(numbers), outcome, sample.person, seed)
    in_order = auc(outcome, rankdata(np.where(np.isfinite(numbers), numbers, -np.inf))) or 0.5
    return max(auc(outcome, rates) or 0.5, in_order, 1.0 - in_order)


def _numbers(values: pl.Series, attribute: Attribute, day: Integers) -> Floats:
    if attribute.kind == "date":
        return np.asarray(day - day_numbers(values), dtype=np.float64)
    return values.cast(pl.Float64, strict=False).to_numpy().astype(np.float64)


def _rates_out_of_fold(codes: Integers, outcome: Floats, person: Integers, seed: int) -> Floats:
    """Each row's share of leavers (n,) among the rows of its bin in the other folds."""
    cell = codes * _FOLDS + group_folds(person, outcome, seed, _FOLDS)
    size = (int(codes.max()) + 1) * _FOLDS
    rows = np.bincount(cell, minlength=size).reshape(-1, _FOLDS)
    leavers = np.bincount(cell, weights=outcome, minlength=size).reshape(-1, _FOLDS)
    others, left = rows.sum(1, keepdims=True) - rows, leavers.sum(1, keepdims=True) - leavers
    rates = (left + _PRIOR_WEIGHT * outcome.mean()) / (others + _PRIOR_WEIGHT)
    return np.asarray(rates.ravel()[cell])


def _bins(numbers: Floats) -> Integers:
    known = numbers[np.isfinite(numbers)]
    edges = np.unique(known)
    if len(edges) > _EXACT_VALUES:
        edges = np.unique(np.quantile(known, np.linspace(0, 1, _BINS + 1)))
    codes = np.searchsorted(edges, numbers, side="right")
    return np.asarray(np.where(np.isfinite(numbers), codes, len(edges) + 1), dtype=np.int64)
