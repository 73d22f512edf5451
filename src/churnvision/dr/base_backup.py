"""A base backup: the whole data directory with the log it needs, verified before it gets its name."""

import os
import re
import shutil
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from io import RawIOBase
from pathlib import Path

import psycopg

from churnvision.dr import catalogue, journal, manifest
from churnvision.dr.archive import ClusterArchive, archive_of
from churnvision.dr.base_manifest import (
    FORMAT_VERSION,
    BaseFiles,
    BaseManifest,
    clear_unfinished,
    find_bases,
)
from churnvision.dr.command import Program, run
from churnvision.dr.database import Database, first_line
from churnvision.dr.dumping import program_version, require_same_major, unfinished
from churnvision.dr.errors import BackupDamaged, BackupFailed
from churnvision.dr.keys import SALT_BYTES, AuthenticationKey, Passphrase, authentication_key, find_keys
from churnvision.dr.manifest import FileRecord
from churnvision.dr.sealed_file import SealedReader, SealedWriter, require_authentic
from churnvision.dr.settings import RecoverySettings, present_environment
from churnvision.dr.snapshot import read_server_facts
from churnvision.dr.steps import reach
from churnvision.kit.clock import utc_now
from churnvision.kit.durable import fsync_folder, make_private_folder, write_new
from churnvision.kit.errors import ServiceUnavailable
from churnvision.kit.postgres import Programs, find_programs
from churnvision.kit.version import VERSION

Report = Callable[[str], None]
_STALL_SECONDS = 120.0
_VERIFY_SECONDS = 3600.0
_BACKUP_LABEL = re.compile(r"START WAL LOCATION: (\S+) \(file ([0-9A-F]{24})\)")


@dataclass(frozen=True, slots=True)
class MadeBase:
    """A base backup that was made and verified."""

    base_id: str
    file: Path
    bytes: int
    seconds: float


def make_base_backup(
    settings: RecoverySettings, database: Database, *, key: str | None = None, report: Report = lambda _: None
) -> MadeBase:
    """Copy the whole cluster into the archive. Raises KeyRefused, AlreadyInRecovery, BackupFailed."""
    passphrase = find_keys(settings, key)[0]
    began_at = utc_now()
    try:
        with catalogue.locked(settings.journal.parent), catalogue.locked(settings.backups):
            reach("base.locked")
            made = _make(settings, database, passphrase, report)
    except (psycopg.Error, OSError, ServiceUnavailable, BackupDamaged) as error:
        reason = error.message if isinstance(error, ServiceUnavailable | BackupDamaged) else first_line(error)
        journal.append(settings.journal, "base.failed", reason=reason)
        raise BackupFailed(f"The base backup was not made: {reason}") from error
    done = replace(made, seconds=round((utc_now() - began_at).total_seconds(), 3))
    journal.append(
        settings.journal, "base.made", base_id=done.base_id, bytes=done.bytes, seconds=done.seconds
    )
    return done


def _make(settings: RecoverySettings, database: Database, passphrase: Passphrase, report: Report) -> MadeBase:
    programs = find_programs(settings.postgres_programs)
    with database.connect() as connection:
        server = read_server_facts(connection)
        require_same_major(programs, server.server_version_number)
        _require_space(settings, connection)
    archive = archive_of(settings, server.system_identifier)
    clear_unfinished(archive.bases)
    files = BaseFiles(archive.bases, _new_id(archive))
    salt = _salt(archive, passphrase)
    key = authentication_key(passphrase, salt)
    started_at = utc_now()
    try:
        report("copying the data directory")
        record = _write(settings, database, programs, files, (passphrase, key))
        finished_at = utc_now()
        reach("base.written")
        report("reading back and verifying")
        with scratch_folder(settings) as folder:
            require_authentic(unfinished(files.tar), record, key)
            unpack(unfinished(files.tar), record, passphrase, folder)
            verify_unpacked(programs, folder)
            starts_in, start = _start_of(folder)
        reach("base.verified")
        described = BaseManifest(
            format_version=FORMAT_VERSION,
            base_id=files.base_id,
            started_at=started_at.isoformat(),
            finished_at=finished_at.isoformat(),
            key_id=key.key_id,
            key_salt=salt.hex(),
            cipher=manifest.CIPHER,
            authentication=manifest.AUTHENTICATION,
            application_version=VERSION,
            program=program_version(programs, "pg_basebackup"),
            server_version_number=server.server_version_number,
            system_identifier=server.system_identifier,
            timeline=int(starts_in[:8], 16),
            start_position=start,
            start_segment=starts_in,
            tar=record,
        )
        _give_names(files, described, key)
    except BaseException:
        clear_unfinished(archive.bases)
        raise
    reach("base.named")
    return MadeBase(files.base_id, files.tar, record.bytes, 0.0)


def _write(
    settings: RecoverySettings,
    database: Database,
    programs: Programs,
    files: BaseFiles,
    keys: tuple[Passphrase, AuthenticationKey],
) -> FileRecord:
    make_private_folder(files.folder)
    command = [
        programs.path("pg_basebackup"),
        "--no-password",
        "--pgdata=-",
        "--format=tar",
        "--wal-method=fetch",
        "--checkpoint=fast",
        "--manifest-checksums=SHA256",
        f"--label={files.base_id}",
    ]
    with (
        SealedWriter(unfinished(files.tar), *keys, gzip_level=settings.gzip_level) as writer,
        Program(command, env=database.environment(), writes=True, stall_seconds=_STALL_SECONDS) as program,
    ):
        for chunk in program.chunks():
            writer.write(chunk)
        program.finish()
        return writer.finish(files.tar.name)


def unpack(tar: Path, record: FileRecord, passphrase: Passphrase, folder: Path) -> None:
    """Unpack a proved base backup into an empty folder. Raises BackupDamaged, OSError."""
    reader = SealedReader(tar, passphrase)
    try:
        with tarfile.open(fileobj=_Stream(iter(reader)), mode="r|", bufsize=1 << 20) as archive:
            # What PostgreSQL wrote, from a file that is proved; still nothing may leave the folder.
            archive.extractall(folder, filter="data")
            for _ in _rest_of(archive):
                pass
    except tarfile.TarError as error:
        raise BackupDamaged(f"{tar.name} does not unpack ({error}).") from error
    reader.require_same(record)
    folder.chmod(0o700)


def verify_unpacked(programs: Programs, folder: Path) -> None:
    """Let pg_verifybackup compare every file with the server's own manifest. Raises ProgramFailed."""
    command = [programs.path("pg_verifybackup"), "--exit-on-error", "--quiet", str(folder)]
    run(command, env={**present_environment(), "LC_ALL": "C"}, timeout_seconds=_VERIFY_SECONDS)


@contextmanager
def scratch_folder(settings: RecoverySettings) -> Iterator[Path]:
    """A folder that only its owner can enter, removed afterwards; also what an interrupted run left."""
    folder = settings.var / "dr" / "scratch"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700, parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class _Stream(RawIOBase):
    """An iterator of chunks as a file that tarfile reads."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._rest = b""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        while size < 0 or len(self._rest) < size:
            chunk = next(self._chunks, None)
            if chunk is None:
                break
            self._rest += chunk
        taken, self._rest = (self._rest, b"") if size < 0 else (self._rest[:size], self._rest[size:])
        return taken


def _rest_of(archive: tarfile.TarFile) -> Iterator[bytes]:
    """What follows the tar's end: it is read, so that every byte is hashed."""
    assert archive.fileobj is not None
    while chunk := archive.fileobj.read(1 << 20):
        yield chunk


def _start_of(folder: Path) -> tuple[str, str]:
    match = _BACKUP_LABEL.search((folder / "backup_label").read_text())
    if match is None:
        raise BackupFailed("The base backup does not say where it begins (backup_label).")
    return match.group(2), match.group(1)


def _give_names(files: BaseFiles, described: BaseManifest, key: AuthenticationKey) -> None:
    raw = described.to_bytes()
    for path, content in ((files.manifest, raw), (files.signature, manifest.sign(raw, key).encode())):
        write_new(unfinished(path), content)
    for path in (files.tar, files.manifest, files.signature):
        unfinished(path).rename(path)
        fsync_folder(files.folder)


def _new_id(archive: ClusterArchive) -> str:
    taken = {base.base_id for base in find_bases(archive.bases)}
    moment = utc_now()
    while (name := f"base_{moment:%Y%m%d_%H%M%S}") in taken:
        moment += timedelta(seconds=1)
    return name


def _salt(archive: ClusterArchive, passphrase: Passphrase) -> bytes:
    for base in find_bases(archive.bases):
        salt, key_id = base.peek_key()
        if len(salt) == SALT_BYTES and authentication_key(passphrase, salt).key_id == key_id:
            return salt
    return os.urandom(SALT_BYTES)


def _require_space(settings: RecoverySettings, connection: psycopg.Connection[tuple[object, ...]]) -> None:
    """The compressed copy beside the backups, and the unpacked one while it is verified."""
    row = connection.execute("SELECT sum(pg_database_size(oid)) FROM pg_database").fetchone()
    assert row is not None
    cluster = int(str(row[0])) + 2 * (16 << 20)
    settings.var.mkdir(parents=True, exist_ok=True)
    for folder, needed in ((settings.backups, cluster // 2), (settings.var, cluster)):
        free = shutil.disk_usage(folder).free
        if free < needed:
            raise BackupFailed(
                f"{folder} has {free / 1e6:.0f} MB free and the base backup may need {needed / 1e6:.0f} MB; "
                "free some space."
            )
