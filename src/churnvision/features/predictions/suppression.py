"""Which groups are too small to show (fewer than five people), directly or by subtraction.

A group's figures are the sum over its people, so a hidden group of three could be had as its parent less
its shown siblings. What is left over of every shown group after taking away its shown parts is therefore
either nobody or at least five people: where it is fewer, the smallest sibling is hidden as well. Below a
hidden group everything is hidden.
"""

from collections.abc import Mapping, Sequence

SMALLEST_GROUP = 5


def hidden_groups(
    people: int, children: Mapping[int | None, Sequence[int]], sizes: Mapping[int, int]
) -> set[int]:
    """The groups that must not be shown.

    `people` is the size of the whole, `children` the ids directly below each id (None: the whole), `sizes`
    the number of people in each group with everything below it.
    """
    hidden: set[int] = set()
    pending: list[tuple[int | None, int]] = [(None, people)]
    while pending:
        parent, size = pending.pop()
        below = children.get(parent, ())
        if 0 < size < SMALLEST_GROUP or (parent is not None and parent in hidden):
            hidden.update(below)
        else:
            hidden.update(_hidden_among(size, below, sizes))
        pending.extend((child, sizes[child]) for child in below)
    return hidden


def _hidden_among(size: int, below: Sequence[int], sizes: Mapping[int, int]) -> set[int]:
    shown = sorted((child for child in below if sizes[child] >= SMALLEST_GROUP), key=lambda one: -sizes[one])
    left_over = size - sum(sizes[child] for child in shown)
    while shown and 0 < left_over < SMALLEST_GROUP:
        left_over += sizes[shown.pop()]
    return {child for child in below if sizes[child] > 0} - set(shown)
