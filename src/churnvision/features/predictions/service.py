"""Forecasts: start scorings, read them for people, and set the limits of risk bands."""

import asyncio
from collections.abc import Callable
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from churnvision.features.audit import service as audit
from churnvision.features.employees import service as employees
from churnvision.features.predictions import export, groups, months, reading, repository, scope, views
from churnvision.features.predictions.errors import NoForecast, ScoringFailed, ThresholdsNotRising
from churnvision.features.predictions.schemas import (
    Batch,
    Prediction,
    PredictionFilter,
    PredictionPage,
    RunFilter,
    ScoringRunPage,
    ScoringRunView,
    ScoringStarted,
    Summary,
    Thresholds,
)
from churnvision.features.predictions.scope import visible_persons
from churnvision.features.training import service as training
from churnvision.features.training.errors import NoPromotedModel
from churnvision.kit.access import Actor, system_actor
from churnvision.kit.database import Database, release
from churnvision.kit.errors import Malformed
from churnvision.kit.identifiers import LARGEST_ID
from churnvision.kit.jobs import enqueue
from churnvision.kit.pagination import decode_cursor, decode_id_cursor, encode_cursor
from churnvision.kit.patience import WorkerPatience
from churnvision.kit.schedule import is_due
from churnvision.ml.errors import ThresholdsInvalid
from churnvision.ml.risk import RiskThresholds

# One scoring at a time: the later one is the one to show.
_LOCK = "scoring"
_POLL_SECONDS = 0.25
Report = Callable[[float, str], None]

# What explanations share with forecasts, so that both speak of the same run, people and names.
find_standing = groups.find_standing
find_labels = groups.find_labels
label_of = views.label_of
visible_groups = scope.visible_groups
find_months = months.find_months
open_export = export.open_export


async def start_scoring(
    session: AsyncSession, actor: Actor, *, created_by: int | None = None
) -> ScoringStarted:
    """Queue a scoring of everybody by the promoted version. Raises NoPromotedModel."""
    version = await training.find_promoted(session)
    if version is None:
        raise NoPromotedModel
    run_id = await repository.add_run(
        session,
        {
            "model_version_id": version.id,
            "as_of": version.as_of,
            "summary": {},
            "thresholds": (await repository.find_thresholds(session)).model_dump(),
            "created_by": actor.user_id if created_by is None else created_by,
        },
    )
    job_id = await enqueue(session, "predictions.score", lock=_LOCK, scoring_run_id=run_id)
    await audit.record(session, actor, "scoring.started", subject=("scoring_run", run_id))
    return ScoringStarted(scoring_run_id=run_id, job_id=job_id)


async def start_if_due(session: AsyncSession, since: datetime) -> None:
    """Queue a scoring where a version forecasts and none was since a moment; one that failed is repeated."""
    await repository.lock_refresh(session)
    if await training.find_promoted(session) is None:
        return
    if is_due(await repository.find_statuses_since(session, since)):
        await start_scoring(session, system_actor("schedule"))


async def read_one(session: AsyncSession, database: Database, actor: Actor, employee_id: int) -> Prediction:
    """One person's forecast. Raises EmployeeNotFound (also for people of others), NoForecast."""
    await employees.require_visible(session, actor, employee_id)
    found = await _find(session, actor, [employee_id])
    if not found:
        raise NoForecast(employee_id=employee_id)
    await release(session)
    await audit.record_read(database, actor, "prediction.read", subject=("employee", employee_id))
    return found[employee_id]


async def read_batch(
    session: AsyncSession, database: Database, actor: Actor, employee_ids: list[int]
) -> Batch:
    """Forecasts in the order asked for; `missing` are the ids without one, or not visible."""
    found = await _find(session, actor, employee_ids)
    wanted = list(dict.fromkeys(employee_ids))
    batch = Batch(
        items=[found[one] for one in wanted if one in found],
        missing=[one for one in wanted if one not in found],
    )
    await release(session)
    await _record_reads(database, actor, batch.items)
    return batch


async def read_page(
    session: AsyncSession, database: Database, actor: Actor, wanted: PredictionFilter
) -> PredictionPage:
    """Forecasts of everybody in scope, sorted by the 365-day probability."""
    reader, after = await reading.open_reader(session), _page_start(wanted.cursor)
    if reader is None:
        return PredictionPage(items=[], total=0, next_cursor=None)
    visible = visible_persons(actor)
    rows = await repository.find_page(session, reader.run.id, visible, wanted, after)
    items = await reading.view_all(session, reader, rows)
    total = await repository.count_outputs(session, reader.run.id, visible, wanted)
    await release(session)
    await _record_reads(database, actor, items)
    last = rows[-1][0] if len(rows) == wanted.limit else None
    return PredictionPage(
        items=items,
        total=total,
        next_cursor=None if last is None else encode_cursor([last.probability_365, last.employee_id]),
    )


async def summary(session: AsyncSession, actor: Actor, *, org_unit_id: int | None = None) -> Summary:
    """The forecast of the actor's scope, or of one org unit in it. Raises OrgUnitNotFound."""
    return await groups.summarise(session, actor, org_unit_id)


async def find_runs(session: AsyncSession, wanted: RunFilter) -> ScoringRunPage:
    """Scorings, newest first."""
    runs = await repository.find_runs(session, limit=wanted.limit, before_id=decode_id_cursor(wanted.cursor))
    return ScoringRunPage(
        items=[ScoringRunView.model_validate(run) for run in runs],
        total=await repository.count_runs(session),
        next_cursor=encode_cursor([runs[-1].id]) if len(runs) == wanted.limit else None,
    )


async def find_thresholds(session: AsyncSession) -> Thresholds:
    """The limits of the risk bands."""
    return await repository.find_thresholds(session)


async def set_thresholds(session: AsyncSession, actor: Actor, limits: Thresholds) -> Thresholds:
    """Set the limits and give everybody the band they now have. Raises ThresholdsNotRising."""
    try:
        RiskThresholds(**limits.model_dump())
    except ThresholdsInvalid as error:
        raise ThresholdsNotRising(str(error)) from error
    await repository.lock_bands(session)
    await repository.add_thresholds(session, limits, actor.user_id)
    current = await repository.find_current_run(session)
    if current is not None:
        await repository.reband(session, current.id, limits)
    await audit.record(
        session, actor, "risk_thresholds.set", subject=("risk_thresholds", None), **limits.model_dump()
    )
    return limits


async def score_now(database: Database, actor: Actor, *, report: Report) -> ScoringRunView:
    """Queue a scoring and wait for its end.

    Raises NoPromotedModel, ScoringFailed, and WorkerNotRunning when nobody takes jobs up.
    """
    async with database.transaction() as session:
        started = await start_scoring(session, actor)
    return await wait_for_scoring(database, started.scoring_run_id, report=report)


async def wait_for_promoted_scores(database: Database, *, report: Report) -> ScoringRunView | None:
    """Wait for the scoring that a promotion has queued; None when there is no promoted version.

    One that has failed before is queued again. Raises ScoringFailed, WorkerNotRunning.
    """
    await _score_again_after_failure(database)
    patience = WorkerPatience(database)
    while True:
        async with database.reading() as session:
            version = await training.find_promoted(session)
            newest = await repository.find_runs(session, limit=1)
        if version is None:
            return None
        if newest and newest[0].model_version_id == version.id:
            return await wait_for_scoring(database, newest[0].id, report=report)
        report(0.0, "Waiting for the worker")
        await asyncio.sleep(_POLL_SECONDS)
        await patience.check()


async def _score_again_after_failure(database: Database) -> None:
    async with database.transaction() as session:
        await repository.lock_refresh(session)
        version = await training.find_promoted(session)
        newest = await repository.find_runs(session, limit=1)
        if version is None or not newest:
            return
        if newest[0].model_version_id == version.id and newest[0].status == "failed":
            await start_scoring(session, system_actor("worker"))


async def wait_for_scoring(database: Database, run_id: int, *, report: Report) -> ScoringRunView:
    """Wait for the end of a scoring. Raises ScoringFailed, WorkerNotRunning."""
    patience = WorkerPatience(database)
    while True:
        async with database.reading() as session:
            run = await repository.find_run(session, run_id)
        assert run is not None
        if run.status == "failed":
            raise ScoringFailed(*run.warnings[:1], scoring_run_id=run_id)
        if run.status == "succeeded":
            report(1.0, f"{run.scored_count} people scored")
            return ScoringRunView.model_validate(run)
        report(0.5, "Scoring")
        await asyncio.sleep(_POLL_SECONDS)
        await patience.check()


async def _find(session: AsyncSession, actor: Actor, employee_ids: list[int]) -> dict[int, Prediction]:
    reader = await reading.open_reader(session)
    if reader is None:
        return {}
    rows = await repository.find_outputs(session, reader.run.id, visible_persons(actor), employee_ids)
    return {one.employee_id: one for one in await reading.view_all(session, reader, rows)}


async def _record_reads(database: Database, actor: Actor, items: list[Prediction]) -> None:
    ids = [item.employee_id for item in items]
    await audit.record_read(
        database, actor, "predictions.listed", subject=("employee", None), employee_ids=ids
    )


def _page_start(cursor: str | None) -> tuple[float, int] | None:
    if cursor is None:
        return None
    match decode_cursor(cursor, length=2):
        case [float() | int() as probability, int() as last_id] if abs(last_id) < LARGEST_ID:
            return float(probability), last_id
        case _:
            raise Malformed("The cursor belongs to another list; ask for the first page again.")
