"""The recovery kit: a page to print with the backup keys, and the check words that prove that it was read.

Backups without their key are worth nothing, and the key is on the machine that burns. Until somebody has
typed the words from the paper, the product says that it is not recoverable elsewhere.
"""

import html
import json
import os
from pathlib import Path

import segno

from churnvision.dr import journal
from churnvision.dr.errors import KeyRefused
from churnvision.dr.keys import Passphrase, authentication_key
from churnvision.dr.settings import RecoverySettings
from churnvision.kit.clock import utc_now
from churnvision.kit.durable import fsync_folder

_SALT = b"churnvision recovery kit"
_CONSONANTS = "bdfghjklmnprstvz"
_VOWELS = "aiou"
_WORDS = 4


def check_words(passphrase: Passphrase) -> str:
    """Four words that only who has the kit can know; they say nothing about the key.

    Each holds 16 bits as consonant, vowel, consonant, vowel, consonant (Wilkerson's proquints).
    """
    secret = authentication_key(passphrase, _SALT).secret
    return " ".join(
        _word(int.from_bytes(secret[2 * place : 2 * place + 2], "big")) for place in range(_WORDS)
    )


def write_kit(settings: RecoverySettings, keys: list[Passphrase], target: Path) -> None:
    """Write the page; only its owner can read it. Raises FileExistsError, OSError."""
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(_page(keys))
        stream.flush()
        os.fsync(stream.fileno())
    journal.append(settings.journal, "kit.exported", keys=len(keys))


def confirm_kit(settings: RecoverySettings, passphrase: Passphrase, typed: str) -> None:
    """Note that somebody has the kit of the key that is written with. Raises KeyRefused for other words."""
    if typed.lower().split() != check_words(passphrase).split():
        raise KeyRefused(
            "These are not the check words of the key that backups are made with now; print a new kit with "
            "`churnvision dr key export-kit` when the key has changed."
        )
    file = _confirmations(settings)
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = file.with_suffix(".unfinished")
    confirmed = {**_read(file), _name_of(passphrase): utc_now().isoformat(timespec="seconds")}
    with unfinished.open("w") as stream:
        stream.write(json.dumps(confirmed) + "\n")
        stream.flush()
        os.fsync(stream.fileno())
    unfinished.rename(file)
    fsync_folder(file.parent)
    journal.append(settings.journal, "kit.confirmed")


def confirmed_at(settings: RecoverySettings, passphrase: Passphrase) -> str | None:
    """When the kit of this key was confirmed (ISO 8601, UTC); None: not recoverable elsewhere."""
    return _read(_confirmations(settings)).get(_name_of(passphrase))


def last_confirmed_at(settings: RecoverySettings) -> str | None:
    """When the kit of any key was confirmed last: all that can be said without the keys."""
    return max(_read(_confirmations(settings)).values(), default=None)


def _confirmations(settings: RecoverySettings) -> Path:
    return settings.var / "dr" / "kit.json"


def _name_of(passphrase: Passphrase) -> str:
    return authentication_key(passphrase, _SALT).key_id


def _read(file: Path) -> dict[str, str]:
    try:
        document = json.loads(file.read_text())
    except (OSError, ValueError):
        return {}
    return document if isinstance(document, dict) else {}


def _word(number: int) -> str:
    shifts = ((12, _CONSONANTS), (10, _VOWELS), (6, _CONSONANTS), (4, _VOWELS), (0, _CONSONANTS))
    return "".join(letters[number >> shift & len(letters) - 1] for shift, letters in shifts)


def _page(keys: list[Passphrase]) -> str:
    parts = [
        "<!doctype html><html lang=en><meta charset=utf-8><title>ChurnVision recovery kit</title>",
        "<style>body{font:12pt/1.5 serif;max-width:42em;margin:2em auto}code{font-size:13pt;"
        "overflow-wrap:anywhere}svg{width:5cm;height:5cm}section{break-inside:avoid}</style>",
        "<h1>ChurnVision recovery kit</h1>",
        f"<p>Printed at {utc_now():%Y-%m-%d %H:%M} UTC. Whoever holds this page and a backup can read every "
        "record: keep it in a safe, away from the machine, and delete the file after printing.</p>",
    ]
    for place, passphrase in enumerate(keys):
        use = "Backups are made with this key" if place == 0 else "An older key, for older backups"
        code = segno.make(passphrase.text, error="m").svg_inline(scale=3)
        parts.append(
            f"<section><h2>{use}</h2><p><code>{html.escape(passphrase.text)}</code></p>{code}</section>"
        )
    parts += [
        f"<section><h2>Check words</h2><p><b>{check_words(keys[0])}</b></p>"
        "<p>Type them into <code>churnvision dr key confirm</code> from this paper; until then the product "
        "says that it is not recoverable elsewhere.</p></section>",
        "<section><h2>On an empty machine</h2><ol><li>Install the deployment package.</li>"
        "<li>Write the key into a file that only you can read, as one line.</li>"
        "<li><code>churnvision dr recover --from BUNDLE --key FILE</code></li></ol></section></html>\n",
    ]
    return "\n".join(parts)
