"""Names of files that survive a loss of power."""

import os
from pathlib import Path


def fsync_folder(folder: Path) -> None:
    """Write a folder's names to the disk: a rename is certain only after this. Raises OSError."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
