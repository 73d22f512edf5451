"""Following one long run as a stream of events."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TypeVar

from fastapi.sse import ServerSentEvent
from sqlalchemy.ext.asyncio import AsyncSession

from churnvision.kit.database import Database
from churnvision.kit.long_runs import LongRunView

_POLL_SECONDS = 0.5
View = TypeVar("View", bound=LongRunView)


async def events(
    database: Database, first: View, find: Callable[[AsyncSession, int], Awaitable[View]]
) -> AsyncIterator[ServerSentEvent]:
    """ "progress" at once and at each change, "finished" at the end; each poll is a session of its own.

    Read `first` before the stream begins, so that 404 is still an answer.
    """
    run = first
    yield _event("progress", run)
    while not run.is_finished:
        await asyncio.sleep(_POLL_SECONDS)
        async with database.reading() as session:
            present = await find(session, run.id)
        if present != run:
            run = present
            yield _event("progress", run)
    yield _event("finished", run)


def _event(name: str, run: LongRunView) -> ServerSentEvent:
    return ServerSentEvent(event=name, data=run.model_dump(mode="json"))
