"""The worker's promises: attempts, sentences, stalled jobs, stopping in order."""

import asyncio
import time
from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy import text

from churnvision.kit.database import Database
from churnvision.kit.errors import Conflict
from churnvision.kit.jobs import DECLARED_JOBS, DeclaredJob, JobContext, enqueue, worker_seen_at
from churnvision.kit.settings import Settings, WorkerSettings
from churnvision.worker import queue as worker_queue
from tests.factories.worker import running_worker


@pytest.fixture
def hasty(settings: Settings) -> Settings:
    """Settings of a worker that loses patience soon."""
    pace = WorkerSettings(heartbeat_seconds=0.2, stalled_after_seconds=1.0, shutdown_seconds=0.3)
    return settings.model_copy(update={"worker": pace})


Declare = Callable[..., None]


@pytest.fixture
def declare(monkeypatch: pytest.MonkeyPatch) -> Declare:
    """Declares a job for one test."""
    monkeypatch.setattr(worker_queue, "_FIRST_PAUSE_SECONDS", 0.1)

    def add(
        function: Callable[..., Awaitable[None]],
        *,
        attempts: int,
        given_up: Callable[..., Awaitable[None]] | None = None,
    ) -> None:
        declared = DeclaredJob("tests.job", function, attempts, given_up)
        monkeypatch.setitem(DECLARED_JOBS, "tests.job", declared)

    return add


async def add_job(database: Database, **arguments: int) -> int:
    async with database.transaction() as session:
        return await enqueue(session, "tests.job", **arguments)


async def status_of(database: Database, job_id: int) -> str:
    async with database.reading() as session:
        query = text("SELECT status::text FROM procrastinate_jobs WHERE id = :id")
        return str(await session.scalar(query, {"id": job_id}))


async def attempts_of(database: Database, job_id: int) -> int:
    async with database.reading() as session:
        query = text("SELECT attempts FROM procrastinate_jobs WHERE id = :id")
        return int(await session.scalar(query, {"id": job_id}) or 0)


async def until(database: Database, job_id: int, *wanted: str) -> str:
    deadline = time.monotonic() + 60
    while (status := await status_of(database, job_id)) not in wanted:
        assert time.monotonic() < deadline, status
        await asyncio.sleep(0.1)
    return status


async def test_a_rolled_back_transaction_leaves_no_job(database: Database) -> None:
    with pytest.raises(RuntimeError):
        async with database.transaction() as session:
            await enqueue(session, "tests.job", number=1)
            raise RuntimeError
    async with database.reading() as session:
        assert await session.scalar(text("SELECT count(*) FROM procrastinate_jobs")) == 0


async def test_a_job_that_fails_runs_again_until_it_succeeds(
    database: Database, hasty: Settings, declare: Declare
) -> None:
    runs: list[int] = []

    async def flaky(_context: JobContext, number: int) -> None:
        runs.append(number)
        if len(runs) < 3:
            raise OSError("not yet")

    declare(flaky, attempts=3)
    async with running_worker(database, hasty):
        await until(database, await add_job(database, number=7), "succeeded")
        async with database.reading() as session:
            assert await worker_seen_at(session) is not None
    assert runs == [7, 7, 7]
    async with database.reading() as session:
        assert await worker_seen_at(session) is None


async def test_a_job_without_attempts_left_is_given_up_once_and_says_so(
    database: Database, hasty: Settings, declare: Declare
) -> None:
    runs, given_up = [], []

    async def broken(_context: JobContext, number: int) -> None:
        runs.append(number)
        raise OSError("never")

    async def say(_context: JobContext, number: int) -> None:
        given_up.append(number)

    declare(broken, attempts=2, given_up=say)
    async with running_worker(database, hasty):
        await until(database, await add_job(database, number=1), "failed")
    assert (runs, given_up) == ([1, 1], [1])


async def test_an_error_with_a_sentence_is_final(
    database: Database, hasty: Settings, declare: Declare
) -> None:
    runs = []

    async def refused(_context: JobContext) -> None:
        runs.append(1)
        raise Conflict

    declare(refused, attempts=5)
    async with running_worker(database, hasty):
        await until(database, await add_job(database), "failed")
    assert runs == [1]


async def leave_stalled(database: Database, job_id: int, attempts: int) -> None:
    """The state that a worker killed in the middle of the job leaves."""
    async with database.transaction() as session:
        await session.execute(
            text(
                "WITH dead AS (INSERT INTO procrastinate_workers (last_heartbeat)"
                " VALUES (now() - interval '1 minute') RETURNING id)"
                " UPDATE procrastinate_jobs SET status = 'doing', attempts = :attempts,"
                " worker_id = (SELECT id FROM dead) WHERE id = :id"
            ),
            {"id": job_id, "attempts": attempts},
        )


async def test_the_job_of_a_dead_worker_is_taken_up_again(
    database: Database, hasty: Settings, declare: Declare
) -> None:
    runs = []

    async def quick(_context: JobContext, number: int) -> None:
        runs.append(number)

    declare(quick, attempts=3)
    job_id = await add_job(database, number=4)
    await leave_stalled(database, job_id, attempts=0)
    async with running_worker(database, hasty):
        await until(database, job_id, "succeeded")
    assert runs == [4]


async def test_a_job_that_kills_its_workers_is_given_up(
    database: Database, hasty: Settings, declare: Declare
) -> None:
    runs, given_up = [], []

    async def deadly(_context: JobContext, number: int) -> None:
        runs.append(number)

    async def say(_context: JobContext, number: int) -> None:
        given_up.append(number)

    declare(deadly, attempts=3, given_up=say)
    job_id = await add_job(database, number=5)
    await leave_stalled(database, job_id, attempts=2)
    async with running_worker(database, hasty):
        await until(database, job_id, "failed")
    assert (runs, given_up) == ([], [5])


async def test_a_worker_does_not_take_its_own_running_job_for_that_of_a_dead_one(
    database: Database, settings: Settings, declare: Declare
) -> None:
    runs, begun = [], asyncio.Event()

    async def long(_context: JobContext) -> None:
        runs.append(1)
        begun.set()
        await asyncio.sleep(2)

    declare(long, attempts=3)
    # A heartbeat that is always late, as that of a worker that was suspended and goes on.
    late = WorkerSettings(heartbeat_seconds=60.0, stalled_after_seconds=0.4, shutdown_seconds=0.3)
    job_id = await add_job(database)
    async with running_worker(database, settings.model_copy(update={"worker": late})):
        async with asyncio.timeout(30):
            await begun.wait()
        await asyncio.sleep(1)
        assert await status_of(database, job_id) == "doing"
        await until(database, job_id, "succeeded")
    assert runs == [1]
    assert await attempts_of(database, job_id) == 1


async def test_a_run_that_lost_its_job_to_another_worker_does_not_end_it(
    database: Database, hasty: Settings, declare: Declare
) -> None:
    runs, begun, go_on = [], asyncio.Event(), asyncio.Event()

    async def held_up(_context: JobContext) -> None:
        runs.append(1)
        begun.set()
        if len(runs) == 1:
            await go_on.wait()

    declare(held_up, attempts=3)
    async with running_worker(database, hasty):
        job_id = await add_job(database)
        async with asyncio.timeout(30):
            await begun.wait()
        await leave_stalled(database, job_id, attempts=1)
        go_on.set()
        await until(database, job_id, "succeeded", "failed")
    assert runs == [1, 1], "the worker that had it died, so it was taken up again"
    assert await attempts_of(database, job_id) == 3


async def test_what_waits_for_a_lost_job_is_looked_for_by_the_clock(
    database: Database, hasty: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked = asyncio.Event()

    async def nothing(_context: JobContext) -> None:
        """Never queued here."""

    async def recover(_context: JobContext) -> None:
        looked.set()

    monkeypatch.setitem(DECLARED_JOBS, "tests.job", DeclaredJob("tests.job", nothing, recover=recover))
    async with running_worker(database, hasty):
        async with asyncio.timeout(30):
            await looked.wait()


async def test_a_stopping_worker_gives_unfinished_jobs_back(
    database: Database, hasty: Settings, declare: Declare
) -> None:
    begun = asyncio.Event()

    async def long(_context: JobContext) -> None:
        begun.set()
        await asyncio.sleep(600)

    declare(long, attempts=1)
    async with running_worker(database, hasty):
        job_id = await add_job(database)
        async with asyncio.timeout(30):
            await begun.wait()
    assert await status_of(database, job_id) == "todo"
    assert await attempts_of(database, job_id) == 0, "a restart of the worker is no attempt of the job"


async def test_the_audit_is_sealed_by_the_clock(database: Database, hasty: Settings) -> None:
    async with database.transaction() as session:
        await session.execute(
            text(
                "INSERT INTO audit_events (actor_name, action, subject_type, details)"
                " VALUES ('tests', 'test.done', 'test', '{}')"
            )
        )
    async with running_worker(database, hasty):
        deadline = time.monotonic() + 30
        sealed = 0
        while not sealed:
            assert time.monotonic() < deadline
            await asyncio.sleep(0.2)
            async with database.reading() as session:
                sealed = await session.scalar(text("SELECT count(*) FROM audit_seals")) or 0
    assert sealed == 1


async def test_a_worker_comes_back_after_its_connections_were_cut(
    database: Database, hasty: Settings, declare: Declare, owner_url: str
) -> None:
    runs = []

    async def quick(_context: JobContext) -> None:
        runs.append(1)

    declare(quick, attempts=3)
    owner = Database(owner_url, pool_size=1)
    async with running_worker(database, hasty):
        await until(database, await add_job(database), "succeeded")
        async with owner.transaction() as session:
            await session.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            )
        await asyncio.sleep(0.5)
        await until(database, await add_job(database), "succeeded")
    await owner.close()
    assert runs == [1, 1]
