"""The state file tells a running supervisor from a stale one."""

import os
import stat
import subprocess
from dataclasses import replace

from churnvision.local.layout import Layout
from churnvision.local.state import (
    State,
    describe_process,
    read_state,
    running_state,
    started_ticks,
    write_state,
)


def own_state() -> State:
    return State(
        supervisor=describe_process("supervisor", os.getpid()),
        phase="ready",
        step="ready",
        web_url="http://localhost:1",
        api_url="http://localhost:2",
        children=(describe_process("worker", os.getppid(), restarts=2),),
        environment={"CHURNVISION_VAR": "/somewhere"},
    )


def test_a_state_comes_back_as_it_was_written_and_is_private(layout: Layout) -> None:
    state = own_state()
    write_state(layout, state)
    assert read_state(layout) == state
    assert running_state(layout) == state
    assert stat.S_IMODE((layout.run / "supervisor.json").stat().st_mode) == 0o600


def test_a_recycled_process_id_does_not_count_as_running(layout: Layout) -> None:
    state = own_state()
    recycled = replace(state.supervisor, started_ticks=state.supervisor.started_ticks - 1)
    write_state(layout, replace(state, supervisor=recycled))
    assert read_state(layout) is not None
    assert running_state(layout) is None


def test_a_zombie_does_not_count_as_running() -> None:
    process = subprocess.Popen(["/bin/true"])
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    assert started_ticks(process.pid) is None
    process.wait()


def test_a_cut_off_state_file_counts_as_none(layout: Layout) -> None:
    write_state(layout, own_state())
    file = layout.run / "supervisor.json"
    file.write_text(file.read_text()[:40])
    assert read_state(layout) is None
