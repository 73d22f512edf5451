"""Sessions and the counters that slow down guessing."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, Index, Integer, LargeBinary, Text, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from churnvision.kit.tables import Base, CreatedAt, Moment


class Session(Base):
    """One sign-in, from the page (cookie) or an API client (tokens)."""

    __tablename__ = "sessions"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(Text)
    secret_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    previous_secret_hash: Mapped[bytes | None] = mapped_column(LargeBinary)
    created_at: Mapped[CreatedAt]
    last_seen_at: Mapped[Moment]
    expires_at: Mapped[Moment]
    revoked_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    address: Mapped[str | None] = mapped_column(Text)
    client: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (CheckConstraint("kind IN ('browser', 'api')", name="kind_known"),)


class LoginAttempt(Base):
    """Failed sign-ins of one username from one address; survives a wiped Redis."""

    __tablename__ = "login_attempts"

    username: Mapped[str] = mapped_column(Text, primary_key=True)
    address: Mapped[str] = mapped_column(Text, primary_key=True)
    failures: Mapped[int] = mapped_column(Integer)
    blocked_until_at: Mapped[Moment]
    last_at: Mapped[Moment]

    __table_args__ = (Index(None, "last_at"),)
