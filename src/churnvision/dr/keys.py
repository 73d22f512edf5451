"""The backup key: where it comes from, whether it is good enough, and what is derived from it.

The passphrase encrypts (as openssl does). What proves a backup comes from the same passphrase by PBKDF2 with
600,000 rounds and a stored salt: a faster derivation would let an attacker test guesses faster than the
file itself does.
"""

import hashlib
import hmac
import os
import re
import secrets
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from churnvision.dr.errors import KeyRefused, KeyWrong
from churnvision.dr.settings import RecoverySettings
from churnvision.kit.durable import fsync_folder

SHORTEST = 32
AUTHENTICATION_ROUNDS = 600_000
SALT_BYTES = 16
_LONGEST = 500
_FEWEST_DIFFERENT = 8
_FEWEST_OTHER = 16
_KNOWN_WORDS = re.compile(
    r"password|passphrase|secret|backup|encryption|encrypt|churnvision|enterprise|change|example|default"
    r"|your|here|this|must|char|long|key|the|please|admin|test|demo|qwerty|letmein|company"
)


@dataclass(frozen=True, slots=True)
class Passphrase:
    """A backup key and where it was found."""

    text: str = field(repr=False)
    origin: str


@dataclass(frozen=True, slots=True)
class AuthenticationKey:
    """Proves files and manifests; `key_id` (32 hexadecimal digits) tells which key made them."""

    secret: bytes = field(repr=False)
    key_id: str

    def mac(self) -> "hmac.HMAC":
        """A new HMAC-SHA256 under this key."""
        return hmac.new(self.secret, digestmod=hashlib.sha256)


@lru_cache(maxsize=64)
def authentication_key(passphrase: Passphrase, salt: bytes) -> AuthenticationKey:
    """What proves the backups of `passphrase`; takes a fraction of a second, on purpose."""
    secret = hashlib.pbkdf2_hmac("sha256", passphrase.text.encode(), salt, AUTHENTICATION_ROUNDS)
    key_id = hmac.new(secret, b"churnvision backup key id", hashlib.sha256).hexdigest()[:32]
    return AuthenticationKey(secret, key_id)


def require_strong(text: str, origin: str) -> Passphrase:
    """The key as a passphrase. Raises KeyRefused with the rule that it breaks; never shows the key."""
    complaint = _complaint(text)
    if complaint is not None:
        raise KeyRefused(
            f"The backup key from {origin} {complaint}; `churnvision dr key new` makes a good one."
        )
    return Passphrase(text, origin)


def find_keys(settings: RecoverySettings, named: str | None = None) -> list[Passphrase]:
    """Every key at hand, the one to write with first.

    A key that is named (a file, or `fd:3` for a descriptor) is the only one. Else BACKUP_ENCRYPTION_KEY, then
    the ring in `var/keys`, the newest first. Raises KeyRefused for one that is missing or weak.
    """
    if named is not None:
        return [_read_named(named)]
    found = []
    if settings.environment_key is not None:
        found.append(require_strong(settings.environment_key, "BACKUP_ENCRYPTION_KEY"))
    found += [require_strong(_first_line(file), str(file)) for file in ring(settings.keys)]
    if not found:
        raise KeyRefused(
            "There is no backup key: set BACKUP_ENCRYPTION_KEY, name a file with --key, or make one with "
            "`churnvision dr key new`."
        )
    return found


def choose_key(keys: Iterable[Passphrase], salt: bytes, key_id: str) -> tuple[Passphrase, AuthenticationKey]:
    """The key that made the manifest with this salt and id. Raises KeyWrong."""
    tried = []
    for passphrase in keys:
        derived = authentication_key(passphrase, salt)
        if hmac.compare_digest(derived.key_id, key_id):
            return passphrase, derived
        tried.append(passphrase.origin)
    raise KeyWrong(
        f"This backup was made with another key (id {key_id[:8]}…) than those tried: {', '.join(tried)}. "
        "Name the right one with --key FILE."
    )


def ring(folder: Path) -> list[Path]:
    """The key files of the ring, the newest first: `backup.key`, made at the first start, is the oldest."""
    added = sorted(folder.glob("backup-*.key"), reverse=True)
    first = folder / "backup.key"
    return [*added, *([first] if first.exists() else [])]


def add_key(folder: Path, stamp: str) -> Path:
    """Make a new key beside those that are there, which stay. Raises OSError, FileExistsError."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = folder / f"backup-{stamp}.key"
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as stream:
        stream.write(secrets.token_hex(32) + "\n")
        stream.flush()
        os.fsync(stream.fileno())
    fsync_folder(folder)
    return file


def _read_named(named: str) -> Passphrase:
    number = named.removeprefix("fd:")
    if number != named:
        if not number.isascii() or not number.isdigit():
            raise KeyRefused(f"--key {named}: give a descriptor as in fd:3.")
        try:
            with os.fdopen(int(number), closefd=False) as stream:
                return require_strong(
                    stream.readline(_LONGEST * 4).removesuffix("\n"), f"descriptor {number}"
                )
        except (OSError, UnicodeDecodeError) as error:
            raise KeyRefused(f"Descriptor {number} cannot be read as a key ({error}).") from error
    return require_strong(_first_line(Path(named).expanduser()), named)


def _first_line(file: Path) -> str:
    # As openssl's `-pass file:` reads it. A folder, a pipe that nobody fills or a huge file must not hang us.
    try:
        if not stat.S_ISREG(file.stat().st_mode):
            raise KeyRefused(f"{file} is not a regular file; name the file that holds the backup key.")
        with file.open(encoding="utf-8", newline="") as stream:
            return stream.readline(_LONGEST * 4).removesuffix("\n")
    except UnicodeDecodeError as error:
        raise KeyRefused(f"{file} holds no text; name the file that holds the backup key.") from error
    except OSError as error:
        raise KeyRefused(f"The backup key {file} cannot be read ({error.strerror}).") from error


def _complaint(text: str) -> str | None:
    for is_so, complaint in _complaints(text):
        if is_so:
            return complaint
    return None


def _complaints(text: str) -> Iterator[tuple[bool, str]]:
    yield not text, "is empty"
    yield len(text) < SHORTEST, f"has {len(text)} characters and needs {SHORTEST}"
    yield len(text) > _LONGEST, f"is longer than {_LONGEST} characters"
    yield (
        any(not character.isprintable() for character in text) or text != text.strip(),
        "has a blank at an end or a character that cannot be typed (a line end of Windows?)",
    )
    yield is_guessable(text), "can be guessed (a pattern, a placeholder or known words)"


def is_guessable(text: str) -> bool:
    """Whether it is a run, a repetition, a placeholder or a few known words."""
    lowered = text.lower()
    if len(set(lowered)) < _FEWEST_DIFFERENT:
        return True
    if any(lowered == (lowered[:n] * len(lowered))[: len(lowered)] for n in range(1, len(lowered) // 2 + 1)):
        return True
    steps = [abs(ord(a) - ord(b)) for a, b in pairwise(lowered)]
    if sum(step <= 1 for step in steps) * 4 > len(steps) * 3:  # half is met by one random key in ten thousand
        return True
    others = re.sub(r"[^a-z0-9]|(.)\1+", "", _KNOWN_WORDS.sub("", lowered)) if lowered.isascii() else lowered
    return len(others) < _FEWEST_OTHER
