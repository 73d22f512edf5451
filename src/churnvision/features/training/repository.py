"""SQL of training jobs and model versions."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from churnvision.features.datasets.tables import Dataset
from churnvision.features.employees.tables import EmployeeAttribute, ObservationWindow
from churnvision.features.training.errors import TrainingFinished, TrainingJobNotFound
from churnvision.features.training.schemas import PromotionView, TrainingJobView, TrainingOptions
from churnvision.features.training.tables import (
    ModelFacts,
    ModelFile,
    ModelFilePart,
    ModelVersion,
    Promotion,
    TrainingJob,
)
from churnvision.features.users.tables import User
from churnvision.kit.long_runs import LongRuns

RUNS = LongRuns(
    TrainingJob,
    TrainingOptions,
    task="training.run",
    argument="training_job_id",
    noun="training",
    missing=TrainingJobNotFound,
    ended=TrainingFinished,
)
PART_BYTES = 1 << 20
_PROMOTION_LOCK = 721_130
_SCHEDULE_LOCK = 721_131


async def lock_schedule(session: AsyncSession) -> None:
    """Let one transaction at a time decide whether a training is due."""
    await session.execute(select(func.pg_advisory_xact_lock(_SCHEDULE_LOCK)))


async def find_statuses_since(session: AsyncSession, since: datetime) -> list[str]:
    """How the jobs fare that were queued at `since` or later."""
    query = select(TrainingJob.status).where(TrainingJob.created_at >= since)
    return list((await session.scalars(query)).all())


async def find_job(session: AsyncSession, job_id: int) -> TrainingJobView | None:
    """One job with the version it made."""
    found = await find_jobs(session, limit=1, only=TrainingJob.id == job_id)
    return found[0] if found else None


async def find_jobs(
    session: AsyncSession,
    *,
    limit: int,
    before_id: int | None = None,
    only: ColumnElement[bool] | None = None,
) -> list[TrainingJobView]:
    """The newest jobs."""
    query = (
        select(TrainingJob, ModelVersion.id)
        .outerjoin(ModelVersion, ModelVersion.training_job_id == TrainingJob.id)
        .order_by(TrainingJob.id.desc())
        .limit(limit)
        .execution_options(populate_existing=True)
    )
    if before_id is not None:
        query = query.where(TrainingJob.id < before_id)
    if only is not None:
        query = query.where(only)
    return [
        TrainingJobView.model_validate(job).model_copy(update={"model_version_id": version_id})
        for job, version_id in (await session.execute(query)).all()
    ]


async def count_imports(session: AsyncSession) -> int:
    """How many committed imports say something that a model can learn from."""
    query = select(func.count()).select_from(ObservationWindow)
    return await session.scalar(query.where(ObservationWindow.shape.in_(("static", "snapshots")))) or 0


async def add_version(session: AsyncSession, values: Mapping[str, Any]) -> int:
    """Insert a candidate; its id."""
    return (await session.scalars(insert(ModelVersion).values(**values).returning(ModelVersion.id))).one()


async def add_facts(session: AsyncSession, version_id: int, facts: Mapping[str, Any]) -> None:
    """Store what a version learnt from and consists of."""
    await session.execute(insert(ModelFacts).values(model_version_id=version_id, **facts))


async def find_facts(session: AsyncSession, version_id: int) -> ModelFacts | None:
    """What a version learnt from; None for one that was trained before this was kept."""
    return await session.get(ModelFacts, version_id)


async def find_datasets(session: AsyncSession, dataset_ids: Sequence[int]) -> Sequence[Dataset]:
    """These imports, also undone ones, in the order in which they came."""
    query = select(Dataset).where(Dataset.id.in_(dataset_ids)).order_by(Dataset.id)
    return (await session.scalars(query)).all()


async def add_file(session: AsyncSession, version_id: int, path: Path, sha256: str) -> None:
    """Store one file of a version in parts of at most 1 MB."""
    size_bytes = path.stat().st_size
    await session.execute(
        insert(ModelFile).values(
            model_version_id=version_id, name=path.name, sha256=sha256, size_bytes=size_bytes
        )
    )
    with path.open("rb") as stream:
        for number in range(-(-size_bytes // PART_BYTES)):
            part = stream.read(PART_BYTES)
            await session.execute(
                insert(ModelFilePart).values(
                    model_version_id=version_id, name=path.name, part_number=number, bytes=part
                )
            )


async def lock_promotion(session: AsyncSession) -> None:
    """Let one transaction at a time decide which version is promoted."""
    await session.execute(select(func.pg_advisory_xact_lock(_PROMOTION_LOCK)))


async def set_promoted(session: AsyncSession, version_id: int, user_id: int | None) -> None:
    """Retire the promoted version and promote this one."""
    await session.execute(
        update(ModelVersion).where(ModelVersion.status == "promoted").values(status="retired")
    )
    await session.execute(
        update(ModelVersion)
        .where(ModelVersion.id == version_id)
        .values(status="promoted", is_shadow=False, promoted_at=func.now(), promoted_by=user_id)
    )


async def set_shadow(session: AsyncSession, version_id: int, *, is_shadow: bool) -> None:
    """Let a version run as shadow, and no other one, or no longer."""
    if is_shadow:
        await session.execute(update(ModelVersion).where(ModelVersion.is_shadow).values(is_shadow=False))
    await session.execute(
        update(ModelVersion).where(ModelVersion.id == version_id).values(is_shadow=is_shadow)
    )


async def find_shadow(session: AsyncSession) -> ModelVersion | None:
    """The version that runs as shadow."""
    return (await session.scalars(select(ModelVersion).where(ModelVersion.is_shadow))).first()


async def find_learnable(session: AsyncSession) -> set[str]:
    """Names of the attributes that a model may learn from."""
    query = select(EmployeeAttribute.name).where(EmployeeAttribute.is_feature)
    return set(await session.scalars(query))


async def find_left_out(session: AsyncSession, names: Collection[str]) -> dict[str, str]:
    """Those of the attributes that the import keeps from models, by name, each with the reason."""
    attribute = EmployeeAttribute
    query = select(attribute.name, attribute.excluded_reason).where(
        attribute.name.in_(names), ~attribute.is_feature
    )
    return {name: reason or "it was mapped so" for name, reason in await session.execute(query)}


async def find_kept_columns(session: AsyncSession) -> list[str]:
    """The columns that the training of the promoted version was told to keep."""
    query = (
        select(TrainingJob.options)
        .join(ModelVersion, ModelVersion.training_job_id == TrainingJob.id)
        .where(ModelVersion.status == "promoted")
    )
    options = await session.scalar(query)
    return list((options or {}).get("keep_columns", []))


async def find_promoted(session: AsyncSession) -> ModelVersion | None:
    """The version that forecasts."""
    return (await session.scalars(select(ModelVersion).where(ModelVersion.status == "promoted"))).first()


async def add_promotion(session: AsyncSession, values: Mapping[str, Any]) -> None:
    """Note that a version began to forecast."""
    await session.execute(insert(Promotion).values(**values))


async def find_steps(session: AsyncSession) -> list[tuple[str, int]]:
    """Kind and version of every promotion and rollback, the oldest first."""
    query = select(Promotion.kind, Promotion.model_version_id).order_by(Promotion.id)
    return [(kind, version_id) for kind, version_id in (await session.execute(query)).all()]


async def find_promotions(
    session: AsyncSession, *, limit: int, before_id: int | None = None
) -> list[PromotionView]:
    """The newest promotions and rollbacks with who decided them."""
    query = (
        select(Promotion, User.username)
        .outerjoin(User, User.id == Promotion.promoted_by)
        .order_by(Promotion.id.desc())
        .limit(limit)
    )
    if before_id is not None:
        query = query.where(Promotion.id < before_id)
    return [
        PromotionView(
            id=one.id,
            kind=one.kind,
            model_version_id=one.model_version_id,
            previous_version_id=one.previous_version_id,
            promoted_by=username,
            promoted_at=one.promoted_at,
        )
        for one, username in (await session.execute(query)).all()
    ]


async def count_promotions(session: AsyncSession) -> int:
    """How many promotions and rollbacks there were."""
    return await session.scalar(select(func.count()).select_from(Promotion)) or 0


async def find_version(session: AsyncSession, version_id: int) -> ModelVersion | None:
    """One version."""
    query = select(ModelVersion).where(ModelVersion.id == version_id)
    return (await session.scalars(query.execution_options(populate_existing=True))).first()


async def find_versions(
    session: AsyncSession, *, limit: int, before_id: int | None = None
) -> Sequence[ModelVersion]:
    """The newest versions."""
    query = select(ModelVersion).order_by(ModelVersion.id.desc()).limit(limit)
    if before_id is not None:
        query = query.where(ModelVersion.id < before_id)
    return (await session.scalars(query)).all()


async def count_versions(session: AsyncSession) -> int:
    """How many versions there are."""
    return await session.scalar(select(func.count()).select_from(ModelVersion)) or 0


async def find_files(session: AsyncSession, version_ids: Sequence[int]) -> Sequence[ModelFile]:
    """The files of some versions, without their bytes, in the order of their names."""
    query = select(ModelFile).where(ModelFile.model_version_id.in_(version_ids)).order_by(ModelFile.name)
    return (await session.scalars(query)).all()
