"""Puts back what a machine needs beside the database: settings, licence, certificates, secrets, the key."""

import os
import re
import shutil
import tarfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path, PurePosixPath

from churnvision.dr import catalogue
from churnvision.dr.bundle import Index, unpack_bundle
from churnvision.dr.bundle_files import LEFT_OUT, Member
from churnvision.dr.catalogue import BackupFiles
from churnvision.dr.errors import BackupDamaged, RecoverRefused
from churnvision.dr.keys import Passphrase, ring
from churnvision.dr.sealed_file import SealedReader
from churnvision.dr.settings import RecoverySettings
from churnvision.dr.trust import TrustedBackup, prove_bytes, prove_manifest
from churnvision.kit.durable import fsync_folder

_INCOMING = ".incoming"
_PLAIN_VALUE = re.compile(r"[A-Za-z0-9_./+=:@%-]+")


@dataclass(frozen=True, slots=True)
class PutBack:
    """Where a file was put, and where the one that was in its place is now."""

    path: Path
    former: Path | None


def take_in(settings: RecoverySettings, file: Path, index: Index) -> None:
    """Unpack a proved bundle into the folder of backups; what is there already stays.

    Raises BackupDamaged, RecoverRefused where another file has a name of the bundle, OSError.
    """
    incoming = settings.backups / _INCOMING
    shutil.rmtree(incoming, ignore_errors=True)
    incoming.mkdir(mode=0o700, parents=True)
    try:
        unpack_bundle(file, index, incoming)
        for entry in index.entries:
            source, target = incoming / entry.name, settings.backups / entry.name
            if target.exists():
                if target.read_bytes() == source.read_bytes() or target.name == "newest.json":
                    continue
                raise RecoverRefused(
                    f"{target} is another file than the bundle's; "
                    "name an empty folder in CHURNVISION_BACKUPS."
                )
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            source.rename(target)
            fsync_folder(target.parent)
    finally:
        shutil.rmtree(incoming, ignore_errors=True)


def read_members(backup: TrustedBackup) -> list[Member]:
    """The files beside the database, with the key put back into the settings.

    Raises BackupDamaged, OSError.
    """
    if backup.manifest.files is None:
        return []
    prove_bytes(backup)
    reader = SealedReader(backup.files.files, backup.passphrase)
    content = b"".join(reader)
    reader.require_same(backup.manifest.files)
    members = []
    with tarfile.open(fileobj=BytesIO(content), mode="r:") as tar:
        for information in tar:
            stream = tar.extractfile(information)
            path = PurePosixPath(information.name)
            if stream is None or path.is_absolute() or ".." in path.parts:
                raise BackupDamaged(f"{backup.files.files.name} holds a bad name: {information.name!r}.")
            text = stream.read()
            if information.name == ".env.production":
                text = text.replace(LEFT_OUT, assignment(backup.passphrase.text))
            members.append(Member(information.name, text, information.mode))
    return members


@contextmanager
def taken_apart(
    settings: RecoverySettings, file: Path, index: Index, keys: Sequence[Passphrase]
) -> Iterator[TrustedBackup]:
    """The backup of a bundle in a folder that only its owner can enter, and that is removed.

    Raises KeyWrong, BackupDamaged, OSError.
    """
    folder = settings.var / "dr" / "bundle"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700, parents=True)
    try:
        unpack_bundle(file, index, folder)
        yield prove_manifest(BackupFiles(folder, index.backup_id), keys)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def trusted(settings: RecoverySettings, index: Index, keys: Sequence[Passphrase]) -> TrustedBackup:
    """The backup of a bundle that was taken in. Raises KeyWrong, BackupDamaged."""
    return prove_manifest(BackupFiles(settings.backups, index.backup_id), keys)


def put_back(settings: RecoverySettings, members: Sequence[Member], stamp: str) -> list[PutBack]:
    """Write each file to its place; one that differs is kept beside it. Raises OSError."""
    done = []
    for member in members:
        path = _place_of(settings, member.name)
        if path is None:
            continue
        former = None
        if path.exists():
            if path.read_bytes() == member.content:
                continue
            former = path.with_name(f"{path.name}.before-{stamp}")
            path.rename(former)
        write_private(path, member.content, member.mode)
        done.append(PutBack(path, former))
    return done


def put_key_back(settings: RecoverySettings, passphrase: Passphrase, stamp: str) -> Path | None:
    """Add the key to the ring of this machine, as the one that writes, unless it is in it. Raises OSError."""
    if any(file.read_text().strip() == passphrase.text for file in ring(settings.keys)):
        return None
    is_first = not (settings.keys / "backup.key").exists()
    file = settings.keys / ("backup.key" if is_first else f"backup-{stamp}.key")
    write_private(file, passphrase.text.encode() + b"\n", 0o600)
    return file


def extract_to(members: Sequence[Member], backup: TrustedBackup, folder: Path) -> list[Path]:
    """Write the single files that an operator copies by hand, and the dump, into an empty folder.

    Raises RecoverRefused when there is something in it, OSError.
    """
    if folder.exists() and any(folder.iterdir()):
        raise RecoverRefused(f"{folder} is not empty; name a new folder.")
    written = []
    for member in members:
        write_private(folder / member.name, member.content, member.mode)
        written.append(folder / member.name)
    target = folder / "backups"
    target.mkdir(mode=0o700, parents=True, exist_ok=True)
    for path in (backup.files.dump, backup.files.manifest, backup.files.signature, backup.files.files):
        shutil.copyfile(path, target / path.name)
        written.append(target / path.name)
    return written


def write_private(path: Path, content: bytes, mode: int) -> None:
    """Write a file whole or not at all, readable as it was, never by others where it is a secret."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = path.with_name(path.name + catalogue.PARTIAL)
    unfinished.unlink(missing_ok=True)
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    unfinished.chmod(mode & 0o755)
    unfinished.rename(path)
    fsync_folder(path.parent)


def _place_of(settings: RecoverySettings, name: str) -> Path | None:
    if name == ".env.production":
        return settings.environment_file
    if name == "license.key":
        return settings.licence_file
    folder, _, rest = name.rpartition("/")
    place = {"infra/ssl": settings.certificates, "var/keys": settings.keys}.get(folder)
    return None if place is None else place / rest


def assignment(key: str) -> bytes:
    """A line of the settings' file; a value with blanks or quotes is quoted so that it is read as it is."""
    if _PLAIN_VALUE.fullmatch(key):
        return f"BACKUP_ENCRYPTION_KEY={key}".encode()
    if "'" not in key:
        return f"BACKUP_ENCRYPTION_KEY='{key}'".encode()
    escaped = re.sub(r'([\\"$`])', r"\\\1", key)
    return f'BACKUP_ENCRYPTION_KEY="{escaped}"'.encode()
