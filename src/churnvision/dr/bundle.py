"""The recovery bundle: one file from which an empty machine comes back, with the key and nothing else.

A tar of files that are encrypted already: the newest dump with its proof and the files beside the database,
the newest base backup with the log since, and who was disabled. A signed index comes first.
"""

import hashlib
import json
import os
import tarfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import Any

from churnvision.dr import catalogue, journal, manifest, wal
from churnvision.dr.archive import ClusterArchive
from churnvision.dr.base_manifest import find_bases, prove_base
from churnvision.dr.errors import BackupDamaged, BackupFailed, BackupNotFound
from churnvision.dr.keys import Passphrase, authentication_key
from churnvision.dr.listing import verified
from churnvision.dr.manifest import sign
from churnvision.dr.removals import FILE as REMOVALS
from churnvision.dr.settings import RecoverySettings
from churnvision.kit.clock import utc_now
from churnvision.kit.durable import fsync_folder
from churnvision.kit.errors import ChurnVisionError

FORMAT_VERSION = 1
INDEX = "index.json"
INDEX_SIGNATURE = "index.sig"
_SEGMENT_BYTES = 16 << 20
_READ_BYTES = 1 << 20
Report = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of a bundle; `name` is its path below the folder of backups."""

    name: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Index:
    """What a bundle holds; `cluster` and `base_id` are None in one without base and log."""

    format_version: int
    made_at: str
    key_id: str
    key_salt: str
    backup_id: str
    cluster: str | None
    base_id: str | None
    entries: list[Entry]


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle that was written."""

    file: Path
    bytes: int
    backup_id: str
    base_id: str | None
    files: int


def write_bundle(
    settings: RecoverySettings,
    archive: ClusterArchive | None,
    keys: list[Passphrase],
    target: Path,
    *,
    report: Report = lambda _: None,
) -> Bundle:
    """Pack the newest proved backup and, of `archive`, the newest base with its log.

    Raises BackupNotFound without a backup, FileExistsError, OSError.
    """
    found = verified(settings.backups, keys)
    if not found:
        raise BackupNotFound(f"There is no backup in {settings.backups}; `churnvision dr backup` makes one.")
    backup = found[0]
    report(f"hashing {backup.manifest.backup_id} and the log")
    paths = [backup.files.files, backup.files.dump, backup.files.manifest, backup.files.signature]
    base_id, of_archive = _archive_paths(archive, keys)
    removals = settings.backups / REMOVALS
    paths += [*of_archive, *([removals] if removals.is_file() else [])]
    salt = bytes.fromhex(backup.manifest.key_salt)
    key = authentication_key(backup.passphrase, salt)
    index = Index(
        format_version=FORMAT_VERSION,
        made_at=utc_now().isoformat(timespec="seconds"),
        key_id=key.key_id,
        key_salt=salt.hex(),
        backup_id=backup.manifest.backup_id,
        cluster=archive.system_identifier if archive is not None and base_id is not None else None,
        base_id=base_id,
        entries=[_entry(path, settings.backups) for path in paths],
    )
    raw = (json.dumps(asdict(index), sort_keys=True, indent=1) + "\n").encode()
    report(f"writing {target}")
    signed = [(INDEX, raw), (INDEX_SIGNATURE, sign(raw, key).encode())]
    _write(target, settings.backups, signed, index.entries)
    size = target.stat().st_size
    journal.append(settings.journal, "bundle.made", backup_id=index.backup_id, base_id=base_id, bytes=size)
    return Bundle(target, size, index.backup_id, base_id, len(index.entries))


def open_bundle(file: Path, keys: list[Passphrase]) -> Index:
    """Prove the index alone. Raises BackupNotFound, BackupDamaged, KeyWrong."""
    with _reading(file) as tar:
        raw, signature = _member(tar, INDEX, file), _member(tar, INDEX_SIGNATURE, file)
    document, _, _ = manifest.prove_document(raw, signature, keys)
    return _parse(document, file)


def unpack_bundle(file: Path, index: Index, folder: Path) -> None:
    """Write every file below an empty folder, proved as it goes. Raises BackupDamaged, OSError."""
    wanted = {entry.name: entry for entry in index.entries}
    with _reading(file) as tar:
        for member in _members(tar, file):
            entry = wanted.pop(member.name, None)
            if member.name in (INDEX, INDEX_SIGNATURE):
                continue
            stream = tar.extractfile(member) if member.isreg() else None
            if entry is None or stream is None:
                raise BackupDamaged(f"{file.name} holds {member.name!r}, which its index does not name.")
            _unpack(stream, entry, folder / entry.name, file)
    if wanted:
        missing = ", ".join(sorted(wanted)[:5])
        raise BackupDamaged(f"{file.name} is not whole: {len(wanted)} files are missing ({missing}).")


def _archive_paths(archive: ClusterArchive | None, keys: list[Passphrase]) -> tuple[str | None, list[Path]]:
    if archive is None:
        return None, []
    for files in find_bases(archive.bases):
        try:
            base = prove_base(files, keys)
        except ChurnVisionError:
            continue
        begins_at = wal.begin_of(base.manifest.start_segment, _SEGMENT_BYTES)
        log = [
            archive.path(name)
            for name in archive.names()
            if name.endswith(".history") or wal.begin_of(name, _SEGMENT_BYTES) >= begins_at
        ]
        newest = archive.folder / "newest.json"
        rest = [newest] if newest.is_file() else []
        return files.base_id, [files.tar, files.manifest, files.signature, *log, *rest]
    return None, []


def _entry(path: Path, root: Path) -> Entry:
    catalogue.require_plain_file(path)
    hashed, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while chunk := file.read(_READ_BYTES):
            hashed.update(chunk)
            size += len(chunk)
    return Entry(str(path.relative_to(root)), size, hashed.hexdigest())


def _write(target: Path, root: Path, texts: list[tuple[str, bytes]], entries: list[Entry]) -> None:
    if target.exists():
        raise FileExistsError(target)
    unfinished = target.with_name(target.name + catalogue.PARTIAL)
    unfinished.unlink(missing_ok=True)
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as tar:
                for name, content in texts:
                    tar.addfile(_information(name, len(content)), BytesIO(content))
                for entry in entries:
                    with (root / entry.name).open("rb") as source:
                        tar.addfile(_information(entry.name, entry.bytes), source)
            file.flush()
            os.fsync(file.fileno())
        # What was packed is what was hashed: a file that changed meanwhile makes no bundle.
        _require_packed(unfinished, entries)
        unfinished.rename(target)
        fsync_folder(target.parent)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise


def _require_packed(file: Path, entries: list[Entry]) -> None:
    wanted = {entry.name: entry.sha256 for entry in entries}
    with _reading(file) as tar:
        for member in _members(tar, file):
            stream = tar.extractfile(member)
            if member.name in wanted and stream is not None:
                hashed = hashlib.sha256()
                while chunk := stream.read(_READ_BYTES):
                    hashed.update(chunk)
                if wanted.pop(member.name) != hashed.hexdigest():
                    raise BackupFailed(f"{member.name} changed while it was packed; pack the bundle again.")
    if wanted:
        raise BackupFailed(f"{sorted(wanted)[0]} was not packed; pack the bundle again.")


def _unpack(stream: Any, entry: Entry, path: Path, file: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    hashed = hashlib.sha256()
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as target:
        while chunk := stream.read(_READ_BYTES):
            hashed.update(chunk)
            target.write(chunk)
        target.flush()
        os.fsync(target.fileno())
    if hashed.hexdigest() != entry.sha256:
        raise BackupDamaged(f"{entry.name} in {file.name} is not the file that was packed.")


def _reading(file: Path) -> tarfile.TarFile:
    if not file.is_file():
        raise BackupNotFound(f"There is no bundle {file}.")
    try:
        return tarfile.open(file, mode="r:")
    except (tarfile.TarError, OSError) as error:
        raise BackupDamaged(f"{file} is no recovery bundle ({error}).") from error


def _members(tar: tarfile.TarFile, file: Path) -> Iterator[tarfile.TarInfo]:
    try:
        yield from tar
    except (tarfile.TarError, OSError) as error:
        raise BackupDamaged(f"{file.name} is cut or changed ({error}).") from error


def _member(tar: tarfile.TarFile, name: str, file: Path) -> bytes:
    try:
        stream = tar.extractfile(name)
        if stream is not None:
            return stream.read()
    except (KeyError, tarfile.TarError, OSError):
        pass
    raise BackupDamaged(f"{file} is no recovery bundle: it has no {name}.")


def _parse(document: dict[str, Any], file: Path) -> Index:
    if document.get("format_version") != FORMAT_VERSION:
        raise BackupDamaged(
            f"{file.name} has format {document.get('format_version')!r}, this program reads "
            f"{FORMAT_VERSION}: use the program's version that packed it, or a newer one."
        )
    try:
        index = Index(**{**document, "entries": [Entry(**each) for each in document["entries"]]})
    except (KeyError, TypeError) as error:
        raise BackupDamaged(f"The index of {file.name} is incomplete ({error}).") from error
    for path in (PurePosixPath(entry.name) for entry in index.entries):
        if path.is_absolute() or ".." in path.parts:
            raise BackupDamaged(f"The index of {file.name} names {str(path)!r}, which leads elsewhere.")
    return index


def _information(name: str, size: int) -> tarfile.TarInfo:
    information = tarfile.TarInfo(name)
    information.size, information.mode = size, 0o600
    return information
