"""Gets the application ready and keeps saying whether it is; absent services never keep it from starting.

What a start does in the database is done as soon as the database is there, also when that is an hour later,
and again after every time that it was away: a restore may have put an older content in its place.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import psycopg
from sqlalchemy.exc import SQLAlchemyError

from churnvision.features.operations import service as operations
from churnvision.features.operations.schemas import HealthView
from churnvision.features.training import service as training
from churnvision.features.users import service as users
from churnvision.kit.health import HealthContext
from churnvision.kit.logging import get_logger

_PAUSE_WHILE_DOWN_SECONDS = 1.0
_PAUSE_SECONDS = 5.0
_LONGEST_END_SECONDS = 5.0

log = get_logger(__name__)


class Readiness:
    """The application's own look at /health: acts when the database comes back, logs each new cause once."""

    def __init__(self, context: HealthContext) -> None:
        self._context = context
        self._is_prepared = False
        self._told: object = None

    async def refresh(self) -> float:
        """Look, do what a start does where it is due, log a change; the seconds to the next look."""
        view, failure = await operations.check_everything(self._context), None
        if view.status == "down":
            self._is_prepared = False
        elif not self._is_prepared:
            failure = await self._prepare()
            view = await operations.check_everything(self._context)
        self._tell(view, failure)
        return _PAUSE_SECONDS if self._is_prepared else _PAUSE_WHILE_DOWN_SECONDS

    async def _prepare(self) -> str | None:
        """Store the roles and write missing model files; why it could not be done, None when it was."""
        try:
            async with self._context.database.transaction() as session:
                await users.synchronise_roles(session)
            await training.restore_model_files(self._context.database, self._context.settings.models)
        except (SQLAlchemyError, psycopg.Error, OSError) as error:
            reason = (str(error).splitlines() or [type(error).__name__])[0]
            return f"start: roles or model files could not be written ({reason})."
        self._is_prepared = True
        return None

    def _tell(self, view: HealthView, failure: str | None) -> None:
        # Reasons of lesser checks count seconds: what differs only there is no news.
        states = tuple((name, check.state) for name, check in view.checks.items())
        news = (view.cause if view.status == "down" else None, states, failure)
        if news == self._told:
            return
        self._told = news
        cause = " ".join(filter(None, [view.cause, failure]))
        if cause:
            log.warning("application.unhealthy", status=view.status, cause=cause)
        else:
            log.info("application.healthy")


@asynccontextmanager
async def kept_ready(context: HealthContext) -> AsyncIterator[None]:
    """The first look before the block begins, then one look after the other until it ends."""
    readiness, ending = Readiness(context), asyncio.Event()
    pause_seconds = await readiness.refresh()
    looking = asyncio.create_task(_look_until(ending, readiness, pause_seconds))
    try:
        yield
    finally:
        ending.set()
        with suppress(TimeoutError):
            async with asyncio.timeout(_LONGEST_END_SECONDS):
                await looking


async def _look_until(ending: asyncio.Event, readiness: Readiness, pause_seconds: float) -> None:
    while not ending.is_set():
        with suppress(TimeoutError):
            async with asyncio.timeout(pause_seconds):
                await ending.wait()
                return
        pause_seconds = await readiness.refresh()
