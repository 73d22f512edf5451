"""A supervisor of two sleeping children to which a stop signal comes at a chosen moment; a program of tests.

`python -m tests.local.supervised MOMENT` prints the ids of its children as they start, then "ready", and at
its end which of them still run.
"""

import fcntl
import gc
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from churnvision.local import process, supervisor
from churnvision.local.errors import ServiceNotStarted
from churnvision.local.layout import Layout
from churnvision.local.process import Child
from churnvision.local.settings import read_settings
from churnvision.local.stack import Stack
from churnvision.local.state import started_ticks
from churnvision.local.supervisor import Supervisor

SLOW = """
import signal, sys, time
def end(*_):
    time.sleep(0.6)
    print("ended in order", flush=True)
    sys.exit(0)
signal.signal(signal.SIGTERM, end)
print("started", flush=True)
time.sleep(600)
"""
started: list[int] = []
moment = sys.argv[1]


def stop_now() -> None:
    """The signal comes while the interpreter is where this is called."""
    os.kill(os.getpid(), signal.SIGTERM)


class Remains:
    """Garbage in a circle, so that the collector finalizes it."""

    def __init__(self) -> None:
        self.itself = self

    def __del__(self) -> None:
        stop_now()


class StruckPopen(subprocess.Popen[bytes]):
    """The signal comes when the child runs and nobody has noted it yet."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        started.append(self.pid)
        if moment == "between the fork and its note":
            stop_now()


class Sleepers(Stack):
    """Children without databases, started and stopped by the real code."""

    def start(self) -> None:
        """Start both, then do what the moment asks for."""
        if moment == "in a long wait of the start":
            print("ready", flush=True)
            self._pause(60)
        for name in ("first", "second"):
            self._begin(f"starting {name}")
            log = self._layout.logs / f"{name}.log"
            self._launch(Child(name, [sys.executable, "-c", SLOW], env=dict(os.environ), log=log))
            while "started" not in log.read_text():
                time.sleep(0.01)
        if moment == "in a finalizer":
            Remains()
            gc.collect()
        if moment == "while a failed start is cleared away":
            raise ServiceNotStarted("A service did not start.")

    def stop(self) -> None:
        """Say that a failed start is cleared away; a signal before that would be an ordinary stop."""
        if moment == "while a failed start is cleared away":
            print("failed", flush=True)
        super().stop()


_flock, sole_supervisor = fcntl.flock, supervisor.sole_supervisor


def struck_flock(*arguments: Any) -> None:
    """The signal comes as soon as the lock is held, before anything is tried."""
    _flock(*arguments)
    if moment == "before the start":
        stop_now()


@contextmanager
def struck_release(layout: Layout) -> Iterator[None]:
    """The signal comes after the stop, while the lock is still held."""
    with sole_supervisor(layout):
        yield
        if moment == "before the release of the lock":
            stop_now()


def main() -> None:
    """Run it, and say what is left."""
    process.subprocess.Popen = StruckPopen  # type: ignore[misc]
    supervisor.fcntl.flock = struck_flock  # type: ignore[assignment]
    supervisor.sole_supervisor = struck_release
    supervisor.Stack = Sleepers  # type: ignore[misc]
    try:
        Supervisor(read_settings(), report=lambda _step: None).run(lambda _state: print("ready", flush=True))
    finally:
        print("left:", sum(started_ticks(pid) is not None for pid in started), "of", len(started))


if __name__ == "__main__":
    main()
