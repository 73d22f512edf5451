"""Waiting for the worker: it may be starting, and when none comes the user is told."""

import time
from datetime import timedelta

from churnvision.features.training.errors import WorkerNotRunning
from churnvision.kit.clock import utc_now
from churnvision.kit.database import Database
from churnvision.kit.jobs import worker_seen_at

# A supervisor starts a dead worker again well within this time.
_PATIENCE_SECONDS = 30.0
_HEARTBEAT_IS_RECENT = timedelta(seconds=15)


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
