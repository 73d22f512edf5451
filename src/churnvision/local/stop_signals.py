"""SIGINT, SIGTERM and SIGHUP as a request that is heard at safe points, never as an exception from nowhere.

Python runs a signal handler between any two instructions: what a handler raises is lost inside a finalizer,
and strikes as well between the start of a child and the note that it was started.
"""

import os
import select
import signal
from contextlib import suppress
from types import FrameType, TracebackType
from typing import Any, Self

_NUMBERS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class StopRequested(BaseException):
    """Somebody asked this process to stop; raised by `StopSignals.pause` alone."""


class StopSignals:
    """While entered, a stop signal is remembered and wakes a pause; any number of them change nothing more.

    Enter it from the main thread, once.
    """

    def __init__(self) -> None:
        self.is_requested = False
        self._before: dict[signal.Signals, Any] = {}
        self._wakeup_before = -1
        self._reading = self._writing = -1

    def __enter__(self) -> Self:
        self._reading, self._writing = os.pipe()
        os.set_blocking(self._reading, False)
        os.set_blocking(self._writing, False)
        # Written to by the interpreter's own handler, at once: ours may have to wait for its turn.
        self._wakeup_before = signal.set_wakeup_fd(self._writing, warn_on_full_buffer=False)
        self._before = {number: signal.signal(number, self._remember) for number in _NUMBERS}
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(self._wakeup_before)
        os.close(self._reading)
        os.close(self._writing)

    def pause(self, seconds: float = 0.0) -> None:
        """Wait, less long when a signal comes. Raises StopRequested when a stop was asked for."""
        self.check()
        select.select([self._reading], [], [], seconds)
        with suppress(BlockingIOError):
            os.read(self._reading, 4096)
        self.check()

    def check(self) -> None:
        """Do not wait. Raises StopRequested when a stop was asked for."""
        if self.is_requested:
            raise StopRequested

    def _remember(self, _number: int, _frame: FrameType | None) -> None:
        self.is_requested = True
