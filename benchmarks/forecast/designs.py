"""Polars tables as the peers take them: pandas with strings or categories, or one-hot and scaled numbers."""

from typing import Any

import numpy as np
import polars as pl

from benchmarks.forecast import libraries
from benchmarks.forecast.tables import Floats

UNKNOWN = "unknown"


def is_category(people: pl.DataFrame, name: str) -> bool:
    """Whether a column holds words."""
    return people.schema[name] == pl.String


def with_strings(people: pl.DataFrame) -> Any:
    """(n, k) pandas: words as Python strings, all else as float64."""
    pandas = libraries.pandas()
    columns = {
        name: pandas.Series(people[name].fill_null(UNKNOWN).to_list(), dtype=object)
        if is_category(people, name)
        else people[name].cast(pl.Float64).to_numpy()
        for name in people.columns
    }
    return pandas.DataFrame(columns)


def with_categories(people: pl.DataFrame, train: pl.DataFrame) -> Any:
    """(n, k) pandas: words as categories, the levels those of the training rows; others are missing."""
    pandas = libraries.pandas()
    frame = with_strings(people)
    for name in people.columns:
        if is_category(people, name):
            levels = train[name].fill_null(UNKNOWN).unique().sort().to_list()
            known = frame[name].where(frame[name].isin(levels), None)
            frame[name] = pandas.Categorical(known, categories=levels)
    return frame


def one_hot(people: pl.DataFrame, train: pl.DataFrame) -> Floats:
    """(n, columns): a column for each of the training rows' levels; numbers scaled by the training rows."""
    columns: list[Floats] = []
    for name in train.columns:
        if is_category(train, name):
            words = people[name].fill_null(UNKNOWN).to_numpy()
            levels = train[name].fill_null(UNKNOWN).unique().sort().to_list()
            columns += [(words == level).astype(np.float64) for level in levels]
        else:
            known = train[name].cast(pl.Float64).to_numpy()
            spread = known.std() or 1.0
            columns.append((people[name].cast(pl.Float64).to_numpy() - known.mean()) / spread)
    return np.stack(columns, axis=1)
