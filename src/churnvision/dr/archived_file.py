"""One file of the log in the archive: compressed, encrypted, and proved by its first line.

    the HMAC-SHA256 of all that follows, in hexadecimal
    a JSON object: what it is
    what `openssl enc` writes

By hand: `tail -n +3 FILE | openssl enc -d -aes-256-cbc -pbkdf2 -pass env:BACKUP_ENCRYPTION_KEY | gunzip`.
The zeros at the end of a segment, which is mostly empty in a quiet hour, are not kept.
"""

import hashlib
import hmac
import json
import zlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from churnvision.dr.encryption import Decryptor, Encryptor
from churnvision.dr.errors import BackupDamaged
from churnvision.dr.keys import AuthenticationKey, Passphrase, choose_key

_FORMAT = 1
_GZIP = 31
_LEVEL = 3


@dataclass(frozen=True, slots=True)
class ArchivedFile:
    """What the archive says of one file.

    `written_at` is when PostgreSQL last wrote to it (seconds since 1970): every transaction that had
    committed by then is in it or in an earlier one.
    """

    format: int
    name: str
    system_identifier: str
    major_version: int
    bytes: int
    sha256: str
    written_at: float
    key_id: str
    key_salt: str


def seal(
    name: str,
    content: bytes,
    *,
    identity: tuple[str, int],
    written_at: float,
    passphrase: Passphrase,
    key: AuthenticationKey,
    salt: bytes,
) -> bytes:
    """The archived form of a file."""
    described = ArchivedFile(
        format=_FORMAT,
        name=name,
        system_identifier=identity[0],
        major_version=identity[1],
        bytes=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        written_at=written_at,
        key_id=key.key_id,
        key_salt=salt.hex(),
    )
    compressor = zlib.compressobj(_LEVEL, zlib.DEFLATED, _GZIP)
    compressed = compressor.compress(content.rstrip(b"\0")) + compressor.flush()
    encryptor = Encryptor(passphrase.text)
    body = json.dumps(asdict(described), sort_keys=True).encode() + b"\n"
    body += encryptor.update(compressed) + encryptor.finish()
    return _proof(body, key) + b"\n" + body


def describe(sealed: bytes, name: str) -> ArchivedFile:
    """What an archived file says it is, unproved. Raises BackupDamaged."""
    try:
        described = ArchivedFile(**json.loads(sealed.split(b"\n", 2)[1]))
    except (ValueError, TypeError, IndexError) as error:
        raise BackupDamaged(f"{name} in the archive is damaged: it does not say what it is.") from error
    if described.format != _FORMAT or described.name != name:
        raise BackupDamaged(f"{name} in the archive is another file ({described.name!r}).")
    return described


def unseal(sealed: bytes, name: str, keys: Sequence[Passphrase]) -> tuple[ArchivedFile, bytes]:
    """The file, proved first. Raises BackupDamaged, KeyWrong."""
    described = describe(sealed, name)
    try:
        salt = bytes.fromhex(described.key_salt)
    except (ValueError, TypeError) as error:
        raise BackupDamaged(f"{name} in the archive does not say with which key it was made.") from error
    passphrase, key = choose_key(keys, salt, described.key_id)
    proof, _, body = sealed.partition(b"\n")
    if not hmac.compare_digest(proof, _proof(body, key)):
        raise BackupDamaged(f"{name} in the archive is not the file that was written.")
    decryptor = Decryptor(passphrase.text)
    encrypted = body.partition(b"\n")[2]
    content = zlib.decompress(decryptor.update(encrypted) + decryptor.finish(), _GZIP)
    content += bytes(described.bytes - len(content))
    if hashlib.sha256(content).hexdigest() != described.sha256:
        raise BackupDamaged(f"{name} in the archive does not hold what it should.")
    return described, content


def write_sparse(target: Path, content: bytes) -> None:
    """Write a file whose zeros at the end take no space. Raises OSError."""
    with target.open("xb") as file:
        file.write(content.rstrip(b"\0"))
        file.truncate(len(content))


def _proof(body: bytes, key: AuthenticationKey) -> bytes:
    mac = key.mac()
    mac.update(body)
    return mac.hexdigest().encode()
