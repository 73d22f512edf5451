"""Keep with each forecast the probability of leaving for each cause."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forecasts made before say nothing of causes until everybody is scored again."""
    op.add_column(
        "scoring_runs",
        sa.Column("causes", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
    )
    op.add_column(
        "churn_outputs",
        sa.Column(
            "cause_probabilities",
            postgresql.ARRAY(sa.Double()),
            server_default=sa.text("'{}'"),
            nullable=False,
        ),
    )


def downgrade() -> None:
    """Forecasts stay without their causes."""
    op.drop_column("churn_outputs", "cause_probabilities")
    op.drop_column("scoring_runs", "causes")
