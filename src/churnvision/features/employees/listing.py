"""SQL of the list of employees: filters, order, and pages by the sort key of the last row.

Rows without a value for the sort key come last in either direction: a page is read from those with a
value first (an index gives the order), and filled up from those without.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select, tuple_
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncSession

from churnvision.features.employees.forecast_join import OUTPUTS, forecast_columns, is_current_forecast
from churnvision.features.employees.repository import units_below, visible_to
from churnvision.features.employees.schemas import EmployeeQuery
from churnvision.features.employees.tables import Employee, OrgUnit
from churnvision.kit.access import Actor
from churnvision.kit.errors import Malformed
from churnvision.kit.identifiers import LARGEST_ID
from churnvision.kit.pagination import decode_cursor, encode_cursor

Listed = Select[*tuple[Any, ...]]
ListedRow = Row[*tuple[Any, ...]]

_SORT_KEYS: dict[str, tuple[ColumnElement[Any], type]] = {
    "employee_number": (Employee.employee_number.expression, str),
    "full_name": (func.lower(Employee.full_name), str),
    "job_title": (func.lower(Employee.job_title), str),
    "location": (func.lower(Employee.location), str),
    "org_unit_path": (OrgUnit.path.expression, str),
    "status": (Employee.status.expression, str),
    "hired_on": (Employee.hired_on.expression, date),
    "left_on": (Employee.left_on.expression, date),
    "probability_90": (OUTPUTS.c.probability_90, float),
    "probability_365": (OUTPUTS.c.probability_365, float),
}


def _rows() -> Listed:
    return (
        select(
            Employee.id,
            Employee.employee_number,
            Employee.full_name,
            Employee.org_unit_id,
            OrgUnit.path.label("org_unit_path"),
            Employee.job_title,
            Employee.location,
            Employee.hired_on,
            Employee.left_on,
            Employee.status,
            *forecast_columns(),
        )
        .outerjoin(OrgUnit, OrgUnit.id == Employee.org_unit_id)
        .outerjoin(OUTPUTS, is_current_forecast())
    )


def _conditions(actor: Actor, wanted: EmployeeQuery) -> list[ColumnElement[bool]]:
    conditions = [visible_to(actor)]
    if wanted.status is not None:
        conditions.append(Employee.status == wanted.status)
    if wanted.org_unit_id is not None:
        below = units_below(select(OrgUnit.id).where(OrgUnit.id == wanted.org_unit_id))
        conditions.append(Employee.org_unit_id.in_(select(below.c.id)))
    if wanted.risk_band is not None:
        conditions.append(OUTPUTS.c.risk_band == wanted.risk_band)
    if wanted.q:
        part = wanted.q.lower()
        conditions.append(
            func.lower(Employee.employee_number).contains(part, autoescape=True)
            | func.lower(Employee.full_name).contains(part, autoescape=True)
        )
    return conditions


async def count_employees(session: AsyncSession, actor: Actor, wanted: EmployeeQuery) -> int:
    """How many employees match."""
    query = select(func.count()).select_from(Employee).where(*_conditions(actor, wanted))
    if wanted.risk_band is not None:
        query = query.join(OUTPUTS, is_current_forecast())
    return await session.scalar(query) or 0


async def find_employees(
    session: AsyncSession, actor: Actor, wanted: EmployeeQuery
) -> tuple[list[ListedRow], str | None]:
    """A page of employees, and the cursor of the next page. Raises Malformed for a foreign cursor."""
    key, kind = _SORT_KEYS[wanted.sort.removeprefix("-")]
    query = _rows().add_columns(key.label("sort_key")).where(*_conditions(actor, wanted))
    is_started, last_value, last_id = _read_cursor(wanted, kind)
    rows: list[ListedRow] = []
    if not is_started or last_value is not None:
        after = (last_value, last_id) if is_started else None
        rows += await _with_value(session, query, key, after, wanted)
    if len(rows) <= wanted.limit:
        after_id = last_id if is_started and last_value is None else None
        rows += await _without_value(session, query, key, after_id, wanted, len(rows))
    page = rows[: wanted.limit]
    return page, _write_cursor(wanted, page[-1]) if len(rows) > wanted.limit else None


async def _with_value(
    session: AsyncSession,
    query: Listed,
    key: ColumnElement[Any],
    after: tuple[Any, int] | None,
    wanted: EmployeeQuery,
) -> Sequence[ListedRow]:
    place = tuple_(key, Employee.id)
    if _is_descending(wanted):
        query = query.order_by(key.desc(), Employee.id.desc())
        beyond = None if after is None else place < after
    else:
        query = query.order_by(key, Employee.id)
        beyond = None if after is None else place > after
    if beyond is not None:
        query = query.where(beyond)
    return (await session.execute(query.where(key.is_not(None)).limit(wanted.limit + 1))).all()


async def _without_value(
    session: AsyncSession,
    query: Listed,
    key: ColumnElement[Any],
    after_id: int | None,
    wanted: EmployeeQuery,
    already: int,
) -> Sequence[ListedRow]:
    if after_id is not None:
        query = query.where(Employee.id > after_id)
    query = query.where(key.is_(None)).order_by(Employee.id).limit(wanted.limit + 1 - already)
    return (await session.execute(query)).all()


async def find_employee(session: AsyncSession, actor: Actor, employee_id: int) -> ListedRow | None:
    """One employee whom the actor may see, as lists show them."""
    return (await session.execute(_rows().where(Employee.id == employee_id, visible_to(actor)))).first()


def _is_descending(wanted: EmployeeQuery) -> bool:
    return wanted.sort.startswith("-")


def _write_cursor(wanted: EmployeeQuery, row: ListedRow) -> str:
    return encode_cursor([wanted.sort, row.sort_key, row.id])


def _read_cursor(wanted: EmployeeQuery, kind: type) -> tuple[bool, Any, int]:
    if wanted.cursor is None:
        return False, None, 0
    sort, value, last_id = decode_cursor(wanted.cursor, length=3)
    if sort != wanted.sort:
        raise Malformed("The cursor belongs to another sort order; ask for the first page again.")
    try:
        if kind is date and isinstance(value, str):
            value = date.fromisoformat(value)
    except ValueError:
        value = object()
    is_id = isinstance(last_id, int) and 0 < last_id <= LARGEST_ID
    if not is_id or not (value is None or type(value) is kind) or (isinstance(value, str) and "\0" in value):
        raise Malformed("The cursor is not one of ours; ask for the first page again.")
    return True, value, last_id
