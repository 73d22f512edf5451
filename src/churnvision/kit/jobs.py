"""The job queue (procrastinate, inside PostgreSQL) and how features declare and add jobs.

A feature writes `@job("training.run", attempts=3)` over an async function that takes a `JobContext` and
ids; the worker registers every declared job. `enqueue` adds one inside the caller's transaction, so a
rollback drops it.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Concatenate, ParamSpec

import procrastinate
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from churnvision.kit.database import Database, driver_connection
from churnvision.kit.settings import Settings

P = ParamSpec("P")


@dataclass(frozen=True)
class JobContext:
    """What a running job may use."""

    database: Database
    settings: Settings


JobFunction = Callable[Concatenate[JobContext, P], Awaitable[None]]


@dataclass(frozen=True)
class DeclaredJob:
    """A job as its feature declares it."""

    name: str
    function: Callable[..., Awaitable[None]]
    attempts: int = 2
    given_up: Callable[..., Awaitable[None]] | None = None
    recover: Callable[[JobContext], Awaitable[None]] | None = None


DECLARED_JOBS: dict[str, DeclaredJob] = {}


def job(
    name: str,
    *,
    attempts: int = 2,
    given_up: Callable[..., Awaitable[None]] | None = None,
    recover: Callable[[JobContext], Awaitable[None]] | None = None,
) -> Callable[[JobFunction[P]], JobFunction[P]]:
    """Declare a job; `attempts` counts runs in all, also those ended by a killed worker.

    `given_up` is called with the same arguments once no attempt is left, so that what the user sees
    says so. `recover` is called by the clock: it looks for what waits for a job of this name that the queue
    does not hold any more (`find_lost`), and ends it.
    """

    def declare(function: JobFunction[P]) -> JobFunction[P]:
        if name in DECLARED_JOBS:
            raise LookupError(f"job {name!r} is declared twice")
        DECLARED_JOBS[name] = DeclaredJob(name, function, attempts, given_up, recover)
        return function

    return declare


async def enqueue(
    session: AsyncSession, name: str, *, lock: str | None = None, **arguments: str | int | float | bool | None
) -> int:
    """Add a job in the caller's transaction and return its queue id.

    Jobs that share `lock` never run at the same time. Arguments are plain JSON values.
    """
    connection: Any = await driver_connection(session)
    deferrer = _QUEUE.configure_task(name, lock=lock, connection=connection)
    return await deferrer.defer_async(**arguments)


# Never opened: it only writes jobs, through the caller's own connection.
_QUEUE = procrastinate.App(connector=procrastinate.PsycopgConnector())


async def find_lost(
    database: Database, name: str, argument: str, find_waiting: Callable[[AsyncSession], Awaitable[set[int]]]
) -> list[int]:
    """The ids among `find_waiting` for which the queue holds no job that waits or runs.

    `argument` is the name under which jobs of this `name` carry the id. Both are of the same moment.
    """
    statement = text(
        "SELECT args ->> :argument FROM procrastinate_jobs"
        " WHERE task_name = :name AND status IN ('todo', 'doing')"
    )
    async with database.reading() as session:
        waiting = await find_waiting(session)
        queued = await session.scalars(statement, {"name": name, "argument": argument})
        return sorted(waiting - {int(one) for one in queued})


async def worker_seen_at(session: AsyncSession) -> datetime | None:
    """The last heartbeat of any worker; None when none has run or all were stopped in order."""
    seen_at: datetime | None = await session.scalar(
        text("SELECT max(last_heartbeat) FROM procrastinate_workers")
    )
    return seen_at
