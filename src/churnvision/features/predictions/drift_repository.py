"""SQL of drift checks, and of the leavers since a scoring."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from churnvision.features.employees.tables import Employee
from churnvision.features.predictions.tables import DriftCheck, ScoringRun

_CURVE_DAYS = 365


async def add_check(session: AsyncSession, version_id: int, created_by: int | None) -> int:
    """Insert a running check; its id."""
    values = {"model_version_id": version_id, "created_by": created_by}
    return (await session.scalars(insert(DriftCheck).values(**values).returning(DriftCheck.id))).one()


async def find_check(session: AsyncSession, check_id: int, *, lock: bool = False) -> DriftCheck | None:
    """One check; with `lock` nobody else ends it until the transaction ends."""
    query = select(DriftCheck).where(DriftCheck.id == check_id).execution_options(populate_existing=True)
    return (await session.scalars(query.with_for_update() if lock else query)).first()


async def find_running_ids(session: AsyncSession) -> set[int]:
    """The checks that have not ended."""
    return set((await session.scalars(select(DriftCheck.id).where(DriftCheck.status == "running"))).all())


async def set_check(session: AsyncSession, check_id: int, values: Mapping[str, Any]) -> None:
    """Change columns of a check that ends now."""
    values = {"finished_at": func.now(), **values}
    await session.execute(update(DriftCheck).where(DriftCheck.id == check_id).values(**values))


async def find_checks(session: AsyncSession, version_id: int, *, limit: int) -> Sequence[DriftCheck]:
    """The newest checks of a version."""
    query = select(DriftCheck).where(DriftCheck.model_version_id == version_id)
    return (await session.scalars(query.order_by(DriftCheck.id.desc()).limit(limit))).all()


async def find_past_runs(session: AsyncSession, version_id: int, until: date) -> Sequence[ScoringRun]:
    """Scorings by a version of the year before a day, which say how many were to leave; the oldest first."""
    query = select(ScoringRun).where(
        ScoringRun.model_version_id == version_id,
        ScoringRun.status == "succeeded",
        ScoringRun.summary.has_key("expected"),
        ScoringRun.as_of < until,
        ScoringRun.as_of >= until - timedelta(days=_CURVE_DAYS),
    )
    return (await session.scalars(query.order_by(ScoringRun.as_of, ScoringRun.id))).all()


async def count_leavers(session: AsyncSession, run: ScoringRun, until: date) -> int:
    """How many of those who were scored have left from the day after the run's as-of date to `until`."""
    query = (
        select(func.count())
        .select_from(Employee)
        .where(Employee.left_on > run.as_of, Employee.left_on <= until, Employee.created_at <= run.created_at)
    )
    return await session.scalar(query) or 0
