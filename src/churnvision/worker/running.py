"""The worker's life: connect, run jobs and chores, connect again after a loss, stop on a signal."""

import asyncio
import contextlib
import math
import signal

import psycopg
from procrastinate.exceptions import ProcrastinateException
from psycopg_pool import PoolTimeout
from sqlalchemy.exc import DBAPIError

from churnvision.features.training import service as training
from churnvision.kit.database import Database
from churnvision.kit.jobs import JobContext
from churnvision.kit.logging import configure_logging, get_logger
from churnvision.kit.settings import Settings, SettingsRefused, settings
from churnvision.worker.chores import do_chores
from churnvision.worker.queue import build_queue

_log = get_logger(__name__)
_CONCURRENCY = 3
_SHORTEST_PAUSE_SECONDS = 0.3
_LONGEST_PAUSE_SECONDS = 5.0
_LAST_RESORT_SECONDS = 10
_DATABASE_ERRORS = (psycopg.Error, DBAPIError, ProcrastinateException, PoolTimeout, OSError)


def main() -> None:
    """Run until SIGTERM or SIGINT; a wrong setting is one sentence and the exit code 1."""
    try:
        found = settings()
    except SettingsRefused as error:
        raise SystemExit(error.message) from None
    configure_logging(as_json=found.log_json)
    asyncio.run(serve(found))


async def serve(found: Settings) -> None:
    """Run jobs until a signal asks to stop; jobs that do not end in time go back to the queue."""
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()

    def stop() -> None:
        stopping.set()
        # Whatever still holds it up, the process ends: the queue takes its jobs up again.
        signal.alarm(math.ceil(found.worker.shutdown_seconds) + _LAST_RESORT_SECONDS)

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop)
    database = Database.from_settings(found.database)
    try:
        await run_until_stopped(JobContext(database, found), stopping)
    finally:
        await database.close()
    _log.info("worker.stopped")


async def run_until_stopped(context: JobContext, stopping: asyncio.Event) -> None:
    """Run jobs whenever PostgreSQL answers, with growing pauses while it does not."""
    pause_seconds = _SHORTEST_PAUSE_SECONDS
    while not stopping.is_set():
        try:
            await context.database.ping()
            pause_seconds = _SHORTEST_PAUSE_SECONDS
            await _work(context, stopping)
        except _DATABASE_ERRORS as error:
            _log.warning("worker.lost_the_database", reason=str(error).splitlines()[:1])
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(pause_seconds):
                await stopping.wait()
        pause_seconds = min(pause_seconds * 2, _LONGEST_PAUSE_SECONDS)


async def _restore_model_files(context: JobContext) -> None:
    try:
        await training.restore_model_files(context.database, context.settings.models)
    except OSError as error:
        # Imports and training work without the files; scoring says what is wrong with the folder.
        _log.error("model_files.not_restored", reason=str(error))


async def _work(context: JobContext, stopping: asyncio.Event) -> None:
    """Jobs and chores over one connection to the queue, until a stop or until the database is lost."""
    await _restore_model_files(context)
    queue, pace = build_queue(context), context.settings.worker
    async with queue.open_async():
        _log.info("worker.started")
        ending = asyncio.Event()
        jobs = asyncio.create_task(
            queue.run_worker_async(
                concurrency=_CONCURRENCY,
                install_signal_handlers=False,
                fetch_job_polling_interval=pace.heartbeat_seconds,
                abort_job_polling_interval=pace.heartbeat_seconds,
                update_heartbeat_interval=pace.heartbeat_seconds,
                stalled_worker_timeout=pace.stalled_after_seconds,
                shutdown_graceful_timeout=pace.shutdown_seconds,
            )
        )
        chores = asyncio.create_task(do_chores(context, queue, ending))
        stop = asyncio.create_task(stopping.wait())
        await asyncio.wait({jobs, chores, stop}, return_when=asyncio.FIRST_COMPLETED)
        ending.set()
        stop.cancel()
        lost = [task.exception() for task in (jobs, chores) if task.done() and not task.cancelled()]
        jobs.cancel()
        await asyncio.wait({jobs})
        await asyncio.wait({chores}, timeout=pace.shutdown_seconds)
        chores.cancel()
        if not jobs.cancelled():
            lost.append(jobs.exception())
        for error in filter(None, lost):
            raise error
