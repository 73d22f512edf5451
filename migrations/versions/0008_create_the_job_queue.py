"""Create the job queue (procrastinate's schema, frozen beside this folder)."""

from pathlib import Path

from alembic import op
from sqlalchemy import text

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

SCHEMA = Path(__file__).resolve().parents[1] / "job_queue.sql"


def upgrade() -> None:
    op.get_bind().exec_driver_sql(SCHEMA.read_text().replace("%", "%%"))


def downgrade() -> None:
    drop = text("""
        DO $$
        DECLARE statement text;
        BEGIN
            FOR statement IN
                SELECT format('DROP TABLE IF EXISTS %I CASCADE', tablename) FROM pg_tables
                WHERE schemaname = 'public' AND tablename LIKE 'procrastinate\\_%'
            LOOP EXECUTE statement; END LOOP;
            FOR statement IN
                SELECT format('DROP FUNCTION IF EXISTS %s CASCADE', oid::regprocedure) FROM pg_proc
                WHERE pronamespace = 'public'::regnamespace AND proname LIKE 'procrastinate\\_%'
            LOOP EXECUTE statement; END LOOP;
            FOR statement IN
                SELECT format('DROP TYPE IF EXISTS %I CASCADE', typname) FROM pg_type
                WHERE typnamespace = 'public'::regnamespace AND typtype IN ('e', 'c')
                    AND typname LIKE 'procrastinate\\_%'
            LOOP EXECUTE statement; END LOOP;
        END $$
    """)
    op.execute(drop)
