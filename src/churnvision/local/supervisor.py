"""The one process that owns the stack's children: it starts, watches, revives and stops them."""

import fcntl
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from churnvision.kit.clock import Pause
from churnvision.kit.errors import ChurnVisionError
from churnvision.kit.postgres import Server
from churnvision.kit.site_state import read_site_state
from churnvision.local.disk import require_free_disk
from churnvision.local.errors import AlreadyRunning, SiteFenced
from churnvision.local.layout import Layout
from churnvision.local.ports import require_free_port
from churnvision.local.process import shorten_log
from churnvision.local.settings import LocalSettings
from churnvision.local.site import require_may_start
from churnvision.local.stack import Report, Stack
from churnvision.local.state import State, describe_process, read_state, remove_state, write_state
from churnvision.local.stop_signals import StopRequested, StopSignals
from churnvision.local.wholeness import is_first_start, prepare_folders

_WATCH_SECONDS = 0.25
_LOG_CHECK_SECONDS = 60.0
_REMAINS_SECONDS = 25.0


class Supervisor:
    """Runs the stack of one data folder until it is told to stop. Use it from the main thread."""

    def __init__(self, settings: LocalSettings, report: Report) -> None:
        self._settings = settings
        self._layout = settings.layout
        self._report_outside = report
        self._signals = StopSignals()
        self._stack = Stack(settings, self._report, pause=self._signals.pause)
        self._state = State(
            supervisor=describe_process("supervisor", os.getpid()),
            phase="starting",
            step="looking at the folders and ports",
            web_url=settings.url_of(settings.web_port),
            api_url=settings.url_of(settings.api_port),
        )

    def run(self, on_ready: Callable[[State], None]) -> None:
        """Start everything, call `on_ready`, watch until stopped. Raises what kept it from starting.

        Stop signals are heard from before the lock is taken until after it is released.
        """
        prepare_folders(self._layout)
        with self._signals, sole_supervisor(self._layout):
            failure: ChurnVisionError | None = None
            try:
                self._start()
                on_ready(self._state)
                self._watch()
            except StopRequested:
                pass
            except ChurnVisionError as error:
                # Ctrl-C reaches the programs that a start runs in the foreground, too.
                failure = None if self._signals.is_requested else error
            finally:
                self._stop()
            if failure is not None:
                self._note(phase="failed", error=failure.message, error_code=failure.code)
                raise failure

    def _start(self) -> None:
        settings = self._settings
        await_remains(self._layout, self._signals.pause)
        self._note()
        require_free_disk(self._layout.var, is_first_start=is_first_start(self._layout))
        require_may_start(settings)
        require_free_port(settings.host, settings.web_port, "CHURNVISION_WEB_PORT")
        require_free_port(settings.host, settings.api_port, "CHURNVISION_API_PORT")
        self._stack.start()
        self._signals.check()
        self._note(
            phase="ready",
            step="ready",
            environment=self._stack.environment,
            is_standby=self._stack.is_standby,
        )

    def _watch(self) -> None:
        logs_checked_at = time.monotonic()
        while True:
            self._signals.pause(_WATCH_SECONDS)
            if self._stack.revive():
                self._note()
            self._heed_fence()
            if time.monotonic() - logs_checked_at > _LOG_CHECK_SECONDS:
                logs_checked_at = time.monotonic()
                self._shorten_logs()

    def _heed_fence(self) -> None:
        """Stop a primary as soon as its watch has seen that the other site was promoted."""
        if self._settings.site is None or self._state.is_standby:
            return
        state = read_site_state(self._layout.var)
        if state is not None and state.fence is not None:
            raise SiteFenced(state.fence)

    def _shorten_logs(self) -> None:
        for log in self._layout.logs.glob("*.log"):
            with suppress(OSError):
                shorten_log(log)

    def _stop(self) -> None:
        self._note(phase="stopping")
        try:
            self._stack.stop()
        finally:
            remove_state(self._layout)

    def _report(self, step: str) -> None:
        self._note(step=step)
        # The terminal may be gone, or the file behind it have no more room.
        with suppress(OSError):
            self._report_outside(step)

    def _note(self, **changes: object) -> None:
        """Write down how it fares; only a start fails when that cannot be written.

        Commands find a stack by its state. Once it runs, a full disk must neither end it nor keep it from
        stopping in order.
        """
        is_starting = self._state.phase == "starting"
        self._state = self._state.with_(**changes, children=self._stack.processes())
        try:
            write_state(self._layout, self._state)
        except OSError:
            if is_starting and self._state.phase != "stopping":
                raise


def await_remains(layout: Layout, pause: Pause) -> None:
    """Wait until the children of a killed supervisor have ended; they were told to when it died.

    PostgreSQL is left to `clear_leftovers`, which never ends a server by force.
    """
    state = read_state(layout)
    if state is None or state.supervisor.is_alive():
        return
    deadline = time.monotonic() + _REMAINS_SECONDS
    while any(child.is_alive() for child in state.children) and time.monotonic() < deadline:
        pause(0.05)
    for child in state.children:
        if child.is_alive() and child.name != Server.name:
            os.kill(child.pid, signal.SIGKILL)


@contextmanager
def sole_supervisor(layout: Layout) -> Iterator[None]:
    """Nobody else starts anything on this data folder meanwhile. Raises AlreadyRunning."""
    with (layout.run / "supervisor.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise AlreadyRunning from error
        yield
