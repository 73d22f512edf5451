"""The folder of backups: which files belong together, which stand alone, and the lock over all of it."""

import fcntl
import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from churnvision.dr import removals
from churnvision.dr.errors import AlreadyInRecovery, BackupDamaged, BackupNotFound
from churnvision.kit.durable import fsync_folder, make_private_folder

PARTIAL = ".partial"
DUMP = ".sql.gz.enc"
FILES = ".files.tar.gz.enc"
MANIFEST = ".sql.gz.enc.manifest.json"
SIGNATURE = ".sql.gz.enc.manifest.sig"
LOCK = ".recovery.lock"
ARCHIVE = "archive"
_DELETION = ".deletion" + PARTIAL
_STAMP = "%Y%m%d_%H%M%S"
_ID = re.compile(r"churnvision_(\d{8}_\d{6})")
_SUFFIXES = (DUMP, FILES, MANIFEST, SIGNATURE)


@dataclass(frozen=True, slots=True)
class BackupFiles:
    """The files of one backup by its id, as `churnvision_20261122_020000`, whether they exist or not."""

    folder: Path
    backup_id: str

    @property
    def dump(self) -> Path:
        """The encrypted dump: the file that the guide names."""
        return self.folder / (self.backup_id + DUMP)

    @property
    def files(self) -> Path:
        """Licence, certificates and settings."""
        return self.folder / (self.backup_id + FILES)

    @property
    def manifest(self) -> Path:
        """What both hold."""
        return self.folder / (self.backup_id + MANIFEST)

    @property
    def signature(self) -> Path:
        """The proof of the manifest; the last to get its name, the first to be deleted."""
        return self.folder / (self.backup_id + SIGNATURE)

    @property
    def made_at(self) -> datetime:
        """The moment in the name."""
        return moment_of(self.backup_id)

    def read_manifest(self) -> tuple[bytes, bytes]:
        """Manifest and signature as bytes. Raises BackupDamaged when one is missing or is no plain file."""
        return _read(self.manifest), _read(self.signature)

    def is_complete(self) -> bool:
        """Whether dump, manifest and signature have their names."""
        return all(path.is_file() for path in (self.dump, self.manifest, self.signature))


def backup_id_at(moment: datetime) -> str:
    """The id of a backup made at `moment` (aware)."""
    return f"churnvision_{moment.astimezone(UTC).strftime(_STAMP)}"


def moment_of(backup_id: str) -> datetime:
    """The moment in an id. Raises BackupNotFound for what is none."""
    match = _ID.fullmatch(backup_id)
    try:
        return datetime.strptime(match.group(1) if match else "", _STAMP).replace(tzinfo=UTC)
    except ValueError as error:
        raise BackupNotFound(
            f"{backup_id!r} is no backup; they are called like churnvision_20261122_020000."
        ) from error


def find_backups(folder: Path) -> list[BackupFiles]:
    """Every backup of which at least the dump or the manifest is there, the newest first."""
    found: dict[str, BackupFiles] = {}
    for entry in _entries(folder):
        backup_id = _id_of(entry.name)
        if backup_id is not None and entry.name.endswith((DUMP, MANIFEST)):
            found[backup_id] = BackupFiles(folder, backup_id)
    return [found[backup_id] for backup_id in sorted(found, reverse=True)]


def find_foreign(folder: Path) -> list[str]:
    """Names in the folder that belong to no backup: nothing is restored from them unasked."""
    known = {backup.backup_id for backup in find_backups(folder)}
    return sorted(
        entry.name
        for entry in _entries(folder)
        if not entry.name.startswith(".")
        and not entry.name.endswith(PARTIAL)
        and entry.name not in (removals.FILE, ARCHIVE)
        and _id_of(entry.name) not in known
    )


def find_backup(folder: Path, name: str | None) -> BackupFiles:
    """The backup of an id, file name or path, or the newest complete one. Raises BackupNotFound."""
    if name is None:
        newest = next((backup for backup in find_backups(folder) if backup.is_complete()), None)
        if newest is None:
            raise BackupNotFound(f"There is no complete backup in {folder}.")
        return newest
    path = Path(name)
    match = _ID.match(path.name)
    if match is None:
        raise BackupNotFound(f"{name!r} is no backup; `churnvision dr list` shows their names.")
    backup = BackupFiles(path.parent if path.parent != Path() else folder, match.group())
    if not backup.dump.exists() and not backup.manifest.exists():
        raise BackupNotFound(f"There is no backup {backup.backup_id} in {backup.folder}.")
    return backup


def clear_unfinished(folder: Path) -> list[str]:
    """Remove what an interrupted backup or prune left; the names removed. Only under the lock.

    A backup that is complete loses nothing, unless its deletion had begun.
    """
    entries = [
        (match.group(), entry)
        for entry in _entries(folder)
        if (match := _ID.match(entry.name)) and entry.is_file(follow_symlinks=False)
    ]
    unfinished = {backup_id for backup_id, entry in entries if entry.name.endswith(PARTIAL)}
    in_deletion = {backup_id for backup_id, entry in entries if entry.name.endswith(_DELETION)}
    whole = {
        backup_id for backup_id in unfinished - in_deletion if BackupFiles(folder, backup_id).is_complete()
    }
    removed = [
        entry.name
        for backup_id, entry in entries
        if backup_id in unfinished and (backup_id not in whole or entry.name.endswith(PARTIAL))
    ]
    # The marker of a deletion goes last: cut off once more, the next run goes on.
    for name in sorted(removed, key=lambda name: name.endswith(_DELETION)):
        (folder / name).unlink(missing_ok=True)
    if removed:
        fsync_folder(folder)
    return sorted(removed)


def delete(backup: BackupFiles) -> Iterator[Path]:
    """Delete a backup, its signature first: half of it is never taken for a whole. Yields each path."""
    marker = backup.folder / (backup.backup_id + _DELETION)
    marker.touch(mode=0o600)
    for path in (backup.signature, backup.manifest, backup.files, backup.dump, marker):
        path.unlink(missing_ok=True)
        fsync_folder(backup.folder)
        yield path


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """The only backup, restore or prune of this folder. Raises AlreadyInRecovery, OSError."""
    make_private_folder(folder)
    with (folder / LOCK).open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise AlreadyInRecovery from error
        yield


def require_plain_file(path: Path) -> None:
    """Raise BackupDamaged unless `path` is a regular file: a pipe would hang, a link lead elsewhere."""
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError as error:
        raise BackupDamaged(f"{path.name} is missing; the backup is not complete.") from error
    if not stat.S_ISREG(mode):
        raise BackupDamaged(f"{path.name} is not a regular file; it is not used.")


def _read(path: Path) -> bytes:
    require_plain_file(path)
    return path.read_bytes()


def _id_of(name: str) -> str | None:
    match = _ID.match(name)
    return match.group() if match and name[match.end() :] in _SUFFIXES else None


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    if not folder.is_dir():
        return []
    with os.scandir(folder) as entries:
        return list(entries)
