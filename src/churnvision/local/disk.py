"""Whether there is enough disk space to start."""

import shutil
from pathlib import Path

from churnvision.local.errors import DiskTooFull

FIRST_START_BYTES = 1_000_000_000
LATER_START_BYTES = 200_000_000


def require_free_disk(folder: Path, *, is_first_start: bool) -> None:
    """Raise DiskTooFull when the file system of `folder` (which need not exist yet) has too little space."""
    needed = FIRST_START_BYTES if is_first_start else LATER_START_BYTES
    free = free_bytes(folder)
    if free < needed:
        raise DiskTooFull(
            f"Only {free / 1e6:.0f} MB are free for {folder} and {needed / 1e6:.0f} MB are needed; "
            "free some space or name a folder on another disk in CHURNVISION_VAR."
        )


def free_bytes(folder: Path) -> int:
    """Free bytes on the file system of `folder` or of its nearest parent that exists."""
    return shutil.disk_usage(nearest_existing(folder)).free


def nearest_existing(folder: Path) -> Path:
    """`folder`, or its nearest parent that exists."""
    while not folder.exists():
        folder = folder.parent
    return folder
