"""One scoring from its row to forecasts that everybody sees; safe to run twice.

What a run wrote becomes visible at once, in the transaction that stores it, or not at all.
"""

import asyncio
from dataclasses import asdict
from pathlib import Path

from churnvision.features.audit import service as audit
from churnvision.features.predictions import drift, repository, service, shadow
from churnvision.features.predictions.child import (
    ATTRIBUTION_COLUMNS,
    ATTRIBUTIONS_FILE,
    COLUMNS,
    OUTPUTS_FILE,
    PAST_COLUMNS,
    PAST_FILE,
    Scored,
    Stamp,
    score_people,
)
from churnvision.features.predictions.schemas import Thresholds
from churnvision.features.predictions.tables import Attribution, ChurnOutput, PastCase
from churnvision.features.training import service as training
from churnvision.features.training.errors import ModelFilesUnusable, NoPromotedModel, NothingToTrainOn
from churnvision.features.training.service import CopiedFacts
from churnvision.kit.access import system_actor
from churnvision.kit.clock import utc_now
from churnvision.kit.isolated import ChildEnded, Refused, ignore_progress, run_isolated
from churnvision.kit.jobs import JobContext, find_lost
from churnvision.kit.logging import get_logger
from churnvision.kit.work_folder import work_folder
from churnvision.ml.risk import RiskThresholds

_log = get_logger(__name__)


class Superseded(Exception):
    """The run has ended meanwhile, by another attempt."""


async def refresh(context: JobContext, created_by: int | None) -> None:
    """Queue a scoring by the promoted version, for the user who promoted it; once for each promotion.

    A worker that is killed after the commit leaves this job in the queue, and it runs again.
    """
    async with context.database.transaction() as session:
        await repository.lock_refresh(session)
        version = await training.find_promoted(session)
        if version is not None and await repository.has_run_since(session, version.id, version.promoted_at):
            return
        await service.start_scoring(session, system_actor("worker"), created_by=created_by)


async def run(context: JobContext, run_id: int) -> None:
    """Score everybody who has not left, and show the result."""
    try:
        await _score(context, run_id)
    except Superseded:
        _log.info("scoring.superseded", scoring_run_id=run_id)
    except (Refused, NothingToTrainOn, NoPromotedModel, ModelFilesUnusable) as refusal:
        await _fail(context, run_id, str(refusal))
    except ChildEnded as ended:
        _log.error("scoring.child_ended", scoring_run_id=run_id, reason=str(ended))
        await _fail(context, run_id, f"The scoring process ended unexpectedly: {ended.last_line}.")


async def give_up(context: JobContext, run_id: int) -> None:
    """Say so when no attempt is left."""
    await _fail(context, run_id, "The worker ended several times during this scoring; see its log.")


async def recover(context: JobContext) -> None:
    """End scorings that nobody will take up, because the queue holds no job of theirs."""
    find_running = repository.find_running_ids
    for run_id in await find_lost(context.database, "predictions.score", "scoring_run_id", find_running):
        _log.error("scoring.lost", scoring_run_id=run_id)
        await _fail(context, run_id, "The queue has lost this scoring; score again.")


async def _score(context: JobContext, run_id: int) -> None:
    version_id, thresholds = await _begin(context, run_id)
    model = await training.prepare_promoted(context.database, context.settings.models)
    if model.version_id != version_id:
        raise Refused("Another model version was promoted before this scoring began.")
    stamp = Stamp(run_id, version_id, utc_now(), RiskThresholds(**thresholds.model_dump()))
    async with work_folder(context.settings.var, f"scoring-{run_id}") as folder:
        url, past_folder = context.database.url, folder / "past"
        past_folder.mkdir()
        copied = await asyncio.to_thread(training.copy_present, url, folder, model)
        past = await asyncio.to_thread(training.copy_past, url, past_folder, model)
        scored = await run_isolated(
            score_people,
            ignore_progress,
            context.settings.worker.job_memory_bytes,
            copied.facts,
            past.facts,
            context.settings.models,
            model.sha256,
            folder,
            stamp=stamp,
        )
        await _store(context, stamp, copied, scored, folder)


async def _begin(context: JobContext, run_id: int) -> tuple[int, Thresholds]:
    async with context.database.reading() as session:
        found = await repository.find_run(session, run_id)
        if found is None or found.status != "running":
            raise Superseded
        return found.model_version_id, await repository.find_thresholds(session)


async def _store(
    context: JobContext, stamp: Stamp, copied: CopiedFacts, scored: Scored, folder: Path
) -> None:
    """Forecasts, bands, the run's success and its being current in one transaction."""
    run_id = stamp.scoring_run_id
    async with context.database.transaction() as session:
        found = await repository.lock_run(session, run_id)
        if found is None or found.status != "running":
            raise Superseded
        await repository.lock_bands(session)
        shown = await repository.find_current_run(session)
        # Who is reading the forecasts shown until now finds them to the end of the page.
        await repository.delete_outputs_except(session, {run_id} if shown is None else {run_id, shown.id})
        await repository.copy_rows(session, ChurnOutput, COLUMNS, folder / OUTPUTS_FILE)
        await repository.copy_rows(session, Attribution, ATTRIBUTION_COLUMNS, folder / ATTRIBUTIONS_FILE)
        await repository.copy_rows(session, PastCase, PAST_COLUMNS, folder / PAST_FILE)
        await repository.add_profiles(session, run_id, [asdict(one) for one in scored.profiles])
        thresholds = await repository.find_thresholds(session)
        if RiskThresholds(**thresholds.model_dump()) != stamp.thresholds:
            await repository.reband(session, run_id, thresholds)
        await repository.make_current(
            session,
            run_id,
            status="succeeded",
            as_of=copied.facts.as_of,
            scored_count=scored.count,
            warnings=scored.warnings,
            causes=scored.causes,
            thresholds=thresholds.model_dump(),
            summary={
                "import_ids": copied.import_ids,
                "drivers": scored.drivers,
                "base": scored.base,
                "expected": scored.expected,
                "spreads": scored.spreads,
            },
        )
        await drift.queue(session, system_actor("worker"), stamp.model_version_id)
        await shadow.queue(session)
        subject = ("scoring_run", run_id)
        await audit.record(
            session, system_actor("worker"), "scoring.finished", subject=subject, people=scored.count
        )


async def _fail(context: JobContext, run_id: int, reason: str) -> None:
    async with context.database.transaction() as session:
        found = await repository.lock_run(session, run_id)
        if found is not None and found.status == "running":
            await repository.set_run(
                session, run_id, status="failed", warnings=[reason], finished_at=utc_now()
            )
