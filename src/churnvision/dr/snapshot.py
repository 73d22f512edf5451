"""What a database holds at one moment; the snapshot is exported, so that pg_dump sees the same.

The same questions are asked of a restored database; `compare` tells what is missing in it.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from typing import Any, LiteralString, Self

import psycopg
from psycopg import sql
from psycopg.rows import tuple_row

from churnvision.dr import catalog_queries as queries
from churnvision.dr.database import Database
from churnvision.dr.dump_text import differences
from churnvision.dr.errors import BackupDamaged

_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Contents:
    """What the manifest says of a database, and what is asked of a restored one.

    `rows` and `sequences` (last value, is called) by quoted name; `objects` by kind: name to a short hash of
    its definition; `extensions` and their versions.
    """

    rows: dict[str, int]
    sequences: dict[str, list[Any]]
    objects: dict[str, dict[str, str]]
    extensions: dict[str, str]
    large_objects: int
    schema_revision: str | None
    roles: list[str]

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> Self:
        """Read it from a manifest. Raises BackupDamaged when a part is missing."""
        names = {each.name for each in fields(cls)}
        if set(document) != names:
            raise BackupDamaged(f"The manifest's contents lack or add {sorted(names ^ set(document))}.")
        return cls(**document)


@dataclass(frozen=True, slots=True)
class ServerFacts:
    """The server that a backup came from."""

    server_version: str
    server_version_number: int
    system_identifier: str
    timeline: int
    snapshot_lsn: str
    database: str
    encoding: str
    collation: str
    character_type: str
    locale_provider: str
    locale: str | None
    collation_version: str | None = None
    settings: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A read-only transaction and the name under which pg_dump joins it."""

    connection: psycopg.Connection[tuple[object, ...]]
    name: str


@contextmanager
def exported_snapshot(database: Database) -> Iterator[Snapshot]:
    """One moment of the database, for as long as the block lasts."""
    with database.connect(autocommit=True) as connection:
        connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        connection.execute("SET LOCAL lock_timeout = '10s'")
        connection.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        row = connection.execute("SELECT pg_export_snapshot()").fetchone()
        assert row is not None
        yield Snapshot(connection, str(row[0]))


def read_contents(connection: psycopg.Connection[Any]) -> Contents:
    """Count and list everything that a restore must bring back."""
    connection.row_factory = tuple_row
    return Contents(
        rows=_count_rows(connection),
        sequences={
            name: [start if last is None else last, last is not None]
            for name, start, last in connection.execute(queries.SEQUENCES)
        },
        objects={kind: _definitions(connection, query) for kind, query in queries.OBJECTS.items()},
        extensions=dict(connection.execute("SELECT extname::text, extversion FROM pg_extension").fetchall()),
        large_objects=_one(connection, "SELECT count(*) FROM pg_largeobject_metadata"),
        schema_revision=_revision(connection),
        roles=[name for (name,) in connection.execute(queries.ROLES)],
    )


def read_server_facts(connection: psycopg.Connection[Any]) -> ServerFacts:
    """Version, identity and locale of the server and of this database."""
    row = connection.execute(queries.SERVER).fetchone()
    assert row is not None
    return ServerFacts(*row)


def compare(wanted: Contents, found: Contents) -> list[str]:
    """What a restored database lacks or has too much of, as phrases; empty when it is whole.

    A sequence may be further than the snapshot: they do not wait for transactions.
    """
    problems = list(differences(wanted.rows, found.rows))
    for name, (value, is_called) in wanted.sequences.items():
        got = found.sequences.get(name)
        if got is None:
            problems.append(f"the sequence {name} is missing")
        elif (got[0], got[1]) < (value, is_called):
            problems.append(f"the sequence {name} stands at {got[0]} instead of {value}")
    for kind, objects in wanted.objects.items():
        problems += _compare_objects(kind, objects, found.objects.get(kind, {}))
    problems += [
        f"the extension {name} is missing" for name in wanted.extensions.keys() - found.extensions.keys()
    ]
    if wanted.large_objects != found.large_objects:
        problems.append(f"{found.large_objects} large objects instead of {wanted.large_objects}")
    if wanted.schema_revision != found.schema_revision:
        problems.append(f"the schema is at {found.schema_revision} instead of {wanted.schema_revision}")
    return problems


def sequences_behind(connection: psycopg.Connection[Any]) -> list[str]:
    """Sequences whose next value a row already has, as phrases."""
    owned = connection.execute(queries.OWNED_SEQUENCES).fetchall()
    behind = []
    for sequence, schema, table, column in owned:
        # The name is as PostgreSQL quotes it.
        next_value = sql.SQL(
            "SELECT CASE WHEN is_called THEN last_value + 1 ELSE last_value END FROM "
        ) + sql.SQL(sequence)
        highest = sql.SQL("SELECT coalesce(max({}), 0) FROM {}").format(
            sql.Identifier(column), sql.Identifier(schema, table)
        )
        if _one(connection, next_value) <= _one(connection, highest):
            behind.append(f"the sequence {sequence} is behind {table}.{column}")
    return behind


def _count_rows(connection: psycopg.Connection[Any]) -> dict[str, int]:
    return {
        name: _one(connection, sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(schema, table)))
        for name, schema, table in connection.execute(queries.TABLES).fetchall()
    }


def _definitions(connection: psycopg.Connection[Any], query: LiteralString) -> dict[str, str]:
    return {
        name: hashlib.sha256(str(definition).encode()).hexdigest()[:12]
        for name, definition in connection.execute(query)
    }


def _revision(connection: psycopg.Connection[Any]) -> str | None:
    if _one(connection, "SELECT (to_regclass('public.alembic_version') IS NOT NULL)::int") == 0:
        return None
    row = connection.execute("SELECT version_num FROM public.alembic_version").fetchone()
    return str(row[0]) if row else None


def _compare_objects(kind: str, wanted: dict[str, str], found: dict[str, str]) -> list[str]:
    missing = [name for name in wanted if name not in found]
    changed = [name for name in wanted if name in found and wanted[name] != found[name]]
    problems = [f"the {kind} {name} is missing" for name in missing[:_SHOWN]]
    problems += [f"the {kind} {name} is another" for name in changed[:_SHOWN]]
    hidden = max(0, len(missing) - _SHOWN) + max(0, len(changed) - _SHOWN)
    return problems + ([f"and {hidden} more {kind}s"] if hidden else [])


def _one(connection: psycopg.Connection[Any], query: LiteralString | sql.Composed) -> int:
    row = connection.execute(query).fetchone()
    assert row is not None
    return int(row[0])
