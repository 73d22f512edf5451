"""Text and numbers to columns: levels of categories, and the curves' grids of numbers.

``LabelEncoder`` knows the levels of each category; ``FeatureScaler`` the range, centre and grid of each
numeric column. Both look at attributes only, never at outcomes.
"""

import re
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Matrix = NDArray[np.float32]
MAXIMUM_LEVELS = 60
GRID_POINTS = 25
CURVE_POINTS = 9
_ORDERED_WORDS = (
    ("very low", "low", "medium", "high", "very high"),
    ("low", "mid", "high"),
    ("small", "medium", "large"),
    ("never", "rarely", "sometimes", "often", "always"),
)
_RANGE = re.compile(
    r"^\s*(<=?|>=?|under|over|up to)?\s*(\d+(?:\.\d+)?)\s*(?:[-–/]|to|\+)?\s*(\d+(?:\.\d+)?)?\s*\+?\s*$"
)


def _number_in(text: str) -> float | None:
    match = _RANGE.match(text.lower())
    if match is None:
        return None
    sign, first, second = match.groups()
    if second is not None:
        return (float(first) + float(second)) / 2
    shift = {"<": -0.5, "under": -0.5, ">": 0.5, "over": 0.5}.get(sign or "", 0.0)
    return float(first) + shift


def ordinal_values(levels: list[str]) -> dict[str, float] | None:
    """Numbers for levels with an order, as "<10", "50-99" or low, medium, high; else None."""
    if len(levels) < 3:
        return None
    lowered = [level.strip().lower() for level in levels]
    for words in _ORDERED_WORDS:
        if set(lowered) <= set(words):
            return {level: float(words.index(low)) for level, low in zip(levels, lowered, strict=True)}
    numbers = [_number_in(level) for level in levels]
    if any(number is None for number in numbers):
        return None
    return {level: number for level, number in zip(levels, numbers, strict=True) if number is not None}


@dataclass(frozen=True)
class LabelEncoder:
    """Levels of each category, most frequent first; the levels that have an order get numbers instead."""

    levels: dict[str, tuple[str, ...]]
    ordinals: dict[str, dict[str, float]]

    def codes(self, values: pl.Series) -> Matrix:
        """(n,) position of each level; the number of levels for an unknown or rare one, NaN for missing."""
        known = self.levels[values.name]
        mapped = values.cast(pl.String).replace_strict(
            list(known), list(range(len(known))), default=len(known), return_dtype=pl.Float32
        )
        codes = np.array(mapped.to_numpy(), dtype=np.float32)
        codes[values.is_null().to_numpy()] = np.nan
        return codes

    def numbers(self, values: pl.Series) -> Matrix:
        """(n,) numbers of ordered levels, NaN for unknown or missing."""
        order = self.ordinals[values.name]
        mapped = values.cast(pl.String).replace_strict(
            list(order), list(order.values()), default=None, return_dtype=pl.Float32
        )
        return np.array(mapped.to_numpy(), dtype=np.float32)


def learn_levels(frame: pl.DataFrame, names: list[str]) -> LabelEncoder:
    """Learns the levels that occur at least five times, at most 60 a category.

    A category in which nearly every row is different (a name, a number) gets no level at all.
    """
    levels: dict[str, tuple[str, ...]] = {}
    ordinals: dict[str, dict[str, float]] = {}
    for name in names:
        column = frame[name].cast(pl.String).drop_nulls()
        counts = column.value_counts(sort=False).sort(["count", name], descending=[True, False])
        order = ordinal_values(sorted(counts[name].to_list())) if counts.height <= MAXIMUM_LEVELS else None
        if order is not None:
            ordinals[name] = order
            continue
        kept = counts.filter(pl.col("count") >= 5).head(MAXIMUM_LEVELS)[name].to_list()
        levels[name] = tuple(kept) if counts.height <= 0.5 * len(column) else ()
    return LabelEncoder(levels, ordinals)


@dataclass(frozen=True)
class NumberScale:
    """One numeric column: its grid (rising values), the curves on the grid, and whether gaps are flagged.

    ``basis`` (grid, d) holds the straight line, the rank and local bumps, each with mean 0 over the training
    rows; between the grid's points all of them are straight, outside the column keeps its end value.
    """

    grid: Floats
    basis: Floats
    kinds: tuple[str, ...]
    flags_missing: bool

    def columns(self, values: NDArray[np.floating]) -> Matrix:
        """(n, d) columns of the additive model; a gap is 0 in all of them."""
        place = np.interp(values, self.grid, np.arange(len(self.grid)))
        is_missing = np.isnan(place)
        place[is_missing] = 0
        low = np.minimum(place.astype(np.int64), len(self.grid) - 2)
        part = (place - low)[:, None]
        result = (self.basis[low] * (1 - part) + self.basis[low + 1] * part).astype(np.float32)
        result[is_missing] = 0
        return np.asarray(result)


@dataclass(frozen=True)
class FeatureScaler:
    """The scale of each numeric column; None for one that never varied."""

    scales: tuple[NumberScale | None, ...]

    def clean(self, numbers: Matrix) -> Matrix:
        """(n, p) numbers brought into the range seen in training; columns that never varied become gaps."""
        cleaned = np.empty_like(numbers)
        for place, scale in enumerate(self.scales):
            if scale is None:
                cleaned[:, place] = np.nan
            else:
                np.clip(numbers[:, place], scale.grid[0], scale.grid[-1], out=cleaned[:, place])
        return cleaned


def _bumps(grid: Floats, values: Floats) -> Floats:
    """(grid, k) triangles over about nine points of the grid that split the values evenly."""
    count = min(len(grid), max(CURVE_POINTS, 12 if len(grid) <= 12 else 0))
    points = np.unique(np.quantile(values, np.linspace(0, 1, count))) if len(grid) > count else grid
    if len(points) < 2:
        points = grid
    return np.stack([np.interp(grid, points, row) for row in np.eye(len(points))], axis=1)


def learn_scale(values: NDArray[np.floating], *, minimum_missing: int = 10) -> NumberScale | None:
    """The scale of a column (n,), or None when it holds fewer than two different values."""
    known = values[np.isfinite(values)].astype(np.float64)
    distinct = np.unique(known)
    if len(distinct) < 2:
        return None
    grid = distinct
    if len(distinct) > GRID_POINTS:
        grid = np.unique(np.quantile(known, np.linspace(0, 1, GRID_POINTS)))
    if len(grid) < 2:
        grid = np.array([distinct[0], distinct[-1]])
    spread = max(float(known.std()), 1e-9)
    rank = np.searchsorted(np.sort(known), grid, side="left") + np.searchsorted(
        np.sort(known), grid, side="right"
    )
    rank_scaled = (rank / (2 * len(known)) - 0.5) * np.sqrt(12)
    blocks: list[Floats] = [((grid - known.mean()) / spread)[:, None]]
    kinds = ["line"]
    if len(grid) > 2:
        bumps = _bumps(grid, known)
        blocks += [rank_scaled[:, None], bumps]
        kinds += ["rank"] + ["curve"] * bumps.shape[1]
    scale = NumberScale(
        grid, np.hstack(blocks), tuple(kinds), bool(np.isnan(values).sum() >= minimum_missing)
    )
    centred = scale.basis - scale.columns(known).mean(axis=0, dtype=np.float64)
    return NumberScale(grid, centred, scale.kinds, scale.flags_missing)


def learn_scaler(numbers: Matrix) -> FeatureScaler:
    """The scales of the columns of (n, p)."""
    return FeatureScaler(tuple(learn_scale(numbers[:, place]) for place in range(numbers.shape[1])))
