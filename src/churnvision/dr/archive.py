"""The archive of the write-ahead log, a folder for each cluster, below the folder of backups.

Push is idempotent: PostgreSQL hands over the same file again after a crash. A file of the same name and
other content is refused, and PostgreSQL keeps the one that it wants to hand over.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from churnvision.dr import catalogue, journal, wal
from churnvision.dr.archived_file import ArchivedFile, describe, seal, unseal, write_sparse
from churnvision.dr.errors import ArchiveRefused, BackupDamaged, BackupNotFound
from churnvision.dr.keys import SALT_BYTES, Passphrase, authentication_key, find_keys
from churnvision.dr.settings import RecoverySettings
from churnvision.dr.steps import reach
from churnvision.kit.durable import fsync_folder, make_private_folder

_SUFFIX = ".gz.enc"
_LARGEST_BYTES = 1 << 30


@dataclass(frozen=True, slots=True)
class ClusterArchive:
    """What is kept of one cluster, known by its system identifier; the folders may not exist."""

    folder: Path

    @property
    def wal(self) -> Path:
        """The files of the log."""
        return self.folder / "wal"

    @property
    def bases(self) -> Path:
        """The base backups."""
        return self.folder / "base"

    @property
    def system_identifier(self) -> str:
        """Whose archive it is."""
        return self.folder.name

    def path(self, name: str) -> Path:
        """Where the file `name` of the log is kept."""
        return self.wal / name[:8] / (name + _SUFFIX)

    def names(self) -> Iterator[str]:
        """Every file of the log that is kept."""
        for file in sorted(self.wal.glob(f"*/*{_SUFFIX}")):
            if wal.ARCHIVABLE.fullmatch(name := file.name.removesuffix(_SUFFIX)):
                yield name

    def added_to_at(self) -> float:
        """When a file was last added (seconds since 1970); 0 for one that is empty."""
        try:
            return (self.folder / "newest.json").stat().st_mtime
        except OSError:
            return 0.0

    def newest_pushed(self) -> str | None:
        """The segment that was handed over last; None when none was."""
        try:
            return str(json.loads((self.folder / "newest.json").read_text())["segment"])
        except (OSError, ValueError, KeyError, TypeError):
            return None


def archive_of(settings: RecoverySettings, system_identifier: str) -> ClusterArchive:
    """The archive of a cluster."""
    return ClusterArchive(settings.backups / catalogue.ARCHIVE / system_identifier)


def find_archives(settings: RecoverySettings) -> list[ClusterArchive]:
    """The archives of every cluster, the one that was added to last first."""
    found = [
        ClusterArchive(folder)
        for folder in (settings.backups / catalogue.ARCHIVE).glob("*")
        if folder.is_dir() and folder.name.isdigit()
    ]
    return sorted(found, key=ClusterArchive.added_to_at, reverse=True)


def push(settings: RecoverySettings, file: Path, *, key: str | None = None) -> bool:
    """Keep a file of the log, given by its path in the cluster; False when it was kept already.

    Raises ArchiveRefused for what is not this cluster's or differs from what is kept, KeyRefused, OSError.
    """
    name, data = file.name, file.resolve().parent.parent
    if not wal.ARCHIVABLE.fullmatch(name):
        raise ArchiveRefused(f"{name!r} is no file of the log.")
    identity = _identity(data)
    archive = archive_of(settings, identity[0])
    content, written_at = _read(file)
    if name[8:9] != "." and not name.endswith(".backup"):
        _require_ours(content, name, identity[0])
    keys = find_keys(settings, key)
    if _is_kept(archive, name, content, keys):
        if wal.timeline_of(name) == wal.timeline_of(archive.newest_pushed() or name):
            _note_newest(archive, name)  # killed after the file had its name, and before this was noted
        return False
    salt = _salt(archive)
    sealed = seal(
        name,
        content,
        identity=identity,
        written_at=written_at,
        passphrase=keys[0],
        key=authentication_key(keys[0], salt),
        salt=salt,
    )
    reach("archive.sealed")
    _write(archive.path(name), sealed)
    reach("archive.named")
    _note_newest(archive, name)
    return True


def get(archive: ClusterArchive, name: str, keys: list[Passphrase]) -> tuple[ArchivedFile, bytes]:
    """A file of the log, proved. Raises BackupNotFound, BackupDamaged, KeyWrong, OSError."""
    if not wal.ARCHIVABLE.fullmatch(name):
        raise BackupNotFound(f"{name!r} is no file of the log.")
    path = archive.path(name)
    if not path.exists():
        raise BackupNotFound(f"{name} is not in the archive of the cluster {archive.system_identifier}.")
    catalogue.require_plain_file(path)
    described, content = unseal(path.read_bytes(), name, keys)
    if described.system_identifier != archive.system_identifier:
        raise BackupDamaged(f"{name} in the archive comes from the cluster {described.system_identifier}.")
    if name[8:9] != "." and not name.endswith(".backup"):
        try:
            _require_ours(content, name, archive.system_identifier)
        except ArchiveRefused as error:
            raise BackupDamaged(error.message) from error
    return described, content


def get_into(archive: ClusterArchive, name: str, keys: list[Passphrase], target: Path) -> ArchivedFile:
    """Unpack a file of the log to `target`, which must not exist. Raises as `get`."""
    described, content = get(archive, name, keys)
    write_sparse(target, content)
    return described


def look(archive: ClusterArchive, name: str) -> ArchivedFile:
    """What the archive says of a file, unproved and without a key. Raises BackupNotFound, BackupDamaged."""
    path = archive.path(name)
    if not path.is_file():
        raise BackupNotFound(f"{name} is not in the archive of the cluster {archive.system_identifier}.")
    with path.open("rb") as file:
        return describe(file.read(1 << 12), name)


def problem_of_archive(settings: RecoverySettings) -> str | None:
    """Why the last file of the log was not taken; None while all is well."""
    try:
        return _problem_file(settings).read_text().strip()
    except OSError:
        return None


def note_outcome(settings: RecoverySettings, problem: str | None) -> None:
    """Journal when handing over begins to fail and when it works again, not each of thousands of tries."""
    file = _problem_file(settings)
    if problem is None:
        if file.exists():
            journal.append(settings.journal, "archive.works_again")
            file.unlink(missing_ok=True)
    elif not file.exists():
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file.write_text(problem + "\n")
        try:
            journal.append(settings.journal, "archive.failed", reason=problem)
        except OSError:
            file.unlink()
            raise


def _problem_file(settings: RecoverySettings) -> Path:
    return settings.var / "dr" / "archive-problem"


def _identity(data: Path) -> tuple[str, int]:
    try:
        return wal.read_identity(data)
    except (OSError, ValueError) as error:
        raise ArchiveRefused(
            f"{data} is no data directory of PostgreSQL ({error}); give the path of a file in its pg_wal."
        ) from error


def _read(file: Path) -> tuple[bytes, float]:
    found = file.stat()
    if found.st_size > _LARGEST_BYTES:
        raise ArchiveRefused(f"{file.name} is far too large to be a file of the log.")
    return file.read_bytes(), found.st_mtime


def _require_ours(content: bytes, name: str, system_identifier: str) -> None:
    header = wal.read_header(content, name)
    if header.system_identifier != system_identifier:
        raise ArchiveRefused(
            f"{name} comes from the cluster {header.system_identifier}, not from {system_identifier}."
        )
    if len(content) != header.segment_bytes:
        raise ArchiveRefused(f"{name} has {len(content)} bytes instead of {header.segment_bytes}.")


def _is_kept(archive: ClusterArchive, name: str, content: bytes, keys: list[Passphrase]) -> bool:
    if not archive.path(name).exists():
        return False
    try:
        _, kept = get(archive, name, keys)
    except BackupDamaged:
        return False  # the good one is at hand: it takes the place of the damaged one
    if kept != content:
        raise ArchiveRefused(
            f"The archive holds another {name}: two clusters with one history write to it. Nothing was "
            "written over; find out which of them is the live one."
        )
    return True


def _salt(archive: ClusterArchive) -> bytes:
    """The salt of the archive's first file, so that a recovery derives the key once."""
    file = archive.folder / "salt"
    if not file.exists():
        _write(file, os.urandom(SALT_BYTES).hex().encode() + b"\n")
    try:
        salt = bytes.fromhex(file.read_text().strip())
    except ValueError:
        salt = b""
    return salt if len(salt) == SALT_BYTES else os.urandom(SALT_BYTES)


def _note_newest(archive: ClusterArchive, name: str) -> None:
    """Remember the segment that was handed over last; one that only takes its place again is none."""
    newest = archive.newest_pushed()
    is_older = newest is not None and newest[:8] == name[:8] and newest >= name
    if is_older or not wal.SEGMENT.fullmatch(name):
        return
    _write(archive.folder / "newest.json", json.dumps({"segment": name}).encode() + b"\n")


def _write(target: Path, content: bytes) -> None:
    """All of it under its name, or nothing, also after a loss of power."""
    make_private_folder(target.parent)
    unfinished = target.with_name(target.name + catalogue.PARTIAL)
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        unfinished.rename(target)
    except OSError:
        unfinished.unlink(missing_ok=True)  # a full disk gets its space back
        raise
    fsync_folder(target.parent)
