"""Sealing of audit events."""

from churnvision.features.audit import service
from churnvision.kit.jobs import JobContext, job


@job("audit.seal", attempts=1)
async def seal(context: JobContext) -> None:
    """Seal what was committed since the last time."""
    async with context.database.transaction() as session:
        while await service.seal(session) == service.BATCH:
            pass
