"""Loads a proved dump into an empty database beside the live one and proves it once more on the way."""

import psycopg
from psycopg import sql

from churnvision.dr import dump_text
from churnvision.dr.command import Program
from churnvision.dr.database import Database, first_line
from churnvision.dr.dump_text import DumpScanner
from churnvision.dr.errors import BackupDamaged, RestoreFailed, RestoreRefused
from churnvision.dr.manifest import Manifest
from churnvision.dr.read_ahead import read_ahead
from churnvision.dr.sealed_file import SealedReader
from churnvision.dr.snapshot import ServerFacts
from churnvision.dr.steps import reach
from churnvision.dr.trust import TrustedBackup
from churnvision.kit.postgres import Programs

# Index builds read nothing for a long time.
_STALL_SECONDS = 3600.0
_PROVIDERS = {"b": "builtin", "c": "libc", "i": "icu"}
# Nobody but us sees this database, and a crash drops it.
_FOR_SPEED = "-c synchronous_commit=off -c maintenance_work_mem=256MB"


def create_database(target: Database, like: ServerFacts) -> None:
    """Make an empty database with the encoding and locale of the backup. Raises RestoreRefused."""
    provider = _PROVIDERS.get(like.locale_provider, "libc")
    locale: sql.Composable = sql.SQL("")
    if provider == "icu":
        locale = sql.SQL(" ICU_LOCALE {}").format(sql.Literal(like.locale))
    elif provider == "builtin":
        locale = sql.SQL(" BUILTIN_LOCALE {}").format(sql.Literal(like.locale))
    statement = sql.SQL(
        "CREATE DATABASE {} TEMPLATE template0 ENCODING {} LC_COLLATE {} LC_CTYPE {} LOCALE_PROVIDER {}{}"
    ).format(
        sql.Identifier(target.name),
        sql.Literal(like.encoding),
        sql.Literal(like.collation),
        sql.Literal(like.character_type),
        sql.SQL(provider),
        locale,
    )
    try:
        with target.maintenance.connect() as connection:
            connection.execute(statement)
            for setting in like.settings:
                name, _, value = setting.partition("=")
                connection.execute(
                    sql.SQL("ALTER DATABASE {} SET {} = {}").format(
                        sql.Identifier(target.name), sql.Identifier(name), sql.Literal(value)
                    )
                )
    except psycopg.Error as error:
        raise RestoreRefused(
            f"The server cannot make a database like the backup's (encoding {like.encoding}, collation "
            f"{like.locale or like.collation}): {first_line(error)}."
        ) from error


def load(backup: TrustedBackup, target: Database, programs: Programs) -> None:
    """Decrypt, unpack and run the dump. Raises ProgramFailed, BackupDamaged, RestoreFailed, OSError.

    The last lines, with COMMIT, go to psql only when every byte that was read is proved: a file that changed
    since it was proved commits nothing.
    """
    scanner = DumpScanner()
    reader = SealedReader(backup.files.dump, backup.passphrase)
    command = [
        programs.path("psql"),
        "--no-psqlrc",
        "--quiet",
        "--no-password",
        "--file=-",
        "--output=/dev/null",
    ]
    env = target.environment(PGOPTIONS=_FOR_SPEED)
    with Program(command, env=env, reads=True, stall_seconds=_STALL_SECONDS) as psql:
        held = b""
        for chunk in read_ahead(reader):
            scanner.feed(chunk)
            held += chunk
            psql.write(held[: -len(dump_text.LAST_LINE)])
            held = held[-len(dump_text.LAST_LINE) :]
            reach("restore.loading")
        reader.require_same(backup.manifest.dump)
        require_end(scanner, backup.manifest)
        psql.write(held)
        psql.finish()


def require_end(scanner: DumpScanner, manifest: Manifest) -> None:
    """Raise BackupDamaged unless the dump ended and had the manifest's rows."""
    if not scanner.ended_whole():
        raise BackupDamaged("The dump ends before its end: whoever made it was cut off.")
    problems = list(dump_text.differences(manifest.contents.rows, scanner.rows))
    if problems:
        raise RestoreFailed(f"The dump is not what its manifest says: {'; '.join(problems[:5])}.")
