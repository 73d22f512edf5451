"""Training and model versions: start, cancel, watch, promote, and keep the files on disk."""

from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from churnvision.features.audit import service as audit
from churnvision.features.training import cards, files, promotions, repository
from churnvision.features.training.card_limits import limits_of_window
from churnvision.features.training.errors import (
    KeepColumnsUnknown,
    ModelNotFit,
    ModelVersionNotFound,
    NothingToTrainOn,
    PromotedIsNoShadow,
    TrainingJobNotFound,
)
from churnvision.features.training.facts import (
    CopiedFacts,
    copy_known_facts,
    copy_past_facts,
    copy_present_facts,
    copy_training_facts,
    find_leaving_known_until,
)
from churnvision.features.training.files import ReadyModel
from churnvision.features.training.schemas import (
    AttributeView,
    ModelCard,
    ModelFileView,
    ModelPage,
    ModelVersionView,
    PromotionPage,
    TrainingJobView,
    TrainingOptions,
    TrainingPage,
)
from churnvision.features.training.tables import ModelFile, ModelVersion
from churnvision.kit.access import Actor, system_actor
from churnvision.kit.database import Database
from churnvision.kit.jobs import enqueue
from churnvision.kit.pagination import PageRequest, decode_id_cursor, next_id_cursor
from churnvision.kit.patience import Report, wait_for_end
from churnvision.kit.schedule import is_due

# One model at a time: two would share the machine's two cores and the same facts.
_LOCK = "training"
__all__ = ["CopiedFacts", "ReadyModel", "find_leaving_known_until", "limits_of_window"]


async def start(session: AsyncSession, actor: Actor, options: TrainingOptions) -> TrainingJobView:
    """Queue a training; of several, one runs at a time. Raises NothingToTrainOn, KeepColumnsUnknown."""
    if await repository.count_imports(session) == 0:
        raise NothingToTrainOn
    await _require_learnable(session, options.keep_columns)
    job_id = await repository.RUNS.add(session, options.model_dump(), actor.user_id)
    await enqueue(session, "training.run", lock=_LOCK, training_job_id=job_id)
    await audit.record(session, actor, "training.started", subject=("training_job", job_id))
    return await get(session, job_id)


async def _require_learnable(session: AsyncSession, keep_columns: list[str]) -> None:
    wanted = set(keep_columns) - await repository.find_learnable(session) if keep_columns else set()
    if wanted:
        left_out = await repository.find_left_out(session, wanted)
        raise KeepColumnsUnknown(sorted(wanted - set(left_out)), left_out)


async def start_if_due(session: AsyncSession, since: datetime, options: TrainingOptions) -> None:
    """Queue a training where a version forecasts and none was since a moment; one that failed is repeated.

    The first training is a person's act, and there is nothing to do while everything imported is undone.
    Columns that were kept for the version that forecasts, and that are still there, are kept again.
    """
    await repository.lock_schedule(session)
    if await repository.find_promoted(session) is None or await repository.count_imports(session) == 0:
        return
    statuses = await repository.find_statuses_since(session, since)
    if is_due(statuses):
        kept = await find_kept_columns(session)
        await start(session, system_actor("schedule"), options.model_copy(update={"keep_columns": kept}))


async def find_kept_columns(session: AsyncSession) -> list[str]:
    """Attributes that the version that forecasts learnt from on the user's word, as far as they still are."""
    known = await repository.find_learnable(session)
    return [name for name in await repository.find_kept_columns(session) if name in known]


async def get(session: AsyncSession, job_id: int) -> TrainingJobView:
    """One training run. Raises TrainingJobNotFound."""
    found = await repository.find_job(session, job_id)
    if found is None:
        raise TrainingJobNotFound(training_job_id=job_id)
    return found


async def find_jobs(session: AsyncSession, wanted: PageRequest) -> TrainingPage:
    """Training runs, newest first."""
    items = await repository.find_jobs(session, limit=wanted.limit, before_id=decode_id_cursor(wanted.cursor))
    return TrainingPage(
        items=items,
        total=await repository.RUNS.count(session),
        next_cursor=next_id_cursor([item.id for item in items], wanted.limit),
    )


async def cancel(session: AsyncSession, actor: Actor, job_id: int) -> TrainingJobView:
    """Cancel a queued training at once; a running one ends within seconds.

    Raises TrainingJobNotFound, TrainingFinished.
    """
    await repository.RUNS.cancel(session, job_id)
    await audit.record(session, actor, "training.cancelled", subject=("training_job", job_id))
    return await get(session, job_id)


async def promote(session: AsyncSession, actor: Actor, version_id: int) -> ModelVersionView:
    """Let a version forecast from now on, and score everybody with it.

    Raises ModelVersionNotFound, and ModelNotFit for one that has not been shown to know anything; one that
    has forecast before may do so again.
    """
    await repository.lock_promotion(session)
    version = await repository.find_version(session, version_id)
    if version is None:
        raise ModelVersionNotFound(model_version_id=version_id)
    if version.promoted_at is None:
        _require_fit(version)
    if version.status != "promoted":
        await promote_version(session, actor, version_id)
    return await get_version(session, version_id)


def _require_fit(version: ModelVersion) -> None:
    comparison = version.metrics.get("comparison")
    if comparison is None:
        raise ModelNotFit(model_version_id=version.id)
    if not comparison["fit"]:
        raise ModelNotFit(comparison["reason"], model_version_id=version.id, comparison=comparison)


async def promote_version(session: AsyncSession, actor: Actor, version_id: int) -> None:
    """Promote under `repository.lock_promotion`; the forecasts follow by a job of their own."""
    await promotions.make_current(session, actor, version_id, kind="promotion")
    await audit.record(session, actor, "model.promoted", subject=("model_version", version_id))


async def roll_back(session: AsyncSession, actor: Actor, from_version_id: int) -> ModelVersionView:
    """Let the version forecast again that did so before this one, and score everybody with it.

    Raises NoPromotedModel, PromotedMeanwhile, NothingToRollBackTo.
    """
    version_id = await promotions.roll_back(session, actor, from_version_id)
    return await get_version(session, version_id)


async def set_shadow(
    session: AsyncSession, actor: Actor, version_id: int, *, is_shadow: bool
) -> ModelVersionView:
    """Let a version score everybody beside the promoted one, instead of another shadow, or no longer.

    Raises ModelVersionNotFound, PromotedIsNoShadow.
    """
    await repository.lock_promotion(session)
    version = await repository.find_version(session, version_id)
    if version is None:
        raise ModelVersionNotFound(model_version_id=version_id)
    if is_shadow and version.status == "promoted":
        raise PromotedIsNoShadow(model_version_id=version_id)
    if version.is_shadow != is_shadow:
        await repository.set_shadow(session, version_id, is_shadow=is_shadow)
        act = "model.shadow_started" if is_shadow else "model.shadow_ended"
        await audit.record(session, actor, act, subject=("model_version", version_id))
        if is_shadow:
            # By its name, as the scoring that follows a promotion.
            await enqueue(session, "predictions.score_shadow")
    return await get_version(session, version_id)


async def find_shadow(session: AsyncSession) -> ModelVersion | None:
    """The version that runs as shadow, None without one."""
    return await repository.find_shadow(session)


async def find_promotions(session: AsyncSession, wanted: PageRequest) -> PromotionPage:
    """Promotions and rollbacks, newest first, and where a rollback would lead."""
    items = await repository.find_promotions(
        session, limit=wanted.limit, before_id=decode_id_cursor(wanted.cursor)
    )
    return PromotionPage(
        items=items,
        total=await repository.count_promotions(session),
        next_cursor=next_id_cursor([item.id for item in items], wanted.limit),
        roll_back_to=await promotions.find_previous(session),
    )


async def find_promoted(session: AsyncSession) -> ModelVersion | None:
    """The version that forecasts, None before the first training."""
    return await repository.find_promoted(session)


async def find_file_hashes(session: AsyncSession, version_id: int) -> dict[str, str]:
    """The SHA-256 (hex) of each file of a version."""
    return {file.name: file.sha256 for file in await repository.find_files(session, [version_id])}


async def get_version(session: AsyncSession, version_id: int) -> ModelVersionView:
    """One version with its quality and files. Raises ModelVersionNotFound."""
    version = await repository.find_version(session, version_id)
    if version is None:
        raise ModelVersionNotFound(model_version_id=version_id)
    return _view(version, list(await repository.find_files(session, [version_id])))


async def get_card(session: AsyncSession, version_id: int) -> ModelCard:
    """Model card with data card of a version. Raises ModelVersionNotFound."""
    version = await repository.find_version(session, version_id)
    if version is None:
        raise ModelVersionNotFound(model_version_id=version_id)
    return await cards.make(session, version)


async def find_versions(session: AsyncSession, wanted: PageRequest) -> ModelPage:
    """Model versions, newest first."""
    versions = await repository.find_versions(
        session, limit=wanted.limit, before_id=decode_id_cursor(wanted.cursor)
    )
    stored = await repository.find_files(session, [version.id for version in versions])
    items = [_view(one, [file for file in stored if file.model_version_id == one.id]) for one in versions]
    return ModelPage(
        items=items,
        total=await repository.count_versions(session),
        next_cursor=next_id_cursor([item.id for item in items], wanted.limit),
    )


async def restore_model_files(database: Database, models: Path) -> list[str]:
    """Write the promoted version's files where they are missing; the names written.

    A changed file is left as it is: loading refuses it and `doctor` names it.
    """
    return await files.restore(database, models)


async def prepare_promoted(database: Database, models: Path) -> ReadyModel:
    """The promoted version with its checked files. Raises NoPromotedModel, ModelFilesUnusable."""
    return await files.prepare_promoted(database, models)


def copy_all_known(url: str, folder: Path) -> CopiedFacts:
    """Copy everything that a model may learn from; blocks. Raises NothingToTrainOn."""
    return copy_training_facts(url, folder)


async def prepare_version(database: Database, version_id: int, folder: Path) -> ReadyModel:
    """Any version with its files in the empty `folder`. Raises ModelVersionNotFound."""
    return await files.prepare_version(database, version_id, folder)


async def find_reference(session: AsyncSession, version_id: int) -> dict[str, Any] | None:
    """The people whom a version knows, in bins (`ml.drift_reference`); None for one without facts."""
    facts = await repository.find_facts(session, version_id)
    return None if facts is None else facts.reference


def copy_known(url: str, folder: Path, model: ReadyModel) -> CopiedFacts:
    """Copy what the model knew of who was there when its training data ends; blocks, as `copy_present`."""
    return copy_known_facts(
        url,
        folder,
        shape=model.shape,
        attributes=model.attributes,
        window_days=model.window_days,
        as_of=model.as_of,
        import_ids=model.import_ids,
    )


def copy_present(url: str, folder: Path, model: ReadyModel) -> CopiedFacts:
    """Copy what holds now of everybody who has not left; blocks, so call it in a thread."""
    return copy_present_facts(
        url, folder, shape=model.shape, attributes=model.attributes, window_days=model.window_days
    )


def copy_past(url: str, folder: Path, model: ReadyModel) -> CopiedFacts:
    """Copy what was known of people a year before it is known if they left; blocks like `copy_present`."""
    return copy_past_facts(
        url, folder, shape=model.shape, attributes=model.attributes, window_days=model.window_days
    )


async def train_and_wait(
    database: Database, actor: Actor, *, report: Report, options: TrainingOptions | None = None
) -> TrainingJobView:
    """Queue a training and wait for its end, telling `report` (fraction, message).

    Raises NothingToTrainOn, and WorkerNotRunning when nobody takes jobs up; the job then stays queued.
    """
    async with database.transaction() as session:
        job = await start(session, actor, options or TrainingOptions())
    return await wait_for_end(database, job, get, report)


def _view(version: ModelVersion, stored: list[ModelFile]) -> ModelVersionView:
    columns = {name: getattr(version, name) for name in ModelVersionView.model_fields if name != "files"}
    columns["attributes"] = [AttributeView.model_validate(one) for one in version.attributes]
    return ModelVersionView(**columns, files=[ModelFileView.model_validate(file) for file in stored])
