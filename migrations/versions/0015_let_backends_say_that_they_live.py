"""Let backends say that they live, so that the worker writes only while one does."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One row a backend process."""
    op.create_table(
        "backend_heartbeats",
        sa.Column("instance", sa.Uuid(), nullable=False),
        sa.Column("beat_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.PrimaryKeyConstraint("instance", name=op.f("pk_backend_heartbeats")),
    )


def downgrade() -> None:
    """Workers of older programs do not ask."""
    op.drop_table("backend_heartbeats")
