"""An installation in a temporary folder, driven by its command line as a user would."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from churnvision.local.layout import Layout
from churnvision.local.ports import find_free_port
from churnvision.local.state import ProcessState, read_state

PASSWORD = "a-password-of-tests-only"


@dataclass
class Installation:
    """Folders and ports of its own; `before` is put before every command (a namespace, for example).

    `settings` are further variables of its environment.
    """

    folder: Path
    before: tuple[str, ...] = ()
    web_port: int = field(default_factory=find_free_port)
    api_port: int = field(default_factory=find_free_port)
    admin_password: str = PASSWORD
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def layout(self) -> Layout:
        """Its folders."""
        return Layout(self.folder / "var", self.folder / "models")

    @property
    def env(self) -> dict[str, str]:
        """The environment of its commands."""
        clean = {name: value for name, value in os.environ.items() if not name.startswith("CHURNVISION_")}
        return clean | {
            "CHURNVISION_VAR": str(self.layout.var),
            "CHURNVISION_MODELS": str(self.layout.models),
            "CHURNVISION_BACKUPS": str(self.folder / "backups"),
            "CHURNVISION_WEB_PORT": str(self.web_port),
            "CHURNVISION_API_PORT": str(self.api_port),
            "CHURNVISION_ADMIN_PASSWORD": self.admin_password,
            **self.settings,
        }

    def command(self, *arguments: str) -> list[str]:
        """The command line of `churnvision`."""
        return [*self.before, sys.executable, "-m", "churnvision.cli.main", *arguments]

    def run(
        self, *arguments: str, seconds: float = 240, cwd: Path | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        return subprocess.run(
            self.command(*arguments),
            env=self.env,
            cwd=cwd,
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )

    def begin(self, *arguments: str) -> subprocess.Popen[str]:
        """Start a command and do not wait for it."""
        return subprocess.Popen(
            self.command(*arguments),
            env=self.env,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
            preexec_fn=_hear_interrupts,
        )

    def status(self) -> dict[str, Any]:
        """The document of `status --json`."""
        document: dict[str, Any] = json.loads(self.run("status", "--json").stdout)
        return document

    def processes(self) -> list[ProcessState]:
        """The supervisor and its children, as last written down."""
        state = read_state(self.layout)
        return [] if state is None else [state.supervisor, *state.children]

    def pid_of(self, name: str) -> int:
        """The process id of one of them."""
        return next(process.pid for process in self.processes() if process.name == name)

    def stop(self) -> None:
        """Stop whatever runs."""
        self.run("down")


def wait_for(condition: Callable[[], bool], *, seconds: float = 120) -> bool:
    """Whether it came true in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def none_alive(processes: list[ProcessState]) -> bool:
    """Whether every one of these processes has ended."""
    return not any(process.is_alive() for process in processes)


def _hear_interrupts() -> None:
    # A suite that a shell runs in the background is started with SIGINT ignored, and hands that on.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
