"""Progress bars on stderr: live on a terminal, plain lines elsewhere."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    SpinnerColumn,
    TaskProgressColumn,
    TextColumn,
    TimeElapsedColumn,
)

Report = Callable[[float, str], None]
_PLAIN_LINE_SECONDS = 5.0


@contextmanager
def show_progress(title: str) -> Iterator[Report]:
    """A bar for one step; call what it yields with the fraction done (0 to 1) and a short message."""
    if sys.stderr.isatty():
        with _live_bar(title) as report:
            yield report
    else:
        plain = _PlainLines(title)
        yield plain.report
        plain.finish()


@contextmanager
def _live_bar(title: str) -> Iterator[Report]:
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(bar_width=30),
        TaskProgressColumn(),
        TimeElapsedColumn(),
        TextColumn("[dim]{task.fields[message]}"),
    )
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task(title, total=1.0, message="")

        def report(fraction: float, message: str = "") -> None:
            progress.update(task, completed=min(max(fraction, 0.0), 1.0), message=message)

        yield report
        progress.update(task, completed=1.0, message="")


class _PlainLines:
    """At most one line every five seconds, and one when done."""

    def __init__(self, title: str) -> None:
        self._title = title
        self._began_at = time.monotonic()
        self._printed_at = self._began_at

    def report(self, fraction: float, message: str = "") -> None:
        now = time.monotonic()
        if now - self._printed_at >= _PLAIN_LINE_SECONDS:
            self._printed_at = now
            print(f"{self._title}: {fraction:.0%} {message}".rstrip(), file=sys.stderr, flush=True)

    def finish(self) -> None:
        seconds = time.monotonic() - self._began_at
        print(f"{self._title}: done in {seconds:.1f} s", file=sys.stderr, flush=True)
