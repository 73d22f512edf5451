"""The worker writes only while a backend lives."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import insert, update

from churnvision.features.operations import repository
from churnvision.features.operations.tables import BackendHeartbeat
from churnvision.kit.clock import utc_now
from churnvision.kit.database import Database
from churnvision.kit.fence import Fenced, require_open
from churnvision.kit.jobs import JobContext
from churnvision.kit.settings import Settings
from churnvision.worker.queue import build_queue


async def test_a_job_waits_until_a_backend_lives(database: Database, settings: Settings) -> None:
    queue = build_queue(JobContext(database, settings))
    async with queue.open_async():
        await queue.configure_task("audit.seal").defer_async()
        async with database.transaction() as session:
            await session.execute(
                insert(BackendHeartbeat).values(instance=uuid4(), beat_at=utc_now() - timedelta(seconds=16))
            )
        worker_id = await queue.job_manager.register_worker()
        assert await queue.job_manager.fetch_job(None, worker_id) is None
        async with database.transaction() as session:
            await repository.beat(session, uuid4())
        job = await queue.job_manager.fetch_job(None, worker_id)
    assert job is not None
    assert job.task_name == "audit.seal"


async def test_what_runs_may_write_only_while_a_backend_lives(database: Database) -> None:
    async with database.transaction() as session:
        await require_open(session)
        await repository.beat(session, uuid4())
        await require_open(session)
        await session.execute(update(BackendHeartbeat).values(beat_at=utc_now() - timedelta(seconds=16)))
        with pytest.raises(Fenced):
            await require_open(session)
