"""Sizes of groups, and sums over each org unit with everything below it."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol, Self, TypeVar


class Addable(Protocol):
    """What can be added up along the tree."""

    def __add__(self, other: Self, /) -> Self:
        """The sum of two groups without common people."""


Figures = TypeVar("Figures", bound=Addable)


@dataclass(frozen=True)
class GroupSize:
    """How many people of a group have not left, and how many of these have a forecast."""

    headcount: int
    forecast_count: int

    def __add__(self, other: "GroupSize") -> "GroupSize":
        return GroupSize(self.headcount + other.headcount, self.forecast_count + other.forecast_count)

    @property
    def counts(self) -> tuple[int, int]:
        """Both counts, as suppression compares them."""
        return self.headcount, self.forecast_count


NOBODY = GroupSize(0, 0)


def units_below(parents: Mapping[int, int | None]) -> dict[int | None, list[int]]:
    """The units directly below each unit, from the unit above each; None: those below none of them."""
    below: dict[int | None, list[int]] = defaultdict(list)
    for unit, parent in parents.items():
        below[parent if parent in parents else None].append(unit)
    return below


def add_up(
    parents: Mapping[int, int | None], direct: Mapping[int | None, Figures], nothing: Figures
) -> dict[int | None, Figures]:
    """The figures of each unit with everything below it, and of the whole under None.

    `parents` is the unit above each unit, `direct` the figures of the people directly in each unit; the key
    None holds those in no unit, who count in the whole alone.
    """
    totals: dict[int | None, Figures] = {unit: direct.get(unit, nothing) for unit in parents}
    for unit in reversed(_from_the_top(parents)):
        parent = parents[unit]
        if parent in parents:
            totals[parent] = totals[parent] + totals[unit]
    totals[None] = nothing
    for figures in direct.values():
        totals[None] = totals[None] + figures
    return totals


def _from_the_top(parents: Mapping[int, int | None]) -> list[int]:
    below = units_below(parents)
    order = list(below[None])
    for unit in order:
        order.extend(below[unit])
    return order
