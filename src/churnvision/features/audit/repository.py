"""SQL of the audit trail."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import ColumnElement, func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from churnvision.features.audit.schemas import AuditFilter
from churnvision.features.audit.tables import AuditEvent, AuditSeal

_CHAIN_LOCK = 721_110


async def add_event(session: AsyncSession, values: dict[str, object]) -> None:
    """Insert one event."""
    await session.execute(insert(AuditEvent).values(**values))


def _matching(wanted: AuditFilter) -> list[ColumnElement[bool]]:
    columns = {
        AuditEvent.subject_type: wanted.subject_type,
        AuditEvent.subject_id: wanted.subject_id,
        AuditEvent.actor_name: wanted.actor,
    }
    return [column == value for column, value in columns.items() if value is not None]


async def find_events(
    session: AsyncSession, wanted: AuditFilter, *, before_id: int | None
) -> Sequence[AuditEvent]:
    """The newest events that match, at most `wanted.limit`; `before_id`: only those before that one."""
    query = select(AuditEvent).where(*_matching(wanted)).order_by(AuditEvent.id.desc()).limit(wanted.limit)
    if before_id is not None:
        query = query.where(AuditEvent.id < before_id)
    return (await session.scalars(query)).all()


async def count_events(session: AsyncSession, wanted: AuditFilter) -> int:
    """How many events match."""
    return await session.scalar(select(func.count()).select_from(AuditEvent).where(*_matching(wanted))) or 0


async def find_last_seal(session: AsyncSession) -> AuditSeal | None:
    """The head of the chain."""
    return (await session.scalars(select(AuditSeal).order_by(AuditSeal.id.desc()).limit(1))).first()


async def wait_for_chain(session: AsyncSession) -> None:
    """Let one transaction at a time append to the chain."""
    await session.execute(select(func.pg_advisory_xact_lock(_CHAIN_LOCK)))


async def find_unsealed_events(
    session: AsyncSession, limit: int, *, within: timedelta | None
) -> Sequence[AuditEvent]:
    """Committed events without a seal, oldest first (a late commit of an older id is caught too).

    `within`: only those of transactions that began so long ago at most, which an index finds; None looks
    through all events.
    """
    query = (
        select(AuditEvent)
        .outerjoin(AuditSeal, AuditSeal.event_id == AuditEvent.id)
        .where(AuditSeal.id.is_(None))
        .order_by(AuditEvent.id)
        .limit(limit)
    )
    if within is not None:
        query = query.where(AuditEvent.at > func.now() - within)
    return (await session.scalars(query)).all()


async def add_seals(session: AsyncSession, seals: Sequence[dict[str, object]]) -> None:
    """Append links to the chain, in order."""
    await session.execute(insert(AuditSeal), list(seals))


async def find_sealed_events_after(
    session: AsyncSession, seal_id: int, limit: int
) -> Sequence[tuple[AuditSeal, AuditEvent | None]]:
    """Seals with their events in the chain's order; an event that was deleted is None."""
    query = (
        select(AuditSeal, AuditEvent)
        .outerjoin(AuditEvent, AuditEvent.id == AuditSeal.event_id)
        .where(AuditSeal.id > seal_id)
        .order_by(AuditSeal.id)
        .limit(limit)
    )
    return [(seal, event) for seal, event in (await session.execute(query)).all()]


async def count_unsealed(session: AsyncSession) -> int:
    """How many events wait for their seal."""
    query = (
        select(func.count())
        .select_from(AuditEvent)
        .outerjoin(AuditSeal, AuditSeal.event_id == AuditEvent.id)
        .where(AuditSeal.id.is_(None))
    )
    return await session.scalar(query) or 0
