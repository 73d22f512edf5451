"""A duty that is asked for is done at once, once, and how it went is known afterwards."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from churnvision.dr import requests, serving
from churnvision.dr.errors import BackupFailed
from churnvision.dr.schedule import Appointment
from churnvision.dr.serving import Duty, attend, read_records, serve
from churnvision.kit.clock import utc_now

NEVER_YET = Appointment(utc_now().time())


class Enough(BaseException):
    """Ends the endless loop of a test."""


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """A state file that is not there yet."""
    file = tmp_path / "dr" / "schedule.json"
    file.parent.mkdir()
    return file


def test_a_request_twice_is_one_and_taken_once(state: Path) -> None:
    folder = requests.folder_of(state)
    assert requests.find(folder, "backup") is None
    requests.write(folder, "backup", user_id=7)
    requests.write(folder, "backup", user_id=8)
    assert [file.name for file in folder.iterdir()] == ["backup.json"]
    taken = requests.take(folder, "backup")
    assert taken is not None and taken.user_id == 8
    assert abs((utc_now() - taken.requested_at).total_seconds()) < 60
    assert requests.take(folder, "backup") is None


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"requested_at": 3}', b"\xff"])
def test_a_request_that_cannot_be_read_is_still_one(state: Path, content: bytes) -> None:
    folder = requests.folder_of(state)
    folder.mkdir()
    (folder / "drill.json").write_bytes(content)
    found = requests.take(folder, "drill")
    assert found is not None and found.user_id is None


def test_what_is_asked_for_is_done_though_it_is_not_due_and_only_that(state: Path) -> None:
    done: list[str] = []
    duties = [Duty(name, NEVER_YET, lambda name=name: done.append(name)) for name in ("backup", "drill")]
    requests.write(requests.folder_of(state), "backup")
    assert [attend(state, duty) for duty in duties] == [True, False]
    assert [attend(state, duty) for duty in duties] == [False, False]
    assert done == ["backup"]
    assert read_records(state)["backup"].outcome == "succeeded"


def test_nothing_but_the_duties_is_ever_done(state: Path) -> None:
    requests.write(requests.folder_of(state), "restore")
    done: list[int] = []
    assert not attend(state, Duty("backup", NEVER_YET, lambda: done.append(1)))
    assert not done


def test_a_failure_is_remembered_with_its_reason_and_forgotten_by_a_success(state: Path) -> None:
    def fail() -> None:
        raise BackupFailed("The disk is full.")

    requests.write(requests.folder_of(state), "backup")
    assert attend(state, Duty("backup", NEVER_YET, fail))
    failed = read_records(state)["backup"]
    assert (failed.outcome, failed.reason, failed.succeeded_at) == ("failed", "The disk is full.", None)
    requests.write(requests.folder_of(state), "backup")
    assert attend(state, Duty("backup", NEVER_YET, lambda: None))
    done = read_records(state)["backup"]
    assert (done.outcome, done.reason) == ("succeeded", None)


def test_while_a_duty_runs_it_is_told_and_no_request_waits(state: Path) -> None:
    seen = []

    def look() -> None:
        waiting = requests.find(requests.folder_of(state), "backup")
        seen.append((read_records(state)["backup"].outcome, waiting))

    requests.write(requests.folder_of(state), "backup")
    attend(state, Duty("backup", NEVER_YET, look))
    assert seen == [("running", None)]


def test_a_duty_in_which_the_scheduler_was_killed_is_told_as_failed_by_the_next_one(state: Path) -> None:
    requests.write(requests.folder_of(state), "drill")

    def stop(_seconds: float = 0.0) -> None:
        raise Enough

    with pytest.raises(Enough):
        serve(state, [Duty("drill", NEVER_YET, stop)], pause=time.sleep)
    assert read_records(state)["drill"].outcome == "running"
    assert not serving.is_alive(state)
    with pytest.raises(Enough):
        serve(state, [Duty("drill", NEVER_YET, lambda: None)], pause=stop)
    record = read_records(state)["drill"]
    assert (record.outcome, record.reason) == ("failed", "The scheduler ended while it was at it.")


@contextmanager
def serving_in_a_thread(state: Path, duties: list[Duty]) -> Iterator[None]:
    """A scheduler until the block ends."""
    stopping = threading.Event()

    def pause(seconds: float) -> None:
        if stopping.wait(seconds):
            raise Enough

    def run() -> None:
        with pytest.raises(Enough):
            serve(state, duties, pause=pause)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        stopping.set()
        thread.join()


def test_a_running_scheduler_is_alive_and_does_what_is_asked_within_seconds(state: Path) -> None:
    done = threading.Event()
    assert not serving.is_alive(state)
    with serving_in_a_thread(state, [Duty("backup", NEVER_YET, done.set)]):
        deadline = time.monotonic() + 10
        while not serving.is_alive(state):
            assert time.monotonic() < deadline
            time.sleep(0.05)
        requests.write(requests.folder_of(state), "backup")
        assert done.wait(10)
        assert serving.is_alive(state)
    assert not serving.is_alive(state)
