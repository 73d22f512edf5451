"""Recording who did what and who read whom, and the hash chain that shows tampering."""

import hashlib
from datetime import timedelta
from typing import Any

import orjson
from sqlalchemy.ext.asyncio import AsyncSession

from churnvision.features.audit import repository
from churnvision.features.audit.schemas import AuditFilter, ChainReport
from churnvision.features.audit.tables import AuditEvent
from churnvision.kit.access import Actor
from churnvision.kit.database import Database
from churnvision.kit.pagination import decode_id_cursor

FIRST_LINK = b"\0" * 32
BATCH = 1000


async def record(
    session: AsyncSession,
    actor: Actor,
    action: str,
    *,
    subject: tuple[str, int | str | None],
    **details: Any,
) -> None:
    """Write an act ("dataset.committed") into the caller's transaction.

    `subject` is the kind and id of what was acted on. `details` hold ids and counts, never names,
    salaries or passwords.
    """
    kind, subject_id = subject
    await repository.add_event(
        session,
        {
            "actor_id": actor.user_id,
            "actor_name": actor.username,
            "action": action,
            "subject_type": kind,
            "subject_id": None if subject_id is None else str(subject_id),
            "request_id": actor.request_id,
            "details": details,
        },
    )


async def record_read(
    database: Database,
    actor: Actor,
    action: str,
    *,
    subject: tuple[str, int | str | None],
    **details: Any,
) -> None:
    """Write a read of a person's data in a short transaction of its own, before the response is sent."""
    async with database.transaction() as session:
        await record(session, actor, action, subject=subject, **details)


async def find_events(session: AsyncSession, wanted: AuditFilter) -> tuple[list[AuditEvent], int]:
    """The newest events that match, and how many match in all. Raises Malformed for a foreign cursor."""
    before_id = decode_id_cursor(wanted.cursor)
    events = await repository.find_events(session, wanted, before_id=before_id)
    return list(events), await repository.count_events(session, wanted)


def link(previous: bytes, event: AuditEvent) -> bytes:
    """The hash of one event, chained to the one sealed before it."""
    content = [
        event.id,
        event.at.isoformat(),
        event.actor_id,
        event.actor_name,
        event.action,
        event.subject_type,
        event.subject_id,
        event.request_id,
        event.details,
    ]
    return hashlib.sha256(previous + orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).digest()


async def seal(session: AsyncSession, *, within: timedelta | None = None) -> int:
    """Seal up to a thousand committed events and return how many.

    `within`: only events of transactions that began so long ago at most; None seals any.
    """
    await repository.wait_for_chain(session)
    head = await repository.find_last_seal(session)
    previous = FIRST_LINK if head is None else head.hash
    seals: list[dict[str, object]] = []
    for event in await repository.find_unsealed_events(session, BATCH, within=within):
        previous = link(previous, event)
        seals.append({"event_id": event.id, "hash": previous})
    if seals:
        await repository.add_seals(session, seals)
    return len(seals)


async def verify(session: AsyncSession) -> ChainReport:
    """Recompute the chain from its first link; names the first event that does not fit."""
    previous, last_seal, sealed = FIRST_LINK, 0, 0
    while batch := await repository.find_sealed_events_after(session, last_seal, BATCH):
        for one, event in batch:
            if event is None or link(previous, event) != one.hash:
                unsealed = await repository.count_unsealed(session)
                return ChainReport(
                    sealed=sealed, unsealed=unsealed, intact=False, first_broken_event_id=one.event_id
                )
            previous, last_seal, sealed = one.hash, one.id, sealed + 1
    unsealed = await repository.count_unsealed(session)
    return ChainReport(sealed=sealed, unsealed=unsealed, intact=True, first_broken_event_id=None)
