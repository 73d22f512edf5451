"""The job queue (procrastinate, inside PostgreSQL) and how features declare and add jobs.

A feature writes `@job("training.run", attempts=3)` over an async function that takes a `JobContext` and
ids; the worker registers every declared job. `enqueue` adds one inside the caller's transaction, so a
rollback drops it.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Concatenate, ParamSpec

import procrastinate
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
    """A job as its feature declares it. `cron` makes it periodic (UTC, five fields)."""

    name: str
    function: Callable[..., Awaitable[None]]
    attempts: int = 2
    cron: str | None = None
    facts: dict[str, Any] = field(default_factory=dict)


DECLARED_JOBS: dict[str, DeclaredJob] = {}


def job(
    name: str, *, attempts: int = 2, cron: str | None = None
) -> Callable[[JobFunction[P]], JobFunction[P]]:
    """Declare a job; `attempts` counts runs in all, also those ended by a killed worker."""

    def declare(function: JobFunction[P]) -> JobFunction[P]:
        if name in DECLARED_JOBS:
            raise LookupError(f"job {name!r} is declared twice")
        DECLARED_JOBS[name] = DeclaredJob(name, function, attempts, cron)
        return function

    return declare


async def enqueue(
    session: AsyncSession, name: str, *, lock: str | None = None, **arguments: str | int | float | bool | None
) -> int:
    """Add a job in the caller's transaction and return its queue id.

    Jobs that share `lock` never run at the same time. Arguments are plain JSON values.
    """
    connection = await driver_connection(session)
    manager = _MANAGER.configure_task(name, lock=lock, connection=connection)
    return await manager.defer_async(**arguments)


_MANAGER = procrastinate.App(connector=procrastinate.PsycopgConnector())
