"""Long work in a process of its own."""

import asyncio
import multiprocessing
import time
from pathlib import Path

import psutil
import pytest

from churnvision.kit.isolated import ChildEnded, Progress, Refused, follow, run_isolated
from tests.kit import isolated_work as work

LIMIT_BYTES = 2_000_000_000


async def listen(_progress: Progress) -> None:
    """Hears and does nothing."""


def wait_for_note(note: Path) -> None:
    """Wait until the child has written its process id."""
    deadline = time.monotonic() + 60
    while not (note.exists() and note.read_text()):
        assert time.monotonic() < deadline
        time.sleep(0.05)


async def test_a_child_answers_and_its_progress_is_heard() -> None:
    assert await run_isolated(work.double, listen, LIMIT_BYTES, 21) == 42


async def test_a_refusal_keeps_its_sentence() -> None:
    with pytest.raises(Refused, match="nothing to learn from"):
        await run_isolated(work.refuse, listen, LIMIT_BYTES)


async def test_an_unexpected_error_comes_with_its_trace() -> None:
    with pytest.raises(ChildEnded, match="LookupError: a wrong key"):
        await run_isolated(work.break_down, listen, LIMIT_BYTES)


async def test_a_child_that_wants_too_much_memory_is_refused_with_a_sentence() -> None:
    with pytest.raises(Refused, match="more memory than the 2000 MB"):
        await run_isolated(work.eat_memory, listen, LIMIT_BYTES)


async def test_a_killed_child_is_told_by_its_signal() -> None:
    with pytest.raises(ChildEnded, match="SIGKILL"):
        await run_isolated(work.kill_itself, listen, LIMIT_BYTES)


async def test_a_listener_that_raises_ends_the_child(tmp_path: Path) -> None:
    note = tmp_path / "pid"

    async def stop(progress: Progress) -> None:
        if progress.fraction > 0:
            raise TimeoutError

    with pytest.raises(TimeoutError):
        await run_isolated(work.linger, stop, LIMIT_BYTES, note)
    assert not psutil.pid_exists(int(note.read_text()))


async def test_a_cancelled_task_ends_the_child(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    task = asyncio.create_task(run_isolated(work.linger, listen, LIMIT_BYTES, note))
    await asyncio.to_thread(wait_for_note, note)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not psutil.pid_exists(int(note.read_text()))


@pytest.mark.parametrize("steps", range(10))
async def test_a_cancellation_that_comes_together_with_news_is_not_lost(steps: int) -> None:
    receiving, sending = multiprocessing.Pipe(duplex=False)
    with receiving, sending:
        task = asyncio.create_task(follow(receiving, listen))
        await asyncio.sleep(0.05)  # it waits for news now
        sending.send(("progress", (0.3, "working")))
        for _ in range(steps):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait({task}, timeout=5)
        assert task.cancelled()


def _parent(note: Path) -> None:
    asyncio.run(run_isolated(work.linger, listen, LIMIT_BYTES, note))


def test_a_child_ends_with_its_killed_parent(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    parent = multiprocessing.get_context("spawn").Process(target=_parent, args=(note,))
    parent.start()
    wait_for_note(note)
    child = psutil.Process(int(note.read_text()))
    parent.kill()
    parent.join()
    child.wait(timeout=10)
