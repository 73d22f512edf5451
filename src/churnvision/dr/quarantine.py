"""Files without a proved manifest: loaded into a database of their own, examined, and only then made live."""

import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import psycopg
from psycopg import sql

from churnvision.dr import catalogue, journal
from churnvision.dr.command import run
from churnvision.dr.database import Database, first_line
from churnvision.dr.drill import require_sound_indexes
from churnvision.dr.errors import ProgramFailed, RestoreFailed, RestoreRefused
from churnvision.dr.foreign_file import Section, Survey, read_rows, survey
from churnvision.dr.kept_databases import quarantined_databases
from churnvision.dr.keys import Passphrase
from churnvision.dr.restore import bring_up_to_date, disable_again, drop_quietly, require_live, swap_in
from churnvision.dr.settings import RecoverySettings, present_environment
from churnvision.dr.snapshot import sequences_behind
from churnvision.kit.clock import utc_now
from churnvision.kit.errors import ChurnVisionError
from churnvision.kit.schema_revision import known_revisions, newest_revision

Report = Callable[[str], None]
_MIGRATION_SECONDS = 1800.0
_FOREIGN_KEYS = """
    SELECT n.nspname, c.relname, k.conname, pg_get_constraintdef(k.oid)
    FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE k.contype = 'f' AND n.nspname = 'public'
"""
_COLUMNS = """
    SELECT a.attname::text FROM pg_attribute a
    WHERE a.attrelid = to_regclass(quote_ident('public') || '.' || quote_ident(%s))
    AND a.attnum > 0 AND NOT a.attisdropped
"""


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A file that was loaded beside the live database, and what it holds; `revision` is the file's."""

    database: str
    file: str
    revision: str
    rows: dict[str, int]
    warnings: list[str]


def quarantine(
    settings: RecoverySettings,
    database: Database,
    file: Path,
    keys: Sequence[Passphrase],
    *,
    report: Report = lambda _: None,
) -> Quarantined:
    """Load the rows of `file` into a new database with our own schema, examine it, and leave it there.

    Raises KeyWrong, BackupDamaged, RestoreRefused, RestoreFailed; the live database is not touched.
    """
    with catalogue.locked(settings.journal.parent):
        report("reading the file")
        found = survey(file, keys)
        revision = _known(found, file)
        new = database.named(f"{database.name}_quarantine_{utc_now():%Y%m%d_%H%M%S}")
        try:
            _make(database, new, revision)
            report("loading its rows")
            with new.connect(autocommit=False) as connection:
                _load(connection, file, keys, found)
            report("examining the database")
            bring_up_to_date(revision, new)
            warnings = _examine(new, found)
        except BaseException as error:
            drop_quietly(new)
            if isinstance(error, psycopg.Error | ProgramFailed):
                reason = error.message if isinstance(error, ChurnVisionError) else first_line(error)
                raise RestoreFailed(f"{file.name} does not fit into the schema: {reason}") from error
            raise
        journal.append(settings.journal, "quarantine.loaded", file=file.name, database=new.name)
    return Quarantined(new.name, str(file), revision, dict(sorted(found.rows.items())), warnings)


def accept_quarantined(settings: RecoverySettings, database: Database, name: str) -> str | None:
    """Make a quarantined database live; the name of the one that it replaces. Raises RestoreRefused."""
    with catalogue.locked(settings.journal.parent):
        if name not in quarantined_databases(database):
            raise RestoreRefused(
                f"There is no quarantined database {name!r}; "
                "`churnvision dr restore FILE --without-manifest` makes one."
            )
        began_at = utc_now()
        new = database.named(name)
        with new.connect() as connection:
            connection.execute("DELETE FROM sessions")
        disable_again(settings, new)
        kept_as = swap_in(database, new)
        require_live(database, kept_as, began_at)
        journal.append(settings.journal, "quarantine.accepted", database=name, kept_as=kept_as)
    return kept_as


def _known(found: Survey, file: Path) -> str:
    revision = found.revision or ""
    if revision not in known_revisions():
        raise RestoreRefused(
            f"{file.name} has the schema {revision!r}, which this program (newest: {newest_revision()}) does "
            "not know: use the version that made it, or a newer one."
        )
    return revision


def _make(database: Database, new: Database, revision: str) -> None:
    with database.maintenance.connect() as connection:
        connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(new.name)))
    env = present_environment() | {
        "CHURNVISION_DATABASE__URL": new.url,
        "CHURNVISION_DATABASE__OWNER_URL": new.url,
    }
    command = [sys.executable, "-m", "churnvision.cli.main", "migrate", "--to", revision]
    run(command, env=env, timeout_seconds=_MIGRATION_SECONDS)


def _load(
    connection: psycopg.Connection[tuple[object, ...]],
    file: Path,
    keys: Sequence[Passphrase],
    found: Survey,
) -> None:
    """Put every row into its table, then the foreign keys and sequences; all in one transaction."""
    connection.execute("SET LOCAL session_replication_role = replica")
    foreign_keys = connection.execute(_FOREIGN_KEYS).fetchall()
    for schema, table, name, _ in foreign_keys:
        connection.execute(_alter(schema, table) + sql.SQL("DROP CONSTRAINT {}").format(_name(name)))
    for table, columns in found.columns.items():
        _require_columns(connection, table, columns, file)
        connection.execute(sql.SQL("DELETE FROM public.{}").format(sql.Identifier(table)))
    for section, lines in groupby(read_rows(file, keys), key=lambda each: each[0]):
        _copy(connection, section, (line for _, line in lines if line is not None))
    for schema, table, name, definition in foreign_keys:
        added = sql.SQL("ADD CONSTRAINT {} ").format(_name(name)) + sql.SQL(str(definition))
        connection.execute(_alter(schema, table) + added)
    for sequence, (value, is_called) in found.sequences.items():
        connection.execute(
            "SELECT setval(to_regclass('public.' || quote_ident(%s)), %s, %s)"
            " WHERE to_regclass('public.' || quote_ident(%s)) IS NOT NULL",
            (sequence, value, is_called, sequence),
        )


def _require_columns(
    connection: psycopg.Connection[tuple[object, ...]], table: str, columns: Iterable[str], file: Path
) -> None:
    known = {str(name) for (name,) in connection.execute(_COLUMNS, (table,)).fetchall()}
    if not known:
        raise RestoreRefused(f"{file.name} has a table {table!r}, which this schema does not have.")
    unknown = sorted(set(columns) - known)
    if unknown:
        raise RestoreRefused(
            f"{file.name} has a column {table}.{unknown[0]}, which this schema does not have."
        )


def _copy(
    connection: psycopg.Connection[tuple[object, ...]], section: Section, lines: Iterable[bytes]
) -> None:
    statement = sql.SQL("COPY public.{} ({}) FROM STDIN").format(
        sql.Identifier(section.table), sql.SQL(", ").join(map(sql.Identifier, section.columns))
    )
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for line in lines:
            copy.write(line)


def _examine(new: Database, found: Survey) -> list[str]:
    """What is odd in it, as sentences. Raises psycopg.Error, and RestoreFailed when nobody could sign in."""
    require_sound_indexes(new)
    with new.connect() as connection:
        connection.execute("ANALYZE")
        behind = sequences_behind(connection)
        row = connection.execute("SELECT count(*) FROM users WHERE is_active").fetchone()
    if row is None or not row[0]:
        raise RestoreFailed("The file has no user who may sign in.")
    warnings = [f"{phrase}." for phrase in behind]
    empty = [table for table in ("employees",) if not found.rows.get(table)]
    return warnings + [f"The table {table} is empty." for table in empty]


def _alter(schema: object, table: object) -> sql.Composed:
    return sql.SQL("ALTER TABLE {} ").format(sql.Identifier(str(schema), str(table)))


def _name(name: object) -> sql.Identifier:
    return sql.Identifier(str(name))
