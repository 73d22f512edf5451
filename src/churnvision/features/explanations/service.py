"""Explanations of the forecasts that are shown: of a person, of a group, of everybody."""

from sqlalchemy.ext.asyncio import AsyncSession

from churnvision.features.audit import service as audit
from churnvision.features.employees import service as employees
from churnvision.features.explanations import controllable, dependence, neighbours, repository, sensitivity
from churnvision.features.explanations.basis import find_basis
from churnvision.features.explanations.errors import GroupTooSmall
from churnvision.features.explanations.repository import Sums
from churnvision.features.explanations.schemas import (
    GroupExplanation,
    PersonExplanation,
    WorkforceExplanation,
)
from churnvision.features.explanations.views import counts_everybody
from churnvision.features.predictions import service as predictions
from churnvision.features.predictions.errors import NoForecast, OrgUnitNotFound
from churnvision.kit.access import Actor
from churnvision.kit.database import Database, release

find_dependence = dependence.find_dependence
find_neighbours = neighbours.find_neighbours
find_sensitivity = sensitivity.find_sensitivity
find_controllable = controllable.find_choices
set_controllable = controllable.set_choices


async def explain_workforce(session: AsyncSession, actor: Actor) -> WorkforceExplanation:
    """What moves the scores of everybody. Raises what `find_basis` raises."""
    return (await find_basis(session)).workforce(has_counts=counts_everybody(actor))


async def explain_person(
    session: AsyncSession, database: Database, actor: Actor, employee_id: int
) -> PersonExplanation:
    """All contributions to one person's score.

    Raises EmployeeNotFound (also for people of others), NoForecast, and what `find_basis` raises.
    """
    await employees.require_visible(session, actor, employee_id)
    basis = await find_basis(session)
    found = await repository.find_attribution(session, basis.run.id, employee_id)
    if found is None:
        raise NoForecast(employee_id=employee_id)
    await release(session)
    await audit.record_read(database, actor, "explanation.read", subject=("employee", employee_id))
    return basis.person(found)


async def explain_group(session: AsyncSession, actor: Actor, org_unit_id: int) -> GroupExplanation:
    """Mean contributions of an org unit with everything below it, beside everybody's.

    Raises OrgUnitNotFound (also for units of others), GroupTooSmall, and what `find_basis` raises.
    """
    basis = await find_basis(session)
    units = {unit.id: unit for unit in (await employees.list_org_units(session, actor)).items}
    if org_unit_id not in units:
        raise OrgUnitNotFound(org_unit_id=org_unit_id)
    visible = predictions.visible_groups(actor)
    direct = await repository.find_sums(session, basis.run.id, visible, len(basis.profiles))
    parents = {unit.id: unit.parent_id for unit in units.values()}
    sums = employees.add_up(parents, direct, Sums.nobody(direct.values()))
    hidden = employees.hidden_groups(parents, {group: one.counts for group, one in sums.items()})
    group, (_, people) = sums[org_unit_id], sums[org_unit_id].counts
    if org_unit_id in hidden or not people:
        raise GroupTooSmall(org_unit_id=org_unit_id)
    return basis.group(org_unit_id, units[org_unit_id].path, people, group.mean_contributions)
