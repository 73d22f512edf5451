"""How one attribute contributes over a whole workforce, and where the workforce has people at all.

The attribute's range in training is cut at the grid of its values (for categories: its levels). Of each value
are known how many people lie nearest to it and their mean contribution to the log-odds before calibration.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from churnvision.ml.encoding import Matrix
from churnvision.ml.features import SEASON
from churnvision.ml.inputs import Attribute
from churnvision.ml.rows import Encoding

Floats = NDArray[np.float64]
MAXIMUM_POINTS = 13
MAXIMUM_LEVELS_SHOWN = 20
MISSING = "no value"
OTHER = "other levels"


@dataclass(frozen=True)
class GridValue:
    """A value that an attribute takes: as the model reads it (None: a gap), and as text."""

    value: float | None
    text: str


@dataclass(frozen=True)
class ProfileValue:
    """The people nearest to a value, and the mean of their contributions (0 where there is nobody)."""

    value: float | None
    text: str
    count: int
    mean_contribution: float


@dataclass(frozen=True)
class Profile:
    """One attribute over n people, in log-odds.

    ``correlation`` of value and contribution says whether higher values raise (above 0) or lower the hazard;
    None for categories and for attributes that do not vary. The means of all attributes add up: base + sum of
    ``mean_contribution`` = mean of the scores.
    """

    attribute: str
    kind: str
    mean_contribution: float
    mean_absolute_contribution: float
    correlation: float | None
    values: tuple[ProfileValue, ...]


def kind_of(encoding: Encoding, place: int, attributes: Iterable[Attribute]) -> str:
    """time, season, number, flag, ordinal or category."""
    space, name = encoding.space, encoding.space.names[place]
    if place < space.moving_count:
        return "season" if name == SEASON else "time"
    if name in space.numbers:
        return "flag" if any(one.name == name and one.kind == "boolean" for one in attributes) else "number"
    return "ordinal" if name in space.ordinals else "category"


def grid_of(encoding: Encoding, place: int, kind: str) -> list[GridValue]:
    """The values at which an attribute is looked at, rising; the levels of a category, most frequent first.

    At most MAXIMUM_POINTS quantiles, or MAXIMUM_LEVELS_SHOWN levels and all others as one. Empty for one that
    never varied in training.
    """
    name = encoding.space.names[place]
    if kind == "category":
        levels = encoding.encoder.levels[name][:MAXIMUM_LEVELS_SHOWN]
        return [GridValue(float(code), text) for code, text in enumerate(levels)]
    scale = encoding.scaler.scales[place]
    if scale is None:
        return []
    grid = scale.grid
    if len(grid) > MAXIMUM_POINTS:
        grid = np.unique(grid[np.linspace(0, len(grid) - 1, MAXIMUM_POINTS).round().astype(int)])
    named = {number: level for level, number in encoding.encoder.ordinals.get(name, {}).items()}
    return [GridValue(float(one), _text(float(one), kind, named)) for one in grid]


def _text(value: float, kind: str, named: dict[float, str]) -> str:
    if kind == "flag":
        return "yes" if value else "no"
    if value in named:
        return named[value]
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"


def nearest(values: Matrix, grid: list[GridValue], kind: str) -> NDArray[np.int64]:
    """(n,) place on the grid; its length for other levels, and one more for a gap."""
    points = np.array([one.value for one in grid], dtype=np.float64)
    if kind == "category":
        places = np.where(np.isnan(values), 0, values).astype(np.int64)
        places = np.minimum(places, len(points))
    else:
        places = np.searchsorted((points[1:] + points[:-1]) / 2, values, side="right")
    return np.where(np.isnan(values), len(points) + 1, places)


class Profiler:
    """Adds people up, batch by batch."""

    def __init__(self, encoding: Encoding, attributes: Iterable[Attribute]) -> None:
        self._names = encoding.space.names
        kept = tuple(attributes)
        self._kinds = [kind_of(encoding, place, kept) for place in range(len(self._names))]
        self._grids = [grid_of(encoding, place, kind) for place, kind in enumerate(self._kinds)]
        self._people = 0
        self._sums = np.zeros((2, len(self._names)))
        # of people with a value: count, x, x squared, c, c squared, x times c
        self._moments = np.zeros((6, len(self._names)))
        self._counts = [np.zeros(len(grid) + 2) for grid in self._grids]
        self._parts = [np.zeros(len(grid) + 2) for grid in self._grids]

    def add(self, raw: Matrix, contributions: Floats) -> None:
        """People's values (n, features) and contributions (n, features)."""
        self._people += len(raw)
        self._sums += np.stack([contributions.sum(axis=0), np.abs(contributions).sum(axis=0)])
        for place, kind in enumerate(self._kinds):
            values, parts = raw[:, place], contributions[:, place]
            if self._grids[place]:
                bins = nearest(values, self._grids[place], kind)
                size = len(self._counts[place])
                self._counts[place] += np.bincount(bins, minlength=size)
                self._parts[place] += np.bincount(bins, parts, minlength=size)
            if kind not in ("category", "season"):
                known = ~np.isnan(values)
                x, c = values[known].astype(np.float64), parts[known]
                self._moments[:, place] += [len(x), x.sum(), x @ x, c.sum(), c @ c, x @ c]

    def profiles(self) -> list[Profile]:
        """One for each feature, in the order of the contributions."""
        means, sizes = self._sums / max(self._people, 1)
        return [
            Profile(name, kind, float(mean), float(size), self._correlation(place), self._values(place))
            for place, (name, kind, mean, size) in enumerate(
                zip(self._names, self._kinds, means, sizes, strict=True)
            )
        ]

    def _correlation(self, place: int) -> float | None:
        count, x, xx, c, cc, xc = self._moments[:, place]
        spread = (count * xx - x * x) * (count * cc - c * c)
        # squares of large numbers leave a rest of rounding where nothing varies
        if count < 2 or spread <= 1e-12 * (count * xx) * (count * cc):
            return None
        return float(np.clip((count * xc - x * c) / np.sqrt(spread), -1.0, 1.0))

    def _values(self, place: int) -> tuple[ProfileValue, ...]:
        grid = self._grids[place]
        if not grid:
            return ()
        named = [*grid, GridValue(None, OTHER), GridValue(None, MISSING)]
        counts, parts = self._counts[place], self._parts[place]
        return tuple(
            ProfileValue(one.value, one.text, int(count), float(part / count) if count else 0.0)
            for number, (one, count, part) in enumerate(zip(named, counts, parts, strict=True))
            if number < len(grid) or count
        )
