"""The stop token: a primary's signed word that it has stopped, where its log ends, and that it stays stopped.

the HMAC-SHA256 of the rest under the backup key's proof key, in hexadecimal
a JSON object
"""

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from churnvision.dr import manifest
from churnvision.dr.errors import BackupDamaged, StopTokenRefused
from churnvision.dr.keys import SALT_BYTES, Passphrase, authentication_key
from churnvision.kit.site_state import write_private

_KIND = "churnvision stop token"
_FORMAT = 1
_LARGEST_BYTES = 10_000


@dataclass(frozen=True, slots=True)
class StopToken:
    """What a stopped primary says. `final_position` is where its last checkpoint begins."""

    site: str
    system_identifier: str
    timeline: int
    final_position: str
    epoch: int
    stopped_at: str


def write_token(file: Path, token: StopToken, passphrase: Passphrase) -> None:
    """Sign and write it; whoever has the backup key can prove it. Raises OSError."""
    salt = os.urandom(SALT_BYTES)
    key = authentication_key(passphrase, salt)
    document = {
        **asdict(token),
        "kind": _KIND,
        "format": _FORMAT,
        "key_salt": salt.hex(),
        "key_id": key.key_id,
    }
    raw = (json.dumps(document, sort_keys=True, indent=1) + "\n").encode()
    write_private(file, manifest.sign(raw, key) + raw.decode())


def read_token(file: Path, keys: Sequence[Passphrase]) -> StopToken:
    """Read and prove it. Raises StopTokenRefused, KeyWrong."""
    try:
        with file.open("rb") as stream:
            content = stream.read(_LARGEST_BYTES)
    except OSError as error:
        raise StopTokenRefused(f"The stop token {file} cannot be read ({error.strerror}).") from error
    signature, _, raw = content.partition(b"\n")
    try:
        document, _, _ = manifest.prove_document(raw, signature + b"\n", keys)
        if document.pop("kind") != _KIND or document.pop("format") != _FORMAT:
            raise StopTokenRefused(f"{file} is signed, but it is no stop token.")
        return StopToken(**{name: document[name] for name in StopToken.__dataclass_fields__})
    except BackupDamaged as error:
        raise StopTokenRefused(
            f"The stop token {file} was changed or cut; have the old primary's file copied again."
        ) from error
    except (KeyError, TypeError) as error:
        raise StopTokenRefused(f"{file} is signed, but it is no stop token.") from error
