"""The text of a dump: what is put around pg_dump's, and a scanner that knows what went by.

Around it stands what makes the guide's bare `psql ... < restore.sql` replace everything or change nothing and
exit with an error, wherever the file is cut: psql ends with 0 when its input ends inside a transaction, so
the last line carries COMMIT and the end of an open `\\if` in one word.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

END_OF_DUMP = b"-- PostgreSQL database dump complete"
LAST_LINE = b"COMMI\\endif\\\\T;\n"
_PROLOGUE = r"""-- ChurnVision backup: replaces the whole content of the database, or changes nothing.
\set ON_ERROR_STOP on
\setenv PSQL_EDITOR false
\if true
BEGIN;
SET LOCAL lock_timeout = '10s';
SET LOCAL statement_timeout = 0;
SET LOCAL client_min_messages = warning;
SELECT pg_catalog.pg_terminate_backend(pid, 5000) FROM pg_catalog.pg_stat_activity
    WHERE datname = pg_catalog.current_database() AND pid <> pg_catalog.pg_backend_pid()
    AND backend_type = 'client backend' \g /dev/null
SELECT pg_catalog.format('CREATE ROLE %I NOLOGIN', name)
    FROM (VALUES {roles}) AS wanted (name)
    WHERE name NOT IN (SELECT rolname FROM pg_catalog.pg_roles) \gexec
SELECT pg_catalog.lo_unlink(oid) FROM pg_catalog.pg_largeobject_metadata \g /dev/null
SELECT pg_catalog.format('DROP SCHEMA IF EXISTS %I CASCADE', nspname) FROM pg_catalog.pg_namespace
    WHERE nspname <> 'information_schema' AND nspname NOT LIKE 'pg\_%' \gexec
CREATE SCHEMA public AUTHORIZATION pg_database_owner;
GRANT USAGE ON SCHEMA public TO PUBLIC;
COMMENT ON SCHEMA public IS 'standard public schema';
"""
_COPY = re.compile(rb"^COPY (.+?)(?: \(.*\))? FROM stdin;$")
_SEQUENCE = re.compile(rb"^SELECT pg_catalog\.setval\('(.+)', (\d+), (true|false)\);$")
_END_OF_ROWS = b"\n\\.\n"


def prologue(roles: Iterable[str]) -> bytes:
    """What comes before pg_dump's text: one transaction, alone in the database, everything old removed.

    `\\setenv` keeps psql from waiting in an editor where a cut leaves the line `\\e` of `\\endif`.
    """
    names = ", ".join(f"({_literal(role)})" for role in sorted(roles))
    return (_PROLOGUE.replace("{roles}", names)).encode()


def epilogue(*, has_sessions: bool) -> bytes:
    """What comes after pg_dump's text: nobody stays signed in, and the line that commits."""
    return (b"\nDELETE FROM public.sessions;\n" if has_sessions else b"\n") + LAST_LINE


@dataclass(slots=True)
class DumpScanner:
    """Follows a dump as it streams by: rows of each table, sequences, its end, and lines that are not SQL."""

    rows: dict[str, int] = field(default_factory=dict)
    sequences: dict[str, tuple[int, bool]] = field(default_factory=dict)
    commands: list[bytes] = field(default_factory=list)
    is_complete: bool = False
    last_line: bytes = b""
    _rest: bytes = b"\n"
    _table: str | None = None

    def ended_whole(self) -> bool:
        """Whether the dump's own end was seen, everything closed, and our last line after it."""
        restricted = {line.removeprefix(b"\\restrict ") for line in self.commands if b"\\restrict " in line}
        released = {line.removeprefix(b"\\unrestrict ") for line in self.commands if b"\\unrestrict " in line}
        return self.is_complete and restricted <= released and self.last_line + b"\n" == LAST_LINE

    def feed(self, chunk: bytes) -> None:
        """Look at the next part."""
        text = self._rest + chunk
        position = 0
        while position >= 0:
            position, kept_from = (
                self._rows(text, position) if self._table else self._statements(text, position)
            )
            self._rest = text[kept_from:]

    def _rows(self, text: bytes, start: int) -> tuple[int, int]:
        """Count rows from `start`, a line's end; where statements begin again (-1: not yet), what is kept."""
        assert self._table is not None
        end = text.find(_END_OF_ROWS, start)
        if end < 0:
            kept_from = max(start, len(text) - len(_END_OF_ROWS) + 1)
            self.rows[self._table] += text.count(b"\n", start, kept_from)
            return -1, kept_from
        self.rows[self._table] += text.count(b"\n", start, end)
        self._table = None
        return end + len(_END_OF_ROWS) - 1, end

    def _statements(self, text: bytes, start: int) -> tuple[int, int]:
        """Read lines from `start`, a line's end; where rows begin (-1: nowhere yet), what is kept."""
        while (end := text.find(b"\n", start + 1)) >= 0:
            line = text[start + 1 : end]
            start = end
            if self._take(line):
                return start, start
        return -1, start

    def _take(self, line: bytes) -> bool:
        """Note one line of SQL; whether rows follow it."""
        if line:
            self.last_line = line
        if line.startswith(b"COPY ") and (copy := _COPY.match(line)):
            self._table = copy.group(1).decode()
            self.rows.setdefault(self._table, 0)
            return True
        if line.startswith(b"SELECT pg_catalog.setval(") and (found := _SEQUENCE.match(line)):
            name, value, is_called = found.groups()
            self.sequences[name.decode().replace("''", "'")] = (int(value), is_called == b"true")
        elif line == END_OF_DUMP:
            self.is_complete = True
        elif line.startswith(b"\\") or b"\\g" in line:
            self.commands.append(line)
        return False


def differences(rows: Mapping[str, int], found: Mapping[str, int], *, what: str = "rows") -> Iterator[str]:
    """Where two counts of tables differ, as phrases: nothing when they are the same."""
    for table in sorted(rows.keys() | found.keys()):
        wanted, got = rows.get(table), found.get(table)
        if wanted != got:
            yield f"{table} has {'no table' if got is None else got} {what} instead of {wanted or 0}"


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
