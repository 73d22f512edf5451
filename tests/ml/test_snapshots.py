from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from churnvision.ml import snapshots as module
from churnvision.ml.snapshots import Snapshots

FIRST = date(1969, 12, 1)  # before 1970, where days are negative
ROWS = st.lists(
    st.tuples(
        st.integers(-3, 2**40),
        st.integers(0, 90),
        st.one_of(st.none(), st.integers(0, 9)),
        st.text(max_size=20),
    ),
    min_size=1,
    max_size=60,
    unique_by=lambda row: row[:2],
)


def frame_of(rows: list[tuple[int, int, int | None, str]]) -> pl.DataFrame:
    return pl.DataFrame(
        [(person, FIRST + timedelta(days), grade, team) for person, days, grade, team in rows],
        schema={"person_id": pl.Int64, "effective_on": pl.Date, "grade": pl.Int64, "team": pl.String},
        orient="row",
    )


def days_of(values: pl.Series) -> np.ndarray:
    return values.to_physical().cast(pl.Int64).to_numpy()


@given(rows=ROWS, is_lazy=st.booleans(), seed=st.integers(0, 9))
def test_any_rows_are_read_as_a_sorted_table_would_have_them(
    rows: list[tuple[int, int, int | None, str]], is_lazy: bool, seed: int
) -> None:
    frame = frame_of(rows)
    ordered = frame.sort("person_id", "effective_on")
    found = Snapshots(frame.lazy() if is_lazy else frame, ["grade", "team"])
    assert found.people.tolist() == ordered["person_id"].unique().sort().to_list()
    places = np.random.default_rng(seed).integers(0, len(rows), 2 * len(rows))
    assert found.at(places).equals(ordered[places])
    first = ordered.unique("person_id", keep="first", maintain_order=True)
    assert found.first_days().tolist() == days_of(first["effective_on"]).tolist()
    last = ordered.unique("person_id", keep="last", maintain_order=True)
    assert found.at(found.newest_places()).equals(last)
    rank = np.arange(len(found.people))
    assert found.at(found.places_at(rank, days_of(last["effective_on"]) + 5)).equals(last)
    known = ordered.group_by("person_id", maintain_order=True).agg(pl.col("grade").drop_nulls().last())
    assert found.newest_known("grade").to_list() == known["grade"].to_list()


def test_rows_are_found_across_batches_of_a_file(
    tmp_path: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_BATCH_ROWS", 7)
    rows = [(person, 30 * month, person % 5, f"team {month}") for month in range(9) for person in range(40)]
    frame_of(rows).write_parquet(f"{tmp_path}/all.parquet")
    found = Snapshots(pl.scan_parquet(f"{tmp_path}/all.parquet"), ["grade", "team"])
    ordered = frame_of(rows).sort("person_id", "effective_on")
    places = np.array([359, 0, 7, 6, 200, 7])
    assert found.at(places).equals(ordered[places])
    assert found.at(np.array([], dtype=np.int64)).schema == ordered.schema


def test_of_two_rows_of_a_day_the_later_one_holds() -> None:
    rows = [(1, 5, 3, "first"), (2, 5, 3, "other"), (1, 5, 4, "second")]
    found = Snapshots(frame_of(rows), ["grade", "team"])
    assert found.at(found.newest_places())["team"].to_list() == ["second", "other"]
