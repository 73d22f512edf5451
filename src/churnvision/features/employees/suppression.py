"""Which groups are too small to show (one to four people), directly or by subtraction.

A group's figures are sums over its people, so a hidden group of three could be had as its parent less its
shown siblings. What is left over of every shown group after taking away its shown parts is therefore nobody
or at least five people, in every count that is shown; where it is fewer, the smallest part is hidden as
well. Below a hidden group everything is hidden. Every page asks this one function, with the same sizes and
with ties broken alike: two pages that hid different parts would tell what each of them hides.
"""

from collections.abc import Collection, Mapping

from churnvision.features.employees.headcount import units_below

SMALLEST_GROUP = 5
Counts = tuple[int, ...]


def hidden_groups(
    parents: Mapping[int, int | None],
    sizes: Mapping[int | None, Counts],
    *,
    hidden_before: Collection[int | None] = frozenset(),
) -> set[int | None]:
    """The groups whose counts must not be shown; None among them stands for the whole.

    `parents` is the unit above each unit, `sizes` the counts of each unit with everything below it and, under
    None, of the whole, who may be more than the people in units. `hidden_before` are groups that are hidden
    anyway; they are in the answer.
    """
    below, hidden = units_below(parents), set(hidden_before)
    pending: list[int | None] = [None]
    while pending:
        group = pending.pop()
        parts = below.get(group, [])
        if group in hidden or _is_small(sizes[group]):
            hidden.update((group, *parts))
        else:
            hidden.update(_hidden_among(parts, group, sizes, hidden))
        pending.extend(parts)
    return hidden


def _is_small(counts: Counts) -> bool:
    return any(0 < count < SMALLEST_GROUP for count in counts)


def _hidden_among(
    parts: list[int], group: int | None, sizes: Mapping[int | None, Counts], hidden: Collection[int | None]
) -> set[int]:
    shown = {part for part in parts if part not in hidden and not _is_small(sizes[part])}
    rest = _sum(sizes[group], *(tuple(-count for count in sizes[part]) for part in shown))
    while _is_small(rest):
        part = _next_hidden(shown, rest, sizes)
        shown.remove(part)
        rest = _sum(rest, sizes[part])
    return set(parts) - shown


def _next_hidden(shown: Collection[int], rest: Counts, sizes: Mapping[int | None, Counts]) -> int:
    """The smallest part that makes what is left over large enough, else the smallest part with people."""
    return min(
        (part for part in shown if any(sizes[part])),
        key=lambda part: (_is_small(_sum(rest, sizes[part])), sizes[part], part),
    )


def _sum(*many: Counts) -> Counts:
    return tuple(map(sum, zip(*many, strict=True)))
