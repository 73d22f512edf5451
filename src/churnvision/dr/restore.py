"""Restores a proved backup into a new database and swaps it in; the old one stays, closed, for seven days."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

import psycopg

from churnvision.dr import catalogue, journal
from churnvision.dr.command import run
from churnvision.dr.database import Database, DatabaseUnreachable, first_line
from churnvision.dr.errors import ProgramFailed, RestoreFailed, RestoreRefused
from churnvision.dr.kept_databases import clear_scratch, kept_databases, name_to_keep
from churnvision.dr.keys import find_keys
from churnvision.dr.loading import create_database, load
from churnvision.dr.preflight import require_ready
from churnvision.dr.removals import apply, read_removals
from churnvision.dr.renames import Renaming, allow_connections, rename
from churnvision.dr.settings import RecoverySettings, present_environment
from churnvision.dr.snapshot import Contents, compare, read_contents, sequences_behind
from churnvision.dr.steps import reach
from churnvision.dr.trust import TrustedBackup, prove_bytes, prove_manifest
from churnvision.kit.clock import utc_now
from churnvision.kit.errors import ChurnVisionError
from churnvision.kit.postgres import find_programs
from churnvision.kit.schema_revision import newest_revision

Report = Callable[[str], None]
_MIGRATION_SECONDS = 1800.0


@dataclass(frozen=True, slots=True)
class Restored:
    """A restore that succeeded. `kept_as` is the old database, None where there was none.

    `disabled_again` are the ids of the users who were disabled after the backup was made.
    """

    backup_id: str
    made_at: str
    database: str
    kept_as: str | None
    rows: int
    migrated_from: str | None
    disabled_again: list[int]
    seconds: float
    warnings: list[str]


def restore_backup(
    settings: RecoverySettings,
    database: Database,
    *,
    name: str | None = None,
    key: str | None = None,
    report: Report = lambda _: None,
) -> Restored:
    """Replace the content of `database` by a backup: the one that is named, or the newest.

    Raises KeyWrong, BackupDamaged, BackupNotFound, AlreadyInRecovery, RestoreRefused before anything is
    changed, and RestoreFailed with the old database live as before. The journal has the outcome either way.
    """
    began_at = utc_now()
    keys = find_keys(settings, key)
    backup = prove_manifest(catalogue.find_backup(settings.backups, name), keys)
    with _recorded(settings, "restore", backup_id=backup.manifest.backup_id) as outcome, _locked(settings):
        reach("restore.locked")
        restored = _restore(settings, database, backup, began_at, report)
        outcome.update(rows=restored.rows, kept_as=restored.kept_as, seconds=restored.seconds)
    return restored


def _restore(
    settings: RecoverySettings,
    database: Database,
    backup: TrustedBackup,
    began_at: datetime,
    report: Report,
) -> Restored:
    report("proving the backup")
    prove_bytes(backup)
    reach("restore.trusted")
    programs = find_programs(settings.postgres_programs)
    clear_scratch(database)
    require_ready(database, programs, backup.manifest)
    reach("restore.ready")
    new = database.named(f"{database.name}_restore_{_stamp(began_at)}")
    try:
        create_database(new, backup.manifest.server)
        reach("restore.created")
        report("loading")
        load(backup, new, programs)
        reach("restore.loaded")
        report("comparing with the manifest")
        warnings = require_same(signed_out(backup.manifest.contents), new)
        reach("restore.compared")
        disabled_again = disable_again(settings, new)
        migrated_from = bring_up_to_date(backup.manifest.contents.schema_revision, new)
        reach("restore.migrated")
        report("swapping the databases")
        kept_as = swap_in(database, new)
    except BaseException as error:
        drop_quietly(new)
        if isinstance(error, psycopg.Error | ProgramFailed | DatabaseUnreachable | OSError):
            raise RestoreFailed(
                f"The restore did not succeed: {_sentence(error)} The old database is live."
            ) from error
        raise
    reach("restore.swapped")
    require_live(database, kept_as, began_at)
    reach("restore.checked")
    return Restored(
        backup_id=backup.manifest.backup_id,
        made_at=backup.manifest.made_at,
        database=database.name,
        kept_as=kept_as,
        rows=sum(backup.manifest.contents.rows.values()),
        migrated_from=migrated_from,
        disabled_again=disabled_again,
        seconds=round((utc_now() - began_at).total_seconds(), 3),
        warnings=[*warnings, *filter(None, [read_removals(settings.backups).problem])],
    )


def require_same(contents: Contents, restored: Database) -> list[str]:
    """Raise RestoreFailed unless the restored database is what the manifest says.

    Returns what was already wrong in the database that was backed up: it must not keep anybody from it.
    """
    with restored.connect() as connection:
        problems = compare(contents, read_contents(connection))
        inherited = [f"As in the original, {phrase}." for phrase in sequences_behind(connection)]
        connection.execute("ANALYZE")
    if problems:
        raise RestoreFailed(
            f"The restored database is not what was backed up: {'; '.join(problems[:5])}. "
            "The old database is live."
        )
    return inherited


def disable_again(settings: RecoverySettings, restored: Database) -> list[int]:
    """Disable in a restored database who was disabled after it was backed up; their ids."""
    with restored.connect(autocommit=False) as connection:
        return apply(connection, read_removals(settings.backups))


def bring_up_to_date(revision: str | None, database: Database) -> str | None:
    """Migrate a database of an older program; the revision it had, None when there was nothing to do.

    Raises RestoreFailed with what the migration said.
    """
    if revision == newest_revision():
        return None
    env = present_environment() | {
        "CHURNVISION_DATABASE__URL": database.url,
        "CHURNVISION_DATABASE__OWNER_URL": database.url,
    }
    command = [sys.executable, "-m", "churnvision.cli.main", "migrate"]
    run(command, env=env, timeout_seconds=_MIGRATION_SECONDS)
    return revision


def swap_in(live: Database, new: Database) -> str | None:
    """Give `new` the live name in one transaction; the name that the old database has now, if any."""
    kept_as = name_to_keep(live, utc_now()) if live.exists() else None
    renamings = [Renaming(live.name, kept_as)] if kept_as is not None else []
    try:
        rename(
            live,
            [*renamings, Renaming(new.name, live.name)],
            before_commit=lambda: reach("restore.renaming"),
        )
    except RestoreFailed:
        # A connection that broke at the COMMIT does not tell whether it was done; the names do.
        if new.exists():
            raise
    if kept_as is not None:
        allow_connections(live, kept_as, allowed=False)
    return kept_as


def require_live(live: Database, kept_as: str | None, began_at: datetime) -> None:
    """Raise RestoreFailed, after swapping back, unless the live database answers with this schema."""
    try:
        with live.connect() as connection:
            row = connection.execute(
                "SELECT (SELECT version_num FROM alembic_version), (SELECT count(*) FROM users)"
            ).fetchone()
        problem = (
            None if row is not None and row[0] == newest_revision() else f"its schema is at {row and row[0]}"
        )
    except (psycopg.Error, ChurnVisionError) as error:
        problem = first_line(error)
    if problem is None:
        return
    if kept_as is not None:
        exchange(live, kept_as, f"{live.name}_failed_{_stamp(began_at)}")
    raise RestoreFailed(
        f"The restored database does not answer as it should ({problem}); the old one is live again."
    )


@dataclass(frozen=True, slots=True)
class Undone:
    """A restore that was undone: how the live database was called, and how the replaced one is now."""

    former: str
    kept_as: str | None


def undo_restore(settings: RecoverySettings, database: Database) -> Undone:
    """Bring back the database that the last restore replaced; the replaced one is kept.

    Raises RestoreRefused when none is kept.
    """
    with _recorded(settings, "restore_undone") as outcome, _locked(settings):
        former = next(iter(kept_databases(database)), None)
        if former is None:
            raise RestoreRefused("There is no database from before a restore; nothing was changed.")
        kept_as = name_to_keep(database, utc_now())
        is_there = database.exists()
        exchange(database, former, kept_as)
        undone = Undone(former, kept_as if is_there else None)
        outcome.update(former=undone.former, kept_as=undone.kept_as)
    return undone


def exchange(live: Database, former: str, kept_as: str) -> None:
    """Make `former` live and keep the live one as `kept_as`, in one transaction."""
    allow_connections(live, former, allowed=True)
    renamings = [Renaming(live.name, kept_as)] if live.exists() else []
    rename(live, [*renamings, Renaming(former, live.name)], before_commit=lambda: None)
    if renamings:
        allow_connections(live, kept_as, allowed=False)


@contextmanager
def _locked(settings: RecoverySettings) -> Iterator[None]:
    with catalogue.locked(settings.journal.parent):
        yield


@contextmanager
def _recorded(settings: RecoverySettings, event: str, **facts: object) -> Iterator[dict[str, object]]:
    """Journal how it ends, whatever that is; the body adds to the facts."""
    outcome: dict[str, object] = {}
    journal.append(settings.journal, f"{event}.begun", **facts)
    try:
        yield outcome
    except BaseException as error:
        journal.append(settings.journal, f"{event}.failed", reason=_sentence(error), **facts)
        raise
    journal.append(settings.journal, f"{event}.done", **facts, **outcome)


def signed_out(contents: Contents) -> Contents:
    """What a restore of these contents brings back: it signs everybody out."""
    rows = {name: 0 if name == "public.sessions" else count for name, count in contents.rows.items()}
    return replace(contents, rows=rows)


def drop_quietly(database: Database) -> None:
    """Drop a database, or leave it to the next restore where the server does not answer."""
    try:
        database.drop()
    except (psycopg.Error, ChurnVisionError):
        # The next restore clears it away; what went wrong first is what the operator must read.
        return


def _sentence(error: BaseException) -> str:
    if isinstance(error, ChurnVisionError):
        return error.message
    return f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else 'no message'}."


def _stamp(moment: datetime) -> str:
    return moment.strftime("%Y%m%d_%H%M%S")
