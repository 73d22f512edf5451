"""Passwords and keys in `var/keys`: made once, readable by their owner alone."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from churnvision.kit.site_peer import PASSWORD_FILE
from churnvision.local.errors import DataIncomplete
from churnvision.local.layout import Layout

OWNER_PASSWORD = "postgres-owner.password"  # noqa: S105 - the name of a file
APPLICATION_PASSWORD = "postgres-application.password"  # noqa: S105 - the name of a file
BACKUP_KEY = "backup.key"
_SECRET_BYTES = 32


@dataclass(frozen=True, slots=True)
class Keys:
    """The secrets that the stack itself uses. Each is at least 256 random bits, in hexadecimal."""

    owner_password: str
    application_password: str
    valkey_password: str


def read_or_make_keys(layout: Layout) -> Keys:
    """Read the secrets, making those that are missing; also the backup key, the tokens' signing
    key, and the password of a second site, which is in every backup long before there is one.

    A cluster's owner password and the backup key are never made anew beside existing data
    (`require_whole_data` refuses first): the new ones would not open what the old ones locked.
    """
    _read_or_make(layout.keys / BACKUP_KEY)
    _read_or_make(layout.keys / "secret.key")
    _read_or_make(layout.keys / PASSWORD_FILE)
    return Keys(
        owner_password=_read_or_make(layout.keys / OWNER_PASSWORD),
        application_password=_read_or_make(layout.keys / APPLICATION_PASSWORD),
        valkey_password=_read_or_make(layout.keys / "valkey.password"),
    )


def _read_or_make(file: Path) -> str:
    if not file.exists():
        _write_private(file, secrets.token_hex(_SECRET_BYTES))
    secret = file.read_text().strip()
    if not secret:
        raise DataIncomplete(
            f"{file} is empty; put its copy back, or remove the file if no data depends on it yet."
        )
    return secret


def _write_private(file: Path, text: str) -> None:
    unfinished = file.with_name(file.name + ".unfinished")
    unfinished.unlink(missing_ok=True)
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as stream:
        stream.write(text + "\n")
        stream.flush()
        os.fsync(stream.fileno())
    unfinished.rename(file)
