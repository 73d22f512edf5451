"""The journal of recovery: one JSON line an event, each holding the hash of the line before, synced to disk.

A line that a loss of power cut off is named by the next one; any other change breaks the chain.
"""

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from churnvision.dr.errors import JournalDamaged
from churnvision.kit.clock import utc_now
from churnvision.kit.durable import fsync_folder

BEGINNING = "0" * 64


@dataclass(frozen=True, slots=True)
class Event:
    """One line: number from 1, time, event, facts; `hash` covers all of them and the line before."""

    number: int
    at: str
    event: str
    facts: dict[str, Any]
    previous: str
    hash: str


@dataclass(frozen=True, slots=True)
class Examination:
    """Every event before the first damage, and the damage as a sentence; None for a whole journal."""

    events: list[Event]
    problem: str | None


def append(journal: Path, event: str, **facts: Any) -> Event:
    """Add an event and sync it. Raises OSError."""
    journal.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    is_new = not journal.exists()
    descriptor = os.open(journal, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "r+b") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        content = stream.read()
        last, torn = _last_line(content)
        if content and not content.endswith(b"\n"):
            stream.write(b"\n")
        if torn:
            facts = {**facts, "torn_line_before": hashlib.sha256(torn).hexdigest()}
        added = _event(last, event, facts)
        stream.write(_line(added))
        stream.flush()
        os.fsync(stream.fileno())
    if is_new:
        fsync_folder(journal.parent)
    return added


def read(journal: Path) -> Iterator[Event]:
    """Every event, checked. Raises JournalDamaged at the first line that breaks the chain."""
    yield from _checked(journal, journal.read_bytes() if journal.exists() else b"")


def examine(journal: Path) -> Examination:
    """Read all that is proved, and say what is wrong; waits for an event that is just being written.

    A last line that is cut off is a problem here until the next event names it. Raises OSError.
    """
    content = _locked_content(journal)
    events: list[Event] = []
    try:
        for event in _checked(journal, content):
            events.append(event)
    except JournalDamaged as error:
        return Examination(events, error.message)
    if _last_line(content)[1]:
        return Examination(events, f"The last line of {journal} is cut off, as by a loss of power.")
    return Examination(events, None)


def _locked_content(journal: Path) -> bytes:
    try:
        with journal.open("rb") as stream:
            fcntl.flock(stream, fcntl.LOCK_SH)
            return stream.read()
    except FileNotFoundError:
        return b""


def _checked(journal: Path, content: bytes) -> Iterator[Event]:
    previous, number, torn = BEGINNING, 0, None
    for line in content.splitlines():
        event = _parse(line)
        if event is None:
            if torn is not None:
                raise JournalDamaged(f"Line {number + 2} of {journal} is not an event.")
            torn = hashlib.sha256(line).hexdigest()
            continue
        if torn is not None and event.facts.get("torn_line_before") != torn:
            raise JournalDamaged(f"A line before event {event.number} of {journal} was changed.")
        if event.previous != previous or event.number != number + 1 or event.hash != _hash(event):
            raise JournalDamaged(f"The chain of {journal} is broken at event {event.number}.")
        previous, number, torn = event.hash, event.number, None
        yield event


def read_unproved(journal: Path) -> Iterator[Event]:
    """Every line that is an event at all, also after the chain is broken."""
    for line in journal.read_bytes().splitlines() if journal.exists() else []:
        event = _parse(line)
        if event is not None:
            yield event


def _event(last: Event | None, event: str, facts: dict[str, Any]) -> Event:
    bare = Event(
        number=1 if last is None else last.number + 1,
        at=utc_now().isoformat(timespec="milliseconds"),
        event=event,
        facts=json.loads(json.dumps(facts, default=str)),
        previous=BEGINNING if last is None else last.hash,
        hash="",
    )
    return Event(bare.number, bare.at, bare.event, bare.facts, bare.previous, _hash(bare))


def _last_line(content: bytes) -> tuple[Event | None, bytes]:
    """The last whole event, and the line after it that a loss of power cut off."""
    torn = b""
    for line in reversed(content.splitlines()):
        event = _parse(line)
        if event is not None:
            return event, torn
        torn = torn or line
    return None, torn


def _hash(event: Event) -> str:
    covered = json.dumps(
        [event.number, event.at, event.event, event.facts, event.previous],
        sort_keys=True,
        separators=(",", ":"),
    )
    return hashlib.sha256(covered.encode()).hexdigest()


def _line(event: Event) -> bytes:
    document = {
        "number": event.number,
        "at": event.at,
        "event": event.event,
        "facts": event.facts,
        "previous": event.previous,
        "hash": event.hash,
    }
    return json.dumps(document, separators=(",", ":")).encode() + b"\n"


def _parse(line: bytes) -> Event | None:
    try:
        return Event(**json.loads(line))
    except (ValueError, TypeError):
        return None
