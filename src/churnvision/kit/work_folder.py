"""Temporary folders below `var/work`: files about people lie there no longer than the work lasts.

Whoever works in a folder holds a lock on it, which ends with the process however that ends. What a killed
process left is removed when the next work begins. It is a lock and not the id of the process, because
containers that share `var` do not see each other's processes.
"""

import fcntl
import os
import secrets
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path


@asynccontextmanager
async def work_folder(var: Path, name: str) -> AsyncIterator[Path]:
    """`held_folder` for a job."""
    with held_folder(var, name) as folder:
        yield folder


@contextmanager
def held_folder(var: Path, name: str) -> Iterator[Path]:
    """A new folder only for its owner (0700), removed at the end."""
    parent = var / "work"
    parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder, lock = _make(parent, name)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(lock)


def _make(parent: Path, name: str) -> tuple[Path, int]:
    """A new folder and the descriptor that locks it."""
    # Making and sweeping exclude each other: a folder that has no lock yet would be swept.
    gate = os.open(parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(gate, fcntl.LOCK_EX)
        _remove_abandoned(parent)
        folder = parent / f"{name}-{secrets.token_hex(4)}"
        folder.mkdir(mode=0o700)
        lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        fcntl.flock(lock, fcntl.LOCK_EX)
    finally:
        os.close(gate)
    return folder, lock


def _remove_abandoned(parent: Path) -> None:
    """Remove the folders on which nobody holds a lock any more."""
    for folder in parent.iterdir():
        try:
            lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        except OSError:
            continue
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)
        except BlockingIOError:
            pass
        finally:
            os.close(lock)
