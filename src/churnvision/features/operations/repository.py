"""SQL of the health checks."""

from datetime import datetime

from sqlalchemy import DateTime, column, func, select, table
from sqlalchemy.ext.asyncio import AsyncSession

from churnvision.features.training.tables import ModelFile, ModelVersion
from churnvision.kit.migrations import revision_of

# The queue's own table; its library owns the schema.
_WORKERS = table("procrastinate_workers", column("id"), column("last_heartbeat", DateTime(timezone=True)))


async def find_last_heartbeat(session: AsyncSession) -> datetime | None:
    """When a worker was last heard of; None when no worker is registered."""
    found: datetime | None = await session.scalar(select(func.max(_WORKERS.c.last_heartbeat)))
    return found


async def find_promoted_version(session: AsyncSession) -> int | None:
    """The id of the model version that forecasts."""
    return await session.scalar(select(ModelVersion.id).where(ModelVersion.status == "promoted"))


async def find_model_hashes(session: AsyncSession, version_id: int) -> dict[str, str]:
    """The SHA-256 (hex) of every file of a model version, by its name."""
    query = select(ModelFile.name, ModelFile.sha256).where(ModelFile.model_version_id == version_id)
    return {name: sha256 for name, sha256 in (await session.execute(query)).all()}


async def find_revision(session: AsyncSession) -> str | None:
    """The revision of the schema, None when there is none."""
    return await (await session.connection()).run_sync(revision_of)
