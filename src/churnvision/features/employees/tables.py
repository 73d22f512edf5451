"""People as effective-dated facts.

Facts (snapshots, employments) are only added, each by one dataset (an import); of several facts for the
same person and date the one of the later import holds. Undoing an import deletes its facts. `employees`
keeps the present state, derived from the facts, for lists and filters. What was known on a date is asked
by leaving out later effective dates, or later imports.
"""

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
    Text,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from churnvision.kit.tables import Base, BigId, CreatedAt, Json


class OrgUnit(Base):
    """A unit of the org tree; `path` is the names from the root joined by '/', unique."""

    __tablename__ = "org_units"

    id: Mapped[BigId]
    name: Mapped[str] = mapped_column(Text)
    path: Mapped[str] = mapped_column(Text, unique=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("org_units.id"), index=True)
    created_at: Mapped[CreatedAt]


class OrgUnitLeader(Base):
    """Which user leads which org unit, and so sees its subtree."""

    __tablename__ = "org_unit_leaders"

    org_unit_id: Mapped[int] = mapped_column(ForeignKey("org_units.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class Employee(Base):
    """A person; everything but the number is the present state, derived from facts."""

    __tablename__ = "employees"

    id: Mapped[BigId]
    employee_number: Mapped[str] = mapped_column(Text, unique=True)
    full_name: Mapped[str | None] = mapped_column(Text)
    org_unit_id: Mapped[int | None] = mapped_column(ForeignKey("org_units.id"), index=True)
    job_title: Mapped[str | None] = mapped_column(Text)
    location: Mapped[str | None] = mapped_column(Text)
    hired_on: Mapped[date | None] = mapped_column(Date)
    left_on: Mapped[date | None] = mapped_column(Date)
    status: Mapped[str] = mapped_column(Text, server_default=text("'active'"))
    dataset_id: Mapped[int | None] = mapped_column(BigInteger, index=True)
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    __table_args__ = (
        CheckConstraint("status IN ('active', 'left')", name="status_known"),
        Index(None, "status", "employee_number"),
        Index("ix_employees_full_name_lower", text("lower(full_name)")),
        # Parts of numbers and names are found by their groups of three letters (pg_trgm).
        Index(
            "ix_employees_search",
            func.lower(employee_number).label("number_lowered"),
            func.lower(full_name).label("name_lowered"),
            postgresql_using="gin",
            postgresql_ops={"number_lowered": "gin_trgm_ops", "name_lowered": "gin_trgm_ops"},
        ),
    )


class EmployeeAttribute(Base):
    """The catalogue of attributes: what a name means, its kind, and whether a model may learn from it."""

    __tablename__ = "employee_attributes"

    name: Mapped[str] = mapped_column(Text, primary_key=True)
    label: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    is_feature: Mapped[bool] = mapped_column(Boolean)
    excluded_reason: Mapped[str | None] = mapped_column(Text)
    dataset_id: Mapped[int | None] = mapped_column(BigInteger)

    __table_args__ = (
        CheckConstraint("kind IN ('number', 'category', 'boolean', 'date', 'text')", name="kind_known"),
    )


class EmployeeSnapshot(Base):
    """A person's attributes from a date on, as one import stated them."""

    __tablename__ = "employee_snapshots"

    employee_id: Mapped[int] = mapped_column(ForeignKey("employees.id", ondelete="CASCADE"), primary_key=True)
    effective_on: Mapped[date] = mapped_column(Date, primary_key=True)
    dataset_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    attributes: Mapped[dict[str, Any]] = mapped_column(JSONB)

    __table_args__ = (Index(None, "dataset_id"),)


class Employment(Base):
    """One employment of a person as one import stated it; the later import's statement holds.

    `ended_on` is exact, or (`ended_on_is_exact` false) the end of the window in which the person left.
    """

    __tablename__ = "employments"

    id: Mapped[BigId]
    employee_id: Mapped[int] = mapped_column(ForeignKey("employees.id", ondelete="CASCADE"))
    dataset_id: Mapped[int] = mapped_column(BigInteger, index=True)
    started_on: Mapped[date | None] = mapped_column(Date)
    ended_on: Mapped[date | None] = mapped_column(Date)
    ended_on_is_exact: Mapped[bool] = mapped_column(Boolean, server_default=text("true"))
    end_cause: Mapped[str | None] = mapped_column(Text)
    end_reason: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (
        CheckConstraint("ended_on >= started_on", name="ends_after_start"),
        CheckConstraint(
            "end_cause IN ('voluntary', 'involuntary', 'retirement', 'other')", name="end_cause_known"
        ),
        Index("uq_employments_employee_id_dataset_id", "employee_id", "dataset_id", unique=True),
    )


class ObservationWindow(Base):
    """What an import said of the whole: shape, window, and until when people were observed."""

    __tablename__ = "observation_windows"

    dataset_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    shape: Mapped[str] = mapped_column(Text)
    as_of: Mapped[date] = mapped_column(Date)
    observed_from: Mapped[date | None] = mapped_column(Date)
    window_days: Mapped[int | None]
    details: Mapped[Json]

    __table_args__ = (
        CheckConstraint("shape IN ('static', 'snapshots', 'people', 'terminations')", name="shape_known"),
    )
