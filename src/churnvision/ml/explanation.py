"""Why a person's hazard is what it is: exactly additive contributions to the log-odds of the as-of month.

Contributions are those of the ensemble before calibration: the base plus a person's contributions are the
person's log-odds. All columns of an attribute (line, rank, bumps, levels, trees) are one contribution. They
say what the model looks at, not what would change if the attribute were changed.
"""

import math
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from churnvision.ml.encoding import Matrix
from churnvision.ml.features import SEASON, TENURE, FeatureSpace

Floats = NDArray[np.float64]
STRONGEST = 5


@dataclass(frozen=True, slots=True)
class Driver:
    """One attribute's share of the log-odds; positive raises the hazard. ``value`` is text for people."""

    attribute: str
    value: str
    contribution: float


def _number_text(value: float | None) -> str:
    if value is None or not math.isfinite(value):
        return "missing"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"


class ValueTexts:
    """People's own values of the as-of day as text, made only where they are shown.

    The matrix that the model reads would not do: it is cut to the training range.
    """

    def __init__(self, space: FeatureSpace, moving: Matrix, frame: pl.DataFrame) -> None:
        self.space = space
        self.moving = moving
        self.frame = frame
        self.is_flag = {name for name in space.numbers if frame.schema[name] == pl.Boolean}

    def column(self, place: int, rows: NDArray[np.int64]) -> list[str]:
        """Texts of one feature for these rows."""
        name = self.space.names[place]
        if name == SEASON:
            return [f"month {value:.0f}" for value in self.moving[rows, place].tolist()]
        if place < self.space.moving_count:
            unit = "months" if name == TENURE else "years"
            values = self.moving[rows, place].tolist()
            return ["missing" if value != value else f"{value:.1f} {unit}" for value in values]
        column = self.frame[name].gather(pl.Series(rows))
        if name in self.is_flag:
            return ["missing" if value is None else "yes" if value else "no" for value in column]
        if name in self.space.numbers:
            return [_number_text(value) for value in column.cast(pl.Float64, strict=False)]
        return ["missing" if value is None else str(value) for value in column]


def strongest_drivers(
    contributions: Floats, space: FeatureSpace, moving: Matrix, frame: pl.DataFrame
) -> list[list[Driver]]:
    """For each row of contributions (n, features) its five strongest drivers, strongest first.

    ``moving`` (n, moving_count) are the times as they are, ``frame`` (n rows) the attributes. The calendar
    month is not among the drivers: it is the same for everybody.
    """
    size = np.abs(contributions)
    for place, name in enumerate(space.names):
        if name == SEASON:
            size[:, place] = -1.0
    shown = min(STRONGEST, contributions.shape[1] - int(space.has_season))
    order = np.argsort(-size, axis=1, kind="stable")[:, :shown]
    texts = ValueTexts(space, moving, frame)
    drivers: list[list[Driver]] = [[] for _ in range(len(contributions))]
    values = np.take_along_axis(contributions, order, axis=1)
    text = np.empty(order.shape, dtype=object)
    for place in range(contributions.shape[1]):
        rows, ranks = np.nonzero(order == place)
        if len(rows):
            text[rows, ranks] = texts.column(place, rows)
    names = space.names
    for row, (places, found, shown_values) in enumerate(
        zip(order.tolist(), text.tolist(), values.tolist(), strict=True)
    ):
        drivers[row] = [Driver(names[p], v, c) for p, v, c in zip(places, found, shown_values, strict=True)]
    return drivers
