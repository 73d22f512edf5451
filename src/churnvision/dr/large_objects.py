"""Large objects as SQL of our own: pg_dump puts its own BEGIN and COMMIT around them, which would end ours.

ChurnVision makes none; those of an operator come back with content and owner, not with grants.
"""

from collections.abc import Iterator
from typing import Any

import psycopg
from psycopg import sql

_PART_BYTES = 1 << 20


def large_objects_as_sql(connection: psycopg.Connection[Any]) -> Iterator[bytes]:
    """Statements that make every large object of the connection's snapshot again."""
    objects = connection.execute(
        "SELECT oid::bigint, pg_get_userbyid(lomowner)::text FROM pg_largeobject_metadata ORDER BY 1"
    ).fetchall()
    for oid, owner in objects:
        yield f"DO $$BEGIN PERFORM pg_catalog.lo_create({oid}); END$$;\n".encode()
        for offset, part in _parts(connection, oid):
            literal = part.hex().encode()
            yield b"DO $$BEGIN PERFORM pg_catalog.lo_put(%d, %d, '\\x%s'); END$$;\n" % (oid, offset, literal)
        owned = sql.SQL("ALTER LARGE OBJECT {} OWNER TO {};\n").format(oid, sql.Identifier(owner))
        yield owned.as_bytes(connection)


def _parts(connection: psycopg.Connection[Any], oid: int) -> Iterator[tuple[int, bytes]]:
    offset = 0
    while True:
        row = connection.execute("SELECT lo_get(%s, %s, %s)", (oid, offset, _PART_BYTES)).fetchone()
        assert row is not None
        if not row[0]:
            return
        yield offset, bytes(row[0])
        offset += len(row[0])
