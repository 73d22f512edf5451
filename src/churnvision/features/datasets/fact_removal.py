"""SQL that takes the facts of one import away again."""

from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

_DELETES = (
    "DELETE FROM employee_snapshots WHERE dataset_id = :dataset_id",
    "DELETE FROM employments WHERE dataset_id = :dataset_id",
)
_REMOVE_WINDOW = "DELETE FROM observation_windows WHERE dataset_id = :dataset_id RETURNING details"
# Children go before their parents: the longest path first, as long as a unit is used by nobody.
_REMOVE_ORG_UNITS = """
DELETE FROM org_units o
WHERE o.id = ANY(:ids)
    AND NOT EXISTS (SELECT FROM employees e WHERE e.org_unit_id = o.id)
    AND NOT EXISTS (SELECT FROM org_unit_leaders l WHERE l.org_unit_id = o.id)
    AND NOT EXISTS (SELECT FROM org_units c WHERE c.parent_id = o.id)
"""


async def remove_facts(session: AsyncSession, dataset_id: int) -> dict[str, Any]:
    """Delete snapshots, employments and window; returns what the window kept about the import."""
    for statement in _DELETES:
        await session.execute(text(statement), {"dataset_id": dataset_id})
    details = await session.scalar(text(_REMOVE_WINDOW), {"dataset_id": dataset_id})
    return details or {}


async def remove_org_units(session: AsyncSession, ids: list[int]) -> None:
    """Delete those org units that nobody uses, leaves first."""
    while ids:
        result = await session.execute(text(_REMOVE_ORG_UNITS + " RETURNING o.id"), {"ids": ids})
        removed = set(result.scalars())
        if not removed:
            return
        ids = [one for one in ids if one not in removed]
