"""One number of many people, as known on a day."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Float, cast, func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession

from churnvision.features.employees.tables import EmployeeSnapshot


async def find_numbers(
    session: AsyncSession, attribute: str, employee_ids: Sequence[int], until: date
) -> dict[int, float]:
    """The number last stated of each person until a day; without those of whom none is known."""
    stated = EmployeeSnapshot.attributes[attribute]
    # A statement may also take the number back: then it is null.
    query = (
        select(EmployeeSnapshot.employee_id, cast(stated.astext, Float))
        .ext(distinct_on(EmployeeSnapshot.employee_id))
        .where(
            EmployeeSnapshot.employee_id == func.any(list(employee_ids)),
            EmployeeSnapshot.effective_on <= until,
            EmployeeSnapshot.attributes.has_key(attribute),
            func.jsonb_typeof(stated).in_(("number", "null")),
        )
        .order_by(
            EmployeeSnapshot.employee_id,
            EmployeeSnapshot.effective_on.desc(),
            EmployeeSnapshot.dataset_id.desc(),
        )
    )
    rows = (await session.execute(query)).all()
    return {employee_id: number for employee_id, number in rows if number is not None}
