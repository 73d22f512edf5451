"""Children end with their parent, however it ends."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from churnvision.local.process import Child, run_to_end, shorten_log
from churnvision.local.state import started_ticks

PARENT = """
import os, sys, time
from pathlib import Path
from churnvision.local.process import Child
child = Child("sleeper", ["sleep", "600"], env=dict(os.environ), log=Path(sys.argv[1]))
child.start()
print(child.pid, flush=True)
time.sleep(600)
"""


def wait_until_ended(pid: int) -> bool:
    deadline = time.monotonic() + 10
    while started_ticks(pid) is not None and time.monotonic() < deadline:
        time.sleep(0.02)
    return started_ticks(pid) is None


def test_a_child_ends_when_its_parent_is_killed(tmp_path: Path) -> None:
    command = [sys.executable, "-c", PARENT, str(tmp_path / "log")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        assert started_ticks(child) is not None
        parent.send_signal(signal.SIGKILL)
    assert wait_until_ended(child)


def test_a_child_that_ignores_the_polite_signal_is_killed(tmp_path: Path) -> None:
    code = (
        "import signal, time; signal.signal(15, signal.SIG_IGN); print('deaf', flush=True); time.sleep(600)"
    )
    log = tmp_path / "log"
    child = Child("deaf", [sys.executable, "-c", code], env={}, log=log, stop_seconds=0.3)
    child.start()
    while "deaf" not in log.read_text():
        time.sleep(0.02)
    child.stop()
    assert not child.is_running()
    assert child.pid is None


def test_the_last_line_of_the_log_gives_the_reason(tmp_path: Path) -> None:
    child = Child(
        "broken", [sys.executable, "-c", "raise SystemExit('no licence')"], env={}, log=tmp_path / "log"
    )
    child.start()
    while child.is_running():
        time.sleep(0.02)
    assert child.last_line() == "no licence"


def test_a_long_log_keeps_its_end_beside_it(tmp_path: Path) -> None:
    log = tmp_path / "worker.log"
    log.write_bytes(b"x" * 20_000_001 + b"the end")
    shorten_log(log)
    assert log.stat().st_size == 0
    assert (tmp_path / "worker.log.1").read_bytes().endswith(b"the end")


def test_a_command_that_is_run_to_its_end_tells_how_it_ended() -> None:
    for code, told in (("pass", (0, "")), ("raise SystemExit('no licence')", (1, "no licence"))):
        command = [sys.executable, "-c", code]
        assert run_to_end(command, env=dict(os.environ), pause=time.sleep) == told


def test_a_command_ends_when_nobody_waits_for_it_any_more(tmp_path: Path) -> None:
    file = tmp_path / "pid"

    def wait_in_vain(seconds: float) -> None:
        time.sleep(seconds)
        if file.exists() and file.read_text():
            raise KeyboardInterrupt

    code = f"import os, time; open({str(file)!r}, 'w').write(str(os.getpid())); time.sleep(600)"
    with pytest.raises(KeyboardInterrupt):
        run_to_end([sys.executable, "-c", code], env=dict(os.environ), pause=wait_in_vain)
    assert started_ticks(int(file.read_text())) is None


def test_a_child_heeds_signals_that_its_parent_remembers_or_ignores(tmp_path: Path) -> None:
    numbers = "signal.SIGINT, signal.SIGTERM, signal.SIGHUP"
    code = f"import signal; print(*(signal.getsignal(n) == signal.SIG_IGN for n in ({numbers})))"
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        child = Child("heeding", [sys.executable, "-c", code], env={}, log=tmp_path / "log")
        child.start()
        while child.is_running():
            time.sleep(0.02)
    finally:
        signal.signal(signal.SIGHUP, before)
    assert child.last_line() == "False False False"
