"""One backtest from its queued row to stored results; safe to run twice (`kit.attempts`)."""

import asyncio
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import orjson

from churnvision.features.audit import service as audit
from churnvision.features.evaluation import repository
from churnvision.features.evaluation.child import LookedBack, look_back
from churnvision.features.evaluation.schemas import BacktestRequest
from churnvision.features.training import service as training
from churnvision.features.training.errors import NothingToTrainOn
from churnvision.kit.access import system_actor
from churnvision.kit.attempts import Attempt, work_on
from churnvision.kit.isolated import run_isolated
from churnvision.kit.jobs import JobContext
from churnvision.ml.backtest import BacktestOptions

# Shares of the whole: copying the facts, then looking back, then storing.
_COPIED, _LOOKED_BACK = 2, 98


async def run(context: JobContext, backtest_id: int) -> None:
    """Look back and store what was found."""
    await work_on(repository.RUNS, context, backtest_id, _look_back, refusals=(NothingToTrainOn,))


async def _look_back(attempt: Attempt[BacktestRequest], folder: Path) -> None:
    context = attempt.context
    copied = await asyncio.to_thread(training.copy_all_known, context.database.url, folder)
    await attempt.tell(_COPIED, "Preparing the data")
    async with context.database.reading() as session:
        kept = await training.find_kept_columns(session)
    looked_back = await run_isolated(
        look_back,
        attempt.telling(_COPIED, _LOOKED_BACK),
        context.settings.worker.job_memory_bytes,
        copied.facts,
        folder,
        folder / "lists.jsonl",
        BacktestOptions(**attempt.options.model_dump()),
        kept,
    )
    await attempt.tell(_LOOKED_BACK, "Storing the lists")
    await _store(attempt, looked_back, folder / "lists.jsonl", copied.warnings)


async def _store(
    attempt: Attempt[BacktestRequest], found: LookedBack, lists: Path, warnings: Sequence[str]
) -> None:
    """Lists, results and success in one transaction."""
    async with attempt.owned() as session:
        with lists.open("rb") as stream:
            for line in stream:
                await repository.add_list(session, attempt.run_id, _columns(orjson.loads(line)))
        message = " ".join([found.results["reason"], *warnings, *found.warnings])
        await attempt.succeed(session, message, results=found.results)
        subject = ("backtest", attempt.run_id)
        await audit.record(session, system_actor("worker"), "backtest.finished", subject=subject)


def _columns(line: dict[str, Any]) -> dict[str, Any]:
    return line | {"month": date.fromisoformat(line["month"])}
