"""Whether a server archives its log, and handing over what it has written since the last finished file."""

import time

import psycopg

from churnvision.dr.database import Database
from churnvision.kit.errors import ChurnVisionError

_PATIENCE_SECONDS = 30.0
# A switch does nothing in a file that is still empty, so something is written first.
_MARK = "SELECT pg_walfile_name(pg_logical_emit_message(true, 'churnvision', 'handed over'))"
_ARCHIVES = (
    "SELECT current_setting('archive_mode') <> 'off', system_identifier::text FROM pg_control_system()"
)
_MOVE = """
    SELECT pg_switch_wal() FROM pg_stat_archiver
    WHERE current_setting('archive_mode') <> 'off' AND NOT pg_is_in_recovery()
    AND greatest(last_archived_time, pg_postmaster_start_time()) < now() - interval '60 seconds'
    AND (last_failed_time IS NULL OR last_failed_time < last_archived_time)
"""
_ARCHIVED = "SELECT coalesce(last_archived_wal, '') >= %s FROM pg_stat_archiver"


def keep_log_moving(database: Database) -> bool:
    """Finish the present file of the log when none was archived for a minute; whether that was needed.

    The server's own archive_timeout does so too, but not in the first five minutes after each start: its
    checkpointer falls asleep before it has heard of it. Nothing is done while files are refused, which would
    only fill the disk. Raises DatabaseUnreachable, psycopg.Error.
    """
    with database.maintenance.connect() as connection:
        return connection.execute(_MOVE).fetchone() is not None


def hand_over_log(owner_url: str | None) -> bool:
    """Finish the present file of the log and wait until it is archived; False where that cannot be done.

    A server that is too ill for it keeps nobody from recovering: what it wrote last is then lost.
    """
    if owner_url is None:
        return False
    try:
        with Database(owner_url).maintenance.connect() as connection:
            # The archive is what is waited for, not a standby, which may be away.
            connection.execute("SET synchronous_commit = local")
            row = connection.execute(_MARK).fetchone()
            connection.execute("SELECT pg_switch_wal()")
            deadline = time.monotonic() + _PATIENCE_SECONDS
            while time.monotonic() < deadline:
                archived = connection.execute(_ARCHIVED, (str(row[0]) if row else "",)).fetchone()
                if archived is not None and archived[0]:
                    return True
                time.sleep(0.1)
    except (psycopg.Error, ChurnVisionError):
        return False
    return False


def archives_of(database: Database) -> tuple[bool, str]:
    """Whether the server archives its log, and whose log it is. Raises DatabaseUnreachable."""
    with database.maintenance.connect() as connection:
        row = connection.execute(_ARCHIVES).fetchone()
    assert row is not None
    return bool(row[0]), str(row[1])
