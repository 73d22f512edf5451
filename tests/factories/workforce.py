"""Rows of people: org units, employees and their facts, written as an import would leave them."""

from datetime import date
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from churnvision.features.employees.tables import Employee, EmployeeSnapshot, Employment, OrgUnit


async def make_org_unit(session: AsyncSession, path: str) -> int:
    """An org unit and, where missing, those above it; returns the id of the last."""
    parent: int | None = None
    parts = path.split("/")
    for depth in range(1, len(parts) + 1):
        here = "/".join(parts[:depth])
        found = await session.scalar(select(OrgUnit.id).where(OrgUnit.path == here))
        if found is None:
            found = await session.scalar(
                insert(OrgUnit)
                .values(name=parts[depth - 1], path=here, parent_id=parent)
                .returning(OrgUnit.id)
            )
        parent = found
    assert parent is not None
    return parent


async def make_employee(
    session: AsyncSession,
    number: str,
    *,
    org_unit_id: int | None = None,
    full_name: str | None = None,
    hired_on: date = date(2020, 1, 1),
    left_on: date | None = None,
    attributes: dict[str, Any] | None = None,
    dataset_id: int = 1,
) -> int:
    """An employee with one employment and one snapshot; returns the id."""
    employee_id = await session.scalar(
        insert(Employee)
        .values(
            employee_number=number,
            full_name=full_name,
            org_unit_id=org_unit_id,
            hired_on=hired_on,
            left_on=left_on,
            status="active" if left_on is None else "left",
            dataset_id=dataset_id,
        )
        .returning(Employee.id)
    )
    assert employee_id is not None
    await session.execute(
        insert(Employment).values(
            employee_id=employee_id, dataset_id=dataset_id, started_on=hired_on, ended_on=left_on
        )
    )
    await session.execute(
        insert(EmployeeSnapshot).values(
            employee_id=employee_id,
            effective_on=hired_on,
            dataset_id=dataset_id,
            attributes=attributes or {},
        )
    )
    return employee_id
