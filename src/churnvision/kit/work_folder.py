"""Temporary folders for jobs, below `var/work`: files about people lie there no longer than the work lasts.

A folder bears the id of its process. What a killed process left is removed when the next one begins.
"""

import os
import secrets
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import psutil


@asynccontextmanager
async def work_folder(var: Path, name: str) -> AsyncIterator[Path]:
    """A new folder only for its owner (0700), removed at the end."""
    parent = var / "work"
    parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    remove_abandoned(parent)
    folder = parent / f"{os.getpid()}-{name}-{secrets.token_hex(4)}"
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def remove_abandoned(parent: Path) -> None:
    """Remove the folders of processes that are gone."""
    for folder in parent.iterdir():
        owner = folder.name.split("-", 1)[0]
        if owner.isdigit() and not psutil.pid_exists(int(owner)):
            shutil.rmtree(folder, ignore_errors=True)
