"""Who may write: the worker only while a backend lives on the same database.

An operator who restores a database stops the backend first; this keeps the worker from writing into it
meanwhile, without being told.
"""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

SILENT_SECONDS = 15
FENCED = (
    "SELECT max(beat_at) < clock_timestamp() - make_interval(secs => 15) AS is_fenced FROM backend_heartbeats"
)


class Fenced(Exception):
    """No backend has been heard of: what runs ends now, and is queued again."""


async def require_open(session: AsyncSession) -> None:
    """Raise Fenced when the last backend has been silent for 15 seconds.

    A database that no backend has ever opened is open: nothing in it can be overwritten by a recovery.
    """
    if await session.scalar(text(FENCED)):
        raise Fenced
