"""What a check found."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Finding:
    """One check's outcome; the sentence says what is so, or what to do."""

    check: str
    state: Literal["ok", "warning", "failed"]
    sentence: str


def ok(check: str, sentence: str) -> Finding:
    """All is well."""
    return Finding(check, "ok", sentence)


def warning(check: str, sentence: str) -> Finding:
    """It works, but somebody should know."""
    return Finding(check, "warning", sentence)


def failed(check: str, sentence: str) -> Finding:
    """It does not work."""
    return Finding(check, "failed", sentence)
