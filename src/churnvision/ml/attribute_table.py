"""Any table's attributes, and which of its rows are one person."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from churnvision.ml.inputs import Attribute
from churnvision.ml.training import MINIMUM_DISTINCT_SHARE

Integers = NDArray[np.int64]
Places = NDArray[np.bool_]


@dataclass(frozen=True)
class AttributeTable:
    """``people``: n rows, one column an attribute; rows with the same number in ``person`` (n,) are one."""

    people: pl.DataFrame
    attributes: tuple[Attribute, ...]
    person: Integers
    day: int

    def subset(self, places: Places) -> "AttributeTable":
        """The rows at these places."""
        return AttributeTable(
            self.people.filter(pl.Series(places)), self.attributes, self.person[places], self.day
        )

    @property
    def days(self) -> Integers:
        """(n,) the day as on which dates are read, in days since 1970."""
        return np.full(self.people.height, self.day, dtype=np.int64)


def alike(keys: pl.DataFrame) -> Integers:
    """(n,) for each row the place of the first one that is identical to it."""
    ranks = keys.select(pl.struct(pl.all()).rank("dense")).to_series().to_numpy()
    _, first, inverse = np.unique(ranks, return_index=True, return_inverse=True)
    return np.asarray(first[inverse], dtype=np.int64)


def twins(people: pl.DataFrame) -> Integers:
    """(n,) the same number for identical rows; a number each where most rows have a twin."""
    first = alike(people)
    is_distinct = len(np.unique(first)) >= MINIMUM_DISTINCT_SHARE * people.height
    return first if is_distinct else np.arange(people.height)
