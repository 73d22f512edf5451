"""Reading and verifying the audit trail."""

from typing import Annotated

from fastapi import APIRouter, Query

from churnvision.features.audit import service
from churnvision.features.audit.schemas import AuditEventView, AuditFilter, AuditPage, ChainReport
from churnvision.kit.access import Actor, requires
from churnvision.kit.database import ReadTx
from churnvision.kit.pagination import encode_cursor

router = APIRouter(prefix="/audit", tags=["audit"])


@router.get("/")
async def list_audit_events(
    session: ReadTx,
    _actor: Annotated[Actor, requires("audit:read")],
    wanted: Annotated[AuditFilter, Query()],
) -> AuditPage:
    """Who did what and who read whom, newest first."""
    events, total = await service.find_events(session, wanted)
    items = [AuditEventView.model_validate(event) for event in events]
    following = encode_cursor([items[-1].id]) if len(items) == wanted.limit else None
    return AuditPage(items=items, total=total, next_cursor=following)


@router.get("/verify")
async def verify_audit_chain(
    session: ReadTx, _actor: Annotated[Actor, requires("audit:read")]
) -> ChainReport:
    """Recompute the hash chain over all sealed events."""
    return await service.verify(session)
