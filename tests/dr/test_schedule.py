"""Backups run by themselves, also after the hour was slept through, and a wrong clock stops nothing."""

import json
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from churnvision.dr import journal
from churnvision.dr.catalogue import find_backups
from churnvision.dr.duties import duties_of
from churnvision.dr.errors import BackupFailed
from churnvision.dr.schedule import Appointment, Record, is_due, next_due
from churnvision.dr.serving import Duty, attend, read_records, serve
from churnvision.kit.clock import utc_now
from tests.dr.installation import Installation

DAILY = Appointment(time(2, 0))
WEEKLY = Appointment(time(4, 0), weekday=6)
MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
ALWAYS = Appointment(time(0, 0))


@pytest.mark.fault("H4")
@given(st.timedeltas(timedelta(0), timedelta(days=40_000)), st.sampled_from([DAILY, WEEKLY]))
def test_the_last_appointment_is_never_in_the_future_nor_too_old(
    age: timedelta, appointment: Appointment
) -> None:
    now = datetime(1970, 1, 2, tzinfo=UTC) + age
    last = appointment.last_before(now)
    assert last <= now < last + timedelta(days=7 if appointment.weekday is not None else 1)
    assert last.time() == appointment.at
    assert appointment.weekday in (None, last.weekday())


@pytest.mark.fault("A17")
@pytest.mark.parametrize(
    ("succeeded_hours_ago", "due"), [(1, False), (6.9, False), (7.1, True), (24, True), (-5, True)]
)
def test_a_missed_appointment_is_caught_up_once(succeeded_hours_ago: float, due: bool) -> None:
    record = Record(
        since=MONDAY - timedelta(days=30), succeeded_at=MONDAY - timedelta(hours=succeeded_hours_ago)
    )
    assert is_due(DAILY, record, MONDAY) is due


def test_a_first_start_waits_for_the_first_appointment() -> None:
    assert not is_due(DAILY, Record(since=MONDAY), MONDAY)
    assert is_due(DAILY, Record(since=MONDAY), MONDAY + timedelta(hours=17, seconds=1))


@pytest.mark.parametrize(
    ("succeeded_hours_ago", "tried_hours_ago", "in_hours"),
    [(1, 1, 17), (8, 8, 0), (8, 0.1, 0.15), (None, None, 0), (31, 7, 0)],
)
def test_the_next_time_is_the_appointment_or_now_where_it_was_missed(
    succeeded_hours_ago: float | None, tried_hours_ago: float | None, in_hours: float
) -> None:
    def ago(hours: float | None) -> datetime | None:
        return None if hours is None else MONDAY - timedelta(hours=hours)

    record = Record(MONDAY - timedelta(days=30), ago(succeeded_hours_ago), ago(tried_hours_ago))
    assert next_due(DAILY, record, MONDAY) == MONDAY + timedelta(hours=in_hours)


def test_a_failed_try_is_repeated_after_a_quarter_of_an_hour() -> None:
    record = Record(since=MONDAY - timedelta(days=2), tried_at=MONDAY)
    assert not is_due(DAILY, record, MONDAY + timedelta(minutes=14))
    assert is_due(DAILY, record, MONDAY + timedelta(minutes=15))


def test_a_duty_is_remembered_across_restarts(tmp_path: Path) -> None:
    state, done = tmp_path / "dr" / "schedule.json", []
    state.parent.mkdir()
    duty = Duty("backup", ALWAYS, lambda: done.append(1))
    since = (utc_now() - timedelta(days=2)).isoformat()
    state.write_text(json.dumps({"backup": {"since": since}}))
    assert attend(state, duty)
    assert not attend(state, duty)
    assert done == [1]
    assert read_records(state)["backup"].succeeded_at is not None


def test_a_duty_that_fails_neither_ends_the_scheduler_nor_counts_as_done(tmp_path: Path) -> None:
    state = tmp_path / "schedule.json"

    def fail() -> None:
        raise BackupFailed

    state.write_text('{"backup": {"since": "2020-01-01T00:00:00+00:00"}}')
    assert attend(state, Duty("backup", ALWAYS, fail))
    assert read_records(state)["backup"].succeeded_at is None
    assert read_records(state)["backup"].tried_at is not None


@pytest.mark.parametrize("garbage", ["", "{", "[]", '{"backup": 3}', '{"backup": {"since": "never"}}'])
def test_a_state_file_that_cannot_be_read_is_begun_anew(tmp_path: Path, garbage: str) -> None:
    state = tmp_path / "schedule.json"
    state.write_text(garbage)
    assert not attend(state, Duty("backup", ALWAYS, lambda: None))
    assert "backup" in read_records(state)


class Enough(BaseException):
    """Ends the endless loop of a test."""


def test_the_scheduler_backs_up_prunes_and_holds_a_drill(installation: Installation) -> None:
    settings = installation.settings
    settings.schedule.parent.mkdir(parents=True)
    old = '{"since": "2020-01-01T00:00:00+00:00"}'
    settings.schedule.write_text(f'{{"backup": {old}, "drill": {old}}}')

    def stop(_seconds: float) -> None:
        raise Enough

    with pytest.raises(Enough):
        serve(settings.schedule, duties_of(settings, installation.database), pause=stop)
    assert len(find_backups(settings.backups)) == 1
    assert [event.event for event in journal.read(settings.journal)] == ["backup.made", "drill.passed"]


@pytest.mark.fault("S8")
def test_a_second_scheduler_waits(installation: Installation) -> None:
    waits = []
    state = installation.settings.schedule

    def second(_seconds: float) -> None:
        with pytest.raises(Enough):
            serve(state, [], pause=third)
        raise Enough

    def third(seconds: float) -> None:
        waits.append(seconds)
        raise Enough

    with pytest.raises(Enough):
        serve(state, [], pause=second)
    assert len(waits) == 1
