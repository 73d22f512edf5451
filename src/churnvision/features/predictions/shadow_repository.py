"""SQL of shadow runs."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from psycopg import sql
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from churnvision.features.predictions.tables import ScoringRun, ShadowRun
from churnvision.kit.database import driver_connection

_OUTPUTS = """
    COPY (SELECT o.employee_id, e.org_unit_id,
            o.probability_30, o.probability_90, o.probability_180, o.probability_365
          FROM churn_outputs o JOIN employees e ON e.id = o.employee_id
          WHERE o.scoring_run_id = {run_id} ORDER BY o.employee_id)
    TO STDOUT (FORMAT csv)
"""


async def copy_outputs(session: AsyncSession, run_id: int, path: Path) -> None:
    """Write a run's forecasts into a CSV file: employee, org unit, probability at each horizon."""
    connection = await driver_connection(session)
    statement = sql.SQL(_OUTPUTS).format(run_id=sql.Literal(run_id))
    async with connection.cursor() as cursor, cursor.copy(statement) as rows:
        with path.open("wb") as stream:
            async for block in rows:
                stream.write(block)


async def is_done(session: AsyncSession, run_id: int, version_id: int) -> bool:
    """Whether a version has been compared on a scoring."""
    query = select(ShadowRun.id).where(
        ShadowRun.scoring_run_id == run_id,
        ShadowRun.model_version_id == version_id,
        ShadowRun.comparison.is_not(None),
    )
    return await session.scalar(query) is not None


async def put(session: AsyncSession, values: Mapping[str, Any]) -> None:
    """Store what was found, instead of what an earlier attempt said."""
    key = ("model_version_id", "scoring_run_id")
    statement = insert(ShadowRun).values(**values)
    changed = {name: value for name, value in values.items() if name not in key}
    await session.execute(statement.on_conflict_do_update(index_elements=key, set_=changed))


async def find_runs(
    session: AsyncSession, version_id: int, *, limit: int
) -> Sequence[tuple[ShadowRun, ScoringRun]]:
    """The newest shadow runs of a version, each with the scoring it stood beside."""
    query = (
        select(ShadowRun, ScoringRun)
        .join(ScoringRun, ScoringRun.id == ShadowRun.scoring_run_id)
        .where(ShadowRun.model_version_id == version_id)
        .order_by(ShadowRun.id.desc())
        .limit(limit)
    )
    return [(shadow, run) for shadow, run in (await session.execute(query)).all()]
