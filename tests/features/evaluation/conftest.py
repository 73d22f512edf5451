from datetime import date

import pytest

from churnvision.features.evaluation import running, service
from churnvision.features.evaluation.schemas import BacktestRequest, BacktestResults
from churnvision.kit.access import Actor
from churnvision.kit.database import Database
from churnvision.kit.jobs import JobContext
from churnvision.kit.settings import Settings
from tests.factories.history import make_dated_workforce

WANTED = BacktestRequest(months=8, retrain_every=8, bags=2)
LAST_MONTH = date(2025, 12, 1)


@pytest.fixture
def context(database: Database, settings: Settings) -> JobContext:
    return JobContext(database, settings)


@pytest.fixture
async def finished(context: JobContext, actor: Actor) -> BacktestResults:
    """A backtest of a small dated workforce, run as the worker runs it."""
    async with context.database.transaction() as session:
        await make_dated_workforce(session)
        backtest_id = (await service.start(session, actor, WANTED)).id
    await running.run(context, backtest_id)
    return await found(context, actor, backtest_id)


async def found(context: JobContext, actor: Actor, backtest_id: int) -> BacktestResults:
    async with context.database.reading() as session:
        return await service.read(session, actor, backtest_id)
