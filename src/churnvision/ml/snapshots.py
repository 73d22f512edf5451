"""Snapshots of people by person and date: dates in memory, attributes read when asked for.

Ten million rows of attributes do not fit into a small machine, and a model learns from a hundred thousand of
them. So only who and when is held, sixteen bytes a row; the attributes of drawn rows are gathered in one pass
over the source, batch by batch.
"""

from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

Integers = NDArray[np.int64]
_PERSON, _DATE = "person_id", "effective_on"
_DAYS = 1 << 20  # more than the days since 1970 of any date that occurs, shifted
_SHIFT = 1 << 19
_BATCH_ROWS = 100_000


class Snapshots:
    """Rows in the order of person and date; of two rows of a person and a day the later one holds.

    ``people`` (p,): the ids that occur, ascending. A person's rank is the place in it.
    """

    def __init__(self, source: pl.DataFrame | pl.LazyFrame, names: Sequence[str]) -> None:
        """``source``: person_id, effective_on, and the attributes ``names``; the same at each reading."""
        self._source = source.lazy().select(_PERSON, _DATE, *names)
        dates = self._source.select(_PERSON, _DATE).collect(engine="streaming")
        self.people: Integers = dates[_PERSON].unique().sort().to_numpy().astype(np.int64)
        keys = _keys(
            np.searchsorted(self.people, dates[_PERSON].to_numpy()), dates[_DATE].to_physical().to_numpy()
        )
        del dates
        if (keys[1:] < keys[:-1]).any():
            order = np.argsort(keys, kind="stable")
            self._keys, self._rows = keys[order], order.astype(np.uint32)
        else:
            self._keys, self._rows = keys, np.arange(len(keys), dtype=np.uint32)

    def __len__(self) -> int:
        return len(self._keys)

    def first_days(self) -> Integers:
        """(p,) the day of each person's first row, in days since 1970."""
        return self._keys[np.searchsorted(self._keys, np.arange(len(self.people)) * _DAYS)] % _DAYS - _SHIFT

    def places_at(self, rank: Integers, day: Integers) -> Integers:
        """(n,) the place of the last row of each person up to a day; each one has such a row."""
        return np.asarray(np.searchsorted(self._keys, _keys(rank, day), side="right") - 1)

    def days_at(self, places: Integers) -> Integers:
        """(n,) the day of the row at each place, in days since 1970."""
        return np.asarray(self._keys[places] % _DAYS - _SHIFT)

    def newest_places(self) -> Integers:
        """(p,) the place of each person's last row."""
        return np.asarray(np.searchsorted(self._keys, np.arange(1, len(self.people) + 1) * _DAYS) - 1)

    def newest_known(self, name: str) -> pl.Series:
        """(p,) each person's last value of an attribute that is not missing."""
        known = (
            self._source.filter(pl.col(name).is_not_null()).group_by(_PERSON, name).agg(pl.col(_DATE).max())
        )
        newest = known.collect(engine="streaming").sort(_DATE, name).unique(_PERSON, keep="last")
        people = pl.DataFrame({_PERSON: self.people})
        return people.join(newest, on=_PERSON, how="left", maintain_order="left")[name]

    def at(self, places: Integers) -> pl.DataFrame:
        """The rows at these places (n,), in one pass over the source."""
        rows = self._rows[places]
        wanted, own = np.unique(rows, return_inverse=True)
        return self._read(wanted)[own]

    def _read(self, wanted: NDArray[np.uint32]) -> pl.DataFrame:
        found = [pl.DataFrame(schema=self._source.collect_schema())]
        start = 0
        for batch in self._source.collect_batches(chunk_size=_BATCH_ROWS, maintain_order=True):
            low, high = np.searchsorted(wanted, [start, start + batch.height])
            if high > low:
                found.append(batch[wanted[low:high] - start])
            start += batch.height
        return pl.concat(found)


def _keys(rank: Integers, day: NDArray[np.integer]) -> Integers:
    return np.asarray(rank * _DAYS + (day + _SHIFT), dtype=np.int64)
