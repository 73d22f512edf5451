"""What the model says of one person when one controllable attribute has another value: model sensitivity.

Only values that five people or more have now are tried, one attribute at a time.
"""

from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from churnvision.features.audit import service as audit
from churnvision.features.employees import service as employees
from churnvision.features.explanations import child, repository
from churnvision.features.explanations.basis import find_basis
from churnvision.features.explanations.controllable import can_be_marked
from churnvision.features.explanations.desk import ModelDesk
from churnvision.features.explanations.schemas import Sensitivity, SensitivityChange
from churnvision.features.explanations.views import SMALLEST_GROUP
from churnvision.features.predictions.errors import NoForecast
from churnvision.features.predictions.tables import AttributeProfile, Attribution
from churnvision.kit.access import Actor
from churnvision.kit.database import Database, release
from churnvision.ml.sensitivity import Setting

Trial = tuple[AttributeProfile, Mapping[str, object]]
NOTHING_MARKED = (
    "No attribute is marked as controllable: mark those that you can change on the page Explanations."
)
NOTHING_TRIED = (
    "No controllable attribute has another value that five people or more have, so there is nothing to try."
)


async def find_sensitivity(
    session: AsyncSession, database: Database, desk: ModelDesk, actor: Actor, employee_id: int
) -> Sensitivity:
    """Changes of one person's forecast, the largest reductions first.

    Raises EmployeeNotFound (also for people of others), NoForecast, and what `find_basis` and
    `ModelDesk.ask` raise.
    """
    await employees.require_visible(session, actor, employee_id)
    basis = await find_basis(session)
    person = await repository.find_attribution(session, basis.run.id, employee_id)
    if person is None:
        raise NoForecast(employee_id=employee_id)
    marked = await repository.find_controllable(session)
    chosen = [one for one in basis.profiles if one.attribute in marked and can_be_marked(one)]
    trials = list(_trials(chosen, person))
    await release(session)
    probability: float | None = None
    changes: list[SensitivityChange] = []
    if trials:
        settings = [Setting(one.place, _number(value)) for one, value in trials]
        probability, estimates = await desk.ask(
            basis.version, child.sensitivities, basis.run.as_of, person.inputs, settings
        )
        changes = [
            SensitivityChange(
                attribute=one.attribute,
                label=basis.label(one.attribute),
                value=person.texts[one.place],
                tried=str(value["text"]),
                change=estimate.point,
                lower=estimate.lower,
                upper=estimate.upper,
            )
            for (one, value), estimate in zip(trials, estimates, strict=True)
        ]
    await audit.record_read(database, actor, "sensitivity.read", subject=("employee", employee_id))
    return Sensitivity(
        employee_id=employee_id,
        as_of=basis.run.as_of,
        model_version_id=basis.run.model_version_id,
        stale=basis.stale,
        horizon_days=basis.horizon_days,
        probability=probability,
        changes=sorted(changes, key=lambda one: one.change),
        reason=None if changes else NOTHING_TRIED if chosen else NOTHING_MARKED,
    )


def _trials(chosen: Sequence[AttributeProfile], person: Attribution) -> Iterator[Trial]:
    """Values that people have, other than the one nearest to the person's own."""
    features = person.inputs[len(person.inputs) - len(person.contributions) :]
    for profile in chosen:
        known = [value for value in profile.values if value["value"] is not None]
        own = features[profile.place]
        at = None if own != own else min(known, key=lambda value: abs(_number(value) - own))
        is_other_level = profile.kind == "category" and at is not None and _number(at) != own
        for value in known:
            if int(value["count"]) >= SMALLEST_GROUP and (value is not at or is_other_level):
                yield profile, value


def _number(value: Mapping[str, object]) -> float:
    found = value["value"]
    assert isinstance(found, int | float)
    return float(found)
