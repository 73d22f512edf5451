"""Passwords: Argon2id in a thread, the rules for new ones, and generated ones."""

import asyncio
import secrets
import string
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from pwdlib import PasswordHash
from pwdlib.exceptions import UnknownHashError
from pwdlib.hashers.argon2 import Argon2Hasher

from churnvision.kit.errors import ChurnVisionError

SHORTEST = 12
LONGEST = 200
# 64 MiB a hash: two at once bound the memory that a flood of sign-ins can take.
_THREADS = ThreadPoolExecutor(max_workers=2, thread_name_prefix="passwords")
_HASHER = PasswordHash((Argon2Hasher(),))
# Verified against when there is no such user, so that the answer takes as long.
_NOBODYS_HASH = _HASHER.hash(secrets.token_urlsafe(16))
_COMMON = frozenset(Path(__file__).with_name("common_passwords.txt").read_text().split())


class PasswordRefused(ChurnVisionError):
    """Choose another password: at least 12 characters, not your username and not a common one."""

    code = "password_refused"
    status = 422


def require_good_password(password: str, username: str) -> None:
    """Raises PasswordRefused with the rule that the password breaks."""
    lowered = password.lower()
    if not SHORTEST <= len(password) <= LONGEST:
        raise PasswordRefused(f"Choose a password of {SHORTEST} to {LONGEST} characters.")
    if username.lower() in lowered and len(username) * 2 >= len(password):
        raise PasswordRefused("Choose a password that is not made of your username.")
    if lowered in _COMMON or len(set(lowered)) < 5:
        raise PasswordRefused("This password is a common one and guessed first; choose another.")


def generate_password() -> str:
    """A random password of 24 letters and digits (142 bits)."""
    return "".join(secrets.choice(string.ascii_letters + string.digits) for _ in range(24))


async def hash_password(password: str) -> str:
    """The Argon2id hash of a password, made in a thread."""
    return await asyncio.get_running_loop().run_in_executor(_THREADS, _HASHER.hash, password)


async def verify_password(password: str, stored_hash: str | None) -> tuple[bool, str | None]:
    """Whether the password fits, and a new hash when the stored one's parameters are outdated.

    Takes as long when `stored_hash` is None (no such user); the answer is False then.
    """
    loop = asyncio.get_running_loop()
    fits, renewed = await loop.run_in_executor(_THREADS, _verify, password, stored_hash or _NOBODYS_HASH)
    return (fits, renewed) if stored_hash is not None else (False, None)


def _verify(password: str, stored_hash: str) -> tuple[bool, str | None]:
    try:
        return _HASHER.verify_and_update(password, stored_hash)
    except UnknownHashError:
        return False, None
