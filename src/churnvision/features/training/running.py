"""One training from its queued row to a stored model version; safe to run twice (`kit.attempts`)."""

import asyncio
from pathlib import Path

import orjson

from churnvision.features.audit import service as audit
from churnvision.features.training import repository, service
from churnvision.features.training.child import Learnt, train_model
from churnvision.features.training.errors import NothingToTrainOn
from churnvision.features.training.facts import CopiedFacts, copy_training_facts
from churnvision.features.training.schemas import TrainingOptions
from churnvision.kit.access import system_actor
from churnvision.kit.attempts import Attempt, work_on
from churnvision.kit.isolated import run_isolated
from churnvision.kit.jobs import JobContext
from churnvision.kit.model_files import sha256_of

# Shares of the whole: copying the facts, then learning, then storing.
_COPIED, _LEARNT = 4, 96


async def run(context: JobContext, job_id: int) -> None:
    """Train, store the version and, where it is the first and fit to forecast, promote it."""
    if await work_on(repository.RUNS, context, job_id, _train, refusals=(NothingToTrainOn,)):
        await service.restore_model_files(context.database, context.settings.models)


async def _train(attempt: Attempt[TrainingOptions], folder: Path) -> bool:
    """Whether the new version was promoted."""
    copied = await asyncio.to_thread(copy_training_facts, attempt.context.database.url, folder)
    await attempt.tell(_COPIED, "Preparing the data")
    learnt = await _learn(attempt, copied, folder)
    await attempt.tell(_LEARNT, "Storing the model")
    return await _store(attempt, copied, learnt, folder / "model")


async def _learn(attempt: Attempt[TrainingOptions], copied: CopiedFacts, folder: Path) -> Learnt:
    return await run_isolated(
        train_model,
        attempt.telling(_COPIED, _LEARNT),
        attempt.context.settings.worker.job_memory_bytes,
        copied.facts,
        folder,
        seed=attempt.options.seed,
        bags=attempt.options.bags,
        keep_columns=attempt.options.keep_columns,
    )


async def _store(attempt: Attempt[TrainingOptions], copied: CopiedFacts, learnt: Learnt, files: Path) -> bool:
    """Version, files, success and promotion in one transaction; whether it was promoted."""
    facts, manifest = copied.facts, orjson.loads((files / "manifest.json").read_bytes())
    warnings = [*copied.warnings, *learnt.warnings]
    metrics = learnt.metrics | ({"warnings": warnings} if warnings else {})
    async with attempt.owned() as session:
        version_id = await repository.add_version(
            session,
            {
                "training_job_id": attempt.run_id,
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
        await attempt.succeed(session, message, metrics=metrics)
        actor = system_actor("worker")
        await audit.record(session, actor, "model.trained", subject=("model_version", version_id))
        if refusal:
            return False
        await repository.lock_promotion(session)
        if attempt.options.promote or await repository.find_promoted(session) is None:
            await service.promote_version(session, actor, version_id)
            return True
        return False
