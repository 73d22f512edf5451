"""What a check found: the cause, the evidence for it, and the next command to run."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

import psycopg

from churnvision.kit.errors import ChurnVisionError

_SHOWN_CHARACTERS = 400


@dataclass(frozen=True, slots=True)
class Finding:
    """One check's outcome. Whatever is not ok has evidence (a log line, a figure, a path) and a command."""

    check: str
    state: Literal["ok", "warning", "failed"]
    sentence: str
    evidence: str | None = None
    command: str | None = None


def ok(check: str, sentence: str) -> Finding:
    """All is well."""
    return Finding(check, "ok", sentence)


def warning(check: str, sentence: str, *, evidence: str, command: str) -> Finding:
    """It works, but somebody should know."""
    return Finding(check, "warning", sentence, evidence[:_SHOWN_CHARACTERS], command)


def failed(check: str, sentence: str, *, evidence: str, command: str) -> Finding:
    """It does not work."""
    return Finding(check, "failed", sentence, evidence[:_SHOWN_CHARACTERS], command)


def guarded(check: str, look: Callable[[], Iterable[Finding]]) -> list[Finding]:
    """What `look` finds; that it could not go on is a finding, too, so that the other checks still speak."""
    found: list[Finding] = []
    try:
        found.extend(look())
    except (ChurnVisionError, psycopg.Error, OSError, ValueError) as error:
        first_line = (str(error).strip().splitlines() or ["no reason given"])[0]
        path = getattr(error, "filename", None)
        found.append(
            failed(
                check,
                "This could not be checked.",
                evidence=f"{type(error).__name__}: {first_line}",
                command="churnvision --traceback doctor" if path is None else f"ls -ld {path}",
            )
        )
    return found
