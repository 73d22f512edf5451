"""Recovery to a point in time: row-exact, or refused with the reason and nothing changed."""

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from churnvision.dr import journal, log_switch
from churnvision.dr.errors import BackupDamaged, RecoverFailed, RecoverRefused
from churnvision.dr.log_switch import keep_log_moving
from churnvision.dr.recover import drop_outdated_clusters, kept_clusters, recover, swap_in, undo_recover
from churnvision.dr.recovery_target import parse_target
from churnvision.dr.removals import record_user
from tests.dr.archived_cluster import ArchivedCluster
from tests.dr.installation import KEY


@pytest.mark.fault("D7")
def test_it_is_exact_to_the_transaction(archived: ArchivedCluster) -> None:
    archived.base()
    archived.note("one")
    after_two = archived.note("two")
    archived.note("three")

    recovered = archived.recover(after_two)

    assert archived.notes() == ["one", "two"]
    assert recovered.reached_at is not None
    assert datetime.fromisoformat(recovered.reached_at) <= after_two
    assert (recovered.timeline, archived.timeline()) == (2, 2)
    assert archived.leftovers() == []
    assert archived.sql("SELECT count(*) FROM sessions") == 0


def test_without_a_target_nothing_committed_is_lost(archived: ArchivedCluster) -> None:
    archived.base()
    for number in range(20):
        archived.note(str(number))
    archived.recover()
    assert archived.notes() == [str(number) for number in range(20)]


@pytest.mark.fault("D13", "F1")
def test_the_last_minute_is_in_the_archive_when_the_host_is_lost(archived: ArchivedCluster) -> None:
    archived.base()
    archived.note("archived")
    archived.hand_over()
    archived.stop()
    old = archived.archive
    archived.data.rename(archived.folder / "lost")

    recovered = recover(archived.settings, old, archived.cluster(), parse_target(None, None, None, None))
    archived.start()

    assert recovered.kept_as is None
    assert archived.notes() == ["archived"]


def test_a_time_at_which_nothing_more_was_committed_is_reached(archived: ArchivedCluster) -> None:
    archived.base()
    last = archived.note("last")
    recovered = archived.recover(last)
    assert archived.notes() == ["last"]
    assert recovered.target.startswith(last.isoformat(sep=" ")[:19])


def test_positions_and_restore_points(archived: ArchivedCluster) -> None:
    archived.base()
    archived.note("one")
    archived.sql("SELECT pg_create_restore_point('before the import')")
    archived.note("two")
    position = str(archived.sql("SELECT pg_current_wal_flush_lsn()"))
    archived.note("three")

    archived.recover(position=position)
    assert archived.notes() == ["one", "two"]
    archived.recover(name="before the import", timeline=1)
    assert archived.notes() == ["one"]


def test_an_unknown_restore_point_fails_and_changes_nothing(archived: ArchivedCluster) -> None:
    archived.base()
    archived.note("one")
    with pytest.raises(RecoverFailed, match="did not reach restore point nowhere"):
        archived.recover(name="nowhere")
    assert archived.notes() == ["one"]
    assert archived.timeline() == 1
    assert archived.leftovers() == []
    assert [event.event for event in journal.read(archived.settings.journal)][-1] == "recover.failed"


@pytest.mark.fault("D1")
@pytest.mark.parametrize("place", ["first", "middle", "last"])
def test_a_gap_in_the_log_is_found_before_a_server_runs(archived: ArchivedCluster, place: str) -> None:
    archived.base()
    for text in ("one", "two", "three"):
        after = archived.note(text)
        archived.hand_over()
    start = archived.archive.newest_pushed()
    assert start is not None
    names = [name for name in archived.archive.names() if len(name) == 24]
    wanted = {"first": names[-3], "middle": names[-2], "last": names[-1]}[place]
    archived.archive.path(wanted).unlink()
    archived.stop()

    with pytest.raises(RecoverRefused, match=f"The log has a gap: {wanted}"):
        archived.recover(after if place != "last" else None)
    assert archived.notes() == ["one", "two", "three"]
    assert archived.leftovers() == []


@pytest.mark.rehearsal
def test_a_gap_after_the_target_does_no_harm(archived: ArchivedCluster) -> None:
    archived.base()
    after_one = archived.note("one")
    for text in ("two", "three", "four"):
        archived.hand_over()
        archived.note(text)
    archived.hand_over()
    names = [name for name in archived.archive.names() if len(name) == 24]
    archived.archive.path(names[-2]).unlink()
    archived.recover(after_one)
    assert archived.notes() == ["one"]


@pytest.mark.fault("D2")
@pytest.mark.rehearsal
def test_every_changed_file_of_the_log_is_refused(archived: ArchivedCluster) -> None:
    archived.base()
    archived.note("one")
    archived.hand_over()
    name = [name for name in archived.archive.names() if len(name) == 24][-1]
    path = archived.archive.path(name)
    whole = path.read_bytes()
    archived.stop()
    for place in (0, 70, len(whole) // 2, len(whole) - 1):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with pytest.raises(BackupDamaged):
            archived.recover()
        archived.stop()
    path.write_bytes(whole)
    archived.recover()
    assert archived.notes() == ["one"]


@pytest.mark.fault("D6")
@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2026-11-22 14:30:00", "no offset"),
        ("2026-11-22", "no offset"),
        ("yesterday", "no time"),
        ("", "no time"),
        ("2026-02-30T00:00:00+00:00", "no time"),
        ("2999-01-01T00:00:00Z", "still to come"),
    ],
)
def test_times_that_could_mean_something_else_are_refused(text: str, reason: str) -> None:
    with pytest.raises(RecoverRefused, match=reason):
        parse_target(text, None, None, None)


@pytest.mark.fault("D6")
@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2025-11-22T14:30:00+02:00", datetime(2025, 11, 22, 12, 30, tzinfo=UTC)),
        ("2025-11-22 14:30:00.25Z", datetime(2025, 11, 22, 14, 30, 0, 250_000, tzinfo=UTC)),
        # The hour that comes twice in Berlin: the offset tells which.
        ("2025-10-26T02:30:00+02:00", datetime(2025, 10, 26, 0, 30, tzinfo=UTC)),
        ("2025-10-26T02:30:00+01:00", datetime(2025, 10, 26, 1, 30, tzinfo=UTC)),
    ],
)
def test_an_offset_tells_which_moment_is_meant(text: str, utc: datetime) -> None:
    assert parse_target(text, None, None, None).time == utc


@pytest.mark.fault("D6")
def test_a_target_before_every_base_or_after_the_log_is_refused(archived: ArchivedCluster) -> None:
    early = archived.note("before the base")
    archived.base()
    archived.note("one")
    archived.hand_over()
    archived.stop()
    with pytest.raises(RecoverRefused, match="no base backup from before"):
        archived.recover(early)
    archived.stop()
    with pytest.raises(RecoverRefused, match="The log ends at"):
        archived.recover(datetime.now(UTC) - timedelta(milliseconds=1))
    assert archived.notes() == ["before the base", "one"]


@pytest.mark.fault("D8")
@pytest.mark.rehearsal
def test_a_second_recovery_and_one_back_onto_the_old_timeline(archived: ArchivedCluster) -> None:
    archived.base()
    after_one = archived.note("one")
    after_lost = archived.note("lost")
    archived.recover(after_one)
    after_new = archived.note("new")
    archived.note("mistake")

    assert archived.recover(after_new).timeline == 3
    assert archived.notes() == ["one", "new"]
    assert archived.recover(after_lost).timeline == 4
    assert archived.notes() == ["one", "lost"]


@pytest.mark.rehearsal
def test_an_undone_recovery_is_forgotten(archived: ArchivedCluster) -> None:
    archived.base()
    after_one = archived.note("one")
    archived.note("two")
    archived.recover(after_one)
    archived.stop()
    undo_recover(archived.settings, archived.data)
    archived.start()
    assert archived.notes() == ["one", "two"]
    archived.note("three")

    archived.recover()

    assert archived.notes() == ["one", "two", "three"]


def test_replaced_data_directories_go_after_seven_days(tmp_path: Path) -> None:
    data, now = tmp_path / "pg", datetime.now(UTC)
    kept = tmp_path / f"pg.before-{now:%Y%m%d_%H%M%S}"
    (kept / "base").mkdir(parents=True)
    assert kept_clusters(data) == [kept]
    assert drop_outdated_clusters(data, now + timedelta(days=6)) == []
    assert drop_outdated_clusters(data, now + timedelta(days=8)) == [kept]
    assert kept_clusters(data) == []


def test_recoveries_of_one_second_keep_their_directories_apart(tmp_path: Path) -> None:
    moment, data = datetime.now(UTC), tmp_path / "pg"
    (data / "first").mkdir(parents=True)
    for name in ("second", "third"):
        (tmp_path / "pg.recover-x" / name).mkdir(parents=True)
        swap_in(data, tmp_path / "pg.recover-x", moment)
    assert [entry.name for folder in kept_clusters(data) for entry in folder.iterdir()] == ["second", "first"]
    assert [entry.name for entry in data.iterdir()] == ["third"]


def test_users_disabled_since_are_disabled_again(archived: ArchivedCluster) -> None:
    archived.base()
    archived.sql("INSERT INTO users (username, password_hash) VALUES ('gone', 'x')")
    before = archived.note("x")
    user_id = int(
        str(archived.sql("UPDATE users SET is_active = false WHERE username = 'gone' RETURNING id"))
    )
    record_user(archived.settings.backups, user_id, is_active=False)
    assert archived.recover(before).disabled_again == [user_id]
    assert archived.sql("SELECT is_active FROM users WHERE username = 'gone'") is False


def test_nothing_of_it_can_be_read_in_the_archive(archived: ArchivedCluster) -> None:
    canary = "canary-of-a-salary-in-the-log"
    archived.note(canary)
    archived.base()
    archived.hand_over()
    for file in (archived.folder / "backups").rglob("*"):
        assert not file.is_file() or canary.encode() not in file.read_bytes()
        assert not file.is_file() or KEY.encode() not in file.read_bytes()
    assert not list(Path(archived.folder / "var" / "dr").glob("scratch*"))


def test_the_log_of_the_first_minutes_is_not_left_lying(archived: ArchivedCluster) -> None:
    """PostgreSQL forgets archive_timeout for five minutes after each start."""
    archived.note("x")
    assert keep_log_moving(archived.database) is False
    newest = archived.archive.newest_pushed()
    # As if it had started two minutes ago: the clock of the question is moved, not the server's.
    question = log_switch._MOVE.replace("now() - interval '60 seconds'", "now() + interval '60 seconds'")
    with archived.database.maintenance.connect() as connection:
        assert connection.execute(question.encode()).fetchone() is not None
    for _ in range(100):
        if archived.archive.newest_pushed() != newest:
            break
        time.sleep(0.1)
    assert archived.archive.newest_pushed() != newest


def test_what_a_killed_server_had_acknowledged_is_not_lost(archived: ArchivedCluster) -> None:
    archived.base()
    archived.note("archived")
    archived.hand_over()
    archived.note("acknowledged and not yet handed over")
    kept = set(archived.archive.names())
    archived.kill()
    (archived.data / "global" / "pg_filenode.map").write_bytes(b"damaged")

    recovered = recover(
        archived.settings, archived.archive, archived.cluster(), parse_target(None, None, None, None)
    )
    archived.start()

    assert archived.notes() == ["archived", "acknowledged and not yet handed over"]
    assert recovered.kept_as is not None
    assert kept <= set(archived.archive.names())
