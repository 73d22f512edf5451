"""A compressed and encrypted file: written in one stream, read back in one, never in the clear on a disk.

The gzip stream consists of members of a few megabytes, which all cores compress side by side; gunzip
unpacks them as one.
"""

import hashlib
import hmac
import os
import zlib
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Self

from churnvision.dr.encryption import Decryptor, Encryptor
from churnvision.dr.errors import BackupDamaged
from churnvision.dr.keys import AuthenticationKey, Passphrase
from churnvision.dr.manifest import FileRecord

_MEMBER_BYTES = 4 << 20
_READ_BYTES = 1 << 20
_GZIP = 31


class SealedWriter:
    """Writes one file under an unfinished name; use it in a `with` block. Raises OSError.

    `write` for each chunk, then `finish`, which syncs the file and returns its record.
    """

    def __init__(
        self, path: Path, passphrase: Passphrase, key: AuthenticationKey, *, gzip_level: int
    ) -> None:
        self._file = os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
        self._level = gzip_level
        self._encryptor = Encryptor(passphrase.text)
        self._mac = key.mac()
        self._sha256, self._compressed, self._content = hashlib.sha256(), hashlib.sha256(), hashlib.sha256()
        self._bytes = self._compressed_bytes = self._content_bytes = 0
        self._waiting = bytearray()
        self._workers = os.cpu_count() or 1
        self._pool = ThreadPoolExecutor(self._workers, thread_name_prefix="gzip")
        self._members: deque[Future[bytes]] = deque()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._pool.shutdown(cancel_futures=True)
        self._file.close()

    def write(self, chunk: bytes) -> None:
        """Add content."""
        self._content.update(chunk)
        self._content_bytes += len(chunk)
        self._waiting += chunk
        if len(self._waiting) >= _MEMBER_BYTES:
            self._compress()
            while len(self._members) > self._workers:
                self._store(self._members.popleft().result())

    def finish(self, name: str) -> FileRecord:
        """End the file that will be called `name`."""
        if self._waiting or not self._content_bytes:
            self._compress()
        while self._members:
            self._store(self._members.popleft().result())
        self._emit(self._encryptor.finish())
        self._file.flush()
        os.fsync(self._file.fileno())
        return FileRecord(
            name=name,
            bytes=self._bytes,
            sha256=self._sha256.hexdigest(),
            hmac=self._mac.hexdigest(),
            compressed_bytes=self._compressed_bytes,
            compressed_sha256=self._compressed.hexdigest(),
            content_bytes=self._content_bytes,
            content_sha256=self._content.hexdigest(),
        )

    def _compress(self) -> None:
        content, self._waiting = bytes(self._waiting), bytearray()
        self._members.append(self._pool.submit(_member, content, self._level))

    def _store(self, compressed: bytes) -> None:
        self._compressed.update(compressed)
        self._compressed_bytes += len(compressed)
        self._emit(self._encryptor.update(compressed))

    def _emit(self, encrypted: bytes) -> None:
        self._sha256.update(encrypted)
        self._mac.update(encrypted)
        self._bytes += len(encrypted)
        self._file.write(encrypted)


def require_authentic(path: Path, record: FileRecord, key: AuthenticationKey) -> None:
    """Prove every byte of the file before anything in it is looked at. Raises BackupDamaged, OSError."""
    if path.stat().st_size != record.bytes:
        raise BackupDamaged(
            f"{path.name} has {path.stat().st_size} bytes instead of {record.bytes}: it is cut or changed."
        )
    mac = key.mac()
    with path.open("rb") as file:
        while chunk := file.read(_READ_BYTES):
            mac.update(chunk)
    if not hmac.compare_digest(mac.hexdigest(), record.hmac):
        raise BackupDamaged(f"{path.name} is not the file that was written: some of its bytes were changed.")


class SealedReader:
    """Reads the content of one file as a stream, and hashes what it reads for the second time."""

    def __init__(self, path: Path, passphrase: Passphrase) -> None:
        self._path = path
        self._decryptor = Decryptor(passphrase.text)
        self._gzip = GzipStream()
        self._sha256 = hashlib.sha256()
        self._content = hashlib.sha256()

    def __iter__(self) -> Iterator[bytes]:
        """The content in chunks. Raises BackupDamaged where it is not what was encrypted, OSError."""
        try:
            with self._path.open("rb") as file:
                while chunk := file.read(_READ_BYTES):
                    self._sha256.update(chunk)
                    yield from self._unpack(self._decryptor.update(chunk))
            yield from self._unpack(self._decryptor.finish())
        except zlib.error as error:
            raise BackupDamaged(
                f"{self._path.name} does not unpack ({error}): it was changed, or the key is another."
            ) from error
        if not self._gzip.has_ended:
            raise BackupDamaged(f"{self._path.name} ends too early.")

    def require_same(self, record: FileRecord) -> None:
        """After the last chunk: raise BackupDamaged unless it was the very file of the manifest."""
        if self._sha256.hexdigest() != record.sha256 or self._content.hexdigest() != record.content_sha256:
            raise BackupDamaged(f"{self._path.name} changed while it was read.")

    def _unpack(self, compressed: bytes) -> Iterator[bytes]:
        for content in self._gzip.feed(compressed):
            self._content.update(content)
            yield content


class GzipStream:
    """Unpacks a gzip stream of one or more members. `feed` raises zlib.error."""

    def __init__(self) -> None:
        self._gunzip = zlib.decompressobj(_GZIP)

    @property
    def has_ended(self) -> bool:
        """Whether a member has ended and nothing of another has come."""
        return self._gunzip.eof

    def feed(self, compressed: bytes) -> Iterator[bytes]:
        """What the next part of the stream holds."""
        while compressed:
            if self._gunzip.eof:
                self._gunzip = zlib.decompressobj(_GZIP)
            content = self._gunzip.decompress(compressed)
            compressed = self._gunzip.unused_data
            if content:
                yield content


def _member(content: bytes, level: int) -> bytes:
    compressor = zlib.compressobj(level, zlib.DEFLATED, _GZIP)
    return compressor.compress(content) + compressor.flush()
