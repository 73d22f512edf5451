"""Faults that are really there: a process killed at a step, a disk that is full to the last byte."""

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_BLOCK = 1 << 16


def strike(environment: Mapping[str, str], act: str, step: str, *arguments: str) -> None:
    """Run the act in a process that kills itself with SIGKILL at the step."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.dr.struck", act, step, *arguments],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == -9, done.stdout + done.stderr


def failing_at(step: str, error: Exception) -> Callable[[str], None]:
    """An observer of the engine that raises at one step."""

    def fail(reached: str) -> None:
        if reached == step:
            raise error

    return fail


@dataclass(frozen=True)
class SmallDisk:
    """A file system in memory of a fixed size."""

    folder: Path
    megabytes: int = 400

    def mount(self) -> bool:
        """Whether it could be made."""
        command = ["mount", "-t", "tmpfs", "-o", f"size={self.megabytes}m", "tmpfs", str(self.folder)]
        try:
            return subprocess.run(command, capture_output=True, check=False).returncode == 0
        except OSError:
            return False

    def unmount(self) -> None:
        """Give it back, also while a process that is ending still stands in it."""
        subprocess.run(["umount", "--lazy", str(self.folder)], check=True)

    def fill(self) -> None:
        """Leave no byte free."""
        for size in (_BLOCK, 1):
            with suppress(OSError), (self.folder / "filler").open("ab", buffering=0) as filler:
                while True:
                    filler.write(bytes(size))

    def free(self) -> None:
        """Give the space back."""
        (self.folder / "filler").unlink(missing_ok=True)

    def set_read_only(self, read_only: bool) -> None:
        """As a kernel does that finds errors on a disk; and back."""
        mode = "ro" if read_only else "rw"
        subprocess.run(["mount", "-o", f"remount,{mode}", str(self.folder)], check=True)

    def filling_at(self, step: str) -> Callable[[str], None]:
        """An observer of the engine that fills the disk at one step."""

        def fill(reached: str) -> None:
            if reached == step:
                self.fill()

        return fill


def flip(file: Path, at: int, bit: int = 2) -> None:
    """One bit of a file; twice is none."""
    with file.open("r+b") as stream:
        stream.seek(at)
        byte = stream.read(1)[0]
        stream.seek(at)
        stream.write(bytes([byte ^ 1 << bit]))
