"""Create the tables of evaluation; the default privileges of 0009 grant them to the application."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add backtests and their monthly lists."""
    op.create_table(
        "backtests",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("status", sa.Text(), server_default=sa.text("'queued'"), nullable=False),
        sa.Column("progress", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("message", sa.Text(), nullable=True),
        sa.Column("options", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("results", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancel_requested_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "status IN ('queued', 'running', 'succeeded', 'failed', 'cancelled')",
            name=op.f("ck_backtests_status_known"),
        ),
        sa.CheckConstraint("progress BETWEEN 0 AND 100", name=op.f("ck_backtests_progress_percent")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_backtests")),
    )
    op.create_table(
        "backtest_lists",
        sa.Column("backtest_id", sa.BigInteger(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("employee_ids", postgresql.ARRAY(sa.BigInteger()), nullable=False),
        sa.Column("probability_30", postgresql.ARRAY(sa.Double()), nullable=False),
        sa.Column("probability_90", postgresql.ARRAY(sa.Double()), nullable=False),
        sa.Column("probability_180", postgresql.ARRAY(sa.Double()), nullable=False),
        sa.Column("probability_365", postgresql.ARRAY(sa.Double()), nullable=False),
        sa.Column("has_left", postgresql.ARRAY(sa.Boolean()), nullable=False),
        sa.CheckConstraint(
            "cardinality(employee_ids) = cardinality(has_left)"
            " AND cardinality(employee_ids) = cardinality(probability_30)"
            " AND cardinality(employee_ids) = cardinality(probability_90)"
            " AND cardinality(employee_ids) = cardinality(probability_180)"
            " AND cardinality(employee_ids) = cardinality(probability_365)",
            name=op.f("ck_backtest_lists_one_place_a_person"),
        ),
        sa.ForeignKeyConstraint(
            ["backtest_id"],
            ["backtests.id"],
            name=op.f("fk_backtest_lists_backtest_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("backtest_id", "month", name=op.f("pk_backtest_lists")),
    )


def downgrade() -> None:
    """Take them away."""
    op.drop_table("backtest_lists")
    op.drop_table("backtests")
