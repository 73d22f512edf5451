"""Who holds a table so that nobody else gets it."""

import psycopg

from churnvision.dr.database import Database
from churnvision.kit.errors import ChurnVisionError


def name_blockers(database: Database) -> str:
    """A sentence about the sessions that hold a table for themselves alone; empty when nobody does."""
    try:
        with database.connect() as connection:
            rows = connection.execute(
                "SELECT DISTINCT a.pid, a.usename::text, a.application_name, l.relation::regclass::text"
                " FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid"
                " WHERE l.mode = 'AccessExclusiveLock' AND l.granted AND l.locktype = 'relation'"
                " AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())"
                " AND l.relation >= 16384 ORDER BY 1 LIMIT 3"
            ).fetchall()
    except (psycopg.Error, ChurnVisionError):
        return ""
    return " ".join(
        f"Process {pid} of {user} ({program or 'unnamed'}) holds {table}; end it with "
        f"SELECT pg_terminate_backend({pid})."
        for pid, user, program, table in rows
    )
