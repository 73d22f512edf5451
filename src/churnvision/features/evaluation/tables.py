"""Backtests with their results, and the monthly lists as they were known then."""

from datetime import date
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Date,
    Double,
    ForeignKey,
    Text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from churnvision.kit.tables import Base, LongRun, long_run_constraints


class Backtest(LongRun, Base):
    """What a user sees of one backtest; `results` holds no data of single people."""

    __tablename__ = "backtests"

    results: Mapped[dict[str, Any] | None] = mapped_column(JSONB)

    __table_args__ = long_run_constraints()


class BacktestList(Base):
    """The list of one month as it was known then; the arrays run side by side, one place a person.

    The ids have no foreign key: people whom an undone import takes away are not shown any more.
    """

    __tablename__ = "backtest_lists"

    backtest_id: Mapped[int] = mapped_column(ForeignKey("backtests.id", ondelete="CASCADE"), primary_key=True)
    month: Mapped[date] = mapped_column(Date, primary_key=True)
    sha256: Mapped[str] = mapped_column(Text)
    employee_ids: Mapped[list[int]] = mapped_column(ARRAY(BigInteger))
    probability_30: Mapped[list[float]] = mapped_column(ARRAY(Double))
    probability_90: Mapped[list[float]] = mapped_column(ARRAY(Double))
    probability_180: Mapped[list[float]] = mapped_column(ARRAY(Double))
    probability_365: Mapped[list[float]] = mapped_column(ARRAY(Double))
    has_left: Mapped[list[bool]] = mapped_column(ARRAY(Boolean))

    __table_args__ = (
        CheckConstraint(
            "cardinality(employee_ids) = cardinality(has_left)"
            " AND cardinality(employee_ids) = cardinality(probability_30)"
            " AND cardinality(employee_ids) = cardinality(probability_90)"
            " AND cardinality(employee_ids) = cardinality(probability_180)"
            " AND cardinality(employee_ids) = cardinality(probability_365)",
            name="one_place_a_person",
        ),
    )
