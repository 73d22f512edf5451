"""Grant the application's role what it needs: rows, never the schema; the audit only to add and read.

The role is made with the cluster. Where it is missing the grants are skipped, and a start as that role
fails with a sentence by itself.
"""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

GRANT = """
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'churnvision_app') THEN
        GRANT USAGE ON SCHEMA public TO churnvision_app;
        GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO churnvision_app;
        GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO churnvision_app;
        GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO churnvision_app;
        ALTER DEFAULT PRIVILEGES IN SCHEMA public
            GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO churnvision_app;
        ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE ON SEQUENCES TO churnvision_app;
        REVOKE UPDATE, DELETE ON audit_events, audit_seals FROM churnvision_app;
        REVOKE INSERT, UPDATE, DELETE ON alembic_version FROM churnvision_app;
    END IF;
END $$
"""

REVOKE = """
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'churnvision_app') THEN
        ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE ALL ON TABLES FROM churnvision_app;
        ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE ALL ON SEQUENCES FROM churnvision_app;
        REVOKE ALL ON ALL TABLES IN SCHEMA public FROM churnvision_app;
        REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM churnvision_app;
        REVOKE ALL ON ALL FUNCTIONS IN SCHEMA public FROM churnvision_app;
        REVOKE USAGE ON SCHEMA public FROM churnvision_app;
    END IF;
END $$
"""


def upgrade() -> None:
    op.execute(GRANT)


def downgrade() -> None:
    op.execute(REVOKE)
