"""A worker inside the test's own process, over real queues and real child processes."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from churnvision.kit.database import Database
from churnvision.kit.jobs import JobContext
from churnvision.kit.settings import Settings
from churnvision.worker.running import run_until_stopped


@asynccontextmanager
async def running_worker(database: Database, settings: Settings) -> AsyncIterator[None]:
    """Runs jobs until the block ends."""
    stopping = asyncio.Event()
    task = asyncio.create_task(run_until_stopped(JobContext(database, settings), stopping))
    try:
        yield
    finally:
        stopping.set()
        await task
