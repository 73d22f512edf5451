"""Functions that tests run in child processes; a child imports them by name."""

import os
import time
from pathlib import Path

from churnvision.kit.isolated import Refused, Report


def double(report: Report, number: int) -> int:
    report(0.5, "halfway")
    return number * 2


def refuse(_report: Report) -> None:
    raise Refused("There is nothing to learn from.")


def break_down(_report: Report) -> None:
    raise LookupError("a wrong key")


def eat_memory(_report: Report) -> int:
    return len(bytearray(4_000_000_000))


def kill_itself(_report: Report) -> None:
    os.kill(os.getpid(), 9)


def linger(report: Report, note: Path) -> None:
    note.write_text(str(os.getpid()))
    while True:
        report(0.3, "working")
        time.sleep(0.1)
