"""SQL of the health checks."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import DateTime, column, delete, func, select, table, text
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession

from churnvision.features.operations.tables import BackendHeartbeat
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


async def find_identity(session: AsyncSession) -> str:
    """Tells this database from any other that stands, or stood, at the same address."""
    query = text(
        "SELECT concat_ws('/', (SELECT system_identifier FROM pg_control_system()), d.oid, "
        "'public.users'::regclass::oid) FROM pg_database d WHERE d.datname = current_database()"
    )
    return str(await session.scalar(query))


async def beat(session: AsyncSession, instance: UUID) -> None:
    """Write that the backend `instance` lives, and forget those that were last heard of yesterday."""
    statement = upsert(BackendHeartbeat).values(instance=instance, beat_at=func.clock_timestamp())
    await session.execute(
        statement.on_conflict_do_update(
            index_elements=["instance"], set_={"beat_at": statement.excluded.beat_at}
        )
    )
    await session.execute(
        delete(BackendHeartbeat).where(BackendHeartbeat.beat_at < func.now() - timedelta(days=1))
    )
