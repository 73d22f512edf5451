"""Sealing of audit events."""

from datetime import timedelta

from churnvision.features.audit import service
from churnvision.kit.jobs import JobContext, job

# Longer than transactions last. What was committed later still is found by the rarer look through all events,
# which costs time in proportion to the whole trail.
RECENT = timedelta(minutes=15)


@job("audit.seal", attempts=1)
async def seal(context: JobContext) -> None:
    """Seal what was committed since the last time."""
    await _seal(context, RECENT)


@job("audit.seal_all", attempts=1)
async def seal_all(context: JobContext) -> None:
    """Seal whatever has no seal: from before a pause of the worker, or of a very long transaction."""
    await _seal(context, None)


async def _seal(context: JobContext, within: timedelta | None) -> None:
    async with context.database.transaction() as session:
        while await service.seal(session, within=within) == service.BATCH:
            pass
