"""The file format of `openssl enc -aes-256-cbc -pbkdf2`, as a stream, so that the guide's line opens it.

"Salted__", eight bytes of salt, then AES-256-CBC with PKCS#7 padding; key and first block come from
PBKDF2-HMAC-SHA256 with 10,000 rounds over the passphrase. Says nothing about authenticity: `manifest` does.
"""

import hashlib
import os

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

from churnvision.dr.errors import BackupDamaged

MAGIC = b"Salted__"
SALT_BYTES = 8
BLOCK_BYTES = 16
_ROUNDS = 10_000
_KEY_BYTES = 32
_BLOCK_BITS = BLOCK_BYTES * 8


class Encryptor:
    """Encrypts one stream: `update` for each chunk (the header comes with the first), then `finish`."""

    def __init__(self, passphrase: str, *, salt: bytes | None = None) -> None:
        salt = os.urandom(SALT_BYTES) if salt is None else salt
        self._header = MAGIC + salt
        self._encryptor = _cipher(passphrase, salt).encryptor()
        self._padder = PKCS7(_BLOCK_BITS).padder()

    def update(self, chunk: bytes) -> bytes:
        """The next part of the file."""
        header, self._header = self._header, b""
        return header + self._encryptor.update(self._padder.update(chunk))

    def finish(self) -> bytes:
        """The end of the file."""
        rest = self._encryptor.update(self._padder.finalize()) + self._encryptor.finalize()
        header, self._header = self._header, b""
        return header + rest


class Decryptor:
    """Decrypts one stream. Raises BackupDamaged where it is not such a file, or is cut."""

    def __init__(self, passphrase: str) -> None:
        self._passphrase = passphrase
        self._start = b""
        self._decryptor = _cipher(passphrase, bytes(SALT_BYTES)).decryptor()
        self._unpadder = PKCS7(_BLOCK_BITS).unpadder()
        self._has_header = False

    def update(self, chunk: bytes) -> bytes:
        """What the next part of the file holds."""
        if not self._has_header:
            self._start += chunk
            if len(self._start) < len(MAGIC) + SALT_BYTES:
                return b""
            chunk = self._read_header()
        return self._unpadder.update(self._decryptor.update(chunk))

    def finish(self) -> bytes:
        """The last bytes."""
        if not self._has_header:
            raise BackupDamaged("The file is too short to be an encrypted backup.")
        try:
            return self._unpadder.update(self._decryptor.finalize()) + self._unpadder.finalize()
        except ValueError as error:
            raise BackupDamaged(
                "The file does not end as an encrypted file does: "
                "it is cut or changed, or the key is another."
            ) from error

    def _read_header(self) -> bytes:
        if not self._start.startswith(MAGIC):
            raise BackupDamaged('The file does not begin with "Salted__": openssl did not encrypt it.')
        salt = self._start[len(MAGIC) : len(MAGIC) + SALT_BYTES]
        self._decryptor = _cipher(self._passphrase, salt).decryptor()
        self._has_header = True
        rest, self._start = self._start[len(MAGIC) + SALT_BYTES :], b""
        return rest


def _cipher(passphrase: str, salt: bytes) -> Cipher[modes.CBC]:
    derived = hashlib.pbkdf2_hmac("sha256", passphrase.encode(), salt, _ROUNDS, _KEY_BYTES + BLOCK_BYTES)
    return Cipher(algorithms.AES(derived[:_KEY_BYTES]), modes.CBC(derived[_KEY_BYTES:]))
