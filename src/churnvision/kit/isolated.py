"""Long work in a process of its own: the event loop stays free, and ending the work is ending a process.

The child is started afresh (spawn, no copy of connections), ends when its parent ends, however that came
about, computes on one thread, and may not take more memory than it is given.
"""

import asyncio
import contextlib
import multiprocessing
import os
import resource
import signal
import traceback
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any, Concatenate, ParamSpec, TypeVar

from threadpoolctl import threadpool_limits

from churnvision.kit.child import die_with_parent

P = ParamSpec("P")
R = TypeVar("R")
Report = Callable[[float, str], None]

TICK_SECONDS = 0.4
_SPAWN = multiprocessing.get_context("spawn")


class Refused(Exception):
    """The child cannot do what was asked; the text is one sentence for the user."""


class ChildEnded(Exception):
    """The child ended without an answer; the text says how."""

    @property
    def last_line(self) -> str:
        """The last line of that text, as the end of a sentence without its full stop."""
        return (str(self).strip().splitlines() or ["no reason given"])[-1].rstrip(".")


class ChildDied(ChildEnded):
    """The child ended without a word: by a signal, a crash or for want of memory."""


@dataclass(frozen=True)
class Progress:
    """The last thing a child reported: fraction done (0 to 1) and a short message."""

    fraction: float = 0.0
    message: str = ""


OnTick = Callable[[Progress], Awaitable[None]]


async def run_isolated(
    function: Callable[Concatenate[Report, P], R],
    on_tick: OnTick,
    memory_limit_bytes: int,
    *arguments: P.args,
    **named: P.kwargs,
) -> R:
    """`function(report, ...)` in a child process; what it returns (small, picklable).

    `on_tick` hears the latest progress about twice a second; when it raises, the child is ended and the
    error goes on. The calling thread must not end before this does: the child would end with it.
    Raises Refused, ChildEnded.
    """
    receiving, sending = _SPAWN.Pipe(duplex=False)
    process = _SPAWN.Process(
        target=_in_child,
        args=(sending, os.getpid(), memory_limit_bytes, function, arguments, named),
        daemon=True,
    )
    process.start()
    sending.close()
    try:
        outcome, answer = await follow(receiving, on_tick)
    finally:
        # Whatever it answered is here already; a child that still computes is not wanted any more.
        with contextlib.suppress(OSError):
            process.kill()
        process.join()
        receiving.close()
        exit_code = process.exitcode
        process.close()
    if outcome == "answer":
        return answer  # type: ignore[no-any-return]
    if outcome == "refused":
        raise Refused(answer)
    if answer is None:
        raise ChildDied(f"the process ended by itself ({_how_it_ended(exit_code)})")
    raise ChildEnded(answer)


async def ignore_progress(_progress: Progress) -> None:
    """An `on_tick` for what takes seconds, and has no progress to show."""


async def follow(receiving: Connection, on_tick: OnTick) -> tuple[str, Any]:
    """What a child said last: ("answer" | "refused" | "ended", content); its progress goes to `on_tick`."""
    loop, news = asyncio.get_running_loop(), asyncio.Event()
    loop.add_reader(receiving.fileno(), news.set)
    progress = Progress()
    try:
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(TICK_SECONDS):
                    await news.wait()
            news.clear()
            try:
                while receiving.poll():
                    kind, content = receiving.recv()
                    if kind != "progress":
                        return kind, content
                    progress = Progress(*content)
            except (EOFError, OSError):
                return "ended", None
            await on_tick(progress)
            await asyncio.sleep(TICK_SECONDS)
    finally:
        loop.remove_reader(receiving.fileno())


def _in_child(
    sending: Connection,
    parent: int,
    memory_limit_bytes: int,
    function: Callable[..., Any],
    arguments: tuple[Any, ...],
    named: dict[str, Any],
) -> None:
    die_with_parent(signal.SIGKILL, parent)
    # Ctrl-C reaches the whole group of a terminal; the parent decides when this process ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(2)
    resource.setrlimit(resource.RLIMIT_DATA, (memory_limit_bytes, memory_limit_bytes))

    def report(fraction: float, message: str) -> None:
        sending.send(("progress", (float(fraction), message)))

    try:
        with threadpool_limits(1):
            outcome = ("answer", function(report, *arguments, **named))
    except Refused as refusal:
        outcome = ("refused", str(refusal))
    except MemoryError:
        megabytes = memory_limit_bytes // 1_000_000
        outcome = ("refused", f"This needs more memory than the {megabytes} MB that one job may take.")
    except Exception:  # noqa: BLE001 - the last resort of a process: its parent logs what happened
        outcome = ("ended", traceback.format_exc())
    sending.send(outcome)
    sending.close()


def _how_it_ended(exit_code: int | None) -> str:
    if exit_code is not None and exit_code < 0:
        name = signal.Signals(-exit_code).name
        return (
            f"signal {name}; the system may have run out of memory" if name == "SIGKILL" else f"signal {name}"
        )
    return f"exit code {exit_code}"
