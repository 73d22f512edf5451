"""`churnvision demo`: from nothing to a forecast in the browser, in one command.

The stack runs under a supervisor in a process of its own, which ends with this one unless `--detach`.
The steps reach it like any other command, and each does nothing where its work is already done.
"""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer

from churnvision.cli.output import AsJson, print_json
from churnvision.cli.progress import show_progress
from churnvision.cli.reach import adopt_stack, ensure_libgomp
from churnvision.cli.up import steps_of
from churnvision.kit.errors import ServiceUnavailable
from churnvision.local.control import SpawnedSupervisor
from churnvision.local.settings import LocalSettings, read_settings
from churnvision.local.state import State, running_state

app = typer.Typer(add_completion=False)


class StackEnded(ServiceUnavailable):
    """The stack has ended by itself; see var/logs/supervisor.log and start it again."""

    code = "stack_ended"


@app.command()
def demo(
    data: Annotated[Path | None, typer.Option(help="Your own HR file instead of the sample.")] = None,
    mapping: Annotated[Path | None, typer.Option(help="What the columns of that file mean.")] = None,
    window_days: Annotated[
        int | None,
        typer.Option(min=1, max=3660, help="Days over which leaving was observed (365 unless told)."),
    ] = None,
    detach: Annotated[bool, typer.Option("--detach", help="Return when everything is ready.")] = False,
    as_json: AsJson = False,
) -> None:
    """Start everything, import people, train, score, and show where to look; Ctrl-C stops it in order."""
    _require_files(data, mapping)
    settings = read_settings()
    ensure_libgomp()
    with _terminations_interrupt(), _running_stack(settings, detach=detach) as (state, supervisor):
        from churnvision.cli import demo_steps  # the application is loaded while the stack starts

        adopt_stack(state)
        outcome = demo_steps.run(settings.layout, data=data, mapping=mapping, window_days=window_days)
        outcome |= {"web_url": state.web_url, "api_url": state.api_url}
        if as_json:
            print_json(outcome)
        else:
            demo_steps.print_outcome(outcome)
        sys.stdout.flush()
        if supervisor is not None and not detach:
            _wait_for_ctrl_c(supervisor)


@contextmanager
def _running_stack(
    settings: LocalSettings, *, detach: bool
) -> Iterator[tuple[State, SpawnedSupervisor | None]]:
    """The stack, ready; when this command started it and fails or is interrupted, it is stopped again."""
    running = running_state(settings.layout)
    if running is not None and running.phase == "ready":
        yield running, None
        return
    supervisor = SpawnedSupervisor(settings, outlives_parent=detach)
    try:
        with show_progress("Starting the stack") as report:
            state = supervisor.wait_until_ready(steps_of(report))
        yield state, supervisor
    except BaseException:
        _stop_in_order(supervisor)
        raise


def _wait_for_ctrl_c(supervisor: SpawnedSupervisor) -> None:
    print("\nPress Ctrl-C to stop.", flush=True)
    try:
        supervisor.wait()
    except KeyboardInterrupt:
        _stop_in_order(supervisor)
        return
    raise StackEnded


def _stop_in_order(supervisor: SpawnedSupervisor) -> None:
    # A second Ctrl-C would leave PostgreSQL to its crash recovery: the order takes a second or two.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with show_progress("Stopping"):
        supervisor.stop()


@contextmanager
def _terminations_interrupt() -> Iterator[None]:
    """SIGTERM and SIGHUP end the demo as Ctrl-C does."""

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = {number: signal.signal(number, interrupt) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _require_files(data: Path | None, mapping: Path | None) -> None:
    for option, file in (("--data", data), ("--mapping", mapping)):
        if file is not None and not file.is_file():
            raise typer.BadParameter(f"there is no file {file}", param_hint=option)
    if mapping is not None and data is None:
        raise typer.BadParameter("a mapping needs the file it is for", param_hint="--mapping")
