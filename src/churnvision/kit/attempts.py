"""Attempts at long runs, from the queued row to the stored result; a run may be taken up more than once.

Every attempt has a number. An attempt that has lost its run (taken up by another worker, or cancelled)
notices at its next step and changes nothing any more.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from churnvision.kit.fence import require_open
from churnvision.kit.isolated import ChildEnded, OnTick, Progress, Refused
from churnvision.kit.jobs import JobContext, find_lost, job
from churnvision.kit.logging import get_logger
from churnvision.kit.long_runs import FINISHED, LongRuns, Options, Row
from churnvision.kit.work_folder import work_folder

_log = get_logger(__name__)
_ATTEMPTS = 3
Outcome = TypeVar("Outcome")


class NotOurs(Exception):
    """The run was cancelled, or another attempt has taken it up."""


@dataclass(frozen=True)
class Attempt(Generic[Options]):
    """One attempt at one run."""

    runs: LongRuns[Any, Options]
    context: JobContext
    run_id: int
    number: int
    options: Options

    async def tell(self, percent: int, message: str) -> None:
        """Write progress in a short transaction of its own. Raises NotOurs, Fenced."""
        async with self.context.database.transaction() as session:
            await require_open(session)
            if not await self.runs.tell(session, self.run_id, self.number, percent, message):
                raise NotOurs

    def telling(self, first: int, last: int) -> OnTick:
        """Passes on what a child reports, as percent between two shares of the whole.

        It raises NotOurs, which ends the child.
        """

        async def on_tick(progress: Progress) -> None:
            percent = first + round((last - first) * min(max(progress.fraction, 0.0), 1.0))
            await self.tell(percent, progress.message or "Preparing the data")

        return on_tick

    @asynccontextmanager
    async def owned(self) -> AsyncIterator[AsyncSession]:
        """A transaction that holds the run's row. Raises NotOurs when this attempt has lost it, Fenced."""
        async with self.context.database.transaction() as session:
            await require_open(session)
            found = await self.runs.lock(session, self.run_id)
            if found is None or not self._is_ours(found) or found.cancel_requested_at is not None:
                raise NotOurs
            yield session

    async def succeed(self, session: AsyncSession, message: str, **columns: Any) -> None:
        """Write the success, in the transaction of `owned` that stores the result."""
        await self.runs.end(session, self.run_id, "succeeded", message, **columns)

    async def fail(self, reason: str) -> None:
        """Write why it failed; a cancellation, or nothing, where it is no longer this attempt's."""
        try:
            async with self.owned() as session:
                await self.runs.end(session, self.run_id, "failed", reason)
        except NotOurs:
            await self.end_cancelled()

    async def end_cancelled(self) -> None:
        """Write the cancellation that was asked for; nothing when another attempt has the run."""
        async with self.context.database.transaction() as session:
            found = await self.runs.lock(session, self.run_id)
            if found is not None and self._is_ours(found) and found.cancel_requested_at is not None:
                await self.runs.end(session, self.run_id, "cancelled", "Cancelled.")

    def _is_ours(self, found: Any) -> bool:
        return bool(found.status == "running" and found.attempts == self.number)


async def work_on(
    runs: LongRuns[Row, Options],
    context: JobContext,
    run_id: int,
    work: Callable[[Attempt[Options], Path], Awaitable[Outcome]],
    *,
    refusals: tuple[type[Exception], ...] = (),
) -> Outcome | None:
    """Take a run up and do `work` in a folder of its own; None where nothing came of it.

    `work` stores its result and its success itself (`Attempt.owned`, `Attempt.succeed`). What it raises of
    `refusals` is a sentence for the user; any other error goes on, for the queue to try again.
    """
    sentences: tuple[type[Exception], ...] = (Refused, *refusals)
    attempt = await _begin(runs, context, run_id)
    if attempt is None:
        return None
    try:
        async with work_folder(context.settings.var, f"{runs.noun}-{run_id}") as folder:
            return await work(attempt, folder)
    except NotOurs:
        await attempt.end_cancelled()
    except sentences as refusal:
        await attempt.fail(str(refusal))
    except ChildEnded as ended:
        _log.error("long_run.child_ended", kind=runs.noun, run_id=run_id, reason=str(ended))
        await attempt.fail(f"The process of this {runs.noun} ended unexpectedly: {ended.last_line}.")
    return None


async def give_up(runs: LongRuns[Row, Options], context: JobContext, run_id: int) -> None:
    """Say so when no attempt is left."""
    sentence = f"The worker ended {{attempts}} times during this {runs.noun}; see its log and start again."
    await _end_unfinished(runs, context, run_id, sentence)


async def recover(runs: LongRuns[Row, Options], context: JobContext) -> None:
    """End runs that nobody will take up, because the queue holds no job of theirs."""
    for run_id in await find_lost(context.database, runs.task, runs.argument, runs.find_unfinished_ids):
        _log.error("long_run.lost", kind=runs.noun, run_id=run_id)
        await _end_unfinished(runs, context, run_id, f"The queue has lost this {runs.noun}; start it again.")


def declare_job(
    runs: LongRuns[Row, Options], run: Callable[[JobContext, int], Awaitable[None]]
) -> Callable[..., Awaitable[None]]:
    """Declare the job that does `run` with the id of its arguments; also what is done when it is lost."""

    async def run_job(context: JobContext, **ids: int) -> None:
        await run(context, ids[runs.argument])

    async def give_up_job(context: JobContext, **ids: int) -> None:
        await give_up(runs, context, ids[runs.argument])

    async def recover_jobs(context: JobContext) -> None:
        await recover(runs, context)

    return job(runs.task, attempts=_ATTEMPTS, given_up=give_up_job, recover=recover_jobs)(run_job)


async def _begin(runs: LongRuns[Row, Options], context: JobContext, run_id: int) -> Attempt[Options] | None:
    async with context.database.transaction() as session:
        found = await runs.lock(session, run_id)
        if found is None or found.status in FINISHED:
            return None
        if found.cancel_requested_at is not None:
            await runs.end(session, run_id, "cancelled", "Cancelled.")
            return None
        number = found.attempts + 1
        await runs.begin(session, run_id, number)
        return Attempt(runs, context, run_id, number, runs.options.model_validate(found.options))


async def _end_unfinished(
    runs: LongRuns[Row, Options], context: JobContext, run_id: int, sentence: str
) -> None:
    async with context.database.transaction() as session:
        found = await runs.lock(session, run_id)
        if found is None or found.status in FINISHED:
            return
        if found.cancel_requested_at is not None:
            await runs.end(session, run_id, "cancelled", "Cancelled.")
        else:
            await runs.end(session, run_id, "failed", sentence.format(attempts=found.attempts))
