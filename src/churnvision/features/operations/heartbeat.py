"""This backend says every five seconds that it lives; the worker writes only while one does."""

import asyncio
from typing import Never
from uuid import uuid4

from sqlalchemy.exc import SQLAlchemyError

from churnvision.dr.removals import read_removals
from churnvision.dr.settings import read_settings
from churnvision.features.operations import repository
from churnvision.features.users import service as users
from churnvision.kit.database import Database
from churnvision.kit.logging import get_logger

_EVERY_SECONDS = 5.0
_log = get_logger(__name__)


async def beat_for_ever(database: Database) -> Never:
    """Beat until cancelled, whatever the database does.

    A database that is met for the first time, at the start or because another was put in its place, may be
    older than this morning: who was disabled since is disabled again before the first beat in it.
    """
    instance, known = uuid4(), ""
    while True:
        try:
            async with database.transaction() as session:
                present = await repository.find_identity(session)
                if present != known:
                    await _keep_disabled(database)
                await repository.beat(session, instance)
            known = present
        except (SQLAlchemyError, OSError) as error:
            _log.warning("heartbeat.failed", reason=type(error).__name__)
        await asyncio.sleep(_EVERY_SECONDS)


async def _keep_disabled(database: Database) -> None:
    removals = await asyncio.to_thread(read_removals, read_settings().backups)
    if removals.problem is not None:
        _log.error("removals.changed", reason=removals.problem)
    async with database.transaction() as session:
        disabled = await users.keep_disabled(session, removals.disabled)
    if disabled:
        _log.warning("removals.applied", users=disabled)
