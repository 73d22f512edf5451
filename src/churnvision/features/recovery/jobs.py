"""The journal of recovery comes into the audit trail by the worker's clock."""

from churnvision.features.recovery import journal_import
from churnvision.features.recovery.folders import recovery_settings
from churnvision.kit.jobs import JobContext, job


@job("recovery.import_journal", attempts=1)
async def import_journal(context: JobContext) -> None:
    """Record what the trail does not have yet."""
    folders = recovery_settings(context.settings)
    async with context.database.transaction() as session:
        await journal_import.import_journal(session, folders.journal)
