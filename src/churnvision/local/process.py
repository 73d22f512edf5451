"""The one owner of child processes in the embedded stack (PostgreSQL's own is `kit.postgres`)."""

import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from churnvision.kit.child import as_child
from churnvision.kit.clock import Pause

_LOG_LIMIT_BYTES = 20_000_000
_TAIL_BYTES = 20_000
_POLL_SECONDS = 0.02


class Child:
    """A child process with a log file of its own; it gets SIGTERM when its parent ends, however it ends.

    It runs in a session of its own, so that Ctrl-C reaches the supervisor alone, which stops in order.
    """

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        *,
        env: Mapping[str, str],
        log: Path,
        stop_seconds: float = 15.0,
    ) -> None:
        self.name = name
        self._command = list(command)
        self._env = dict(env)
        self.log = log
        self._stop_seconds = stop_seconds
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """The process id while it runs."""
        return self._process.pid if self._process is not None and self.is_running() else None

    def start(self) -> None:
        """Start it without waiting for anything."""
        shorten_log(self.log)
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command,
                env=self._env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=as_child(signal.SIGTERM),
            )

    def is_running(self) -> bool:
        """Whether the process lives."""
        return self._process is not None and self._process.poll() is None

    def stop(self) -> None:
        """SIGTERM, and SIGKILL when it has not ended in time."""
        process = self._process
        if process is None or process.poll() is not None:
            return
        process.terminate()
        try:
            process.wait(self._stop_seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def kill(self) -> None:
        """SIGKILL, for one that does not answer."""
        if self._process is not None and self._process.poll() is None:
            self._process.kill()
            self._process.wait()

    @property
    def exit_code(self) -> int | None:
        """How it ended; None while it runs."""
        return None if self._process is None else self._process.poll()

    def last_line(self, *, otherwise: str = "no reason given") -> str:
        """The last line of its log: the reason, when it has just ended; `otherwise` of an empty one."""
        lines = [line.strip() for line in _tail(self.log).splitlines() if line.strip()]
        return lines[-1][:300] if lines else otherwise


def run_to_end(command: Sequence[str], *, env: Mapping[str, str], pause: Pause) -> tuple[int | None, str]:
    """Run a command; return its exit code and the last line it wrote to stderr.

    Whatever `pause` raises while the command runs ends the command first.
    """
    with tempfile.TemporaryDirectory() as folder:
        child = Child("command", command, env=env, log=Path(folder) / "log")
        try:
            child.start()
            while child.is_running():
                pause(_POLL_SECONDS)
        finally:
            child.stop()
        return child.exit_code, child.last_line(otherwise="")


def run_within(command: Sequence[str], *, env: Mapping[str, str], seconds: float) -> tuple[int | None, str]:
    """Run a command; its exit code (None: it was ended, being too slow) and all that it wrote."""
    with tempfile.TemporaryDirectory() as folder:
        child = Child("command", command, env=env, log=Path(folder) / "log", stop_seconds=1.0)
        deadline = time.monotonic() + seconds
        try:
            child.start()
            while child.is_running() and time.monotonic() < deadline:
                time.sleep(_POLL_SECONDS)
            code = child.exit_code
        finally:
            child.stop()
        return code, child.log.read_text(errors="replace")


def spawn_supervisor(
    command: Sequence[str], *, env: Mapping[str, str], log: Path, outlives_parent: bool
) -> subprocess.Popen[bytes]:
    """Start a supervisor in a session of its own; without `outlives_parent` it stops when we end."""
    shorten_log(log)
    with log.open("ab") as stream:
        return subprocess.Popen(
            list(command),
            env=dict(env),
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=stream,
            start_new_session=True,
            preexec_fn=None if outlives_parent else as_child(signal.SIGTERM),
        )


def shorten_log(log: Path) -> None:
    """Keep one older log of at most 20 MB beside the present one.

    The file is copied and emptied, not renamed: a running child goes on writing to it (it appends).
    """
    if not log.exists() or log.stat().st_size <= _LOG_LIMIT_BYTES:
        return
    log.with_name(log.name + ".1").write_bytes(log.read_bytes()[-_LOG_LIMIT_BYTES:])
    with log.open("r+b") as stream:
        stream.truncate(0)


def _tail(file: Path) -> str:
    if not file.exists():
        return ""
    with file.open("rb") as stream:
        stream.seek(max(0, file.stat().st_size - _TAIL_BYTES))
        return stream.read().decode(errors="replace")
