"""Trainings and backtests alike: cancelled, killed, taken up twice, lost, given up, and followed."""

import asyncio
import json
import multiprocessing
import os
import signal
import time

import httpx
import pytest
from sqlalchemy import text

from churnvision.kit import attempts
from churnvision.kit.access import Actor
from churnvision.kit.database import Database
from churnvision.kit.jobs import JobContext
from churnvision.kit.settings import Settings
from tests.conftest import SignIn
from tests.factories.long_runs import BACKTEST, TRAINING, Kind

both_kinds = pytest.mark.parametrize("kind", [TRAINING, BACKTEST], ids=["training", "backtest"])


@pytest.fixture
def context(database: Database, settings: Settings) -> JobContext:
    return JobContext(database, settings)


async def count(database: Database, table: str) -> int:
    async with database.reading() as session:
        return await session.scalar(text(f"SELECT count(*) FROM {table}")) or 0


async def until_running(kind: Kind, context: JobContext, run_id: int) -> None:
    deadline = time.monotonic() + 60
    while (await kind.view(context.database, run_id)).progress < kind.begins_at:
        assert time.monotonic() < deadline
        await asyncio.sleep(0.05)


@both_kinds
async def test_cancelled_while_queued_it_never_begins(kind: Kind, context: JobContext, actor: Actor) -> None:
    run_id = await kind.start(context.database, actor, with_people=False)
    async with context.database.transaction() as session:
        assert (await kind.cancel(session, actor, run_id)).status == "cancelled"
    await kind.run(context, run_id)
    found = await kind.view(context.database, run_id)
    assert (found.status, found.message) == ("cancelled", "Cancelled before it began.")
    assert found.started_at is None and found.finished_at is not None


@both_kinds
async def test_cancelled_while_running_it_leaves_nothing(
    kind: Kind, context: JobContext, actor: Actor
) -> None:
    run_id = await kind.start(context.database, actor)
    task = asyncio.create_task(kind.run(context, run_id))
    await until_running(kind, context, run_id)
    async with context.database.transaction() as session:
        assert (await kind.cancel(session, actor, run_id)).status == "running"
    async with asyncio.timeout(20):
        await task
    found = await kind.view(context.database, run_id)
    assert (found.status, found.message) == ("cancelled", "Cancelled.")
    assert await count(context.database, kind.made[0]) == 0
    assert list((context.settings.var / "work").iterdir()) == []


@both_kinds
async def test_the_next_worker_takes_up_what_a_killed_one_left(
    kind: Kind, context: JobContext, actor: Actor
) -> None:
    run_id = await kind.start(context.database, actor)
    left = asyncio.create_task(kind.run(context, run_id))
    await until_running(kind, context, run_id)
    left.cancel()
    with pytest.raises(asyncio.CancelledError):
        await left
    abandoned = await kind.view(context.database, run_id)
    assert abandoned.status == "running"
    await kind.run(context, run_id)
    found = await kind.view(context.database, run_id)
    assert (found.status, found.progress) == ("succeeded", 100), found.message
    assert found.started_at == abandoned.started_at
    assert await count(context.database, f"{kind.runs.table.__tablename__} WHERE attempts = 2") == 1
    assert await count(context.database, kind.made[0]) == kind.made[1]


@both_kinds
async def test_a_run_that_is_begun_again_says_so(kind: Kind, context: JobContext, actor: Actor) -> None:
    run_id = await kind.start(context.database, actor, with_people=False)
    told = []
    for number in (1, 2):
        async with context.database.transaction() as session:
            await kind.runs.begin(session, run_id, number)
        told.append((await kind.view(context.database, run_id)).message)
        async with context.database.transaction() as session:
            assert await kind.runs.tell(session, run_id, number, 30, "Month 7")
        told.append((await kind.view(context.database, run_id)).message)
    again = " (begun again after an interruption, attempt 2)"
    assert told == ["Reading the facts", "Month 7", f"Reading the facts{again}", f"Month 7{again}"]


@both_kinds
async def test_taken_up_twice_it_has_one_effect(kind: Kind, context: JobContext, actor: Actor) -> None:
    run_id = await kind.start(context.database, actor)
    first = asyncio.create_task(kind.run(context, run_id))
    await until_running(kind, context, run_id)
    # A worker that was held up long enough counts as dead, and another takes its job up.
    await asyncio.gather(first, kind.run(context, run_id))
    found = await kind.view(context.database, run_id)
    assert found.status == "succeeded", found.message
    # The queue may run it once more when it has not heard of the end.
    await kind.run(context, run_id)
    assert await count(context.database, kind.made[0]) == kind.made[1]
    assert await count(context.database, f"audit_events WHERE action = '{kind.finished}'") == 1
    if kind is TRAINING:
        refresh = "procrastinate_jobs WHERE task_name = 'predictions.refresh'"
        assert await count(context.database, refresh) == 1


@both_kinds
async def test_a_child_that_is_killed_is_a_sentence(kind: Kind, context: JobContext, actor: Actor) -> None:
    run_id = await kind.start(context.database, actor)
    task = asyncio.create_task(kind.run(context, run_id))
    await until_running(kind, context, run_id)
    deadline = time.monotonic() + 10
    while not (children := multiprocessing.active_children()):
        assert time.monotonic() < deadline
        await asyncio.sleep(0.01)
    (child,) = children
    assert child.pid is not None
    os.kill(child.pid, signal.SIGKILL)
    await task
    found = await kind.view(context.database, run_id)
    assert (found.status, found.message) == (
        "failed",
        f"The process of this {kind.runs.noun} ended unexpectedly: the process ended by itself"
        " (signal SIGKILL; the system may have run out of memory).",
    )
    assert await count(context.database, kind.made[0]) == 0


@both_kinds
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("status = 'queued'", ("failed", "The queue has lost this {noun}; start it again.")),
        ("status = 'running'", ("failed", "The queue has lost this {noun}; start it again.")),
        ("status = 'running', cancel_requested_at = now()", ("cancelled", "Cancelled.")),
    ],
)
async def test_lost_by_the_queue_it_ends_and_one_with_a_job_goes_on(
    kind: Kind, context: JobContext, actor: Actor, before: str, after: tuple[str, str]
) -> None:
    lost, waiting, running = [await kind.start(context.database, actor, with_people=False) for _ in range(3)]
    await kind.change(context.database, lost, before)
    async with context.database.transaction() as session:
        for status, run_id in (("succeeded", lost), ("doing", running)):
            await session.execute(
                text(
                    f"UPDATE procrastinate_jobs SET status = '{status}'"
                    f" WHERE args ->> '{kind.runs.argument}' = '{run_id}'"
                )
            )
    await attempts.recover(kind.runs, context)
    found = await kind.view(context.database, lost)
    assert (found.status, found.message) == (after[0], after[1].format(noun=kind.runs.noun))
    assert found.finished_at is not None
    assert [(await kind.view(context.database, one)).status for one in (waiting, running)] == ["queued"] * 2


@both_kinds
async def test_given_up_it_says_why(kind: Kind, context: JobContext, actor: Actor) -> None:
    run_id = await kind.start(context.database, actor, with_people=False)
    await kind.change(context.database, run_id, "status = 'running', attempts = 3")
    await attempts.give_up(kind.runs, context, run_id)
    found = await kind.view(context.database, run_id)
    assert (found.status, found.message) == (
        "failed",
        f"The worker ended 3 times during this {kind.runs.noun}; see its log and start again.",
    )


@both_kinds
async def test_events_tell_each_change_and_the_end(
    kind: Kind, client: httpx.AsyncClient, database: Database, actor: Actor, sign_in: SignIn
) -> None:
    headers = await sign_in("analyst")
    assert (await client.get(f"{kind.path}/77/events", headers=headers)).status_code == 404
    run_id = await kind.start(database, actor, with_people=False)

    async def work() -> None:
        for values in ("status = 'running', progress = 40", "status = 'failed', message = 'No leavers.'"):
            await asyncio.sleep(0.8)
            await kind.change(database, run_id, values)

    working = asyncio.create_task(work())
    answer = await client.get(f"{kind.path}/{run_id}/events", headers=headers)
    await working
    assert answer.headers["content-type"].startswith("text/event-stream")
    events = [
        (block.split("event: ")[1].split("\n")[0], json.loads(block.split("data: ")[1].split("\n")[0]))
        for block in answer.text.strip().split("\n\n")
        if "event: " in block
    ]
    assert [name for name, _ in events] == ["progress", "progress", "progress", "finished"]
    assert [run["status"] for _, run in events] == ["queued", "running", "failed", "failed"]
    assert events[1][1]["progress"] == 40
