"""The checks of what every feature needs: database, schema, Redis, worker, model."""

import asyncio

from redis.exceptions import RedisError
from sqlalchemy.exc import SQLAlchemyError

from churnvision.features.operations import repository
from churnvision.features.operations.model_files import problem_of
from churnvision.kit.clock import utc_now
from churnvision.kit.connection_causes import cause_of
from churnvision.kit.health import Finding, HealthContext, health_check
from churnvision.kit.schema_revision import judge_revision

_SILENT_SECONDS = 30


@health_check("database", vital=True)
async def check_database(context: HealthContext) -> Finding:
    """PostgreSQL answers."""
    try:
        await context.database.ping()
    except SQLAlchemyError as error:
        return Finding("failed", cause_of(error).sentence)
    return Finding("ok", "PostgreSQL answers.")


@health_check("migrations", vital=True)
async def check_migrations(context: HealthContext) -> Finding:
    """The schema is at the revision that this program knows."""
    async with context.database.reading() as session:
        standing = judge_revision(await repository.find_revision(session))
    return Finding("ok" if standing.kind == "current" else "failed", standing.sentence)


@health_check("redis")
async def check_redis(context: HealthContext) -> Finding:
    """Redis answers; without it PostgreSQL is asked instead."""
    try:
        await context.cache.ping()
    except (RedisError, OSError):
        return Finding("degraded", "Redis does not answer; sessions and limits work without it, slower.")
    return Finding("ok", "Redis answers.")


@health_check("worker")
async def check_worker(context: HealthContext) -> Finding:
    """A worker was heard of in the last half minute."""
    async with context.database.reading() as session:
        last_at = await repository.find_last_heartbeat(session)
    if last_at is None:
        return Finding("degraded", "No worker runs; training and scoring wait in the queue.")
    silent_seconds = (utc_now() - last_at).total_seconds()
    if silent_seconds > _SILENT_SECONDS:
        return Finding("degraded", f"The worker was last heard of {silent_seconds:.0f} seconds ago.")
    return Finding("ok", "A worker runs.")


@health_check("model")
async def check_model(context: HealthContext) -> Finding:
    """A model version is promoted, and its files on disk are the stored ones."""
    async with context.database.reading() as session:
        version = await repository.find_promoted_version(session)
        sha256 = {} if version is None else await repository.find_model_hashes(session, version)
    if version is None:
        return Finding("degraded", "No model is trained yet; import data and start a training.")
    problem = await asyncio.to_thread(problem_of, context.settings.models, sha256)
    if problem is not None:
        return Finding("degraded", problem)
    return Finding("ok", f"Model version {version} forecasts.")
