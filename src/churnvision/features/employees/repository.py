"""SQL of people, their facts and the org tree; whose people an actor sees is decided here alone."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import CTE, ColumnElement, Select, delete, false, func, insert, select, true, update
from sqlalchemy.ext.asyncio import AsyncSession

from churnvision.features.employees.forecast_join import OUTPUTS, is_current_forecast
from churnvision.features.employees.headcount import GroupSize
from churnvision.features.employees.tables import (
    Employee,
    EmployeeAttribute,
    EmployeeSnapshot,
    Employment,
    OrgUnit,
    OrgUnitLeader,
)
from churnvision.kit.access import Actor


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """The condition over `Employee` that admits the people whom the actor may see by name.

    Everybody for those with "employees:everyone"; else the people of the org units that the actor leads
    and of those below; nobody without "employees:read".
    """
    if not actor.may("employees:read"):
        return false()
    if actor.sees_everyone:
        return true()
    return Employee.org_unit_id.in_(select(led_units(actor).c.id))


def led_units(actor: Actor) -> CTE:
    """The ids of the org units that the actor leads, and of all below."""
    return units_below(select(OrgUnitLeader.org_unit_id).where(OrgUnitLeader.user_id == actor.user_id))


def units_below(roots: Select[int]) -> CTE:
    """The ids of some org units and of all below them."""
    tree = select(OrgUnit.id).where(OrgUnit.id.in_(roots)).cte("subtree", recursive=True, nesting=True)
    return tree.union(select(OrgUnit.id).join(tree, OrgUnit.parent_id == tree.c.id))


async def find_statements(session: AsyncSession, employee_id: int) -> list[tuple[date, dict[str, Any]]]:
    """What imports stated of a person, oldest date first, of one date the later import last."""
    query = (
        select(EmployeeSnapshot.effective_on, EmployeeSnapshot.attributes)
        .where(EmployeeSnapshot.employee_id == employee_id)
        .order_by(EmployeeSnapshot.effective_on, EmployeeSnapshot.dataset_id)
    )
    return [(row.effective_on, row.attributes) for row in (await session.execute(query)).all()]


async def find_employments(session: AsyncSession, employee_id: int) -> Sequence[Employment]:
    """What imports stated of a person's employments, the later import first."""
    query = (
        select(Employment)
        .where(Employment.employee_id == employee_id)
        .order_by(Employment.dataset_id.desc(), Employment.id.desc())
    )
    return (await session.scalars(query)).all()


async def is_visible(session: AsyncSession, actor: Actor, employee_id: int) -> bool:
    """Whether the person exists and the actor may see them."""
    query = select(Employee.id).where(Employee.id == employee_id, visible_to(actor))
    return await session.scalar(query) is not None


async def find_id(session: AsyncSession, actor: Actor, employee_number: str) -> int | None:
    """The id of the person with that number whom the actor may see."""
    query = select(Employee.id).where(Employee.employee_number == employee_number, visible_to(actor))
    return await session.scalar(query)


async def find_catalogue(session: AsyncSession) -> Sequence[EmployeeAttribute]:
    """Every attribute, by name."""
    return (await session.scalars(select(EmployeeAttribute).order_by(EmployeeAttribute.name))).all()


async def find_org_units(session: AsyncSession, actor: Actor) -> Sequence[OrgUnit]:
    """The org units in the actor's scope, by path; all of them for those who see groups only."""
    query = select(OrgUnit).where(_units_in_scope(actor)).order_by(OrgUnit.path)
    return (await session.scalars(query)).all()


async def is_unit_in_scope(session: AsyncSession, actor: Actor, org_unit_id: int) -> bool:
    """Whether the org unit exists and is in the actor's scope."""
    query = select(OrgUnit.id).where(OrgUnit.id == org_unit_id, _units_in_scope(actor))
    return await session.scalar(query) is not None


def _units_in_scope(actor: Actor) -> ColumnElement[bool]:
    if actor.may("employees:read") and not actor.sees_everyone:
        return OrgUnit.id.in_(select(led_units(actor).c.id))
    return true()


async def count_people_by_unit(session: AsyncSession) -> dict[int | None, GroupSize]:
    """The active people directly in each org unit; the key None holds those in no unit."""
    query = (
        select(Employee.org_unit_id, func.count(), func.count(OUTPUTS.c.employee_id))
        .outerjoin(OUTPUTS, is_current_forecast())
        .where(Employee.status == "active")
        .group_by(Employee.org_unit_id)
    )
    return {unit: GroupSize(*counts) for unit, *counts in (await session.execute(query)).all()}


async def find_org_unit(session: AsyncSession, org_unit_id: int) -> OrgUnit | None:
    """One org unit."""
    return await session.get(OrgUnit, org_unit_id)


async def find_leaders(session: AsyncSession, org_unit_id: int) -> Sequence[int]:
    """The ids of the users who lead an org unit."""
    query = select(OrgUnitLeader.user_id).where(OrgUnitLeader.org_unit_id == org_unit_id)
    return (await session.scalars(query.order_by(OrgUnitLeader.user_id))).all()


async def replace_leaders(session: AsyncSession, org_unit_id: int, user_ids: Iterable[int]) -> None:
    """Let exactly these users lead an org unit."""
    await session.execute(delete(OrgUnitLeader).where(OrgUnitLeader.org_unit_id == org_unit_id))
    rows = [{"org_unit_id": org_unit_id, "user_id": user_id} for user_id in sorted(set(user_ids))]
    if rows:
        await session.execute(insert(OrgUnitLeader), rows)


async def set_left_by(session: AsyncSession, day: date) -> int:
    """Give everybody whose last day is on or before `day` the status of having left; how many there were."""
    changed = (
        update(Employee)
        .where(Employee.status == "active", Employee.left_on <= day)
        .values(status="left")
        .returning(Employee.id)
    )
    return len((await session.scalars(changed)).all())
