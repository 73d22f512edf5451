"""What the audit trail shows."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class AuditFilter(BaseModel):
    """Which events are wanted; None means any."""

    subject_type: str | None = Field(None, description="kind of subject, such as employee", max_length=100)
    subject_id: str | None = Field(None, description="id of the subject", max_length=100)
    actor: str | None = Field(None, description="username of who acted", max_length=200)
    cursor: str | None = Field(None, max_length=200, description="next_cursor of the page before")
    limit: int = Field(50, ge=1, le=200)


class AuditEventView(BaseModel):
    """One event."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    at: datetime
    actor_id: int | None
    actor_name: str
    action: str = Field(examples=["dataset.committed"])
    subject_type: str
    subject_id: str | None
    request_id: str | None
    details: dict[str, Any]


class AuditPage(BaseModel):
    """A page of events, newest first."""

    items: list[AuditEventView]
    total: int
    next_cursor: str | None = Field(description="pass as cursor for the next page; null after the last")


class ChainReport(BaseModel):
    """Whether the chain of seals fits the events."""

    sealed: int
    unsealed: int = Field(description="events of the last seconds that wait for their seal")
    intact: bool
    first_broken_event_id: int | None
