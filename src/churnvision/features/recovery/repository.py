"""What the audit trail holds of the recovery journal."""

from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from churnvision.features.audit.tables import AuditEvent

EVENT = "recovery_event"
JOURNAL = "recovery_journal"
_IMPORT_LOCK = 721_111


class Imported(NamedTuple):
    """An event of the journal in the audit trail; `audit_id` grows with the order of import."""

    audit_id: int
    hash: str
    number: int


class Remark(NamedTuple):
    """What was noted of the journal itself."""

    action: str
    reason: str | None


async def wait_for_import(session: AsyncSession) -> None:
    """Let one transaction at a time import."""
    await session.execute(select(func.pg_advisory_xact_lock(_IMPORT_LOCK)))


async def find_imported(session: AsyncSession) -> list[Imported]:
    """Every event that was imported, in the order of import."""
    query = select(AuditEvent.id, AuditEvent.subject_id, AuditEvent.details["number"]).where(
        AuditEvent.subject_type == EVENT
    )
    rows = (await session.execute(query)).all()
    return sorted(Imported(audit_id, str(subject), int(number)) for audit_id, subject, number in rows)


async def find_last_remark(session: AsyncSession, actions: tuple[str, ...]) -> Remark | None:
    """The newest of these acts that was noted of the journal itself."""
    # Few rows, found by their index; an order with a limit would tempt the planner to walk the whole trail.
    query = select(AuditEvent.id, AuditEvent.action, AuditEvent.details["reason"]).where(
        AuditEvent.subject_type == JOURNAL, AuditEvent.action.in_(actions)
    )
    rows = (await session.execute(query)).all()
    _, action, reason = max(rows, key=lambda row: int(row[0]), default=(0, None, None))
    return None if action is None else Remark(action, reason)
