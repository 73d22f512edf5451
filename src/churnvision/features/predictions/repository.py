"""SQL of scoring runs, stored forecasts and risk thresholds."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from psycopg import sql
from sqlalchemy import ColumnElement, case, delete, func, insert, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncSession

from churnvision.features.employees.tables import Employee, ObservationWindow
from churnvision.features.predictions.schemas import PredictionFilter, Thresholds
from churnvision.features.predictions.tables import (
    AttributeProfile,
    Attribution,
    ChurnOutput,
    PastCase,
    RiskThreshold,
    ScoringRun,
)
from churnvision.kit.database import driver_connection
from churnvision.kit.tables import Base

_BAND_LOCK = 721_140
_REFRESH_LOCK = 721_141
_CHUNK_BYTES = 1 << 18


async def add_run(session: AsyncSession, values: Mapping[str, Any]) -> int:
    """Insert a run; its id."""
    return (await session.scalars(insert(ScoringRun).values(**values).returning(ScoringRun.id))).one()


async def lock_run(session: AsyncSession, run_id: int) -> ScoringRun | None:
    """The run's row, held until the end of the transaction."""
    query = select(ScoringRun).where(ScoringRun.id == run_id).with_for_update()
    return (await session.scalars(query.execution_options(populate_existing=True))).first()


async def find_run(session: AsyncSession, run_id: int) -> ScoringRun | None:
    """One run."""
    query = select(ScoringRun).where(ScoringRun.id == run_id)
    return (await session.scalars(query.execution_options(populate_existing=True))).first()


async def find_running_ids(session: AsyncSession) -> set[int]:
    """The runs that have not ended."""
    return set((await session.scalars(select(ScoringRun.id).where(ScoringRun.status == "running"))).all())


async def set_run(session: AsyncSession, run_id: int, **values: Any) -> None:
    """Change columns of a run."""
    await session.execute(update(ScoringRun).where(ScoringRun.id == run_id).values(**values))


async def find_current_run(session: AsyncSession) -> ScoringRun | None:
    """The run whose forecasts are shown."""
    return (await session.scalars(select(ScoringRun).where(ScoringRun.is_current))).first()


async def make_current(session: AsyncSession, run_id: int, **values: Any) -> None:
    """Show this run's forecasts from now on."""
    await session.execute(update(ScoringRun).where(ScoringRun.is_current).values(is_current=False))
    await set_run(session, run_id, is_current=True, finished_at=func.now(), **values)


async def find_runs(
    session: AsyncSession, *, limit: int, before_id: int | None = None
) -> Sequence[ScoringRun]:
    """The newest runs."""
    query = select(ScoringRun).order_by(ScoringRun.id.desc()).limit(limit)
    if before_id is not None:
        query = query.where(ScoringRun.id < before_id)
    return (await session.scalars(query)).all()


async def count_runs(session: AsyncSession) -> int:
    """How many runs there are."""
    return await session.scalar(select(func.count()).select_from(ScoringRun)) or 0


async def lock_refresh(session: AsyncSession) -> None:
    """Let one transaction at a time decide whether a promotion still needs its scoring."""
    await session.execute(select(func.pg_advisory_xact_lock(_REFRESH_LOCK)))


async def has_run_since(session: AsyncSession, version_id: int, since: datetime | None) -> bool:
    """Whether a scoring by this version was queued at `since` or later and has not failed."""
    query = select(ScoringRun.id).where(
        ScoringRun.model_version_id == version_id,
        ScoringRun.created_at >= since,
        ScoringRun.status != "failed",
    )
    return await session.scalar(query.limit(1)) is not None


async def find_statuses_since(session: AsyncSession, since: datetime) -> list[str]:
    """How the scorings fare that were queued at `since` or later."""
    return list(
        (await session.scalars(select(ScoringRun.status).where(ScoringRun.created_at >= since))).all()
    )


async def find_import_ids(session: AsyncSession) -> list[int]:
    """The committed imports that stand now; they tell whether forecasts are of the present facts."""
    query = select(ObservationWindow.dataset_id).order_by(ObservationWindow.dataset_id)
    return list((await session.scalars(query)).all())


async def copy_rows(session: AsyncSession, table: type[Base], columns: Sequence[str], rows: Path) -> None:
    """Load the rows of a CSV file into a table."""
    connection = await driver_connection(session)
    statement = sql.SQL("COPY {} ({}) FROM STDIN WITH (FORMAT csv)").format(
        sql.Identifier(table.__tablename__), sql.SQL(", ").join(sql.Identifier(name) for name in columns)
    )
    async with connection.cursor() as cursor, cursor.copy(statement) as copy:
        with rows.open("rb") as stream:
            while chunk := stream.read(_CHUNK_BYTES):
                await copy.write(chunk)


async def delete_outputs_except(session: AsyncSession, run_ids: Collection[int]) -> None:
    """Delete the forecasts of all other runs with what explains them; the runs themselves stay."""
    others = select(ScoringRun.id).where(ScoringRun.id.not_in(run_ids))
    for table in (ChurnOutput, Attribution, AttributeProfile, PastCase):
        statement = delete(table).where(table.scoring_run_id.in_(others))
        # Else the ids of all deleted rows would be read back.
        await session.execute(statement, execution_options={"synchronize_session": False})


async def add_profiles(session: AsyncSession, run_id: int, profiles: Sequence[Mapping[str, Any]]) -> None:
    """Insert the profiles of a run's attributes, in the order of the contributions."""
    rows = [{"scoring_run_id": run_id, "place": place, **one} for place, one in enumerate(profiles)]
    if rows:
        await session.execute(insert(AttributeProfile), rows)


async def lock_bands(session: AsyncSession) -> None:
    """Let one transaction at a time decide about bands: a new run, or new thresholds."""
    await session.execute(select(func.pg_advisory_xact_lock(_BAND_LOCK)))


async def find_thresholds(session: AsyncSession) -> Thresholds:
    """The admin's thresholds, or the usual ones."""
    query = select(RiskThreshold).order_by(RiskThreshold.id.desc()).limit(1)
    found = (await session.scalars(query)).first()
    if found is None:
        return Thresholds()
    return Thresholds(raised=found.raised, high=found.high, very_high=found.very_high)


async def add_thresholds(session: AsyncSession, limits: Thresholds, set_by: int | None) -> None:
    """Insert new thresholds, which hold from now on."""
    await session.execute(insert(RiskThreshold).values(**limits.model_dump(), set_by=set_by))


async def reband(session: AsyncSession, run_id: int, limits: Thresholds) -> None:
    """Give everybody in a run the band of their 365-day probability."""
    probability = ChurnOutput.probability_365
    band = case(
        (probability >= limits.very_high, "very_high"),
        (probability >= limits.high, "high"),
        (probability >= limits.raised, "raised"),
        else_="low",
    )
    await session.execute(
        update(ChurnOutput)
        .where(ChurnOutput.scoring_run_id == run_id, ChurnOutput.risk_band != band)
        .values(risk_band=band)
    )
    await set_run(session, run_id, thresholds=limits.model_dump())


def _shown(run_id: int, visible: ColumnElement[bool]) -> list[ColumnElement[bool]]:
    # Who left after the scoring has no forecast any more.
    return [ChurnOutput.scoring_run_id == run_id, Employee.status == "active", visible]


async def find_outputs(
    session: AsyncSession, run_id: int, visible: ColumnElement[bool], employee_ids: Sequence[int]
) -> list[tuple[ChurnOutput, str]]:
    """Forecasts of these people with their employee numbers, as far as visible."""
    query = (
        select(ChurnOutput, Employee.employee_number)
        .join(Employee, Employee.id == ChurnOutput.employee_id)
        .where(*_shown(run_id, visible), ChurnOutput.employee_id.in_(employee_ids))
    )
    return [(output, number) for output, number in (await session.execute(query)).all()]


async def find_page(
    session: AsyncSession,
    run_id: int,
    visible: ColumnElement[bool],
    wanted: PredictionFilter,
    after: tuple[float, int] | None,
) -> list[tuple[ChurnOutput, str]]:
    """Forecasts sorted by the 365-day probability, after the last one of the page before."""
    keys = (ChurnOutput.probability_365, ChurnOutput.employee_id)
    descending = wanted.sort.startswith("-")
    query = (
        select(ChurnOutput, Employee.employee_number)
        .join(Employee, Employee.id == ChurnOutput.employee_id)
        .where(*_shown(run_id, visible), *_in_band(wanted))
        .order_by(*(key.desc() if descending else key.asc() for key in keys))
        .limit(wanted.limit)
    )
    if after is not None:
        row = tuple_(*keys)
        query = query.where(row < after if descending else row > after)
    return [(output, number) for output, number in (await session.execute(query)).all()]


async def count_outputs(
    session: AsyncSession, run_id: int, visible: ColumnElement[bool], wanted: PredictionFilter
) -> int:
    """How many forecasts match."""
    query = (
        select(func.count())
        .select_from(ChurnOutput)
        .join(Employee, Employee.id == ChurnOutput.employee_id)
        .where(*_shown(run_id, visible), *_in_band(wanted))
    )
    return await session.scalar(query) or 0


def _in_band(wanted: PredictionFilter) -> list[ColumnElement[bool]]:
    return [] if wanted.risk_band is None else [ChurnOutput.risk_band == wanted.risk_band]
