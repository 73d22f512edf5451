"""Starting a supervisor from a command, waiting for it, and stopping it."""

import os
import signal
import sys
import time
from collections.abc import Callable
from typing import NoReturn

from churnvision.kit.errors import ChurnVisionError
from churnvision.kit.site_settings import SiteSettingInvalid
from churnvision.local.errors import (
    AlreadyRunning,
    DataIncomplete,
    DiskTooFull,
    FolderUnusable,
    NotRunning,
    PortTaken,
    ProgramMissing,
    ServiceNotStarted,
    SiteFenced,
)
from churnvision.local.layout import Layout
from churnvision.local.process import spawn_supervisor
from churnvision.local.settings import LocalSettings, present_environment
from churnvision.local.state import State, read_state, running_state
from churnvision.local.wholeness import prepare_folders

_START_SECONDS = 240.0
_STOP_SECONDS = 120.0
_POLL_SECONDS = 0.05


class SpawnedSupervisor:
    """A supervisor in a process of its own, started by this command."""

    def __init__(self, settings: LocalSettings, *, outlives_parent: bool) -> None:
        """Start it. Raises AlreadyRunning, DataIncomplete or FolderUnusable before anything is started."""
        if running_state(settings.layout) is not None:
            raise AlreadyRunning
        prepare_folders(settings.layout)
        self._layout = settings.layout
        self._process = spawn_supervisor(
            [sys.executable, "-m", "churnvision.local"],
            env=present_environment(),
            log=settings.layout.logs / "supervisor.log",
            outlives_parent=outlives_parent,
        )

    def wait_until_ready(self, report: Callable[[str], None]) -> State:
        """Wait, passing on each step. Raises what kept it from starting."""
        deadline = time.monotonic() + _START_SECONDS
        last_step = ""
        while time.monotonic() < deadline:
            ended = self._process.poll() is not None
            state = read_state(self._layout)
            if state is not None and state.supervisor.pid == self._process.pid:
                if state.phase == "ready" and not ended:
                    return state
                if state.phase == "failed":
                    self._process.wait()
                    _raise_again(state)
                if state.step != last_step:
                    last_step = state.step
                    report(last_step)
            if ended:
                break
            time.sleep(_POLL_SECONDS)
        self.stop()
        if running_state(self._layout) is not None:
            raise AlreadyRunning
        raise ServiceNotStarted(f"The stack did not start; see {self._layout.logs / 'supervisor.log'}.")

    def wait(self) -> int:
        """Wait until it ends; its exit code."""
        return self._process.wait()

    def stop(self) -> None:
        """Tell it to stop everything in order, and wait for that."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
        self._process.wait()


def stop_running(layout: Layout) -> None:
    """Stop the supervisor that runs on this data folder and wait for it. Raises NotRunning."""
    state = running_state(layout)
    if state is None:
        raise NotRunning("ChurnVision is not running on this data folder; there is nothing to stop.")
    os.kill(state.supervisor.pid, signal.SIGTERM)
    deadline = time.monotonic() + _STOP_SECONDS
    while state.supervisor.is_alive():
        if time.monotonic() > deadline:
            raise ServiceNotStarted(
                f"The supervisor (process {state.supervisor.pid}) did not stop within {_STOP_SECONDS:.0f} s; "
                f"see {layout.logs / 'supervisor.log'}."
            )
        time.sleep(_POLL_SECONDS)


def _raise_again(state: State) -> NoReturn:
    kinds: tuple[type[ChurnVisionError], ...] = (
        PortTaken, DiskTooFull, DataIncomplete, FolderUnusable, ProgramMissing, SiteFenced,
        SiteSettingInvalid,
    )  # fmt: skip
    kind = next((kind for kind in kinds if kind.code == state.error_code), ServiceNotStarted)
    raise kind(state.error)
