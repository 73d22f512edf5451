"""Training jobs, model versions and the bytes of their files."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
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

from churnvision.kit.tables import Base, BigId, CreatedAt, Json, LongRun, long_run_constraints


class TrainingJob(LongRun, Base):
    """What a user sees of one training run."""

    __tablename__ = "training_jobs"

    metrics: Mapped[dict[str, Any] | None] = mapped_column(JSONB)

    __table_args__ = long_run_constraints()


class ModelVersion(Base):
    """One trained model. One at most is promoted and makes the forecasts; one at most is its shadow."""

    __tablename__ = "model_versions"

    id: Mapped[BigId]
    training_job_id: Mapped[int] = mapped_column(ForeignKey("training_jobs.id"), unique=True)
    status: Mapped[str] = mapped_column(Text, server_default=text("'candidate'"))
    shape: Mapped[str] = mapped_column(Text)
    algorithm: Mapped[str] = mapped_column(Text)
    as_of: Mapped[date] = mapped_column(Date)
    trained_from: Mapped[date | None] = mapped_column(Date)
    window_days: Mapped[int | None] = mapped_column(Integer)
    attributes: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    metrics: Mapped[Json]
    manifest: Mapped[Json]
    created_at: Mapped[CreatedAt]
    is_shadow: Mapped[bool] = mapped_column(Boolean, server_default=text("false"))
    promoted_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    promoted_by: Mapped[int | None] = mapped_column(BigInteger)

    __table_args__ = (
        CheckConstraint("status IN ('candidate', 'promoted', 'retired')", name="status_known"),
        Index(
            "uq_model_versions_one_promoted",
            "status",
            unique=True,
            postgresql_where=text("status = 'promoted'"),
        ),
        CheckConstraint("NOT (is_shadow AND status = 'promoted')", name="promoted_is_no_shadow"),
        Index("uq_model_versions_one_shadow", "is_shadow", unique=True, postgresql_where=text("is_shadow")),
    )


class ModelFacts(Base):
    """What is known of a version since its training: what it learnt from, and what it consists of."""

    __tablename__ = "model_facts"

    model_version_id: Mapped[int] = mapped_column(
        ForeignKey("model_versions.id", ondelete="CASCADE"), primary_key=True
    )
    data_sha256: Mapped[str] = mapped_column(Text)
    data: Mapped[Json]
    model: Mapped[Json]
    reference: Mapped[Json]


class Promotion(Base):
    """A version began to forecast: promoted, or made current again by a rollback. Rows are only added."""

    __tablename__ = "promotions"

    id: Mapped[BigId]
    kind: Mapped[str] = mapped_column(Text)
    model_version_id: Mapped[int] = mapped_column(ForeignKey("model_versions.id"))
    previous_version_id: Mapped[int | None] = mapped_column(ForeignKey("model_versions.id"))
    promoted_by: Mapped[int | None] = mapped_column(BigInteger)
    promoted_at: Mapped[CreatedAt]

    __table_args__ = (CheckConstraint("kind IN ('promotion', 'rollback')", name="kind_known"),)


class ModelFile(Base):
    """One file of a model version; its SHA-256 here decides whether a copy on disk is loaded."""

    __tablename__ = "model_files"

    model_version_id: Mapped[int] = mapped_column(
        ForeignKey("model_versions.id", ondelete="CASCADE"), primary_key=True
    )
    name: Mapped[str] = mapped_column(Text, primary_key=True)
    sha256: Mapped[str] = mapped_column(Text)
    size_bytes: Mapped[int] = mapped_column(BigInteger)


class ModelFilePart(Base):
    """At most 1 MB of a model file."""

    __tablename__ = "model_file_parts"

    model_version_id: Mapped[int] = mapped_column(
        ForeignKey("model_versions.id", ondelete="CASCADE"), primary_key=True
    )
    name: Mapped[str] = mapped_column(Text, primary_key=True)
    part_number: Mapped[int] = mapped_column(Integer, primary_key=True)
    bytes: Mapped[bytes] = mapped_column(LargeBinary)

    __table_args__ = (CheckConstraint("octet_length(bytes) <= 1048576", name="at_most_1_mb"),)
