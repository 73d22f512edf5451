"""Keep the bytes of originals as they come: compressing them costs more time than their rows.

Workbooks and Parquet are compressed already; backups compress the text of the others.
"""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Store out of line, without compression."""
    op.execute("ALTER TABLE dataset_file_parts ALTER COLUMN bytes SET STORAGE EXTERNAL")


def downgrade() -> None:
    """Let PostgreSQL compress again."""
    op.execute("ALTER TABLE dataset_file_parts ALTER COLUMN bytes SET STORAGE EXTENDED")
