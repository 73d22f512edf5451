"""People within an actor's scope. Every read of a person is recorded."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncSession

from churnvision.features.audit import service as audit
from churnvision.features.employees import (
    headcount,
    knowledge,
    known_numbers,
    listing,
    repository,
    suppression,
)
from churnvision.features.employees.errors import EmployeeNotFound, LeaderUnknown, OrgUnitNotFound
from churnvision.features.employees.schemas import (
    AttributeCatalogue,
    AttributeView,
    EmployeeDetail,
    EmployeeHistory,
    EmployeePage,
    EmployeeQuery,
    EmployeeRow,
    EmploymentView,
    ForecastView,
    OrgUnitList,
    OrgUnitView,
)
from churnvision.features.employees.tables import EmployeeAttribute, Employment
from churnvision.features.users import service as users
from churnvision.kit.access import Actor, system_actor
from churnvision.kit.clock import today_on
from churnvision.kit.database import Database, release

# What forecasts of groups share with the headcounts below, so that both hide the same.
add_up = headcount.add_up
hidden_groups = suppression.hidden_groups
SMALLEST_GROUP = suppression.SMALLEST_GROUP
find_numbers = known_numbers.find_numbers


def visible_employees(actor: Actor) -> ColumnElement[bool]:
    """The condition over `employees.tables.Employee` that every list of people by name must carry."""
    return repository.visible_to(actor)


async def list_employees(
    session: AsyncSession, database: Database, actor: Actor, wanted: EmployeeQuery
) -> EmployeePage:
    """A page of the people whom the actor may see, and how many match in all.

    Raises Malformed, and OrgUnitNotFound for the unit of others as for one that is not there.
    """
    if wanted.org_unit_id is not None and not await repository.is_unit_in_scope(
        session, actor, wanted.org_unit_id
    ):
        raise OrgUnitNotFound(org_unit_id=wanted.org_unit_id)
    total = await listing.count_employees(session, actor, wanted)
    rows, next_cursor = await listing.find_employees(session, actor, wanted)
    await release(session)
    await audit.record_read(
        database,
        actor,
        "employees.listed",
        subject=("employee", None),
        employee_ids=[row.id for row in rows],
        total=total,
    )
    return EmployeePage(items=[_row_view(row) for row in rows], total=total, next_cursor=next_cursor)


async def read_employee(
    session: AsyncSession, database: Database, actor: Actor, employee_id: int
) -> EmployeeDetail:
    """All that is known now of one person. Raises EmployeeNotFound, also for people of others."""
    row = await listing.find_employee(session, actor, employee_id)
    if row is None:
        raise EmployeeNotFound
    statements = await repository.find_statements(session, employee_id)
    employments = await repository.find_employments(session, employee_id)
    attributes = knowledge.known_attributes(statements, await _by_name(session))
    await release(session)
    await audit.record_read(database, actor, "employee.read", subject=("employee", employee_id))
    return EmployeeDetail(
        **_row_view(row).model_dump(),
        attributes=attributes,
        employments=_employments(row, list(employments)),
    )


async def require_visible(session: AsyncSession, actor: Actor, employee_id: int) -> None:
    """Raises EmployeeNotFound for nobody and for people of others alike."""
    if not await repository.is_visible(session, actor, employee_id):
        raise EmployeeNotFound


async def find_id(session: AsyncSession, actor: Actor, employee_number: str) -> int:
    """The id of the person with that number. Raises EmployeeNotFound, also for people of others."""
    found = await repository.find_id(session, actor, employee_number)
    if found is None:
        raise EmployeeNotFound(f"There is no employee {employee_number!r} among those you may see.")
    return found


async def read_history(
    session: AsyncSession, database: Database, actor: Actor, employee_id: int
) -> EmployeeHistory:
    """What became known of a person when. Raises EmployeeNotFound."""
    await require_visible(session, actor, employee_id)
    statements = await repository.find_statements(session, employee_id)
    entries = knowledge.changes_by_date(statements, await _by_name(session))
    await release(session)
    await audit.record_read(database, actor, "employee.history_read", subject=("employee", employee_id))
    return EmployeeHistory(items=entries)


async def list_org_units(session: AsyncSession, actor: Actor) -> OrgUnitList:
    """The org units in scope with headcounts; small groups are hidden from those who see groups only."""
    units = await repository.find_org_units(session, actor)
    parents = {unit.id: unit.parent_id for unit in units}
    sizes = add_up(parents, await repository.count_people_by_unit(session), headcount.NOBODY)
    counts = {group: size.counts for group, size in sizes.items()}
    hidden = set() if actor.may("employees:read") else hidden_groups(parents, counts)
    return OrgUnitList(
        items=[
            OrgUnitView(
                id=unit.id,
                name=unit.name,
                path=unit.path,
                parent_id=unit.parent_id,
                headcount=None if unit.id in hidden else sizes[unit.id].headcount,
                suppressed=unit.id in hidden,
            )
            for unit in units
        ]
    )


async def list_attributes(session: AsyncSession) -> AttributeCatalogue:
    """The catalogue of attributes."""
    found = await repository.find_catalogue(session)
    return AttributeCatalogue(
        items=[AttributeView.model_validate(one, from_attributes=True) for one in found]
    )


async def list_leaders(session: AsyncSession, org_unit_id: int) -> list[int]:
    """The ids of the users who lead an org unit. Raises OrgUnitNotFound."""
    if await repository.find_org_unit(session, org_unit_id) is None:
        raise OrgUnitNotFound
    return list(await repository.find_leaders(session, org_unit_id))


async def set_leaders(session: AsyncSession, actor: Actor, org_unit_id: int, user_ids: list[int]) -> None:
    """Let exactly these users lead an org unit and see its people. Raises OrgUnitNotFound, LeaderUnknown."""
    if await repository.find_org_unit(session, org_unit_id) is None:
        raise OrgUnitNotFound
    unknown = await users.unknown_user_ids(session, user_ids)
    if unknown:
        raise LeaderUnknown(user_ids=unknown)
    await repository.replace_leaders(session, org_unit_id, user_ids)
    await audit.record(
        session, actor, "org_unit.leaders_set", subject=("org_unit", org_unit_id), user_ids=sorted(user_ids)
    )


async def _by_name(session: AsyncSession) -> dict[str, EmployeeAttribute]:
    return {attribute.name: attribute for attribute in await repository.find_catalogue(session)}


def _row_view(row: Row[Any]) -> EmployeeRow:
    values = row._mapping
    forecast = None
    if values["model_version_id"] is not None:
        forecast = ForecastView.model_validate({name: values[name] for name in ForecastView.model_fields})
    return EmployeeRow(
        id=row.id,
        employee_number=row.employee_number,
        full_name=row.full_name,
        org_unit_id=row.org_unit_id,
        org_unit_path=row.org_unit_path,
        job_title=row.job_title,
        location=row.location,
        hired_on=row.hired_on,
        left_on=row.left_on,
        status=row.status,
        tenure_months=_whole_months(row.hired_on, row.left_on or today_on()),
        forecast=forecast,
    )


async def settle_leavers(session: AsyncSession) -> int:
    """Count people as left whose last day, announced by an import, has come; how many there were."""
    count = await repository.set_left_by(session, today_on())
    if count:
        subject = ("employee", None)
        await audit.record(
            session, system_actor("worker"), "employees.settled", subject=subject, people=count
        )
    return count


def _whole_months(start: date | None, end: date) -> int | None:
    if start is None:
        return None
    months = (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)
    return max(months, 0)


def _employments(row: Row[Any], stated: list[Employment]) -> list[EmploymentView]:
    """The present employment as derived from the facts, then earlier ones, newest first."""
    end = next((one for one in stated if row.left_on is not None and one.ended_on == row.left_on), None)
    present = EmploymentView(
        started_on=row.hired_on,
        ended_on=row.left_on,
        end_cause=end.end_cause if end else None,
        end_reason=end.end_reason if end else None,
    )
    earlier = {
        one.ended_on: one
        for one in reversed(stated)
        if one.ended_on is not None and row.hired_on is not None and one.ended_on < row.hired_on
    }
    return [
        present,
        *(
            EmploymentView.model_validate(one, from_attributes=True)
            for _, one in sorted(earlier.items(), reverse=True)
        ),
    ]
