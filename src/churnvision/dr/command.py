"""The one owner of child processes in a recovery: each ends with us, and none can hang us for ever.

No shell and no shell's pipes: the exit code of every program is read here.
"""

import fcntl
import os
import select
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from churnvision.dr.errors import ProgramFailed
from churnvision.kit.child import as_child

CHUNK_BYTES = 1 << 18
_PIPE_BYTES = 1 << 20
_F_SETPIPE_SZ = 1031
_COMPLAINT_CHARACTERS = 500


class Program:
    """A running program; use it in a `with` block, which ends it when it still runs."""

    def __init__(
        self,
        command: Sequence[str],
        *,
        env: Mapping[str, str],
        reads: bool = False,
        writes: bool = False,
        stall_seconds: float,
    ) -> None:
        self.name = Path(command[0]).name
        self._stall_seconds = stall_seconds
        self._complaints = tempfile.TemporaryFile()  # noqa: SIM115 - closed in __exit__
        self._process = subprocess.Popen(
            list(command),
            env=dict(env),
            stdin=subprocess.PIPE if reads else subprocess.DEVNULL,
            stdout=subprocess.PIPE if writes else self._complaints,
            stderr=self._complaints,
            start_new_session=True,
            preexec_fn=as_child(signal.SIGTERM),
        )
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    fcntl.fcntl(pipe, _F_SETPIPE_SZ, _PIPE_BYTES)

    def __enter__(self) -> "Program":
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()
        self._complaints.close()

    def chunks(self) -> Iterator[bytes]:
        """What it writes, until it closes its output. Raises ProgramFailed when it falls silent."""
        assert self._process.stdout is not None
        descriptor = self._process.stdout.fileno()
        while True:
            if not select.select([descriptor], [], [], self._stall_seconds)[0]:
                raise self._stalled("wrote nothing")
            chunk = os.read(descriptor, CHUNK_BYTES)
            if not chunk:
                return
            yield chunk

    def write(self, data: bytes) -> None:
        """Give it all of `data`. Raises ProgramFailed when it ends before or stops reading."""
        assert self._process.stdin is not None
        descriptor = self._process.stdin.fileno()
        os.set_blocking(descriptor, False)
        view = memoryview(data)
        while view:
            if not select.select([], [descriptor], [], self._stall_seconds)[1]:
                raise self._stalled("read nothing")
            try:
                view = view[os.write(descriptor, view) :]
            except BlockingIOError:
                continue
            except BrokenPipeError:
                raise self._failed(self._wait()) from None

    def finish(self) -> str:
        """Close its input, wait for its end, and return what it said. Raises ProgramFailed unless exit 0."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        code = self._wait()
        if code != 0:
            raise self._failed(code)
        return self._said()

    def kill(self) -> None:
        """End it at once."""
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()

    def _wait(self) -> int:
        try:
            return self._process.wait(self._stall_seconds)
        except subprocess.TimeoutExpired:
            raise self._stalled("did not end") from None

    def _stalled(self, what: str) -> ProgramFailed:
        self.kill()
        return ProgramFailed(
            f"{self.name} {what} for {self._stall_seconds:.0f} s and was ended. {self._said()}".strip()
        )

    def _failed(self, code: int) -> ProgramFailed:
        how = f"was ended by signal {-code}" if code < 0 else f"failed (exit {code})"
        return ProgramFailed(f"{self.name} {how}: {self._said() or 'no reason given'}")

    def _said(self) -> str:
        self._complaints.seek(0, os.SEEK_END)
        self._complaints.seek(max(0, self._complaints.tell() - 4 * _COMPLAINT_CHARACTERS))
        lines = self._complaints.read().decode(errors="replace").strip().splitlines()
        important = [line for line in lines if "ERROR" in line or "FATAL" in line or "error:" in line]
        return " ".join((important or lines)[-2:])[-_COMPLAINT_CHARACTERS:]


def run(command: Sequence[str], *, env: Mapping[str, str], timeout_seconds: float) -> str:
    """Run a program to its end and return what it wrote. Raises ProgramFailed, also for one too slow."""
    with Program(command, env=env, writes=True, stall_seconds=timeout_seconds) as program:
        deadline = time.monotonic() + timeout_seconds
        written = []
        for chunk in program.chunks():
            written.append(chunk)
            if time.monotonic() > deadline:
                raise ProgramFailed(f"{program.name} took longer than {timeout_seconds:.0f} s.")
        program.finish()
        return b"".join(written).decode(errors="replace")
