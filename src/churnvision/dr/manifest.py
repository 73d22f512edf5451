"""The manifest beside a backup: what it holds, proved by the key that encrypts it.

Canonical JSON with an HMAC-SHA256 beside it. It names its own file, so a renamed or swapped
backup is seen, and the hash of the manifest before it, so a removed one is.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from typing import Any

from churnvision.dr.errors import BackupDamaged
from churnvision.dr.keys import AuthenticationKey, Passphrase, choose_key
from churnvision.dr.snapshot import Contents, ServerFacts

FORMAT_VERSION = 1
CIPHER = "openssl enc -aes-256-cbc -pbkdf2 -iter 10000 -md sha256"
AUTHENTICATION = "HMAC-SHA256 under PBKDF2-HMAC-SHA256, 600000 rounds"
_LARGEST_BYTES = 50_000_000


@dataclass(frozen=True, slots=True)
class FileRecord:
    """One encrypted file: its name, size, hash and HMAC, and the hashes of what is inside.

    `sha256` is of the file, `compressed_sha256` of the gzip stream in it, `content_sha256` of the innermost.
    """

    name: str
    bytes: int
    sha256: str
    hmac: str
    compressed_bytes: int
    compressed_sha256: str
    content_bytes: int
    content_sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """Everything that is known of one backup. Times are UTC in ISO 8601."""

    format_version: int
    backup_id: str
    made_at: str
    key_id: str
    key_salt: str
    cipher: str
    authentication: str
    application_version: str
    dump_program: str
    dump: FileRecord
    files: FileRecord | None
    members: dict[str, str]
    server: ServerFacts
    contents: Contents
    warnings: list[str]
    previous: str | None

    def to_bytes(self) -> bytes:
        """Canonical JSON: sorted keys, one line a top-level entry would only invite editing."""
        return (json.dumps(asdict(self), sort_keys=True, indent=1) + "\n").encode()


def sha256_of(raw: bytes) -> str:
    """The hash under which the next manifest knows this one."""
    return hashlib.sha256(raw).hexdigest()


def sign(raw: bytes, key: AuthenticationKey) -> str:
    """The signature file's text."""
    mac = key.mac()
    mac.update(raw)
    return mac.hexdigest() + "\n"


def open_manifest(
    raw: bytes, signature: bytes, keys: Iterable[Passphrase]
) -> tuple[Manifest, Passphrase, AuthenticationKey]:
    """Parse and prove a manifest. Raises KeyWrong, or BackupDamaged when it was changed or is not one."""
    document, passphrase, key = prove_document(raw, signature, keys)
    return parse(document), passphrase, key


def prove_document(
    raw: bytes, signature: bytes, keys: Iterable[Passphrase]
) -> tuple[dict[str, Any], Passphrase, AuthenticationKey]:
    """Prove signed JSON that says with which key it was made. Raises KeyWrong, BackupDamaged."""
    document = _document(raw)
    try:
        salt, key_id = bytes.fromhex(document["key_salt"]), str(document["key_id"])
    except (KeyError, ValueError, TypeError) as error:
        raise BackupDamaged("The manifest does not say with which key it was made.") from error
    passphrase, key = choose_key(keys, salt, key_id)
    if not hmac.compare_digest(sign(raw, key).encode(), signature):
        raise BackupDamaged("The manifest or its signature was changed after the backup was made.")
    return document, passphrase, key


def parse(document: dict[str, Any]) -> Manifest:
    """Read a manifest. Raises BackupDamaged for one of another format."""
    if document.get("format_version") != FORMAT_VERSION:
        raise BackupDamaged(
            f"The manifest has format {document.get('format_version')!r}, "
            f"this program reads {FORMAT_VERSION}: "
            "use the program's version that made the backup, or a newer one."
        )
    try:
        files = document["files"]
        return Manifest(
            **{
                **document,
                "dump": FileRecord(**document["dump"]),
                "files": None if files is None else FileRecord(**files),
                "server": ServerFacts(**document["server"]),
                "contents": Contents.from_document(document["contents"]),
            }
        )
    except (KeyError, TypeError) as error:
        names = {each.name for each in fields(Manifest)}
        raise BackupDamaged(
            f"The manifest is incomplete: {sorted(names ^ set(document)) or error}."
        ) from error


def peek(raw: bytes) -> dict[str, Any]:
    """The manifest unproved, for listings and for the chain. Raises BackupDamaged for what is no JSON."""
    return _document(raw)


def _document(raw: bytes) -> dict[str, Any]:
    if len(raw) > _LARGEST_BYTES:
        raise BackupDamaged("The manifest is far too large to be one.")
    try:
        document = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise BackupDamaged("The manifest is not JSON: it is cut or changed.") from error
    if not isinstance(document, dict):
        raise BackupDamaged("The manifest is not a JSON object.")
    return document
