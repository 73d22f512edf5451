"""What somebody asks the scheduler to do at once: one file for each duty, so that a request twice is one.

Only what the scheduler has as a duty is ever looked for; it has no duty that restores.
"""

import json
import os
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from churnvision.kit.clock import utc_now
from churnvision.kit.durable import fsync_folder

_LARGEST_BYTES = 10_000


@dataclass(frozen=True, slots=True)
class Request:
    """A duty that is asked for, since when, and by which user (None: not known)."""

    duty: str
    requested_at: datetime
    user_id: int | None


def folder_of(state_file: Path) -> Path:
    """The folder of requests to the scheduler that keeps `state_file`."""
    return state_file.parent / "requests"


def write(folder: Path, duty: str, *, user_id: int | None = None) -> Request:
    """Ask for a duty; one that is asked for already stays one. Raises OSError."""
    request = Request(duty, utc_now(), user_id)
    document = {"requested_at": request.requested_at.isoformat(), "user_id": user_id}
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor, unfinished = tempfile.mkstemp(prefix=".", dir=folder)
    try:
        with os.fdopen(descriptor, "w") as stream:
            stream.write(json.dumps(document) + "\n")
            stream.flush()
            os.fsync(stream.fileno())
        Path(unfinished).rename(_file(folder, duty))
    except BaseException:
        Path(unfinished).unlink(missing_ok=True)
        raise
    fsync_folder(folder)
    return request


def find(folder: Path, duty: str) -> Request | None:
    """The request that waits, None without one. One whose content cannot be read was made all the same."""
    file = _file(folder, duty)
    try:
        written_at = datetime.fromtimestamp(file.stat().st_mtime, UTC)
        with file.open("rb") as stream:
            content = stream.read(_LARGEST_BYTES)
    except FileNotFoundError:
        return None
    try:
        document: Any = json.loads(content)
        user_id = document["user_id"]
        requested_at = datetime.fromisoformat(document["requested_at"]).astimezone(UTC)
    except (ValueError, TypeError, KeyError):
        return Request(duty, written_at, None)
    return Request(duty, requested_at, user_id if isinstance(user_id, int) else None)


def take(folder: Path, duty: str) -> Request | None:
    """The request that waits, which waits no longer. Raises OSError."""
    request = find(folder, duty)
    if request is not None:
        _file(folder, duty).unlink(missing_ok=True)
        fsync_folder(folder)
    return request


def _file(folder: Path, duty: str) -> Path:
    return folder / f"{duty}.json"
