"""Commands wait for a worker, and say so when none comes."""

import pytest

from churnvision.kit.database import Database
from churnvision.kit.patience import WorkerNotRunning, WorkerPatience
from churnvision.kit.settings import Settings
from tests.factories.worker import running_worker


async def test_without_a_worker_patience_ends_with_a_sentence(database: Database) -> None:
    patience = WorkerPatience(database, patience_seconds=0)
    with pytest.raises(WorkerNotRunning, match="churnvision up"):
        await patience.check()


async def test_with_a_worker_patience_does_not_end(database: Database, settings: Settings) -> None:
    patience = WorkerPatience(database, patience_seconds=2)
    async with running_worker(database, settings):
        for _ in range(3):
            await patience.check()
