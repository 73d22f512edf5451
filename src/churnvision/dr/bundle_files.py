"""Licence, certificates, settings and older keys as a tar stream, without the key that opens it."""

import hashlib
import io
import re
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from churnvision.dr.keys import Passphrase, ring
from churnvision.dr.settings import RecoverySettings

_LARGEST_BYTES = 10_000_000
_KEY_LINE = re.compile(rb"(?m)^\s*(?:export\s+)?BACKUP_ENCRYPTION_KEY\s*=.*$")
LEFT_OUT = b"# BACKUP_ENCRYPTION_KEY is not kept in a backup that it opens; recovery puts it back here"
_SECRET_NAMES = (
    "secret.key",
    "postgres-owner.password",
    "postgres-application.password",
    "valkey.password",
    "site.password",
)


@dataclass(frozen=True, slots=True)
class Member:
    """One file as it goes into the archive."""

    name: str
    content: bytes
    mode: int


def collect(settings: RecoverySettings, passphrase: Passphrase) -> list[Member]:
    """Every file beside the database that a new host needs, read once. Raises OSError.

    Older keys of the ring are among them, since base backups and log may be older than `passphrase`.
    """
    wanted: list[tuple[str, Path]] = [
        (".env.production", settings.environment_file),
        ("license.key", settings.licence_file),
        *((f"var/keys/{name}", settings.keys / name) for name in _SECRET_NAMES),
    ]
    if settings.certificates.is_dir():
        wanted += [(f"infra/ssl/{file.name}", file) for file in sorted(settings.certificates.iterdir())]
    older = [file for file in ring(settings.keys) if file.read_text().strip() != passphrase.text]
    wanted += [(f"var/keys/{file.name}", file) for file in older]
    return [
        Member(name, _without_key(name, path.read_bytes()), path.stat().st_mode & 0o777)
        for name, path in wanted
        if path.is_file() and path.stat().st_size <= _LARGEST_BYTES
    ]


def archive(members: list[Member]) -> Iterator[bytes]:
    """The tar stream."""
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for member in members:
            information = tarfile.TarInfo(member.name)
            information.size, information.mode = len(member.content), member.mode
            tar.addfile(information, io.BytesIO(member.content))
    yield stream.getvalue()


def hashes(members: list[Member]) -> dict[str, str]:
    """The SHA-256 of each member by its name."""
    return {member.name: hashlib.sha256(member.content).hexdigest() for member in members}


def _without_key(name: str, content: bytes) -> bytes:
    return _KEY_LINE.sub(LEFT_OUT, content) if name == ".env.production" else content
