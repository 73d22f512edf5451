"""One training from its queued row to a stored model version; safe to run twice.

Every attempt has a number. An attempt that has lost its job (taken up by another worker, or cancelled)
notices at its next step and changes nothing any more.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import orjson

from churnvision.features.audit import service as audit
from churnvision.features.training import repository, service
from churnvision.features.training.child import Learnt, train_model
from churnvision.features.training.errors import NothingToTrainOn
from churnvision.features.training.facts import CopiedFacts, copy_training_facts
from churnvision.features.training.schemas import FINISHED, TrainingOptions
from churnvision.kit.access import system_actor
from churnvision.kit.isolated import ChildEnded, Progress, Refused, run_isolated
from churnvision.kit.jobs import JobContext, find_lost
from churnvision.kit.logging import get_logger
from churnvision.kit.model_files import sha256_of
from churnvision.kit.work_folder import work_folder

_log = get_logger(__name__)
# Shares of the whole: copying the facts, then learning, then storing.
_COPIED, _LEARNT = 4, 96


class NotOurs(Exception):
    """The job was cancelled, or another attempt has taken it up."""


class Attempt:
    """One attempt at one training job."""

    def __init__(self, context: JobContext, job_id: int, number: int, options: TrainingOptions) -> None:
        self.context = context
        self.job_id = job_id
        self.number = number
        self.options = options

    async def tell(self, percent: int, message: str) -> None:
        """Write progress in a short transaction of its own. Raises NotOurs."""
        async with self.context.database.transaction() as session:
            if not await repository.set_progress(session, self.job_id, self.number, percent, message):
                raise NotOurs

    async def on_tick(self, progress: Progress) -> None:
        """Pass on what the child reports. Raises NotOurs, which ends the child."""
        percent = _COPIED + round((_LEARNT - _COPIED) * min(max(progress.fraction, 0.0), 1.0))
        await self.tell(percent, progress.message or "Preparing the data")


async def run(context: JobContext, job_id: int) -> None:
    """Train, store the version and, where it is the first and fit to forecast, promote it."""
    attempt = await _begin(context, job_id)
    if attempt is None:
        return
    try:
        async with work_folder(context.settings.var, f"training-{job_id}") as folder:
            copied = await asyncio.to_thread(copy_training_facts, context.database.url, folder)
            await attempt.tell(_COPIED, "Preparing the data")
            learnt = await _learn(attempt, copied, folder)
            await attempt.tell(_LEARNT, "Storing the model")
            is_promoted = await _store(attempt, copied, learnt, folder / "model")
    except NotOurs:
        await _end_cancelled(attempt)
    except (Refused, NothingToTrainOn) as refusal:
        await _end_failed(attempt, str(refusal))
    except ChildEnded as ended:
        _log.error("training.child_ended", training_job_id=job_id, reason=str(ended))
        await _end_failed(attempt, f"The training process ended unexpectedly: {_last_line(str(ended))}.")
    else:
        if is_promoted:
            await service.restore_model_files(context.database, context.settings.models)


async def give_up(context: JobContext, job_id: int) -> None:
    """Say so when no attempt is left."""
    sentence = "The worker ended {attempts} times during this training; see its log and start again."
    await _end_unfinished(context, job_id, sentence)


async def recover(context: JobContext) -> None:
    """End trainings that nobody will take up, because the queue holds no job of theirs."""
    find_unfinished = repository.find_unfinished_ids
    for job_id in await find_lost(context.database, "training.run", "training_job_id", find_unfinished):
        _log.error("training.lost", training_job_id=job_id)
        await _end_unfinished(context, job_id, "The queue has lost this training; start it again.")


async def _end_unfinished(context: JobContext, job_id: int, sentence: str) -> None:
    async with context.database.transaction() as session:
        job = await repository.lock_job(session, job_id)
        if job is None or job.status in FINISHED:
            return
        values = repository.finished_values("failed", sentence.format(attempts=job.attempts))
        if job.cancel_requested_at is not None:
            values = repository.finished_values("cancelled", "Cancelled.")
        await repository.set_job(session, job_id, **values)


async def _begin(context: JobContext, job_id: int) -> Attempt | None:
    async with context.database.transaction() as session:
        job = await repository.lock_job(session, job_id)
        if job is None or job.status in FINISHED:
            return None
        if job.cancel_requested_at is not None:
            await repository.set_job(session, job_id, **repository.finished_values("cancelled", "Cancelled."))
            return None
        number = job.attempts + 1
        await repository.set_job(session, job_id, **repository.started_values(number))
        return Attempt(context, job_id, number, TrainingOptions.model_validate(job.options))


async def _learn(attempt: Attempt, copied: CopiedFacts, folder: Path) -> Learnt:
    return await run_isolated(
        train_model,
        attempt.on_tick,
        attempt.context.settings.worker.job_memory_bytes,
        copied.facts,
        folder,
        seed=attempt.options.seed,
        bags=attempt.options.bags,
        keep_columns=attempt.options.keep_columns,
    )


@asynccontextmanager
async def _owned(attempt: Attempt) -> AsyncIterator[Any]:
    """A transaction that holds the job's row. Raises NotOurs when it is no longer this attempt's."""
    async with attempt.context.database.transaction() as session:
        job = await repository.lock_job(session, attempt.job_id)
        if job is None or job.status != "running" or job.attempts != attempt.number:
            raise NotOurs
        if job.cancel_requested_at is not None:
            raise NotOurs
        yield session


async def _store(attempt: Attempt, copied: CopiedFacts, learnt: Learnt, files: Path) -> bool:
    """Version, files, success and promotion in one transaction; whether it was promoted."""
    facts, manifest = copied.facts, orjson.loads((files / "manifest.json").read_bytes())
    warnings = [*copied.warnings, *learnt.warnings]
    metrics = learnt.metrics | ({"warnings": warnings} if warnings else {})
    async with _owned(attempt) as session:
        version_id = await repository.add_version(
            session,
            {
                "training_job_id": attempt.job_id,
                "shape": facts.shape,
                "algorithm": learnt.algorithm,
                "as_of": facts.as_of,
                "trained_from": learnt.trained_from,
                "window_days": facts.window_days if facts.shape == "static" else None,
                "attributes": [{"name": one.name, "kind": one.kind} for one in learnt.attributes],
                "metrics": metrics,
                "manifest": manifest | {"import_ids": copied.import_ids},
            },
        )
        await repository.add_facts(session, version_id, learnt.facts)
        for path in sorted(files.iterdir()):
            await repository.add_file(session, version_id, path, sha256_of(path))
        comparison = metrics["comparison"]
        refusal = [] if comparison["fit"] else [f"It may not forecast: {comparison['reason']}"]
        message = " ".join(["The model is ready.", *refusal, *warnings])
        done = repository.finished_values("succeeded", message, metrics=metrics)
        await repository.set_job(session, attempt.job_id, **done)
        actor = system_actor("worker")
        await audit.record(session, actor, "model.trained", subject=("model_version", version_id))
        if refusal:
            return False
        await repository.lock_promotion(session)
        if attempt.options.promote or await repository.find_promoted(session) is None:
            await service.promote_version(session, actor, version_id)
            return True
        return False


async def _end_failed(attempt: Attempt, reason: str) -> None:
    try:
        async with _owned(attempt) as session:
            values = repository.finished_values("failed", reason)
            await repository.set_job(session, attempt.job_id, **values)
    except NotOurs:
        await _end_cancelled(attempt)


async def _end_cancelled(attempt: Attempt) -> None:
    """Write the cancellation that was asked for; nothing when another attempt has the job."""
    async with attempt.context.database.transaction() as session:
        job = await repository.lock_job(session, attempt.job_id)
        is_ours = job is not None and job.status == "running" and job.attempts == attempt.number
        if job is not None and is_ours and job.cancel_requested_at is not None:
            values = repository.finished_values("cancelled", "Cancelled.")
            await repository.set_job(session, attempt.job_id, **values)


def _last_line(text: str) -> str:
    return (text.strip().splitlines() or ["no reason given"])[-1].rstrip(".")
