"""Create the tables of a model's life: what it learnt from, and from when on it forecast.

What is known of earlier promotions is taken over: one for each version, the last.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

# As in 0009: where the role is missing, the grants are skipped.
ONLY_ADD = """
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'churnvision_app') THEN
        GRANT SELECT, INSERT ON promotions, model_facts TO churnvision_app;
        REVOKE UPDATE, DELETE ON promotions, model_facts FROM churnvision_app;
    END IF;
END $$
"""
TAKE_OVER = """
INSERT INTO promotions (kind, model_version_id, previous_version_id, promoted_by, promoted_at)
SELECT 'promotion', id, lag(id) OVER (ORDER BY promoted_at, id), promoted_by, promoted_at
FROM model_versions WHERE promoted_at IS NOT NULL ORDER BY promoted_at, id
"""


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "promotions",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("model_version_id", sa.BigInteger(), nullable=False),
        sa.Column("previous_version_id", sa.BigInteger(), nullable=True),
        sa.Column("promoted_by", sa.BigInteger(), nullable=True),
        sa.Column("promoted_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("kind IN ('promotion', 'rollback')", name=op.f("ck_promotions_kind_known")),
        sa.ForeignKeyConstraint(
            ["model_version_id"], ["model_versions.id"], name=op.f("fk_promotions_model_version_id")
        ),
        sa.ForeignKeyConstraint(
            ["previous_version_id"], ["model_versions.id"], name=op.f("fk_promotions_previous_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promotions")),
    )
    op.create_table(
        "model_facts",
        sa.Column("model_version_id", sa.BigInteger(), nullable=False),
        sa.Column("data_sha256", sa.Text(), nullable=False),
        sa.Column("data", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("model", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("reference", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["model_version_id"],
            ["model_versions.id"],
            name=op.f("fk_model_facts_model_version_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("model_version_id", name=op.f("pk_model_facts")),
    )
    op.create_table(
        "drift_checks",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("model_version_id", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.Text(), server_default=sa.text("'running'"), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=True),
        sa.Column("is_alarm", sa.Boolean(), nullable=True),
        sa.Column("report", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("message", sa.Text(), nullable=True),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "status IN ('running', 'succeeded', 'failed')", name=op.f("ck_drift_checks_status_known")
        ),
        sa.ForeignKeyConstraint(
            ["model_version_id"], ["model_versions.id"], name=op.f("fk_drift_checks_model_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drift_checks")),
    )
    op.create_index(
        op.f("ix_drift_checks_model_version_id"), "drift_checks", ["model_version_id"], unique=False
    )
    op.add_column(
        "model_versions",
        sa.Column("is_shadow", sa.Boolean(), server_default=sa.text("false"), nullable=False),
    )
    op.create_check_constraint(
        op.f("ck_model_versions_promoted_is_no_shadow"),
        "model_versions",
        "NOT (is_shadow AND status = 'promoted')",
    )
    op.create_index(
        "uq_model_versions_one_shadow",
        "model_versions",
        ["is_shadow"],
        unique=True,
        postgresql_where=sa.text("is_shadow"),
    )
    op.create_table(
        "shadow_runs",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("scoring_run_id", sa.BigInteger(), nullable=False),
        sa.Column("model_version_id", sa.BigInteger(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=True),
        sa.Column("comparison", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("message", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "(comparison IS NULL) = (message IS NOT NULL)", name=op.f("ck_shadow_runs_compared_or_said_why")
        ),
        sa.ForeignKeyConstraint(
            ["model_version_id"], ["model_versions.id"], name=op.f("fk_shadow_runs_model_version_id")
        ),
        sa.ForeignKeyConstraint(
            ["scoring_run_id"],
            ["scoring_runs.id"],
            name=op.f("fk_shadow_runs_scoring_run_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shadow_runs")),
    )
    op.create_index(
        "uq_shadow_runs_model_version_id_scoring_run_id",
        "shadow_runs",
        ["model_version_id", "scoring_run_id"],
        unique=True,
    )
    op.execute(TAKE_OVER)
    op.execute(ONLY_ADD)


def downgrade() -> None:
    """Drop the tables."""
    op.drop_index("uq_shadow_runs_model_version_id_scoring_run_id", table_name="shadow_runs")
    op.drop_table("shadow_runs")
    op.drop_index(
        "uq_model_versions_one_shadow",
        table_name="model_versions",
        postgresql_where=sa.text("is_shadow"),
    )
    op.drop_constraint(op.f("ck_model_versions_promoted_is_no_shadow"), "model_versions")
    op.drop_column("model_versions", "is_shadow")
    op.drop_index(op.f("ix_drift_checks_model_version_id"), table_name="drift_checks")
    op.drop_table("drift_checks")
    op.drop_table("model_facts")
    op.drop_table("promotions")
