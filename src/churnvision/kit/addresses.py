"""Addresses of servers as an operator writes them: refused here, by a sentence, before anything connects."""

from urllib.parse import urlsplit

import psycopg
from psycopg.conninfo import conninfo_to_dict

_DATABASE_SCHEMES = ("postgresql", "postgres")
_REDIS_SCHEMES = ("redis", "rediss", "unix")


def require_database_address(text: str) -> str:
    """The address as given. Raises ValueError that does not repeat it: it holds a password."""
    _require_scheme(text, _DATABASE_SCHEMES, "postgresql://role:password@host:5432/database")
    try:
        conninfo_to_dict(text)
    except psycopg.ProgrammingError as error:
        raise ValueError(
            "is no address of a PostgreSQL database; escape special signs as %40 for @"
        ) from error
    return text


def require_redis_address(text: str) -> str:
    """The address as given. Raises ValueError that does not repeat it: it holds a password."""
    _require_scheme(text, _REDIS_SCHEMES, "redis://:password@host:6379/0")
    return text


def _require_scheme(text: str, schemes: tuple[str, ...], example: str) -> None:
    address = urlsplit(text)
    if address.scheme not in schemes:
        raise ValueError(f"must be an address like {example}")
    try:
        _ = address.port
    except ValueError as error:
        raise ValueError("names a port that is no number from 0 to 65535") from error
