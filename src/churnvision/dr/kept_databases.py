"""The databases beside the live one: from before restores, and what an interrupted restore had begun."""

from datetime import UTC, datetime, timedelta

from churnvision.dr.database import Database
from churnvision.dr.renames import allow_connections

KEPT = timedelta(days=7)
_STAMP = "%Y%m%d_%H%M%S"


def kept_databases(database: Database) -> list[str]:
    """The databases from before restores, the newest first."""
    return _names(database, "before")


def quarantined_databases(database: Database) -> list[str]:
    """The databases that were made of files without a manifest, the newest first."""
    return _names(database, "quarantine")


def name_to_keep(database: Database, moment: datetime) -> str:
    """A free name for a database that is replaced at `moment`; later than those of earlier ones."""
    taken = set(kept_databases(database))
    while (name := f"{database.name}_before_{moment.strftime(_STAMP)}") in taken:
        moment += timedelta(seconds=1)
    return name


def clear_scratch(database: Database) -> None:
    """Drop what an interrupted restore had begun to load."""
    for name in _names(database, "restore"):
        database.named(name).drop()


def drop_outdated(database: Database, now: datetime) -> list[str]:
    """Drop what was replaced, or quarantined, more than seven days ago; the newest one too. Their names."""
    dropped = []
    for name in [*kept_databases(database), *quarantined_databases(database)]:
        try:
            replaced_at = datetime.strptime(name[-15:], _STAMP).replace(tzinfo=UTC)
        except ValueError:
            continue  # not a name of ours
        if now - replaced_at > KEPT:
            allow_connections(database, name, allowed=True)
            database.named(name).drop()
            dropped.append(name)
    return dropped


def _names(database: Database, kind: str) -> list[str]:
    prefix = f"{database.name}_{kind}_"
    with database.maintenance.connect() as connection:
        rows = connection.execute(
            "SELECT datname::text FROM pg_database WHERE starts_with(datname::text, %s) ORDER BY 1 DESC",
            (prefix,),
        ).fetchall()
    return [str(name) for (name,) in rows]
