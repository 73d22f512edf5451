"""What a worker does by the clock, beside jobs: look for lost jobs, seal the audit, tidy up, follow the
schedule of training and scoring.

Chores are not jobs, which would fill the queue with thousands of rows a day. Of several workers, one at
a time does a chore.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from procrastinate.jobs import Job, Status
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from churnvision.kit.fence import Fenced, require_open
from churnvision.kit.jobs import DECLARED_JOBS, JobContext
from churnvision.kit.logging import get_logger
from churnvision.worker.own_jobs import Queue

_log = get_logger(__name__)
_KEPT_HOURS = 7 * 24


@dataclass(frozen=True)
class Chore:
    """Something to do every so many seconds; `lock_key` tells chores apart in the database."""

    name: str
    lock_key: int
    every_seconds: float
    act: Callable[[JobContext, Queue], Awaitable[None]]


def schedule(context: JobContext) -> tuple[Chore, ...]:
    """Every chore with its pace."""
    patience = context.settings.worker.stalled_after_seconds
    return (
        Chore("stalled_jobs", 721_120, patience / 4, take_up_stalled_jobs),
        Chore("audit_seal", 721_121, 4.0, seal_audit),
        Chore("whole_audit_seal", 721_124, 3600.0, seal_whole_audit),
        Chore("old_jobs", 721_122, 3600.0, delete_old_jobs),
        Chore("lost_jobs", 721_123, patience, recover_lost_jobs),
        Chore("leavers", 721_125, 3600.0, settle_leavers),
        Chore("schedule", 721_126, 600.0, follow_schedule),
        Chore("recovery_journal", 721_127, 30.0, import_recovery_journal),
    )


async def do_chores(context: JobContext, queue: Queue, ending: asyncio.Event) -> None:
    """Do every chore at its pace until `ending`; one that has begun is finished."""
    async with asyncio.TaskGroup() as chores:
        for chore in schedule(context):
            chores.create_task(_repeat(chore, context, queue, ending))


async def _repeat(chore: Chore, context: JobContext, queue: Queue, ending: asyncio.Event) -> None:
    while not ending.is_set():
        try:
            async with context.database.transaction() as session:
                if await _is_ours(session, chore):
                    await require_open(session)
                    await chore.act(context, queue)
        except Fenced:
            pass  # nothing is written while a database is being recovered
        except Exception as error:  # noqa: BLE001 - a chore that fails must not end the jobs
            _log.warning("chore.failed", chore=chore.name, reason=f"{type(error).__name__}: {error}")
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(chore.every_seconds):
                await ending.wait()


async def _is_ours(session: AsyncSession, chore: Chore) -> bool:
    lock = text("SELECT pg_try_advisory_xact_lock(:key)").bindparams(key=chore.lock_key)
    return bool(await session.scalar(lock))


async def take_up_stalled_jobs(context: JobContext, queue: Queue) -> None:
    """Put the jobs of workers without heartbeat back into the queue, or give them up for good."""
    found = await queue.job_manager.get_stalled_jobs(
        seconds_since_heartbeat=context.settings.worker.stalled_after_seconds
    )
    for job in found:
        if queue.own_jobs.is_running(job):
            continue  # this worker was held up itself, and goes on with it
        declared = DECLARED_JOBS.get(job.task_name)
        if declared is not None and job.attempts + 1 < declared.attempts:
            await queue.own_jobs.retry_job(job)
            _log.warning("job.taken_up", job=job.task_name, queue_id=job.id)
        else:
            await _give_up(context, queue, job)


async def _give_up(context: JobContext, queue: Queue, job: Job) -> None:
    declared = DECLARED_JOBS.get(job.task_name)
    if declared is not None and declared.given_up is not None:
        await declared.given_up(context, **job.task_kwargs)
    await queue.own_jobs.finish_job(job, Status.FAILED, delete_job=False)
    _log.error("job.given_up", job=job.task_name, queue_id=job.id, attempts=job.attempts + 1)


async def recover_lost_jobs(context: JobContext, _queue: Queue) -> None:
    """Let features end what waits for a job that the queue does not hold any more."""
    for declared in DECLARED_JOBS.values():
        if declared.recover is not None:
            await declared.recover(context)


async def seal_audit(context: JobContext, _queue: Queue) -> None:
    """Seal the audit events of the last seconds."""
    await DECLARED_JOBS["audit.seal"].function(context)


async def seal_whole_audit(context: JobContext, _queue: Queue) -> None:
    """Seal the audit events that are older, if any have no seal."""
    await DECLARED_JOBS["audit.seal_all"].function(context)


async def delete_old_jobs(_context: JobContext, queue: Queue) -> None:
    """Forget jobs that ended more than a week ago; what users see of them is kept by the features."""
    await queue.job_manager.delete_old_jobs(
        nb_hours=_KEPT_HOURS, include_failed=True, include_cancelled=True, include_aborted=True
    )


async def settle_leavers(context: JobContext, _queue: Queue) -> None:
    """Count people as left from their announced last day on."""
    await DECLARED_JOBS["employees.settle_leavers"].function(context)


async def import_recovery_journal(context: JobContext, _queue: Queue) -> None:
    """Bring what happened to backups and drills into the audit trail."""
    await DECLARED_JOBS["recovery.import_journal"].function(context)


async def follow_schedule(context: JobContext, _queue: Queue) -> None:
    """Start the scoring and the training that are due, each in a transaction of its own."""
    await DECLARED_JOBS["predictions.follow_schedule"].function(context)
    await DECLARED_JOBS["training.follow_schedule"].function(context)
