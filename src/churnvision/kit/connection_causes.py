"""Why a database does not let us in, told from the driver's own words.

libpq gives no code for a refused connection, only text: a server that speaks another language than English
is `unknown` here, and its text is the evidence.
"""

import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "starting", "stopping", "password", "not_admitted", "no_database", "crowded", "not_running",
    "unreachable", "unknown",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class ConnectionCause:
    """A kind to act upon, and a sentence without addresses, names or passwords."""

    kind: Kind
    sentence: str


# In this order: what the server itself said before what the network said.
_SIGNS: tuple[tuple[str, ConnectionCause], ...] = (
    (
        r"starting up|not (yet )?accepting connections|in recovery mode|recovery state",
        ConnectionCause("starting", "PostgreSQL is starting; after a crash it first replays its log."),
    ),
    (r"shutting down", ConnectionCause("stopping", "PostgreSQL is shutting down.")),
    (
        r"password authentication failed|no password supplied|authentication failed",
        ConnectionCause("password", "PostgreSQL refuses the password."),
    ),
    (
        r"no pg_hba\.conf|role .* does not exist|not permitted to log in|permission denied for database",
        ConnectionCause("not_admitted", "PostgreSQL does not admit this role from here."),
    ),
    (
        r"database .* does not exist|not currently accepting connections",
        ConnectionCause("no_database", "PostgreSQL runs, but the database does not exist or is closed."),
    ),
    (
        r"too many (clients|connections)|connection slots",
        ConnectionCause("crowded", "PostgreSQL has no free connection left."),
    ),
    (
        r"Connection refused|No such file or directory|server closed the connection|terminating connection",
        ConnectionCause("not_running", "PostgreSQL is not running, or not at that address."),
    ),
    (
        r"resolve host|translate host|No route|[Nn]etwork is unreachable|timeout|timed out|Permission denied",
        ConnectionCause("unreachable", "PostgreSQL cannot be reached at that address."),
    ),
)
_UNKNOWN = ConnectionCause("unknown", "PostgreSQL does not answer.")


def cause_of(error: BaseException | str) -> ConnectionCause:
    """The cause behind an error of psycopg or of what wraps it; kind `unknown` when its words are new."""
    text = str(error)
    return next((cause for pattern, cause in _SIGNS if re.search(pattern, text)), _UNKNOWN)
