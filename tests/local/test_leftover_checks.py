"""Doctor on what a dead supervisor left: told, removed by --fix, and never removed from under the living."""

import os
import subprocess
from collections.abc import Iterator
from dataclasses import replace

import pytest

from churnvision.local.findings import Finding
from churnvision.local.layout import Layout
from churnvision.local.leftover_checks import check_leftovers
from churnvision.local.sockets import make_socket_folder
from churnvision.local.state import State, describe_process, read_state, write_state


@pytest.fixture
def dead_state(layout: Layout) -> State:
    """The state of a supervisor that was killed."""
    gone = subprocess.Popen(["/bin/sleep", "60"])
    state = State(describe_process("supervisor", gone.pid), "ready", "ready", "http://x:1", "http://x:2")
    gone.kill()
    gone.wait()
    write_state(layout, state)
    return state


@pytest.fixture
def living() -> Iterator[subprocess.Popen[bytes]]:
    """A child that outlived it."""
    process = subprocess.Popen(["/bin/sleep", "60"])
    yield process
    process.kill()
    process.wait()


def look(layout: Layout, *, fix: bool = False) -> list[Finding]:
    found = list(check_leftovers(layout, fix=fix))
    assert all(one.evidence and one.command for one in found if one.state != "ok")
    return found


def test_what_a_killed_supervisor_left_is_told_and_removed(layout: Layout, dead_state: State) -> None:
    sockets = make_socket_folder(layout)
    layout.cluster.mkdir()
    lock = layout.cluster / "postmaster.pid"
    lock.write_text(f"{dead_state.supervisor.pid}\n{layout.cluster}\n")
    (told,) = look(layout)
    assert (told.state, told.command) == ("warning", "churnvision doctor --fix")
    assert read_state(layout) == dead_state and sockets.exists() and lock.exists()
    for left in ("supervisor.json", str(sockets), str(lock)):
        assert left in (told.evidence or "")
    (fixed,) = look(layout, fix=True)
    assert fixed.state == "ok" and fixed.sentence.startswith("Removed")
    assert read_state(layout) is None and not sockets.exists() and not lock.exists()
    assert [one.sentence for one in look(layout)] == ["Nothing is left of a process that died."]


def test_nothing_is_removed_while_a_child_lives(
    layout: Layout, dead_state: State, living: subprocess.Popen[bytes]
) -> None:
    write_state(layout, replace(dead_state, children=(describe_process("web", living.pid),)))
    (finding,) = look(layout, fix=True)
    assert finding.state == "failed"
    assert f"web (process {living.pid})" in (finding.evidence or "")
    assert read_state(layout) is not None


def test_a_living_supervisor_has_no_leftovers(layout: Layout, dead_state: State) -> None:
    write_state(layout, replace(dead_state, supervisor=describe_process("supervisor", os.getpid())))
    (finding,) = look(layout, fix=True)
    assert finding.state == "ok"
    assert read_state(layout) is not None


def test_the_reason_of_the_last_start_is_told_and_kept(layout: Layout, dead_state: State) -> None:
    write_state(layout, replace(dead_state, phase="failed", step="starting PostgreSQL", error="It was full."))
    last, left = look(layout, fix=True)
    assert (last.check, last.evidence) == ("last start", "starting PostgreSQL: It was full.")
    assert left.state == "ok"
    assert read_state(layout) is not None
