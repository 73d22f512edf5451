"""What is seen of recovery is what its files prove, and what is wrong is said."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from churnvision.dr import journal, requests
from churnvision.dr.alerts import find_alerts
from churnvision.dr.drill import DrillReport, hold_drill
from churnvision.dr.errors import DrillNotFound
from churnvision.dr.journal import Event, Examination
from churnvision.dr.listing import Listed, Listing, State
from churnvision.dr.reports import KeptReport, find_report, read_reports
from churnvision.dr.schedule import Record
from churnvision.dr.settings import RecoverySettings, read_settings
from churnvision.dr.status import CopiesStatus, DutyStatus, RecoveryStatus, age_seconds, look, newest_usable
from churnvision.kit.clock import utc_now
from tests.dr.installation import KEY, Installation

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def listed(age: timedelta, state: State = "signed") -> Listed:
    """A backup of that age."""
    made_at = (NOW - age).isoformat()
    return Listed(f"churnvision_{age}", made_at, state, 1, 1, 1, 1, "0014", None, None)


def drill(age: timedelta, *, passed: bool = True) -> KeptReport:
    """A drill so long ago."""
    began_at = (NOW - age).isoformat()
    report = DrillReport("drill_20261101_040000", began_at, "churnvision_x", passed, {}, {}, 60.0, 3.0)
    return KeptReport(report, "signed")


def seen(**changes: object) -> RecoveryStatus:
    """An installation in which nothing is wrong, but for what is changed."""
    sound = RecoveryStatus(
        seen_at=NOW,
        listing=Listing([listed(timedelta(hours=7))], [], [], None),
        can_prove=True,
        drills=[drill(timedelta(days=1))],
        unreadable_reports=[],
        duties=[],
        is_scheduler_alive=True,
        journal=Examination([], None),
        kept_since=NOW - timedelta(days=100),
    )
    return replace(sound, **changes)  # type: ignore[arg-type]  # by the names of its own fields


def backups(*found: Listed) -> RecoveryStatus:
    """The same with these backups."""
    return seen(listing=Listing(list(found), [], [], None))


def failed(name: str) -> DutyStatus:
    """A duty whose last try failed."""
    record = Record(since=NOW, tried_at=NOW, outcome="failed", reason="The disk is full.")
    return DutyStatus(name, record, NOW, is_waiting=False, is_running=False)


OLD_DRILL = seen(drills=[drill(timedelta(days=8, minutes=1))])
NEVER_HELD = seen(drills=[drill(timedelta(days=1), passed=False)])
FORGED = seen(drills=[replace(drill(timedelta(days=1)), proof="changed")])
NEW_HERE = seen(drills=[], kept_since=NOW - timedelta(days=8))
TORN = seen(journal=Examination([], "The last line is cut off."))
BASE_FAILED = seen(
    journal=Examination(
        [Event(1, NOW.isoformat(), "base.failed", {"reason": "the disk is full."}, "", "")], None
    )
)
SHARE_AWAY = seen(copies=CopiesStatus("/mnt/share", NOW - timedelta(hours=26, minutes=1)))
SHARE_EMPTY = seen(copies=CopiesStatus("/mnt/share", None))
SHARE_FINE = seen(copies=CopiesStatus("/mnt/share", NOW - timedelta(hours=25)))
LOG_REFUSED = seen(log_problem="the disk is full.")
LOG_LATE = seen(log_archived_at=NOW - timedelta(minutes=11))
LOG_FINE = seen(log_archived_at=NOW - timedelta(minutes=9))


@pytest.mark.fault("A17")
@pytest.mark.parametrize(
    ("status", "names"),
    [
        (seen(), []),
        (backups(), ["no_backup"]),
        (backups(listed(timedelta(hours=1), "incomplete")), ["no_backup"]),
        (backups(listed(timedelta(hours=1), "key missing")), ["no_backup"]),
        (backups(listed(timedelta(hours=1), "not proved here")), []),
        (backups(listed(timedelta(hours=26))), []),
        (backups(listed(timedelta(hours=26, seconds=1))), ["backup_old"]),
        (backups(listed(timedelta(hours=1), "damaged"), listed(timedelta(hours=5))), ["backup_damaged"]),
        (backups(listed(-timedelta(days=900)), listed(timedelta(days=3))), ["backup_old"]),
        (OLD_DRILL, ["drill_overdue"]),
        (NEVER_HELD, ["drill_overdue"]),
        (FORGED, ["drill_overdue"]),
        (NEW_HERE, []),
        (replace(NEW_HERE, kept_since=NOW - timedelta(days=8, seconds=1)), ["drill_overdue"]),
        (replace(NEW_HERE, kept_since=None), []),
        (TORN, ["journal_damaged"]),
        (seen(journal_suspicion="Event 3 is gone."), ["journal_damaged"]),
        (seen(duties=[failed("backup"), failed("drill")]), ["duty_failed", "duty_failed"]),
        (seen(is_scheduler_alive=False), ["scheduler_stopped"]),
        (SHARE_AWAY, ["copy_old"]),
        (SHARE_EMPTY, ["copy_old"]),
        (SHARE_FINE, []),
        (LOG_REFUSED, ["log_not_archived"]),
        (LOG_LATE, ["log_not_archived"]),
        (LOG_FINE, []),
        (replace(LOG_LATE, scheduler_began_at=NOW - timedelta(minutes=2)), []),
        (replace(LOG_LATE, scheduler_began_at=NOW - timedelta(minutes=20)), ["log_not_archived"]),
        (replace(LOG_LATE, is_scheduler_alive=False), ["scheduler_stopped"]),
        (BASE_FAILED, ["base_failed"]),
    ],
)
def test_every_alert_is_raised_at_its_limit_and_not_before(status: RecoveryStatus, names: list[str]) -> None:
    found = find_alerts(status)
    assert [alert.name for alert in found] == names
    assert all(alert.sentence.endswith(".") for alert in found)


def test_an_age_is_told_by_the_clock_that_is_passed_in() -> None:
    assert age_seconds(NOW - timedelta(hours=2), NOW) == 7200
    assert age_seconds(NOW + timedelta(hours=2), NOW) == 0
    newest = newest_usable(
        [listed(timedelta(hours=9)), listed(timedelta(hours=2)), listed(-timedelta(1))], NOW
    )
    assert newest is not None and age_seconds(datetime.fromisoformat(newest.made_at), NOW) == 7200


def without_key(installation: Installation) -> RecoverySettings:
    """The settings of a process that was not given the key."""
    hidden = {k: v for k, v in installation.environment.items() if k != "BACKUP_ENCRYPTION_KEY"}
    return read_settings(hidden)


def test_an_installation_is_seen_with_its_key_and_without(installation: Installation) -> None:
    settings = installation.settings
    empty = look(settings, utc_now())
    assert empty.newest_backup is None and empty.kept_since is None and not empty.is_scheduler_alive
    made = installation.backup()
    hold_drill(settings, installation.database)
    status = look(settings, utc_now())
    newest = status.newest_backup
    assert newest is not None and (newest.backup_id, newest.state) == (made.backup_id, "signed")
    assert [(one.proof, one.report.has_passed) for one in status.drills] == [("signed", True)]
    assert status.last_backup_at is not None and status.kept_since is not None
    assert KEY not in repr(status)
    blind = look(without_key(installation), utc_now())
    unproved = blind.newest_backup
    assert unproved is not None and (unproved.state, unproved.rows) == ("not proved here", None)
    assert unproved.verified_at is not None and unproved.bytes == newest.bytes
    assert [one.proof for one in blind.drills] == ["not proved here"]
    assert not blind.can_prove and status.can_prove


def test_a_backup_found_damaged_is_told_so_without_the_key_too(installation: Installation) -> None:
    made = installation.backup()
    journal.append(
        installation.settings.journal, "backup.verify_failed", backup_id=made.backup_id, reason="A bit."
    )
    [backup] = look(without_key(installation), utc_now()).listing.backups
    assert (backup.state, backup.reason, backup.verified_at) == ("damaged", "A bit.", None)


def test_backups_are_seen_although_the_journal_is_damaged(installation: Installation) -> None:
    installation.backup()
    lines = installation.settings.journal.read_text()
    installation.settings.journal.write_text(lines.replace("backup.made", "backup.maid"))
    status = look(installation.settings, utc_now())
    assert status.newest_backup is not None
    assert status.journal_problem is not None and "broken at event 1" in status.journal_problem
    assert status.last_backup_at is None


def test_a_request_waits_and_is_seen(installation: Installation) -> None:
    requests.write(requests.folder_of(installation.settings.schedule), "drill")
    duties = {duty.name: duty for duty in look(installation.settings, utc_now()).duties}
    assert (duties["drill"].is_waiting, duties["backup"].is_waiting) == (True, False)
    assert duties["backup"].next_at > utc_now()


@pytest.fixture
def held(installation: Installation) -> Path:
    """The JSON of a drill that passed."""
    installation.backup()
    return hold_drill(installation.settings, installation.database)[1]


def test_a_report_that_was_changed_or_renamed_counts_for_nothing(
    installation: Installation, held: Path
) -> None:
    document = json.loads(held.read_text())
    held.write_text(json.dumps({**document, "recovery_time_seconds": 0.001}))
    held.with_name("drill_20200101_000000.json").write_text(json.dumps(document))
    status = look(installation.settings, utc_now())
    assert [one.proof for one in status.drills] == ["changed", "changed"]
    assert status.last_passed_drill is None
    assert {one.report.drill_id for one in status.drills} == {held.stem, "drill_20200101_000000"}


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"signature": "x", "key_id": "y"}', "\x00"])
def test_what_is_no_report_is_named(tmp_path: Path, content: str) -> None:
    (tmp_path / "drill_20261101_040000.json").write_text(content)
    (tmp_path / "notes.json").write_text("{}")
    assert read_reports(tmp_path, {}, limit=20) == ([], ["drill_20261101_040000"])


def test_the_last_drill_that_passed_is_found_behind_many_that_failed(held: Path) -> None:
    document = json.loads(held.read_text())
    for minute in range(30):
        drill_id = f"drill_29991231_23{minute:02}00"
        failure = {**document, "drill_id": drill_id, "has_passed": False}
        held.with_name(f"{drill_id}.json").write_text(json.dumps(failure))
    found, _ = read_reports(held.parent, {}, limit=5)
    assert [one.report.has_passed for one in found] == [False] * 5 + [True]


def test_only_a_drills_own_file_is_handed_out(tmp_path: Path) -> None:
    report = tmp_path / "drill_20261101_040000.html"
    report.write_text("a report")
    (tmp_path / "journal.json").write_text("{}")
    (tmp_path / "drill_20990101_000000.json").symlink_to(tmp_path / "journal.json")
    assert find_report(tmp_path, report.stem, "html") == report
    for strange in ("../journal", "journal", "drill_20261101_040000/..", "", "drill_20990101_000000", "*"):
        with pytest.raises(DrillNotFound):
            find_report(tmp_path, strange, "json")


def test_the_newest_backup_of_the_journal_is_known() -> None:
    events = [Event(n, f"2026-11-0{n}T00:00:00+00:00", "backup.made", {}, "", "") for n in (1, 2)]
    assert seen(journal=Examination(events, None)).last_backup_at == datetime(2026, 11, 2, tzinfo=UTC)
