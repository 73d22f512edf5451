"""Who was disabled since the backups: a hash-chained file beside them, with ids and times only.

The application adds to it before it answers. A restore, and every backend that meets a database for the
first time, disables these users again: an older backup must not let them back in.
"""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import psycopg

from churnvision.dr import journal
from churnvision.dr.errors import JournalDamaged
from churnvision.dr.journal import Event

FILE = "removals.jsonl"
_DISABLED = "user.disabled"
_ENABLED = "user.enabled"
# An id is used anew in a restored database: a user made after the event is somebody else.
_DISABLE = """
    UPDATE users SET is_active = false, sessions_valid_from_at = now()
    WHERE id = %s AND created_at <= %s AND is_active
"""


@dataclass(frozen=True, slots=True)
class Removals:
    """Who must stay disabled, with the time of it; `problem` when the file was changed."""

    disabled: dict[int, datetime] = field(default_factory=dict)
    problem: str | None = None


def record_user(folder: Path, user_id: int, *, is_active: bool) -> None:
    """Note in the folder of backups that a user was disabled or enabled. Raises OSError."""
    journal.append(folder / FILE, _ENABLED if is_active else _DISABLED, id=user_id)


def read_removals(folder: Path) -> Removals:
    """What the file says; nothing when there is none. Raises OSError.

    In a file that was changed only what takes rights away counts, from the first change on.
    """
    file = folder / FILE
    disabled: dict[int, datetime] = {}
    proved = 0
    try:
        for event in journal.read(file):
            _follow(event, disabled)
            proved = event.number
    except JournalDamaged as error:
        for event in journal.read_unproved(file):
            if event.number > proved and event.event == _DISABLED:
                _follow(event, disabled)
        return Removals(disabled, error.message)
    return Removals(disabled)


def apply(connection: psycopg.Connection[tuple[object, ...]], removals: Removals) -> list[int]:
    """Disable again who must stay disabled; the ids for which that was needed."""
    return [
        user_id
        for user_id, at in sorted(removals.disabled.items())
        if connection.execute(_DISABLE, (user_id, at)).rowcount
    ]


def _follow(event: Event, disabled: dict[int, datetime]) -> None:
    try:
        user_id, at = int(event.facts["id"]), datetime.fromisoformat(event.at)
    except (KeyError, ValueError, TypeError):
        return
    if event.event == _DISABLED:
        disabled[user_id] = at
    elif event.event == _ENABLED:
        disabled.pop(user_id, None)
