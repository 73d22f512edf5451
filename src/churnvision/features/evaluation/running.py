"""One backtest from its queued row to stored results; safe to run twice.

Every attempt has a number. An attempt that has lost its backtest (taken up by another worker, or cancelled)
notices at its next step and changes nothing any more.
"""

import asyncio
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy.ext.asyncio import AsyncSession

from churnvision.features.audit import service as audit
from churnvision.features.evaluation import repository
from churnvision.features.evaluation.child import LookedBack, look_back
from churnvision.features.evaluation.schemas import FINISHED, BacktestRequest
from churnvision.features.training import service as training
from churnvision.features.training.errors import NothingToTrainOn
from churnvision.kit.access import system_actor
from churnvision.kit.isolated import ChildEnded, Progress, Refused, run_isolated
from churnvision.kit.jobs import JobContext, find_lost
from churnvision.kit.logging import get_logger
from churnvision.kit.work_folder import work_folder
from churnvision.ml.backtest import BacktestOptions

_log = get_logger(__name__)
# Shares of the whole: copying the facts, then looking back, then storing.
_COPIED, _LOOKED_BACK = 2, 98


class NotOurs(Exception):
    """The backtest was cancelled, or another attempt has taken it up."""


class Attempt:
    """One attempt at one backtest."""

    def __init__(self, context: JobContext, backtest_id: int, number: int, options: BacktestRequest) -> None:
        self.context = context
        self.backtest_id = backtest_id
        self.number = number
        self.options = BacktestOptions(**options.model_dump())

    async def tell(self, percent: int, message: str) -> None:
        """Write progress in a short transaction of its own. Raises NotOurs."""
        async with self.context.database.transaction() as session:
            if not await repository.set_progress(session, self.backtest_id, self.number, percent, message):
                raise NotOurs

    async def on_tick(self, progress: Progress) -> None:
        """Pass on what the child reports. Raises NotOurs, which ends the child."""
        percent = _COPIED + round((_LOOKED_BACK - _COPIED) * min(max(progress.fraction, 0.0), 1.0))
        await self.tell(percent, progress.message or "Preparing the data")

    async def own(self, session: AsyncSession) -> None:
        """Hold the backtest's row. Raises NotOurs when it is no longer this attempt's."""
        found = await repository.lock_backtest(session, self.backtest_id)
        if found is None or found.status != "running" or found.attempts != self.number:
            raise NotOurs
        if found.cancel_requested_at is not None:
            raise NotOurs


async def run(context: JobContext, backtest_id: int) -> None:
    """Look back and store what was found."""
    attempt = await _begin(context, backtest_id)
    if attempt is None:
        return
    try:
        async with work_folder(context.settings.var, f"backtest-{backtest_id}") as folder:
            await _look_back(attempt, folder)
    except NotOurs:
        await _end_cancelled(attempt)
    except (Refused, NothingToTrainOn) as refusal:
        await _end_failed(attempt, str(refusal))
    except ChildEnded as ended:
        _log.error("backtest.child_ended", backtest_id=backtest_id, reason=str(ended))
        reason = (str(ended).strip().splitlines() or ["no reason given"])[-1].rstrip(".")
        await _end_failed(attempt, f"The process of the backtest ended unexpectedly: {reason}.")


async def give_up(context: JobContext, backtest_id: int) -> None:
    """Say so when no attempt is left."""
    sentence = "The worker ended {attempts} times during this backtest; see its log and start again."
    await _end_unfinished(context, backtest_id, sentence)


async def recover(context: JobContext) -> None:
    """End backtests that nobody will take up, because the queue holds no job of theirs."""
    find_unfinished = repository.find_unfinished_ids
    for lost_id in await find_lost(context.database, "evaluation.backtest", "backtest_id", find_unfinished):
        _log.error("backtest.lost", backtest_id=lost_id)
        await _end_unfinished(context, lost_id, "The queue has lost this backtest; start it again.")


async def _end_unfinished(context: JobContext, backtest_id: int, sentence: str) -> None:
    async with context.database.transaction() as session:
        found = await repository.lock_backtest(session, backtest_id)
        if found is None or found.status in FINISHED:
            return
        values = repository.finished_values("failed", sentence.format(attempts=found.attempts))
        if found.cancel_requested_at is not None:
            values = repository.finished_values("cancelled", "Cancelled.")
        await repository.set_backtest(session, backtest_id, **values)


async def _begin(context: JobContext, backtest_id: int) -> Attempt | None:
    async with context.database.transaction() as session:
        found = await repository.lock_backtest(session, backtest_id)
        if found is None or found.status in FINISHED:
            return None
        if found.cancel_requested_at is not None:
            values = repository.finished_values("cancelled", "Cancelled.")
            await repository.set_backtest(session, backtest_id, **values)
            return None
        number = found.attempts + 1
        await repository.set_backtest(session, backtest_id, **repository.started_values(number))
        return Attempt(context, backtest_id, number, BacktestRequest.model_validate(found.options))


async def _look_back(attempt: Attempt, folder: Path) -> None:
    context = attempt.context
    copied = await asyncio.to_thread(training.copy_all_known, context.database.url, folder)
    await attempt.tell(_COPIED, "Preparing the data")
    async with context.database.reading() as session:
        kept = await training.find_kept_columns(session)
    looked_back = await run_isolated(
        look_back,
        attempt.on_tick,
        context.settings.worker.job_memory_bytes,
        copied.facts,
        folder,
        folder / "lists.jsonl",
        attempt.options,
        kept,
    )
    await attempt.tell(_LOOKED_BACK, "Storing the lists")
    await _store(attempt, looked_back, folder / "lists.jsonl", copied.warnings)


async def _store(attempt: Attempt, found: LookedBack, lists: Path, warnings: Sequence[str]) -> None:
    """Lists, results and success in one transaction."""
    results = found.results
    async with attempt.context.database.transaction() as session:
        await attempt.own(session)
        with lists.open("rb") as stream:
            for line in stream:
                await repository.add_list(session, attempt.backtest_id, _columns(orjson.loads(line)))
        message = " ".join([results["reason"], *warnings, *found.warnings])
        done = repository.finished_values("succeeded", message, results=results)
        await repository.set_backtest(session, attempt.backtest_id, **done)
        subject = ("backtest", attempt.backtest_id)
        await audit.record(session, system_actor("worker"), "backtest.finished", subject=subject)


def _columns(line: dict[str, Any]) -> dict[str, Any]:
    return line | {"month": date.fromisoformat(line["month"])}


async def _end_failed(attempt: Attempt, reason: str) -> None:
    try:
        async with attempt.context.database.transaction() as session:
            await attempt.own(session)
            values = repository.finished_values("failed", reason)
            await repository.set_backtest(session, attempt.backtest_id, **values)
    except NotOurs:
        await _end_cancelled(attempt)


async def _end_cancelled(attempt: Attempt) -> None:
    """Write the cancellation that was asked for; nothing when another attempt has the backtest."""
    async with attempt.context.database.transaction() as session:
        found = await repository.lock_backtest(session, attempt.backtest_id)
        is_ours = found is not None and found.status == "running" and found.attempts == attempt.number
        if found is not None and is_ours and found.cancel_requested_at is not None:
            values = repository.finished_values("cancelled", "Cancelled.")
            await repository.set_backtest(session, attempt.backtest_id, **values)
