"""Scoring runs, forecasts per person, and the thresholds of risk bands."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    REAL,
    BigInteger,
    Boolean,
    CheckConstraint,
    Date,
    DateTime,
    Double,
    Float,
    ForeignKey,
    Index,
    Integer,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from churnvision.kit.tables import Base, BigId, CreatedAt, Json, Moment


class ScoringRun(Base):
    """One scoring of everybody by one model version; readers see only the current run.

    `causes` are those of leaving that the model tells apart, in its order; none for some.
    """

    __tablename__ = "scoring_runs"

    id: Mapped[BigId]
    model_version_id: Mapped[int] = mapped_column(ForeignKey("model_versions.id"), index=True)
    as_of: Mapped[date] = mapped_column(Date)
    status: Mapped[str] = mapped_column(Text, server_default=text("'running'"))
    is_current: Mapped[bool] = mapped_column(server_default=text("false"))
    scored_count: Mapped[int | None] = mapped_column(BigInteger)
    summary: Mapped[Json]
    thresholds: Mapped[Json]
    warnings: Mapped[list[str]] = mapped_column(JSONB, server_default=text("'[]'"))
    causes: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
    created_by: Mapped[int | None] = mapped_column(BigInteger)
    created_at: Mapped[CreatedAt]
    finished_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    __table_args__ = (
        CheckConstraint("status IN ('running', 'succeeded', 'failed')", name="status_known"),
        Index("uq_scoring_runs_one_current", "is_current", unique=True, postgresql_where=text("is_current")),
    )


class ChurnOutput(Base):
    """The forecast for one person: probabilities of leaving, curve, band, drivers.

    Only those of the current run and of the one that was current before it are kept.
    Probabilities are in the order of `ml.curve.HORIZON_DAYS`; survival arrays hold months 0 to 12;
    `bag_probabilities` holds, horizon after horizon, the probability of every bag, for groups' intervals.
    `cause_probabilities` holds, cause after cause in the order of the run's, the part of every horizon;
    nothing where the model tells none apart or the forecast is older than this column.
    """

    __tablename__ = "churn_outputs"

    id: Mapped[BigId]
    scoring_run_id: Mapped[int] = mapped_column(ForeignKey("scoring_runs.id", ondelete="CASCADE"))
    employee_id: Mapped[int] = mapped_column(ForeignKey("employees.id", ondelete="CASCADE"), index=True)
    model_version_id: Mapped[int] = mapped_column(ForeignKey("model_versions.id"), index=True)
    as_of: Mapped[date] = mapped_column(Date)
    scored_at: Mapped[Moment]
    probability_30: Mapped[float] = mapped_column(Double)
    probability_30_lower: Mapped[float] = mapped_column(Double)
    probability_30_upper: Mapped[float] = mapped_column(Double)
    probability_90: Mapped[float] = mapped_column(Double)
    probability_90_lower: Mapped[float] = mapped_column(Double)
    probability_90_upper: Mapped[float] = mapped_column(Double)
    probability_180: Mapped[float] = mapped_column(Double)
    probability_180_lower: Mapped[float] = mapped_column(Double)
    probability_180_upper: Mapped[float] = mapped_column(Double)
    probability_365: Mapped[float] = mapped_column(Double)
    probability_365_lower: Mapped[float] = mapped_column(Double)
    probability_365_upper: Mapped[float] = mapped_column(Double)
    survival: Mapped[list[float]] = mapped_column(ARRAY(Double))
    survival_lower: Mapped[list[float]] = mapped_column(ARRAY(Double))
    survival_upper: Mapped[list[float]] = mapped_column(ARRAY(Double))
    bag_probabilities: Mapped[list[float]] = mapped_column(ARRAY(Float))
    cause_probabilities: Mapped[list[float]] = mapped_column(ARRAY(Double), server_default=text("'{}'"))
    log_odds: Mapped[float] = mapped_column(Double)
    risk_band: Mapped[str] = mapped_column(Text)
    drivers: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)

    __table_args__ = (
        CheckConstraint("risk_band IN ('low', 'raised', 'high', 'very_high')", name="risk_band_known"),
        Index("uq_churn_outputs_scoring_run_id_employee_id", "scoring_run_id", "employee_id", unique=True),
        Index(None, "scoring_run_id", "probability_365", "employee_id"),
    )


class Attribution(Base):
    """Why one person's forecast is what it is, kept as long as the forecast.

    `contributions` are those of all attributes, in the order of the run's profiles; with the base of the run
    they add up to `churn_outputs.log_odds`. `texts` are the values they are of. `inputs` is what the model
    read (`ml.kept`), so that it can be asked again without the facts, which may have changed since.
    """

    __tablename__ = "attributions"

    scoring_run_id: Mapped[int] = mapped_column(
        ForeignKey("scoring_runs.id", ondelete="CASCADE"), primary_key=True
    )
    employee_id: Mapped[int] = mapped_column(
        ForeignKey("employees.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    contributions: Mapped[list[float]] = mapped_column(ARRAY(Double))
    texts: Mapped[list[str]] = mapped_column(JSONB)
    inputs: Mapped[list[float]] = mapped_column(ARRAY(REAL))


class AttributeProfile(Base):
    """One attribute over everybody in a run (`ml.profile`)."""

    __tablename__ = "attribute_profiles"

    scoring_run_id: Mapped[int] = mapped_column(
        ForeignKey("scoring_runs.id", ondelete="CASCADE"), primary_key=True
    )
    place: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    attribute: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    mean_contribution: Mapped[float] = mapped_column(Double)
    mean_absolute_contribution: Mapped[float] = mapped_column(Double)
    correlation: Mapped[float | None] = mapped_column(Double)
    values: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)


class PastCase(Base):
    """Somebody as the model would have read them a year before it was known whether they left (`ml.past`)."""

    __tablename__ = "past_cases"

    scoring_run_id: Mapped[int] = mapped_column(
        ForeignKey("scoring_runs.id", ondelete="CASCADE"), primary_key=True
    )
    employee_id: Mapped[int] = mapped_column(
        ForeignKey("employees.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    has_left: Mapped[bool]
    features: Mapped[list[float]] = mapped_column(ARRAY(REAL))


class RiskThreshold(Base):
    """The admin's thresholds of risk bands on the 365-day probability; the newest row holds."""

    __tablename__ = "risk_thresholds"

    id: Mapped[BigId]
    raised: Mapped[float] = mapped_column(Double)
    high: Mapped[float] = mapped_column(Double)
    very_high: Mapped[float] = mapped_column(Double)
    set_by: Mapped[int | None] = mapped_column(BigInteger)
    set_at: Mapped[CreatedAt]

    __table_args__ = (
        CheckConstraint(
            "0 < raised AND raised < high AND high < very_high AND very_high < 1", name="ordered"
        ),
    )


class DriftCheck(Base):
    """One comparison of present people and leavers with what a version knows and expected."""

    __tablename__ = "drift_checks"

    id: Mapped[BigId]
    model_version_id: Mapped[int] = mapped_column(ForeignKey("model_versions.id"), index=True)
    status: Mapped[str] = mapped_column(Text, server_default=text("'running'"))
    as_of: Mapped[date | None] = mapped_column(Date)
    is_alarm: Mapped[bool | None] = mapped_column(Boolean)
    report: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    message: Mapped[str | None] = mapped_column(Text)
    created_by: Mapped[int | None] = mapped_column(BigInteger)
    created_at: Mapped[CreatedAt]
    finished_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    __table_args__ = (CheckConstraint("status IN ('running', 'succeeded', 'failed')", name="status_known"),)


class ShadowRun(Base):
    """What a version that runs as shadow made of one scoring; sums only, or why there are none."""

    __tablename__ = "shadow_runs"

    id: Mapped[BigId]
    scoring_run_id: Mapped[int] = mapped_column(ForeignKey("scoring_runs.id", ondelete="CASCADE"))
    model_version_id: Mapped[int] = mapped_column(ForeignKey("model_versions.id"))
    as_of: Mapped[date | None] = mapped_column(Date)
    comparison: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    message: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[CreatedAt]

    __table_args__ = (
        CheckConstraint("(comparison IS NULL) = (message IS NOT NULL)", name="compared_or_said_why"),
        Index(
            "uq_shadow_runs_model_version_id_scoring_run_id",
            "model_version_id",
            "scoring_run_id",
            unique=True,
        ),
    )
