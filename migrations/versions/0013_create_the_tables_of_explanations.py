"""Create the tables of explanations and of attributes marked as controllable."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """They live as long as the forecasts that they explain."""
    op.create_table(
        "attributions",
        sa.Column("scoring_run_id", sa.BigInteger(), nullable=False),
        sa.Column("employee_id", sa.BigInteger(), nullable=False),
        sa.Column("contributions", postgresql.ARRAY(sa.Double()), nullable=False),
        sa.Column("texts", postgresql.JSONB(), nullable=False),
        sa.Column("inputs", postgresql.ARRAY(sa.REAL()), nullable=False),
        sa.ForeignKeyConstraint(
            ["scoring_run_id"],
            ["scoring_runs.id"],
            name=op.f("fk_attributions_scoring_run_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["employee_id"], ["employees.id"], name=op.f("fk_attributions_employee_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("scoring_run_id", "employee_id", name=op.f("pk_attributions")),
    )
    op.create_index(op.f("ix_attributions_employee_id"), "attributions", ["employee_id"])
    op.create_table(
        "attribute_profiles",
        sa.Column("scoring_run_id", sa.BigInteger(), nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("attribute", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("mean_contribution", sa.Double(), nullable=False),
        sa.Column("mean_absolute_contribution", sa.Double(), nullable=False),
        sa.Column("correlation", sa.Double(), nullable=True),
        sa.Column("values", postgresql.JSONB(), nullable=False),
        sa.ForeignKeyConstraint(
            ["scoring_run_id"],
            ["scoring_runs.id"],
            name=op.f("fk_attribute_profiles_scoring_run_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("scoring_run_id", "place", name=op.f("pk_attribute_profiles")),
    )
    op.create_table(
        "past_cases",
        sa.Column("scoring_run_id", sa.BigInteger(), nullable=False),
        sa.Column("employee_id", sa.BigInteger(), nullable=False),
        sa.Column("has_left", sa.Boolean(), nullable=False),
        sa.Column("features", postgresql.ARRAY(sa.REAL()), nullable=False),
        sa.ForeignKeyConstraint(
            ["scoring_run_id"],
            ["scoring_runs.id"],
            name=op.f("fk_past_cases_scoring_run_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["employee_id"], ["employees.id"], name=op.f("fk_past_cases_employee_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("scoring_run_id", "employee_id", name=op.f("pk_past_cases")),
    )
    op.create_index(op.f("ix_past_cases_employee_id"), "past_cases", ["employee_id"])
    op.create_table(
        "controllable_attributes",
        sa.Column("attribute", sa.Text(), nullable=False),
        sa.Column("marked_by", sa.BigInteger(), nullable=True),
        sa.Column("marked_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.PrimaryKeyConstraint("attribute", name=op.f("pk_controllable_attributes")),
    )


def downgrade() -> None:
    """Forecasts stay without what explains them."""
    op.drop_table("controllable_attributes")
    op.drop_table("past_cases")
    op.drop_table("attribute_profiles")
    op.drop_table("attributions")
