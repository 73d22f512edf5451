"""Following one training as a stream of events."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from fastapi import Depends
from fastapi.sse import ServerSentEvent

from churnvision.features.training import service
from churnvision.features.training.schemas import TrainingJobView
from churnvision.kit.database import Database, ReadTx
from churnvision.kit.identifiers import RowId

_POLL_SECONDS = 0.5


async def _first_state(session: ReadTx, training_job_id: RowId) -> TrainingJobView:
    return await service.get(session, training_job_id)


def first_state() -> Any:
    """The training of the route, asked before the stream begins, so that 404 is still an answer."""
    return Depends(_first_state)


async def events(database: Database, first: TrainingJobView) -> AsyncIterator[ServerSentEvent]:
    """ "progress" at once and at each change, "finished" at the end; each poll is a session of its own."""
    job = first
    yield _event("progress", job)
    while not job.is_finished:
        await asyncio.sleep(_POLL_SECONDS)
        async with database.reading() as session:
            present = await service.get(session, job.id)
        if present != job:
            job = present
            yield _event("progress", job)
    yield _event("finished", job)


def _event(name: str, job: TrainingJobView) -> ServerSentEvent:
    return ServerSentEvent(event=name, data=job.model_dump(mode="json"))
