"""The queue as one worker sees it: every declared job with its retries."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import procrastinate
from procrastinate import exceptions, jobs, retry

from churnvision.kit.clock import utc_now
from churnvision.kit.errors import ChurnVisionError
from churnvision.kit.fence import Fenced
from churnvision.kit.jobs import DECLARED_JOBS, DeclaredJob, JobContext
from churnvision.worker.job_modules import JOB_MODULES
from churnvision.worker.own_jobs import OwnJobs, Queue

_FIRST_PAUSE_SECONDS = 2
# A lost database must not hold up a worker that was told to stop.
_CONNECTION_SECONDS = 5.0


class Attempts(retry.BaseRetryStrategy):
    """Runs a job again after a pause, up to its attempts; an error with a sentence is final.

    A job that is ended by the worker's own shutdown always goes back to the queue; that was no attempt.
    """

    def __init__(self, attempts: int) -> None:
        self._attempts = attempts

    def get_retry_decision(self, *, exception: BaseException, job: jobs.Job) -> retry.RetryDecision | None:
        """When to run `job` again after `exception`, None for never."""
        if isinstance(exception, exceptions.JobAborted):
            return retry.RetryDecision(retry_at=utc_now())
        if isinstance(exception, ChurnVisionError) or job.attempts + 1 >= self._attempts:
            return None
        pause = timedelta(seconds=_FIRST_PAUSE_SECONDS * 2**job.attempts)
        return retry.RetryDecision(retry_at=utc_now() + pause)


def build_queue(context: JobContext) -> Queue:
    """A queue over its own small pool, with every declared job registered."""
    assert JOB_MODULES
    connector = procrastinate.PsycopgConnector(
        conninfo=context.database.url,
        min_size=1,
        max_size=4,
        timeout=_CONNECTION_SECONDS,
        kwargs={"application_name": "churnvision_worker"},
    )
    queue = Queue(connector)
    for declared in DECLARED_JOBS.values():
        queue.task(name=declared.name, retry=Attempts(declared.attempts), pass_context=True)(
            _runner(declared, context, queue.own_jobs)
        )
    return queue


def _runner(declared: DeclaredJob, context: JobContext, own_jobs: OwnJobs) -> Callable[..., Awaitable[None]]:
    async def run(run_context: procrastinate.JobContext, **arguments: Any) -> None:
        try:
            await declared.function(context, **arguments)
        except (asyncio.CancelledError, Fenced):
            own_jobs.interrupt(run_context.job)
            # The worker stops, or no backend lives. As a plain cancellation the queue would count the job
            # as failed and lose it.
            raise exceptions.JobAborted from None
        except Exception as error:
            if declared.given_up and _is_last(declared, run_context.job, error):
                await declared.given_up(context, **arguments)
            raise

    return run


def _is_last(declared: DeclaredJob, job: jobs.Job, error: Exception) -> bool:
    return Attempts(declared.attempts).get_retry_decision(exception=error, job=job) is None
