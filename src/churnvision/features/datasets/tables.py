"""Imports: the dataset, the bytes of its original file, and mappings to propose again."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from churnvision.kit.tables import Base, BigId, CreatedAt, Json, Moment


class Dataset(Base):
    """One uploaded file on its way into the workforce."""

    __tablename__ = "datasets"

    id: Mapped[BigId]
    filename: Mapped[str] = mapped_column(Text)
    sha256: Mapped[bytes] = mapped_column(LargeBinary)
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    format: Mapped[str] = mapped_column(Text)
    shape: Mapped[str | None] = mapped_column(Text)
    status: Mapped[str] = mapped_column(Text)
    reading: Mapped[Json]
    mapping: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    mapping_confirmed: Mapped[bool] = mapped_column(server_default=text("false"))
    as_of: Mapped[date | None] = mapped_column(Date)
    window_days: Mapped[int | None] = mapped_column(Integer)
    row_count: Mapped[int | None] = mapped_column(BigInteger)
    counts: Mapped[Json]
    problems: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default=text("'[]'"))
    created_by: Mapped[int | None] = mapped_column(BigInteger)
    created_at: Mapped[CreatedAt]
    committed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    undone_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    __table_args__ = (
        CheckConstraint(
            "status IN ('uploaded', 'checked', 'committed', 'undone', 'failed')", name="status_known"
        ),
        CheckConstraint("window_days > 0", name="window_days_positive"),
        Index(None, "sha256"),
    )


class DatasetFilePart(Base):
    """At most 1 MB of an uploaded original."""

    __tablename__ = "dataset_file_parts"

    dataset_id: Mapped[int] = mapped_column(ForeignKey("datasets.id", ondelete="CASCADE"), primary_key=True)
    part_number: Mapped[int] = mapped_column(Integer, primary_key=True)
    bytes: Mapped[bytes] = mapped_column(LargeBinary)

    __table_args__ = (CheckConstraint("octet_length(bytes) <= 1048576", name="at_most_1_mb"),)


class SavedMapping(Base):
    """A confirmed mapping, proposed again for files with the same header."""

    __tablename__ = "saved_mappings"

    header_sha256: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    mapping: Mapped[Json]
    saved_by: Mapped[int | None] = mapped_column(BigInteger)
    saved_at: Mapped[Moment]
