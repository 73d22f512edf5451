"""Trainings and backtests alike: what both kinds of long run are tested with."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from churnvision.features.evaluation import repository as backtests
from churnvision.features.evaluation import running as backtesting
from churnvision.features.evaluation import service as evaluation
from churnvision.features.evaluation.schemas import BacktestRequest
from churnvision.features.training import repository as trainings
from churnvision.features.training import running as training_running
from churnvision.features.training import service as training
from churnvision.features.training.schemas import TrainingOptions
from churnvision.kit.access import Actor
from churnvision.kit.database import Database
from churnvision.kit.jobs import JobContext
from churnvision.kit.long_runs import LongRuns, LongRunView
from tests.factories.history import make_dated_workforce, make_static_workforce, make_window


@dataclass(frozen=True)
class Kind:
    """One kind of long run; `made` counts what a success stores, `finished` is its audited action."""

    runs: LongRuns[Any, Any]
    path: str
    made: tuple[str, int]
    finished: str
    begins_at: int
    shape: str
    populate: Callable[[AsyncSession], Awaitable[None]]
    queue: Callable[[AsyncSession, Actor], Awaitable[LongRunView]]
    find: Callable[[AsyncSession, int], Awaitable[LongRunView]]
    cancel: Callable[[AsyncSession, Actor, int], Awaitable[LongRunView]]
    run: Callable[[JobContext, int], Awaitable[None]]

    async def start(self, database: Database, actor: Actor, *, with_people: bool = True) -> int:
        """Import something, people too or only the note of an import, and queue a run."""
        async with database.transaction() as session:
            if with_people:
                await self.populate(session)
            elif await self.runs.count(session) == 0:
                await make_window(session, self.shape, days=365 if self.shape == "static" else None)
        async with database.transaction() as session:
            return (await self.queue(session, actor)).id

    async def view(self, database: Database, run_id: int) -> LongRunView:
        """The run as the user sees it."""
        async with database.reading() as session:
            return await self.find(session, run_id)

    async def change(self, database: Database, run_id: int, values: str) -> None:
        """Set columns of its row, as SQL."""
        table = self.runs.table.__tablename__
        async with database.transaction() as session:
            await session.execute(text(f"UPDATE {table} SET {values} WHERE id = {run_id}"))


TRAINING = Kind(
    runs=trainings.RUNS,
    path="/api/v1/training",
    made=("model_versions", 1),
    finished="model.trained",
    begins_at=4,
    shape="static",
    populate=lambda session: make_static_workforce(session, people=150),
    queue=lambda session, actor: training.start(session, actor, TrainingOptions(bags=2)),
    find=training.get,
    cancel=training.cancel,
    run=training_running.run,
)
BACKTEST = Kind(
    runs=backtests.RUNS,
    path="/api/v1/evaluation/backtests",
    made=("backtest_lists", 8),
    finished="backtest.finished",
    begins_at=2,
    shape="snapshots",
    populate=make_dated_workforce,
    queue=lambda session, actor: evaluation.start(
        session, actor, BacktestRequest(months=8, retrain_every=8, bags=2)
    ),
    find=evaluation.find,
    cancel=evaluation.cancel,
    run=backtesting.run,
)
