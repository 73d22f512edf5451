"""A stop signal, whenever it comes, stops every child in order and nothing cuts that short."""

import os
import signal
import subprocess
import sys
import time

import pytest

from churnvision.local.layout import Layout
from churnvision.local.settings import LocalSettings, read_settings
from churnvision.local.stack import Stack
from churnvision.local.state import read_state
from churnvision.local.stop_signals import StopRequested, StopSignals

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def supervise(layout: Layout, settings: LocalSettings, moment: str) -> "subprocess.Popen[str]":
    env = os.environ | {
        "CHURNVISION_VAR": str(layout.var),
        "CHURNVISION_MODELS": str(layout.models),
        "CHURNVISION_WEB_PORT": str(settings.web_port),
        "CHURNVISION_API_PORT": str(settings.api_port),
    }
    command = [sys.executable, "-m", "tests.local.supervised", moment]
    return subprocess.Popen(
        command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )


def farewells(layout: Layout) -> int:
    """How many children ended in their own time."""
    return sum("ended in order" in log.read_text() for log in layout.logs.glob("*.log"))


@pytest.mark.parametrize(
    ("moment", "children"),
    [
        ("in a finalizer", 2),
        ("between the fork and its note", 1),
        ("before the start", 0),
    ],
)
def test_a_signal_at_an_awkward_moment_stops_everything(
    layout: Layout, local_settings: LocalSettings, moment: str, children: int
) -> None:
    with supervise(layout, local_settings, moment) as supervisor:
        said, complaints = supervisor.communicate(timeout=20)
    assert (supervisor.returncode, complaints) == (0, "")
    assert said.splitlines() == [f"left: 0 of {children}"]
    assert read_state(layout) is None


def test_a_signal_ends_a_long_wait_at_once(layout: Layout, local_settings: LocalSettings) -> None:
    with supervise(layout, local_settings, "in a long wait of the start") as supervisor:
        assert supervisor.stdout is not None
        assert supervisor.stdout.readline() == "ready\n"
        began_at = time.monotonic()
        supervisor.send_signal(signal.SIGHUP)
        said, _ = supervisor.communicate(timeout=20)
        assert time.monotonic() - began_at < 3
    assert supervisor.returncode == 0
    assert said == "left: 0 of 0\n"


@pytest.mark.parametrize(
    ("moment", "first_line", "code"),
    [("while it runs", "ready\n", 0), ("while a failed start is cleared away", "failed\n", 1)],
)
def test_further_signals_do_not_cut_a_stop_short(
    layout: Layout, local_settings: LocalSettings, moment: str, first_line: str, code: int
) -> None:
    with supervise(layout, local_settings, moment) as supervisor:
        assert supervisor.stdout is not None
        assert supervisor.stdout.readline() == first_line
        # The two children take 1.2 seconds to end.
        for number in STOP_SIGNALS * 5:
            supervisor.send_signal(number)
            time.sleep(0.05)
        said, complaints = supervisor.communicate(timeout=20)
    assert supervisor.returncode == code, complaints
    assert said == "left: 0 of 2\n"
    assert farewells(layout) == 2


def test_a_signal_before_the_lock_is_released_changes_nothing(
    layout: Layout, local_settings: LocalSettings
) -> None:
    with supervise(layout, local_settings, "before the release of the lock") as supervisor:
        assert supervisor.stdout is not None
        assert supervisor.stdout.readline() == "ready\n"
        supervisor.send_signal(signal.SIGINT)
        said, complaints = supervisor.communicate(timeout=20)
    assert (supervisor.returncode, complaints) == (0, "")
    assert said == "left: 0 of 2\n"
    assert farewells(layout) == 2


def test_the_handlers_and_the_wakeup_are_put_back() -> None:
    before = [signal.getsignal(number) for number in STOP_SIGNALS]
    with StopSignals() as signals:
        signals.pause(0)
        os.kill(os.getpid(), signal.SIGTERM)
        with pytest.raises(StopRequested):
            signals.pause(60)
    assert [signal.getsignal(number) for number in STOP_SIGNALS] == before
    assert signal.set_wakeup_fd(-1) == -1


class Stubborn:
    """A service that cannot be stopped."""

    name, pid = "stubborn", None

    def start(self) -> None:
        """Nothing is started."""

    def is_running(self) -> bool:
        return True

    def stop(self) -> None:
        raise PermissionError("not ours to stop")


class Obedient(Stubborn):
    """Remembers that it was stopped."""

    is_stopped = False

    def stop(self) -> None:
        self.is_stopped = True


def test_what_will_not_stop_keeps_nothing_else_running(layout: Layout) -> None:
    stack = Stack(read_settings({"CHURNVISION_VAR": str(layout.var)}), report=lambda _step: None)
    obedient = Obedient()
    stack._launch(obedient)
    stack._launch(Stubborn())
    with pytest.raises(PermissionError):
        stack.stop()
    assert obedient.is_stopped
