"""What the passing of days changes about people."""

from churnvision.features.employees import service
from churnvision.kit.jobs import JobContext, job


@job("employees.settle_leavers", attempts=1)
async def settle_leavers(context: JobContext) -> None:
    """Count people as left whose announced day of leaving has come."""
    async with context.database.transaction() as session:
        await service.settle_leavers(session)
