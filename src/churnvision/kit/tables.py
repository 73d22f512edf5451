"""The declarative base of every table, with named constraints and the common column types."""

from datetime import datetime
from typing import Annotated, Any

from sqlalchemy import BigInteger, CheckConstraint, DateTime, Identity, Integer, MetaData, Text, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

CONSTRAINT_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Every table class inherits from this; `metadata` is what migrations are compared with."""

    metadata = MetaData(naming_convention=CONSTRAINT_NAMES)


BigId = Annotated[int, mapped_column(BigInteger, Identity(always=False), primary_key=True)]
Json = Annotated[dict[str, Any], mapped_column(JSONB, nullable=False)]
Moment = Annotated[datetime, mapped_column(DateTime(timezone=True), nullable=False)]
CreatedAt = Annotated[
    datetime, mapped_column(DateTime(timezone=True), nullable=False, server_default=func.now())
]


class LongRun:
    """Columns of what takes minutes in the worker: a user follows it, cancels it, and sees how it ended."""

    id: Mapped[BigId]
    status: Mapped[str] = mapped_column(Text, server_default=text("'queued'"))
    progress: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    message: Mapped[str | None] = mapped_column(Text)
    options: Mapped[Json]
    attempts: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    created_by: Mapped[int | None] = mapped_column(BigInteger)
    created_at: Mapped[CreatedAt]
    started_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    finished_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    cancel_requested_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


def long_run_constraints() -> tuple[CheckConstraint, CheckConstraint]:
    """What holds in every table of `LongRun`."""
    statuses = "status IN ('queued', 'running', 'succeeded', 'failed', 'cancelled')"
    return (
        CheckConstraint(statuses, name="status_known"),
        CheckConstraint("progress BETWEEN 0 AND 100", name="progress_percent"),
    )
