import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from churnvision.ml.encoding import learn_levels, learn_scale, ordinal_values


@pytest.mark.parametrize(
    ("levels", "order"),
    [
        (["high", "low", "medium"], ["low", "medium", "high"]),
        (["<10", "10-49", "50-99", "100-500", "1000+"], ["<10", "10-49", "50-99", "100-500", "1000+"]),
        (["1", ">20", "2", "3"], ["1", "2", "3", ">20"]),
    ],
)
def test_levels_with_an_order_become_numbers(levels: list[str], order: list[str]) -> None:
    values = ordinal_values(levels)
    assert values is not None
    assert sorted(levels, key=values.__getitem__) == order


def test_levels_without_an_order_stay_levels() -> None:
    assert ordinal_values(["Sales", "Research", "Finance"]) is None
    assert ordinal_values(["yes", "no"]) is None


def test_unknown_and_rare_levels_share_a_code_and_missing_is_a_gap() -> None:
    frame = pl.DataFrame({"team": ["A"] * 20 + ["B"] * 10 + ["rare"] * 2})
    encoder = learn_levels(frame, ["team"])
    codes = encoder.codes(pl.Series("team", ["A", "B", "rare", "new", None]))
    assert encoder.levels["team"] == ("A", "B")
    assert codes[:4].tolist() == [0, 1, 2, 2]
    assert np.isnan(codes[4])


def test_a_category_of_names_has_no_levels() -> None:
    frame = pl.DataFrame({"name": [f"person {n}" for n in range(50)]})
    assert learn_levels(frame, ["name"]).levels["name"] == ()


@given(arrays(np.float64, st.integers(2, 80), elements=st.floats(-1e6, 1e6, width=32)))
def test_columns_of_a_number_have_mean_zero_and_end_values_hold_beyond_the_range(values: np.ndarray) -> None:
    scale = learn_scale(values)
    if scale is None:
        assert len(np.unique(values)) < 2
        return
    columns = scale.columns(values)
    assert columns.shape == (len(values), scale.basis.shape[1])
    assert np.abs(columns.mean(axis=0)).max() < 1e-2
    ends = scale.columns(np.array([scale.grid[0] - 1e9, scale.grid[0], np.nan]))
    assert np.allclose(ends[0], ends[1])
    assert (ends[2] == 0).all()
