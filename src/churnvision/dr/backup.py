"""Makes a backup: dump, files, manifest; read back and proved before any of them gets its name."""

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import psycopg

from churnvision.dr import bundle_files, catalogue, journal, manifest
from churnvision.dr.blockers import name_blockers
from churnvision.dr.catalogue import BackupFiles
from churnvision.dr.collapse import collapsed_tables
from churnvision.dr.copies import copy_missing
from churnvision.dr.database import Database, first_line
from churnvision.dr.dump_text import DumpScanner
from churnvision.dr.dumping import (
    free_bytes_needed,
    program_version,
    require_same_major,
    require_whole,
    unfinished,
    write_dump,
    write_sealed,
)
from churnvision.dr.errors import BackupFailed
from churnvision.dr.keys import SALT_BYTES, AuthenticationKey, Passphrase, authentication_key, find_keys
from churnvision.dr.manifest import FileRecord, Manifest
from churnvision.dr.sealed_file import SealedReader, SealedWriter, require_authentic
from churnvision.dr.settings import RecoverySettings
from churnvision.dr.snapshot import Contents, ServerFacts, exported_snapshot, read_contents, read_server_facts
from churnvision.dr.steps import reach
from churnvision.kit.clock import utc_now
from churnvision.kit.durable import fsync_folder, write_new
from churnvision.kit.errors import ChurnVisionError, ServiceUnavailable
from churnvision.kit.postgres import Programs, find_programs
from churnvision.kit.version import VERSION

Report = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was made and proved."""

    backup_id: str
    dump: Path
    bytes: int
    rows: int
    seconds: float
    copied_to: Path | None
    warnings: list[str]


def make_backup(
    settings: RecoverySettings, database: Database, *, key: str | None = None, report: Report = lambda _: None
) -> Backup:
    """Back the database up into the folder of backups, and into the second one where it is named.

    Either every file has its name and is proved, or nothing is there under a final name. Raises KeyRefused,
    AlreadyInRecovery, and BackupFailed with the reason; the journal has the outcome either way.
    """
    passphrase = find_keys(settings, key)[0]
    began_at = utc_now()
    try:
        with catalogue.locked(settings.journal.parent), catalogue.locked(settings.backups):
            reach("backup.locked")
            made = _make(settings, database, passphrase, report)
    except (psycopg.Error, OSError, ServiceUnavailable) as error:
        reason = _reason(error, database)
        journal.append(settings.journal, "backup.failed", reason=reason)
        raise BackupFailed(f"The backup was not made: {reason}") from error
    seconds = (utc_now() - began_at).total_seconds()
    done = replace(made, seconds=round(seconds, 3))
    journal.append(
        settings.journal,
        "backup.made",
        backup_id=done.backup_id,
        bytes=done.bytes,
        rows=done.rows,
        seconds=done.seconds,
        warnings=done.warnings,
        copied=done.copied_to is not None,
    )
    return done


def _make(settings: RecoverySettings, database: Database, passphrase: Passphrase, report: Report) -> Backup:
    catalogue.clear_unfinished(settings.backups)
    reach("backup.cleared")
    programs = find_programs(settings.postgres_programs)
    previous = _newest_manifest(settings.backups)
    files = BackupFiles(settings.backups, _new_id(settings.backups))
    key_salt = _salt(settings.backups, passphrase)
    key = authentication_key(passphrase, key_salt)
    try:
        described = _write_all(settings, database, programs, files, (passphrase, key), report)
        warnings = collapsed_tables(previous, described.contents)
        made = Manifest(
            format_version=manifest.FORMAT_VERSION,
            backup_id=files.backup_id,
            made_at=utc_now().isoformat(timespec="seconds"),
            key_id=key.key_id,
            key_salt=key_salt.hex(),
            cipher=manifest.CIPHER,
            authentication=manifest.AUTHENTICATION,
            application_version=VERSION,
            dump_program=program_version(programs, "pg_dump"),
            dump=described.dump,
            files=described.files,
            members=described.members,
            server=described.server,
            contents=described.contents,
            warnings=warnings,
            previous=None if previous is None else manifest.sha256_of(previous),
        )
        _give_names(files, made, key)
    except BaseException:
        catalogue.clear_unfinished(settings.backups)
        raise
    if settings.copies is not None:
        report(f"copying to {settings.copies}")
        failure = copy_missing(settings.backups, settings.copies)
        warnings = [*warnings, *filter(None, [failure])]
    reach("backup.copied")
    return Backup(
        files.backup_id,
        files.dump,
        made.dump.bytes,
        sum(made.contents.rows.values()),
        0.0,
        settings.copies if settings.copies is not None and failure is None else None,
        warnings,
    )


@dataclass(frozen=True, slots=True)
class _Described:
    dump: FileRecord
    files: FileRecord
    members: dict[str, str]
    server: ServerFacts
    contents: Contents


def _write_all(
    settings: RecoverySettings,
    database: Database,
    programs: Programs,
    files: BackupFiles,
    keys: tuple[Passphrase, AuthenticationKey],
    report: Report,
) -> _Described:
    report("counting the rows")
    with exported_snapshot(database) as snapshot:
        connection = snapshot.connection
        server, contents = read_server_facts(connection), read_contents(connection)
        require_same_major(programs, server.server_version_number)
        _require_ours(database, contents)
        _require_space(settings.backups, connection)
        reach("backup.snapshot")
        report("dumping and encrypting")
        with SealedWriter(unfinished(files.dump), *keys, gzip_level=settings.gzip_level) as writer:
            write_dump(database, programs, snapshot, contents, writer)
            dump = writer.finish(files.dump.name)
    reach("backup.dumped")
    members = bundle_files.collect(settings, keys[0])
    with SealedWriter(unfinished(files.files), *keys, gzip_level=settings.gzip_level) as writer:
        write_sealed(writer, bundle_files.archive(members))
        archive = writer.finish(files.files.name)
    reach("backup.files")
    report("reading back")
    _read_back(files, dump, archive, contents, keys)
    reach("backup.read_back")
    return _Described(dump, archive, bundle_files.hashes(members), server, contents)


def _read_back(
    files: BackupFiles,
    dump: FileRecord,
    archive: FileRecord,
    contents: Contents,
    keys: tuple[Passphrase, AuthenticationKey],
) -> None:
    scanner = DumpScanner()
    for path, record, feed in ((files.dump, dump, scanner.feed), (files.files, archive, lambda _: None)):
        require_authentic(unfinished(path), record, keys[1])
        reader = SealedReader(unfinished(path), keys[0])
        for chunk in reader:
            feed(chunk)
        reader.require_same(record)
    require_whole(scanner, contents)


def _give_names(files: BackupFiles, made: Manifest, key: AuthenticationKey) -> None:
    raw = made.to_bytes()
    write_new(unfinished(files.manifest), raw)
    write_new(unfinished(files.signature), manifest.sign(raw, key).encode())
    fsync_folder(files.folder)
    reach("backup.signed")
    for path, step in (
        (files.files, None),
        (files.dump, "backup.named_dump"),
        (files.manifest, "backup.named_manifest"),
        (files.signature, "backup.named"),
    ):
        unfinished(path).rename(path)
        fsync_folder(files.folder)
        if step is not None:
            reach(step)


def _new_id(folder: Path) -> str:
    """The id of this second, or the next free one: two backups in a second, or a clock turned back."""
    moment = utc_now()
    while any(folder.glob(catalogue.backup_id_at(moment) + "*")):
        moment += timedelta(seconds=1)
    return catalogue.backup_id_at(moment)


def _newest_manifest(folder: Path) -> bytes | None:
    for backup in catalogue.find_backups(folder):
        if backup.is_complete():
            return backup.read_manifest()[0]
    return None


def _salt(folder: Path, passphrase: Passphrase) -> bytes:
    """The salt of the newest backup of the same key, so that a list of backups costs one derivation."""
    raw = _newest_manifest(folder)
    if raw is not None:
        try:
            document = manifest.peek(raw)
            salt = bytes.fromhex(document["key_salt"])
            if len(salt) == SALT_BYTES and authentication_key(passphrase, salt).key_id == document["key_id"]:
                return salt
        except (ChurnVisionError, KeyError, ValueError, TypeError):
            pass
    return os.urandom(SALT_BYTES)


def _require_ours(database: Database, contents: Contents) -> None:
    missing = {"public.users", "public.employees"} - contents.rows.keys()
    if contents.schema_revision is None or missing:
        raise BackupFailed(
            f"The database {database.name} is not ChurnVision's "
            f"(it has no {', '.join(sorted(missing)) or 'schema'}); "
            "check CHURNVISION_DATABASE__OWNER_URL, or run `churnvision migrate` first."
        )


def _require_space(folder: Path, connection: psycopg.Connection[tuple[object, ...]]) -> None:
    newest = next((backup for backup in catalogue.find_backups(folder) if backup.dump.is_file()), None)
    row = connection.execute("SELECT pg_database_size(current_database())").fetchone()
    assert row is not None
    needed = free_bytes_needed(None if newest is None else newest.dump.stat().st_size, int(str(row[0])))
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise BackupFailed(
            f"{folder} has {free / 1e6:.0f} MB free and the backup may need {needed / 1e6:.0f} MB; "
            "free some space."
        )


def _reason(error: Exception, database: Database) -> str:
    if isinstance(error, OSError):
        return f"{error.filename or 'the folder of backups'} cannot be written ({error.strerror or error})."
    text = error.message if isinstance(error, ChurnVisionError) else first_line(error)
    if "lock timeout" in text or "lock_not_available" in text or "canceling statement due to lock" in text:
        return f"{text} {name_blockers(database)}".strip()
    return text
