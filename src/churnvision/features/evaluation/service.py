"""Backtests: start, cancel, read, and the lists as they were known then."""

from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from churnvision.features.audit import service as audit
from churnvision.features.employees import service as employees
from churnvision.features.evaluation import repository
from churnvision.features.evaluation.errors import (
    BacktestNotFound,
    DatedRecordsNeeded,
    MonthNotLookedBackFrom,
)
from churnvision.features.evaluation.schemas import (
    BacktestPage,
    BacktestRequest,
    BacktestResults,
    BacktestView,
    ListedPerson,
    ListRequest,
    MonthList,
)
from churnvision.features.evaluation.views import shown_results
from churnvision.features.training.errors import NothingToTrainOn
from churnvision.kit.access import Actor
from churnvision.kit.database import Database, release
from churnvision.kit.errors import ChurnVisionError
from churnvision.kit.jobs import enqueue
from churnvision.kit.pagination import PageRequest, decode_id_cursor, next_id_cursor
from churnvision.kit.patience import Report, wait_for_end

# One backtest at a time: each keeps a core busy for minutes.
_LOCK = "backtest"


async def start(session: AsyncSession, actor: Actor, wanted: BacktestRequest) -> BacktestView:
    """Queue a backtest; of several, one runs at a time. Raises NothingToTrainOn, DatedRecordsNeeded."""
    obstacle = await _obstacle(session)
    if obstacle is not None:
        raise obstacle
    backtest_id = await repository.RUNS.add(session, wanted.model_dump(), actor.user_id)
    await enqueue(session, "evaluation.backtest", lock=_LOCK, backtest_id=backtest_id)
    await audit.record(session, actor, "backtest.started", subject=("backtest", backtest_id))
    return await find(session, backtest_id)


async def _obstacle(session: AsyncSession) -> ChurnVisionError | None:
    """Why the present data cannot be looked back on."""
    match await repository.find_newest_shape(session):
        case "snapshots":
            return None
        case "static":
            return DatedRecordsNeeded()
        case _:
            return NothingToTrainOn()


async def find(session: AsyncSession, backtest_id: int) -> BacktestView:
    """One backtest without what it found. Raises BacktestNotFound."""
    found = await repository.find_backtest(session, backtest_id)
    if found is None:
        raise BacktestNotFound(backtest_id=backtest_id)
    return BacktestView.model_validate(found)


async def read(session: AsyncSession, actor: Actor, backtest_id: int) -> BacktestResults:
    """One backtest with what it found, as far as the actor may see it. Raises BacktestNotFound."""
    found = await repository.find_backtest(session, backtest_id)
    if found is None:
        raise BacktestNotFound(backtest_id=backtest_id)
    view = BacktestResults.model_validate(found)
    if view.results is None:
        return view
    return view.model_copy(update={"results": shown_results(view.results, actor)})


async def find_page(session: AsyncSession, wanted: PageRequest) -> BacktestPage:
    """Backtests, newest first. Raises Malformed for a foreign cursor."""
    before_id = decode_id_cursor(wanted.cursor)
    found = await repository.find_backtests(session, limit=wanted.limit, before_id=before_id)
    obstacle = await _obstacle(session)
    return BacktestPage(
        items=[BacktestView.model_validate(one) for one in found],
        total=await repository.RUNS.count(session),
        next_cursor=next_id_cursor([one.id for one in found], wanted.limit),
        obstacle=None if obstacle is None else obstacle.message,
    )


async def cancel(session: AsyncSession, actor: Actor, backtest_id: int) -> BacktestView:
    """Cancel a queued backtest at once; a running one ends within seconds.

    Raises BacktestNotFound, BacktestFinished.
    """
    await repository.RUNS.cancel(session, backtest_id)
    await audit.record(session, actor, "backtest.cancelled", subject=("backtest", backtest_id))
    return await find(session, backtest_id)


async def read_list(
    session: AsyncSession,
    database: Database,
    actor: Actor,
    backtest_id: int,
    month: date,
    wanted: ListRequest,
) -> MonthList:
    """The list of a month as it was known then, of the people whom the actor may see.

    Raises BacktestNotFound, MonthNotLookedBackFrom.
    """
    await find(session, backtest_id)
    found = await repository.find_list(session, backtest_id, month)
    if found is None:
        raise MonthNotLookedBackFrom(backtest_id=backtest_id, month=month.isoformat())
    visible = employees.visible_employees(actor)
    rows = await repository.find_listed(session, backtest_id, month, visible, wanted)
    listed = MonthList(
        month=month,
        sha256=found[0],
        headcount=found[1],
        total=await repository.count_listed(session, backtest_id, month, visible),
        items=[ListedPerson.model_validate(row._mapping) for row in rows],
    )
    await release(session)
    ids = [item.employee_id for item in listed.items]
    subject = ("backtest", backtest_id)
    await audit.record_read(
        database, actor, "backtest.list_read", subject=subject, month=month.isoformat(), employee_ids=ids
    )
    return listed


async def backtest_and_wait(
    database: Database, actor: Actor, *, report: Report, wanted: BacktestRequest
) -> BacktestResults:
    """Queue a backtest and wait for its end, telling `report` (fraction, message).

    Raises what `start` raises, and WorkerNotRunning when nobody takes jobs up; it then stays queued.
    """
    async with database.transaction() as session:
        begun = await start(session, actor, wanted)
    found = await wait_for_end(database, begun, find, report)
    async with database.reading() as session:
        return await read(session, actor, found.id)
