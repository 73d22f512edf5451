"""Small groups stay hidden, also by subtraction."""

from collections import defaultdict

from hypothesis import given
from hypothesis import strategies as st

from churnvision.features.predictions.suppression import SMALLEST_GROUP, hidden_groups


def test_a_group_of_four_and_its_smallest_sibling_are_hidden() -> None:
    assert hidden_groups(40, {None: [1, 2, 3]}, {1: 4, 2: 10, 3: 26}) == {1, 2}


def test_nothing_is_hidden_when_what_is_left_over_is_nobody_or_five() -> None:
    assert hidden_groups(30, {None: [1, 2]}, {1: 10, 2: 20}) == set()
    assert hidden_groups(35, {None: [1, 2]}, {1: 10, 2: 20}) == set()


def test_people_directly_in_a_unit_are_protected_from_its_subunits() -> None:
    # Three sit directly in unit 1; they would be unit 1 less unit 2.
    assert hidden_groups(13, {None: [1], 1: [2]}, {1: 13, 2: 10}) == {2}


def test_below_a_hidden_group_everything_is_hidden() -> None:
    assert hidden_groups(20, {None: [1, 2], 2: [3]}, {1: 3, 2: 17, 3: 17}) == {1, 2, 3}


@st.composite
def trees(draw: st.DrawFn) -> tuple[int, dict[int | None, list[int]], dict[int, int], dict[int | None, int]]:
    parents: dict[int, int | None] = {}
    direct: dict[int | None, int] = {None: draw(st.integers(0, 12))}
    for unit in range(1, draw(st.integers(1, 12)) + 1):
        parents[unit] = draw(st.sampled_from([None, *parents]))
        direct[unit] = draw(st.integers(0, 12))
    sizes = {unit: direct[unit] for unit in parents}
    for unit in sorted(parents, reverse=True):
        above = parents[unit]
        if above is not None:
            sizes[above] += sizes[unit]
    children: dict[int | None, list[int]] = defaultdict(list)
    for unit, above in parents.items():
        children[above].append(unit)
    whole = direct[None] + sum(sizes[unit] for unit in children[None])
    return whole, dict(children), sizes, direct


@given(trees())
def test_no_difference_of_shown_groups_is_a_group_of_one_to_four(
    tree: tuple[int, dict[int | None, list[int]], dict[int, int], dict[int | None, int]],
) -> None:
    whole, children, sizes, _ = tree
    hidden = hidden_groups(whole, children, sizes)
    shown = {unit for unit in sizes if unit not in hidden}
    assert all(sizes[unit] == 0 or sizes[unit] >= SMALLEST_GROUP for unit in shown)
    for parent in [None, *shown]:
        size = whole if parent is None else sizes[parent]
        if 0 < size < SMALLEST_GROUP:
            continue
        rest = size - sum(sizes[child] for child in children.get(parent, []) if child in shown)
        assert rest == 0 or rest >= SMALLEST_GROUP
