"""What a crash leaves behind in a data directory, and when it may be removed.

A server whose parent was killed is still shutting down; a killed server leaves backends that hold its
shared memory; a recycled process id or an empty lock file makes the next start fail for no reason.
"""

import contextlib
import time
from pathlib import Path

import psutil

from churnvision.kit.clock import Pause
from churnvision.kit.errors import Conflict


class ClusterInUse(Conflict):
    """Another PostgreSQL server runs on this data directory; stop it first."""

    code = "cluster_in_use"


def clear_leftovers(data: Path, *, wait_seconds: float = 60.0, pause: Pause = time.sleep) -> None:
    """Make `data` startable: wait for a server that is going, end orphaned backends, drop stale locks.

    Raises ClusterInUse when a server keeps running on `data` for `wait_seconds`.
    """
    deadline = time.monotonic() + wait_seconds
    while _postmaster_lives(data):
        if time.monotonic() > deadline:
            raise ClusterInUse(
                f"PostgreSQL (process {_recorded_pid(data)}) already runs on {data}; "
                "stop it with `churnvision down`, or end that process."
            )
        pause(0.05)
    _end_orphans(data)
    if not servers_in(data):
        (data / "postmaster.pid").unlink(missing_ok=True)


def servers_in(data: Path) -> list[psutil.Process]:
    """PostgreSQL processes whose working folder is `data` (a server's always is)."""
    target = str(data.resolve())
    found = []
    for process in psutil.process_iter(["name"]):
        with contextlib.suppress(psutil.Error, OSError):
            if process.info["name"] == "postgres" and process.cwd() == target:
                found.append(process)
    return found


def _recorded_pid(data: Path) -> int | None:
    try:
        return int((data / "postmaster.pid").read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        return None


def _postmaster_lives(data: Path) -> bool:
    recorded = _recorded_pid(data)
    return any(
        process.pid == recorded and process.status() != psutil.STATUS_ZOMBIE for process in servers_in(data)
    )


def _end_orphans(data: Path) -> None:
    orphans = servers_in(data)
    for process in orphans:
        with contextlib.suppress(psutil.Error):
            process.terminate()
    if orphans:
        _wait_until_gone(data)
    for process in servers_in(data):
        with contextlib.suppress(psutil.Error):
            process.kill()
    _wait_until_gone(data)


def _wait_until_gone(data: Path, *, wait_seconds: float = 3.0) -> None:
    # Asked by working folder, which a zombie has no more: nobody may ever collect an orphan's remains.
    deadline = time.monotonic() + wait_seconds
    while servers_in(data) and time.monotonic() < deadline:
        time.sleep(0.05)
