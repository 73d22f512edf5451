"""Waiting for the worker: it may be starting, and when none comes the user is told."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from churnvision.kit.clock import utc_now
from churnvision.kit.database import Database
from churnvision.kit.errors import ChurnVisionError
from churnvision.kit.jobs import worker_seen_at
from churnvision.kit.long_runs import LongRunView

# A supervisor starts a dead worker again well within this time.
_PATIENCE_SECONDS = 30.0
_HEARTBEAT_IS_RECENT = timedelta(seconds=15)
_POLL_SECONDS = 0.25
Report = Callable[[float, str], None]
View = TypeVar("View", bound=LongRunView)


class WorkerNotRunning(ChurnVisionError):
    """No worker takes up jobs, so this waits in the queue: start one with `churnvision up`."""

    code = "worker_not_running"
    status = 503


class WorkerPatience:
    """Counts how long no worker has shown itself."""

    def __init__(self, database: Database, *, patience_seconds: float = _PATIENCE_SECONDS) -> None:
        self._database = database
        self._patience_seconds = patience_seconds
        self._alive_at = time.monotonic()

    async def check(self) -> None:
        """Raises WorkerNotRunning when no worker has shown itself for the time allowed."""
        async with self._database.reading() as session:
            seen_at = await worker_seen_at(session)
        if seen_at is not None and utc_now() - seen_at < _HEARTBEAT_IS_RECENT:
            self._alive_at = time.monotonic()
        elif time.monotonic() - self._alive_at > self._patience_seconds:
            raise WorkerNotRunning


async def wait_for_end(
    database: Database,
    begun: View,
    find: Callable[[AsyncSession, int], Awaitable[View]],
    report: Report,
) -> View:
    """Wait for the end of a run that was queued, telling `report` (fraction, message); how it ended.

    Raises WorkerNotRunning when nobody takes jobs up; the run then stays queued.
    """
    run, patience = begun, WorkerPatience(database)
    while not run.is_finished:
        report(run.progress / 100, run.message or "Waiting for the worker")
        await asyncio.sleep(_POLL_SECONDS)
        async with database.reading() as session:
            run = await find(session, run.id)
        await patience.check()
    return run
