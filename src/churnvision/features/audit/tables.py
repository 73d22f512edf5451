"""Audit events and the seals that chain them. The application's role may only insert and read."""

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column

from churnvision.kit.tables import Base, BigId, CreatedAt, Json


class AuditEvent(Base):
    """One act, or one read of a person's data. Never names or salaries in `details`."""

    __tablename__ = "audit_events"

    id: Mapped[BigId]
    at: Mapped[CreatedAt]
    actor_id: Mapped[int | None] = mapped_column(BigInteger)
    actor_name: Mapped[str] = mapped_column(Text)
    action: Mapped[str] = mapped_column(Text)
    subject_type: Mapped[str] = mapped_column(Text)
    subject_id: Mapped[str | None] = mapped_column(Text)
    request_id: Mapped[str | None] = mapped_column(Text)
    details: Mapped[Json]

    __table_args__ = (
        Index(None, "at"),
        Index(None, "subject_type", "subject_id"),
    )


class AuditSeal(Base):
    """The hash of one event chained to the seal before it (SHA-256)."""

    __tablename__ = "audit_seals"

    id: Mapped[BigId]
    event_id: Mapped[int] = mapped_column(ForeignKey("audit_events.id"), unique=True)
    sealed_at: Mapped[CreatedAt]
    hash: Mapped[bytes] = mapped_column(LargeBinary)
