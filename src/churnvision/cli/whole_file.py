"""Files that a command writes: whole or not at all, and never over what it read."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from churnvision.kit.errors import ChurnVisionError


class OutputUnwritable(ChurnVisionError):
    """The file cannot be written; name a file in a folder that exists."""

    code = "output_unwritable"
    status = 422


def require_writable(out: Path, *inputs: Path) -> None:
    """Raises OutputUnwritable for a folder, a device, a file in no folder, and a file that is an input."""
    # What is not an ordinary file would be replaced by one.
    if (out.exists() and not out.is_file()) or not out.parent.is_dir():
        raise OutputUnwritable(f"{out} cannot be written; name a file in a folder that exists.")
    if any(out.resolve() == given.resolve() for given in inputs):
        raise OutputUnwritable(f"{out} would be written over; name another file.")


@contextmanager
def whole_file(out: Path) -> Iterator[Path]:
    """A path to write to, which takes the place of `out` when the block ends well.

    Raises OutputUnwritable where the disk or the folder does not take it.
    """
    # Two commands that write the same file do not share their halves.
    partial = out.with_name(f".{out.name}.{os.getpid()}.partial")
    try:
        yield partial
        partial.replace(out)
    except OSError as error:
        if error.filename not in (None, str(partial)):
            raise
        raise OutputUnwritable(f"{out} cannot be written: {error.strerror}.") from error
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
