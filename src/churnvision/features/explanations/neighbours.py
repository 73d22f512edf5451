"""The people of the past most like a person: how many of them left, and how leavers and stayers differ.

Only groups of five or more are told of, among the people whom the reader may see, and never who they are.
"""

import math
from collections import Counter
from collections.abc import Sequence

import numpy as np
from sqlalchemy.ext.asyncio import AsyncSession

from churnvision.features.audit import service as audit
from churnvision.features.employees import service as employees
from churnvision.features.explanations import neighbour_repository, repository
from churnvision.features.explanations.basis import find_basis
from churnvision.features.explanations.neighbour_repository import Comparison, Neighbour
from churnvision.features.explanations.schemas import AttributeRange, NearestGroup, Neighbours
from churnvision.features.explanations.views import SMALLEST_GROUP, Basis
from churnvision.features.predictions import service as predictions
from churnvision.features.predictions.errors import NoForecast
from churnvision.features.predictions.tables import AttributeProfile, Attribution
from churnvision.kit.access import Actor
from churnvision.kit.database import Database, release

NEAREST = 50
NEAREST_OF_OUTCOME = 10
SHOWN_ATTRIBUTES = 8
DISTANCE = (
    "From 0 (alike in everything) to 1: the mean difference over the attributes of the model, each weighing"
    " as much as it moves the scores of everybody. A number differs by its share of the range that most"
    " people lie in, at most 1; another level, or a value beside a gap, differs by 1."
)
TOO_FEW = (
    "Too few people among those you may see are known a year before the end of the data: import older"
    " snapshots or the leavers, and score everybody again."
)


async def find_neighbours(
    session: AsyncSession, database: Database, actor: Actor, employee_id: int
) -> Neighbours:
    """Raises EmployeeNotFound (also for people of others), NoForecast, and what `find_basis` raises."""
    await employees.require_visible(session, actor, employee_id)
    basis = await find_basis(session)
    person = await repository.find_attribution(session, basis.run.id, employee_id)
    if person is None:
        raise NoForecast(employee_id=employee_id)
    run_id, visible = basis.run.id, predictions.visible_groups(actor)
    people, leavers = await neighbour_repository.count_cases(session, run_id, visible)
    found: list[Neighbour] = []
    if people > SMALLEST_GROUP:
        asked = comparison(basis.profiles, person.inputs)
        found = await neighbour_repository.find_neighbours(
            session, run_id, visible, employee_id, asked, nearest=NEAREST, of_outcome=NEAREST_OF_OUTCOME
        )
    await release(session)
    await audit.record_read(database, actor, "neighbours.read", subject=("employee", employee_id))
    nearest = [one for one in found if one.rank <= NEAREST]
    left, stayed = _of_outcome(found, has_left=True), _of_outcome(found, has_left=False)
    is_told = len(nearest) >= SMALLEST_GROUP
    return Neighbours(
        employee_id=employee_id,
        as_of=basis.run.as_of,
        model_version_id=basis.run.model_version_id,
        distance=DISTANCE,
        within_days=basis.version.window_days or 365,
        compared=people if people >= SMALLEST_GROUP else 0,
        compared_leavers=_told(leavers, people),
        nearest=len(nearest) if is_told else 0,
        nearest_leavers=_told(sum(one.has_left for one in nearest), len(nearest)) if is_told else None,
        leavers=_group(left),
        stayers=_group(stayed),
        attributes=_ranges(basis, person, left, stayed) if left or stayed else [],
        reason=None if is_told else TOO_FEW,
    )


def comparison(profiles: Sequence[AttributeProfile], inputs: Sequence[float]) -> Comparison:
    """What a person is compared by, from the attributes' profiles and what was kept of the person."""
    sizes = [0.0 if one.kind == "season" else one.mean_absolute_contribution for one in profiles]
    total = sum(sizes) or 1.0
    return Comparison(
        features=list(inputs[len(inputs) - len(profiles) :]),
        weights=[size / total for size in sizes],
        full_differences=[_full_difference(one) for one in profiles],
    )


def _full_difference(profile: AttributeProfile) -> float:
    """The range of an attribute's values without the outermost ones where there are many; 0 for levels."""
    values = [one["value"] for one in profile.values if one["value"] is not None]
    if profile.kind == "category" or len(values) < 2:
        return 0.0
    inner = values[1:-1] if len(values) > 4 else values
    return float(inner[-1] - inner[0])


def _of_outcome(found: Sequence[Neighbour], *, has_left: bool) -> list[Neighbour]:
    """The nearest of one outcome; nobody where they are fewer than five."""
    chosen = [one for one in found if one.has_left is has_left and one.rank_of_outcome <= NEAREST_OF_OUTCOME]
    return chosen if len(chosen) >= SMALLEST_GROUP else []


def _group(chosen: Sequence[Neighbour]) -> NearestGroup | None:
    if not chosen:
        return None
    return NearestGroup(people=len(chosen), mean_distance=sum(one.distance for one in chosen) / len(chosen))


def _told(count: int, whole: int) -> int | None:
    """A count, unless it or the rest of the whole is one to four people."""
    return None if any(0 < one < SMALLEST_GROUP for one in (count, whole - count)) else count


def _ranges(
    basis: Basis, person: Attribution, left: Sequence[Neighbour], stayed: Sequence[Neighbour]
) -> list[AttributeRange]:
    places = [place for place, one in enumerate(basis.profiles) if one.kind != "season"]
    places.sort(key=lambda place: -basis.profiles[place].mean_absolute_contribution)
    return [
        AttributeRange(
            attribute=basis.profiles[place].attribute,
            label=basis.label(basis.profiles[place].attribute),
            value=person.texts[place],
            leavers=_range(basis.profiles[place], [one.features[place] for one in left]),
            stayers=_range(basis.profiles[place], [one.features[place] for one in stayed]),
        )
        for place in places[:SHOWN_ATTRIBUTES]
    ]


def _range(profile: AttributeProfile, values: Sequence[float]) -> str | None:
    """The middle half of numbers, or the most frequent level; None where that would be under five people."""
    known = [value for value in values if not math.isnan(value)]
    if len(known) < SMALLEST_GROUP:
        return None
    if profile.kind in ("time", "number"):
        low, high = np.quantile(known, [0.25, 0.75])
        return f"{_number(low)} to {_number(high)}"
    named = {one["value"]: one["text"] for one in profile.values if one["value"] is not None}
    [(value, count)] = Counter(known).most_common(1)
    return named.get(value) if count >= SMALLEST_GROUP else None


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"
