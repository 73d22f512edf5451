"""Headcounts of org units, and which of them are too small to be shown to those who see groups only."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from churnvision.features.employees.tables import OrgUnit

SMALLEST_GROUP = 5


def count_with_units_below(units: Sequence[OrgUnit], direct: Mapping[int, int]) -> dict[int, int]:
    """People in each unit and below, from the people directly in each; `units` are sorted by path."""
    totals = {unit.id: direct.get(unit.id, 0) for unit in units}
    for unit in sorted(units, key=lambda one: one.path.count("/"), reverse=True):
        if unit.parent_id in totals:
            totals[unit.parent_id] += totals[unit.id]
    return totals


def too_small(units: Sequence[OrgUnit], totals: Mapping[int, int]) -> set[int]:
    """The units whose headcount must not be shown.

    Groups of one to four; and, where a unit's headcount less those shown below it would tell the size of
    such a group, the next smallest units with all below them.
    """
    below: dict[int, list[int]] = defaultdict(list)
    for unit in units:
        if unit.parent_id is not None:
            below[unit.parent_id].append(unit.id)
    hidden = {unit.id for unit in units if 0 < totals[unit.id] < SMALLEST_GROUP}
    for unit in units:
        if unit.id in hidden:
            continue
        shown = sorted((child for child in below[unit.id] if child not in hidden), key=totals.__getitem__)
        rest = totals[unit.id] - sum(totals[child] for child in shown)
        while shown and 0 < rest < SMALLEST_GROUP:
            child = shown.pop(0)
            rest += totals[child]
            hidden |= {child, *_descendants(child, below)}
    return hidden


def _descendants(unit_id: int, below: Mapping[int, list[int]]) -> set[int]:
    found: set[int] = set()
    pending = list(below.get(unit_id, ()))
    while pending:
        one = pending.pop()
        if one not in found:
            found.add(one)
            pending.extend(below.get(one, ()))
    return found
