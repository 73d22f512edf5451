"""Which jobs this worker runs: it ends those only, and does not take its own for jobs of a dead worker.

A worker that was held up counts as dead, and another takes its jobs up. When it goes on it comes to the end
of its own run; the queue's functions would then end the row by its id alone, though another run has it
now, and nobody would take the job up when that one dies.
"""

from datetime import datetime
from typing import Any, LiteralString

import procrastinate
from procrastinate.connector import BaseAsyncConnector
from procrastinate.jobs import Job, Status
from procrastinate.manager import JobManager

from churnvision.kit.clock import utc_now
from churnvision.kit.fence import FENCED
from churnvision.kit.logging import get_logger

_log = get_logger(__name__)
# A row is of the run that fetched it while nobody has taken it up: that counts an attempt, or changes the
# worker. A worker without a sign is forgotten, which leaves its rows without one.
_FINISH = """
    UPDATE procrastinate_jobs
    SET status = %(status)s::procrastinate_job_status, abort_requested = false, attempts = attempts + 1
    WHERE id = %(id)s AND status = 'doing' AND attempts = %(attempts)s
      AND (worker_id IS NULL OR worker_id = %(worker_id)s::bigint)
    RETURNING id
"""
_RETRY = """
    UPDATE procrastinate_jobs
    SET status = 'todo', abort_requested = false, attempts = attempts + %(used)s, scheduled_at = %(retry_at)s
    WHERE id = %(id)s AND status = 'doing' AND attempts = %(attempts)s
      AND (worker_id IS NULL OR worker_id = %(worker_id)s::bigint)
    RETURNING id
"""


class OwnJobs(JobManager):
    """The queue's rows as one worker may change them."""

    def __init__(self, connector: BaseAsyncConnector) -> None:
        super().__init__(connector)
        self._running: set[int | None] = set()
        self._interrupted: set[int | None] = set()

    def is_running(self, job: Job) -> bool:
        """Whether this very process runs it."""
        return job.id in self._running

    def interrupt(self, job: Job) -> None:
        """Note that the worker itself ended the run: it was no attempt."""
        self._interrupted.add(job.id)

    async def fetch_job(self, *arguments: Any, **named: Any) -> Job | None:
        """The next job of the queue, which runs here from now on; none while no backend lives."""
        if (await self.connector.execute_query_one_async(FENCED))["is_fenced"]:
            return None
        job = await super().fetch_job(*arguments, **named)
        if job is not None:
            self._running.add(job.id)
        return job

    async def finish_job(self, job: Job, status: Status, delete_job: bool) -> None:  # noqa: ARG002 - the library's signature
        """End a job, unless another run has it; its row stays until `delete_old_jobs`."""
        await self._change(job, _FINISH, status=status.value)

    async def retry_job(
        self,
        job: Job,
        retry_at: datetime | None = None,
        priority: int | None = None,  # noqa: ARG002 - the library's signature; Attempts changes none of these
        queue: str | None = None,  # noqa: ARG002
        lock: str | None = None,  # noqa: ARG002
    ) -> None:
        """Put a job back into the queue, unless another run has it."""
        used = 0 if job.id in self._interrupted else 1
        await self._change(job, _RETRY, used=used, retry_at=retry_at or utc_now())

    async def _change(self, job: Job, statement: LiteralString, **values: Any) -> None:
        changed = await self.connector.execute_query_all_async(
            statement, id=job.id, attempts=job.attempts, worker_id=job.worker_id, **values
        )
        self._running.discard(job.id)
        self._interrupted.discard(job.id)
        if not changed:
            _log.warning("job.left_to_another_run", job=job.task_name, queue_id=job.id)


class Queue(procrastinate.App):
    """The library's application over `OwnJobs`."""

    def __init__(self, connector: BaseAsyncConnector) -> None:
        super().__init__(connector=connector)
        self.own_jobs = OwnJobs(connector)
        self.job_manager = self.own_jobs
