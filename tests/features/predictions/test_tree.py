"""What a reader of groups may be told of bands and leavers, in one group and by subtraction."""

from collections.abc import Iterator

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from churnvision.features.employees.headcount import add_up
from churnvision.features.employees.schemas import OrgUnitView
from churnvision.features.predictions.group_repository import Sums
from churnvision.features.predictions.schemas import BANDS
from churnvision.features.predictions.tree import Tree
from tests.features.employees.told import told_groups

Bands = tuple[int, int, int, int]


def sums_of(bands: Bands, *, leavers: int = 0) -> Sums:
    """A group of which everybody has a forecast."""
    people = sum(bands)
    return Sums(np.array([people, people, leavers, 0, *bands, *[0.1] * 8], dtype=np.float64))


def tree_of(
    direct: dict[int | None, Sums],
    parents: dict[int, int | None] | None = None,
    *,
    counts_people: bool = False,
) -> Tree:
    """Unit n is named n, below the whole unless `parents` says where."""
    above = parents if parents is not None else {unit: None for unit in direct if unit is not None}
    units = [
        OrgUnitView(id=unit, name=str(unit), path=str(unit), parent_id=parent, headcount=None)
        for unit, parent in above.items()
    ]
    return Tree(units, direct, counts_people=counts_people)


def counts_of(tree: Tree, group: int | None) -> list[int | None]:
    """The counts of the bands, from low to very high."""
    shown = tree.bands(group)
    assert all((one.count is None) == (one.share is None) for one in shown)
    return [one.count for one in shown]


def test_a_band_of_three_is_hidden_with_the_next_rarest_one() -> None:
    tree = tree_of({1: sums_of((60, 30, 9, 3))})
    assert counts_of(tree, None) == [60, 30, None, None]
    assert counts_of(tree_of({1: sums_of((3, 60, 9, 30))}), None) == [None, 60, None, 30]


def test_bands_that_are_three_together_take_a_third_one_with_them() -> None:
    assert counts_of(tree_of({1: sums_of((60, 30, 2, 1))}), None) == [60, None, None, None]
    assert counts_of(tree_of({1: sums_of((60, 1, 1, 1))}), None) == [None] * 4


def test_bands_of_nobody_and_of_five_are_shown() -> None:
    assert counts_of(tree_of({1: sums_of((60, 5, 0, 0))}), None) == [60, 5, 0, 0]


def test_who_sees_people_by_name_sees_every_band() -> None:
    tree = tree_of({1: sums_of((60, 30, 2, 1), leavers=2)}, counts_people=True)
    assert counts_of(tree, 1) == [60, 30, 2, 1] and tree.leavers(1) == 2


def test_a_band_of_three_is_not_the_difference_of_two_units() -> None:
    # Of the 8 very high ones 5 are in unit 2; the 3 in unit 3 would be what is left over.
    direct = {2: sums_of((30, 20, 10, 5)), 3: sums_of((30, 20, 10, 3))}
    tree = tree_of(direct, {1: None, 2: 1, 3: 1})
    assert counts_of(tree, 1) == [60, 40, 20, 8]
    assert counts_of(tree, 3) == counts_of(tree, 2) == [30, 20, None, None]


def test_leavers_of_one_to_four_are_hidden_with_a_sibling_that_would_tell_them() -> None:
    shape = {1: 3, 2: 5, 3: 9, 4: 0}
    tree = tree_of({unit: sums_of((20, 0, 0, 0), leavers=leavers) for unit, leavers in shape.items()})
    assert [tree.leavers(group) for group in (None, 1, 2, 3, 4)] == [17, None, None, 9, 0]
    few = tree_of({1: sums_of((20, 0, 0, 0), leavers=3)})
    assert few.leavers(None) is few.leavers(1) is None


@st.composite
def companies(draw: st.DrawFn) -> tuple[dict[int, int | None], dict[int | None, Sums]]:
    """Up to three units, and the people directly in each (None: in no unit) by band."""
    bands = st.tuples(*[st.sampled_from([0, 0, 1, 3, 4, 5, 6, 9, 30])] * 4)
    parents: dict[int, int | None] = {}
    direct: dict[int | None, Sums] = {None: sums_of(draw(bands))}
    for unit in range(1, draw(st.integers(1, 3)) + 1):
        parents[unit] = draw(st.sampled_from([None, *parents]))
        direct[unit] = sums_of(draw(bands))
    return parents, direct


def shown_members(tree: Tree, group: int | None, units: np.ndarray) -> Iterator[np.ndarray]:
    """For every figure of a group, which of all units' bands it counts; `units` says who is in the group."""
    shown = tree.bands(group)
    if tree.has_counts(group):
        yield np.kron(units, np.ones(len(BANDS)))
    for place, one in enumerate(shown):
        if one.count is not None:
            yield np.kron(units, np.eye(len(BANDS))[place])


# Examples are slow where other tests share the machine.
@settings(deadline=None)
@given(companies())
def test_no_sum_of_shown_bands_tells_one_to_four_people(
    company: tuple[dict[int, int | None], dict[int | None, Sums]],
) -> None:
    parents, direct = company
    tree = tree_of(direct, parents)
    parts = np.eye(len(direct))
    members = add_up(parents, dict(zip(direct, parts, strict=True)), np.zeros(len(direct)))
    shown = [figure for group, units in members.items() for figure in shown_members(tree, group, units)]
    counts = np.concatenate([sums.band_counts for sums in direct.values()])
    for people in told_groups(shown, len(counts)) @ counts:
        assert people == 0 or people >= 5
