"""The files of a base backup and what its manifest says; signed like that of a dump."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from churnvision.dr import catalogue, manifest
from churnvision.dr.errors import BackupDamaged
from churnvision.dr.keys import AuthenticationKey, Passphrase
from churnvision.dr.manifest import FileRecord
from churnvision.kit.durable import fsync_folder

FORMAT_VERSION = 1
_TAR = ".tar.gz.enc"
_DELETION = ".deletion" + catalogue.PARTIAL


@dataclass(frozen=True, slots=True)
class BaseFiles:
    """The files of one base backup by its id, as `base_20261122_030000`, whether they exist or not."""

    folder: Path
    base_id: str

    @property
    def tar(self) -> Path:
        """The data directory, compressed and encrypted."""
        return self.folder / (self.base_id + _TAR)

    @property
    def manifest(self) -> Path:
        """What it is."""
        return self.folder / (self.base_id + ".manifest.json")

    @property
    def signature(self) -> Path:
        """The proof of the manifest; the last to get its name, the first to be deleted."""
        return self.folder / (self.base_id + ".manifest.sig")

    def is_complete(self) -> bool:
        """Whether each of the three is there."""
        return all(path.is_file() for path in (self.tar, self.manifest, self.signature))

    def peek_key(self) -> tuple[bytes, str]:
        """Salt and key id, unproved; empty where they cannot be read."""
        try:
            document = manifest.peek(self.manifest.read_bytes())
            return bytes.fromhex(document["key_salt"]), str(document["key_id"])
        except (OSError, BackupDamaged, KeyError, ValueError, TypeError):
            return b"", ""


@dataclass(frozen=True, slots=True)
class BaseManifest:
    """Everything that is known of one base backup. Times are UTC in ISO 8601."""

    format_version: int
    base_id: str
    started_at: str
    finished_at: str
    key_id: str
    key_salt: str
    cipher: str
    authentication: str
    application_version: str
    program: str
    server_version_number: int
    system_identifier: str
    timeline: int
    start_position: str
    start_segment: str
    tar: FileRecord

    @property
    def ended(self) -> datetime:
        """From this moment on it can be recovered to."""
        return datetime.fromisoformat(self.finished_at)

    def to_bytes(self) -> bytes:
        """Canonical JSON."""
        return (json.dumps(asdict(self), sort_keys=True, indent=1) + "\n").encode()


@dataclass(frozen=True, slots=True)
class TrustedBase:
    """A base backup whose manifest is proved, and the keys that prove and open it."""

    files: BaseFiles
    manifest: BaseManifest
    passphrase: Passphrase
    key: AuthenticationKey


def find_bases(folder: Path) -> list[BaseFiles]:
    """Every whole base backup of a cluster's archive, the newest first."""
    return [base for base in _named(folder) if base.is_complete()]


def find_incomplete(folder: Path) -> list[BaseFiles]:
    """Those that lack a part, the newest first: they are not used. Without those that the next run clears."""
    unfinished = {_id_of(file) for file in folder.glob("base_*" + catalogue.PARTIAL)}
    return [base for base in _named(folder) if not base.is_complete() and base.base_id not in unfinished]


def _named(folder: Path) -> list[BaseFiles]:
    if not folder.is_dir():
        return []
    ids = sorted((file.name.removesuffix(_TAR) for file in folder.glob("base_*" + _TAR)), reverse=True)
    return [BaseFiles(folder, base_id) for base_id in ids]


def prove_base(files: BaseFiles, keys: Sequence[Passphrase]) -> TrustedBase:
    """Prove the manifest alone. Raises KeyWrong, BackupDamaged."""
    for path in (files.tar, files.manifest, files.signature):
        catalogue.require_plain_file(path)
    document, passphrase, key = manifest.prove_document(
        files.manifest.read_bytes(), files.signature.read_bytes(), keys
    )
    if document.get("format_version") != FORMAT_VERSION:
        raise BackupDamaged(f"{files.manifest.name} has a format that this program does not read.")
    try:
        described = BaseManifest(**{**document, "tar": FileRecord(**document["tar"])})
    except (KeyError, TypeError) as error:
        raise BackupDamaged(f"{files.manifest.name} is incomplete ({error}).") from error
    if described.base_id != files.base_id:
        raise BackupDamaged(
            f"The manifest of {files.base_id} belongs to {described.base_id}: the files were renamed."
        )
    return TrustedBase(files, described, passphrase, key)


def delete_base(files: BaseFiles) -> Iterator[Path]:
    """Delete a base backup, its signature first: half of it is never taken for a whole. Yields each path."""
    marker = files.folder / (files.base_id + _DELETION)
    marker.touch(mode=0o600)
    for path in (files.signature, files.manifest, files.tar, marker):
        path.unlink(missing_ok=True)
        fsync_folder(files.folder)
        yield path


def clear_unfinished(folder: Path) -> None:
    """Remove what an interrupted base backup, or its deletion, left. Only under the lock.

    What merely lacks a part stays: it may be all that is left, or still be on its way from another folder.
    """
    entries = sorted(folder.glob("base_*")) if folder.is_dir() else []
    unfinished = {_id_of(file) for file in entries if file.name.endswith(catalogue.PARTIAL)}
    in_deletion = {_id_of(file) for file in entries if file.name.endswith(_DELETION)}
    whole = {base.base_id for base in find_bases(folder)} - in_deletion
    removed = [
        file
        for file in entries
        if _id_of(file) in unfinished and (_id_of(file) not in whole or file.name.endswith(catalogue.PARTIAL))
    ]
    # The marker of a deletion goes last: cut off once more, the next run goes on.
    for file in sorted(removed, key=lambda file: file.name.endswith(_DELETION)):
        file.unlink(missing_ok=True)
    if removed:
        fsync_folder(folder)


def _id_of(file: Path) -> str:
    return file.name.split(".")[0]
