"""Small groups stay hidden, also by subtraction."""

import itertools

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from churnvision.features.employees.headcount import NOBODY, GroupSize, add_up
from churnvision.features.employees.suppression import SMALLEST_GROUP, hidden_groups
from tests.features.employees.told import told_groups

Parents = dict[int, int | None]


def hidden(whole: int, parents: Parents, **sizes: int) -> set[int | None]:
    """Hidden groups where one count is shown; `sizes` by "u" and the unit."""
    counts = {None: (whole,), **{unit: (sizes[f"u{unit}"],) for unit in parents}}
    return hidden_groups(parents, counts)


def test_a_group_of_four_and_its_smallest_sibling_are_hidden() -> None:
    assert hidden(40, {1: None, 2: None, 3: None}, u1=4, u2=10, u3=26) == {1, 2}


def test_nothing_is_hidden_when_what_is_left_over_is_nobody_or_five() -> None:
    assert hidden(30, {1: None, 2: None}, u1=10, u2=20) == set()
    assert hidden(35, {1: None, 2: None}, u1=10, u2=20) == set()


def test_people_directly_in_a_unit_are_protected_from_its_subunits() -> None:
    # Three sit directly in unit 1; they would be unit 1 less unit 2.
    assert hidden(13, {1: None, 2: 1}, u1=13, u2=10) == {2}


def test_people_in_no_unit_are_protected_from_the_units() -> None:
    # Three are in no unit; they would be everybody less both units.
    assert hidden(93, {1: None, 2: None}, u1=50, u2=40) == {2}


def test_below_a_hidden_group_everything_is_hidden() -> None:
    assert hidden(20, {1: None, 2: None, 3: 2}, u1=3, u2=17, u3=17) == {1, 2, 3}


def test_a_company_of_four_is_hidden_as_a_whole() -> None:
    assert hidden(4, {1: None}, u1=4) == {None, 1}


def test_of_equal_siblings_the_same_one_is_hidden_in_whatever_order_they_come() -> None:
    for order in itertools.permutations([2, 3, 4]):
        parents: Parents = {1: None, **dict.fromkeys(order, 1)}
        assert hidden(13, parents, u1=13, u2=5, u3=5, u4=3) == {2, 4}


def test_one_small_count_hides_a_group_with_what_would_tell_that_count() -> None:
    # Of unit 1 only three have a forecast; unit 2 has none to hide them among, so unit 3 goes.
    sizes = {None: (70, 43), 1: (20, 3), 2: (10, 0), 3: (40, 40)}
    assert hidden_groups({1: None, 2: None, 3: None}, sizes) == {1, 3}


def test_no_more_groups_are_hidden_than_the_one_that_protects_every_count() -> None:
    sizes = {None: (29, 23), 1: (3, 3), 2: (6, 0), 3: (20, 20)}
    assert hidden_groups({1: None, 2: None, 3: None}, sizes) == {1, 3}


@st.composite
def trees(draw: st.DrawFn) -> tuple[Parents, dict[int | None, GroupSize]]:
    """Units, and the people directly in each (None: in no unit) of whom some have a forecast."""
    people = st.integers(0, 12)
    parents: Parents = {}
    direct: dict[int | None, GroupSize] = {}
    for unit in [None, *range(1, draw(st.integers(1, 7)) + 1)]:
        headcount = draw(people)
        direct[unit] = GroupSize(headcount, draw(st.integers(0, headcount)))
        if unit is not None:
            parents[unit] = draw(st.sampled_from([None, *parents]))
    return parents, direct


# Examples are slow where other tests share the machine.
@settings(deadline=None)
@given(trees())
def test_no_sum_of_what_is_shown_tells_a_group_of_one_to_four(
    tree: tuple[Parents, dict[int | None, GroupSize]],
) -> None:
    parents, direct = tree
    sizes = {group: size.counts for group, size in add_up(parents, direct, NOBODY).items()}
    shown = set(sizes) - hidden_groups(parents, sizes)
    parts = np.eye(len(direct))
    members = add_up(parents, dict(zip(direct, parts, strict=True)), np.zeros(len(direct)))
    counts = np.array([size.counts for size in direct.values()])
    for people in told_groups([members[group] for group in shown], len(parts)) @ counts:
        assert all(count == 0 or count >= SMALLEST_GROUP for count in people)
