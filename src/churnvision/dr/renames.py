"""The swap: the live database and the new one change names in one transaction.

RENAME takes the lock that every new connection to the database must take, so nobody gets in once it waits;
who is in is ended meanwhile by a second connection. Killed at any moment, the server rolls back: the old
database is live, as if nothing had been.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass

import psycopg
from psycopg import sql

from churnvision.dr.database import Database
from churnvision.dr.errors import RestoreFailed

_PATIENCE_SECONDS = 30
_BETWEEN_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Renaming:
    """Database `old` is called `new` afterwards."""

    old: str
    new: str


def rename(server: Database, renamings: list[Renaming], *, before_commit: Callable[[], None]) -> None:
    """Do every renaming or none. Raises RestoreFailed and what `before_commit` raises: nothing is changed."""
    names = [renaming.old for renaming in renamings]
    stop = threading.Event()
    ender = threading.Thread(target=_end_sessions, args=(server, names, stop), daemon=True)
    ender.start()
    try:
        with server.maintenance.connect(autocommit=True) as connection:
            connection.execute("SELECT set_config('lock_timeout', %s, false)", (f"{_PATIENCE_SECONDS}s",))
            with connection.transaction():
                for renaming in renamings:
                    statement = sql.SQL("ALTER DATABASE {} RENAME TO {}")
                    connection.execute(
                        statement.format(sql.Identifier(renaming.old), sql.Identifier(renaming.new))
                    )
                before_commit()
    except psycopg.Error as error:
        raise RestoreFailed(
            f"The databases could not change names ({str(error).splitlines()[0]}); the old one is live."
        ) from error
    finally:
        stop.set()
        ender.join(timeout=_PATIENCE_SECONDS)


def allow_connections(server: Database, name: str, *, allowed: bool) -> None:
    """Open or close a database: an old one that is kept is closed, so that nobody writes to it."""
    with server.maintenance.connect() as connection:
        connection.execute(
            sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}").format(
                sql.Identifier(name), sql.Literal(allowed)
            )
        )


def _end_sessions(server: Database, names: list[str], stop: threading.Event) -> None:
    """End every session of these databases, again and again: pools come back within milliseconds."""
    with server.maintenance.connect() as connection:
        while not stop.wait(_BETWEEN_SECONDS):
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = ANY(%s) AND pid <> pg_backend_pid()",
                (names,),
            )
