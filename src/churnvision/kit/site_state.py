"""What one site of a pair remembers of itself in `var/site/state.json`: its epoch, and whether it is fenced.

The epoch counts the times that writing moved to another site; the database carries it too. Which part a site
plays is not written here: the data directory says so (`standby.signal`), and cannot contradict itself.
"""

import fcntl
import json
import os
import sys
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from churnvision.kit.durable import fsync_folder
from churnvision.kit.errors import Conflict

_FORMAT = 1


class SiteStateDamaged(Conflict):
    """The file with this site's epoch and fence cannot be read; put back a copy of var/site."""

    code = "site_state_damaged"


@dataclass(frozen=True, slots=True)
class SiteState:
    """`fence` is why this site must not open for writing, as a sentence; None where it may.

    `is_stopped` says that the fence is the word of a stop token, which only this site itself can take back.
    `is_unusable` says that the data directory is half rewound: nothing may start on it.
    `is_alone` says that synchronous mode waits until there is a standby again.
    """

    name: str
    system_identifier: str | None = None
    epoch: int = 1
    fence: str | None = None
    is_stopped: bool = False
    is_unusable: bool = False
    is_alone: bool = False

    def with_(self, **changes: Any) -> "SiteState":
        """The same with some fields changed."""
        return replace(self, **changes)


def site_folder(var: Path) -> Path:
    """Where a site keeps what belongs to the pair."""
    return var / "site"


def read_site_state(var: Path) -> SiteState | None:
    """None where the installation never was one of a pair. Raises SiteStateDamaged, never guesses."""
    file = site_folder(var) / "state.json"
    try:
        document = json.loads(file.read_text())
        if document.pop("format") != _FORMAT:
            raise ValueError("another format")
        return SiteState(**document)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise SiteStateDamaged(
            f"{file} cannot be read ({error}), so nobody knows whether this site may write: put back a copy "
            "of it, or run `churnvision dr site rejoin` against the primary."
        ) from error


def write_site_state(var: Path, state: SiteState) -> None:
    """Replace the file whole, and synced. Raises OSError."""
    folder = site_folder(var)
    write_private(folder / "state.json", json.dumps({"format": _FORMAT, **asdict(state)}, indent=1) + "\n")


def change_site_state(var: Path, otherwise: SiteState, **changes: Any) -> SiteState:
    """Change some fields of what is written there now, or of `otherwise` where nothing is.

    Several processes do; each change is whole. Raises SiteStateDamaged, OSError.
    """
    folder = site_folder(var)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / "lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        state = (read_site_state(var) or otherwise).with_(**changes)
        write_site_state(var, state)
    return state


def write_private(file: Path, text: str) -> None:
    """Write a file that only its owner reads, whole or not at all. Raises OSError."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = file.with_name(file.name + ".unfinished")
    unfinished.unlink(missing_ok=True)
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    unfinished.rename(file)
    fsync_folder(file.parent)


def is_standby(cluster: Path) -> bool:
    """Whether a server on this data directory would only follow another one."""
    return (cluster / "standby.signal").exists()


def system_identifier_of(cluster: Path) -> str:
    """Whose data directory it is. Raises OSError."""
    with (cluster / "global" / "pg_control").open("rb") as file:
        return str(int.from_bytes(file.read(8), sys.byteorder))
