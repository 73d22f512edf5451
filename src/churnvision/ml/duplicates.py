"""Identical rows of different people beyond chance: a table that was joined or copied wrongly.

Few attributes of few levels make people alike by chance. Then leaving out any attribute with several levels
makes many more of them alike. Where rows were copied it hardly does: who is alike in all other attributes is
alike in this one too.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from churnvision.ml.inputs import StaticTable
from churnvision.ml.training import MINIMUM_DISTINCT_SHARE

Keys = NDArray[np.uint64]
_FEWEST_SHARE = 0.01
_FEWEST_ROWS = 20
_EXPLAINED_SHARE = 0.5


@dataclass(frozen=True)
class Duplicates:
    """``count`` of ``rows`` are like another one although they are of other people."""

    count: int
    rows: int


def find_duplicates(data: StaticTable) -> Duplicates | None:
    """Identical rows, over all attributes and the outcome, of which chance explains less than half.

    None where most rows are identical: the attributes are too few to tell people apart.
    """
    names = [attribute.name for attribute in data.attributes]
    people = data.people.filter(pl.col("event").is_not_null()).unique(
        subset=["person_id", *names, "event"], maintain_order=True
    )
    if not names or not people.height:
        return None
    columns = {name: people[name].hash(place).to_numpy() for place, name in enumerate([*names, "event"])}
    whole: Keys = np.zeros(people.height, dtype=np.uint64)
    for column in columns.values():
        whole = whole + column
    count = _repeated(whole)
    if count < max(_FEWEST_ROWS, _FEWEST_SHARE * people.height):
        return None
    if count > (1 - MINIMUM_DISTINCT_SHARE) * people.height:
        return None
    if _pairs(whole) < _EXPLAINED_SHARE * max(_pairs(whole - columns[name]) for name in names):
        return None
    return Duplicates(count, people.height)


def _repeated(keys: Keys) -> int:
    return len(keys) - len(np.unique(keys))


def _pairs(keys: Keys) -> int:
    counts = np.unique(keys, return_counts=True)[1].astype(np.int64)
    return int((counts * (counts - 1) // 2).sum())
