"""Whether a table has lost most of its rows since the last backup: a sign that should not go by unseen."""

from churnvision.dr import manifest
from churnvision.dr.errors import BackupDamaged
from churnvision.dr.snapshot import Contents

_WATCHED = (
    "public.audit_events",
    "public.churn_outputs",
    "public.employees",
    "public.training_jobs",
    "public.users",
)
_LEAST_ROWS = 2
_SHARE_LEFT = 0.5


def collapsed_tables(previous: bytes | None, contents: Contents) -> list[str]:
    """Phrases about the watched tables that lost over half of their rows since the `previous` manifest."""
    if previous is None:
        return []
    try:
        rows = manifest.parse(manifest.peek(previous)).contents.rows
    except BackupDamaged:
        return []
    return [
        f"row count collapse: {table} has {contents.rows.get(table, 0)} rows, "
        f"the last backup had {rows[table]}"
        for table in _WATCHED
        if rows.get(table, 0) >= _LEAST_ROWS and contents.rows.get(table, 0) < rows[table] * _SHARE_LEFT
    ]
