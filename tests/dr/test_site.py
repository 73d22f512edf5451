"""A second site: it follows, is promoted by proof alone, loses only what it says, and goes back."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from churnvision.dr import journal, site_stop, site_watch
from churnvision.dr.errors import SiteFailed, SiteRefused, StopTokenRefused
from churnvision.dr.keys import Passphrase
from churnvision.dr.site_promote import require_this_site
from churnvision.dr.site_token import StopToken, read_token, write_token
from churnvision.kit.site_peer import hear_peer, set_synchronous
from churnvision.kit.site_state import change_site_state
from churnvision.local.alone import postgres_alone
from churnvision.local.errors import SiteFenced
from tests.dr.installation import KEY, OTHER_KEY
from tests.dr.site_pair import Pair, Site, Writer, copy_pair


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    """Alpha runs, bravo follows."""
    yield from following(tmp_path)


def following(folder: Path, **settings: str) -> Iterator[Pair]:
    made = copy_pair(folder, **settings)
    try:
        made.start()
        yield made
    finally:
        made.remove()


def events(site: Site) -> list[str]:
    return [event.event for event in journal.read(site.settings.journal)]


def test_a_stop_token_promotes_the_standby_and_nothing_is_lost(pair: Pair) -> None:
    writer = Writer(pair.alpha.database)
    writer.await_rows(200)
    acked = writer.end()
    token = pair.alpha.stop_for_good()

    promoted = pair.bravo.promote(token)

    assert (promoted.proof, promoted.lost_bytes, promoted.is_new) == ("stop token", 0, True)
    assert (promoted.epoch, promoted.timeline) == (2, 2)
    assert acked <= pair.bravo.ids()
    assert pair.bravo.look().role == "primary"
    assert events(pair.alpha)[-2:] == ["site.stopping", "site.stopped"]
    assert events(pair.bravo)[-1] == "site.promoted"

    # Twice is once.
    again = pair.bravo.promote(token)
    assert (again.is_new, again.epoch, again.timeline) == (False, 2, 2)

    # The old primary is fenced, also for a command that would start its database alone.
    with pytest.raises(SiteFenced, match="does not open for writing"):
        pair.alpha.start()
    with pytest.raises(SiteFenced, match="does not open for writing"), postgres_alone(pair.alpha.local):
        raise AssertionError("it opened")


@pytest.mark.fault("E10")
@pytest.mark.rehearsal
def test_there_and_back_and_there_again(pair: Pair) -> None:
    """Timelines 1 to 4, each move by a token, each return by a rewind; nothing is lost on the way."""
    primary, standby = pair.alpha, pair.bravo
    for number in range(1, 4):
        primary.sql(f"INSERT INTO acked (id) VALUES ({number})")
        promoted = standby.promote(primary.stop_for_good())
        assert (promoted.timeline, promoted.epoch, promoted.lost_bytes) == (number + 1, number + 1, 0)
        primary.rejoin()
        primary.start()
        primary.wait_until_level()
        primary, standby = standby, primary
    assert primary.ids() == standby.ids() == {1, 2, 3}


def test_without_proof_nobody_is_promoted(pair: Pair) -> None:
    pair.alpha.sql("INSERT INTO acked DEFAULT VALUES")
    pair.bravo.wait_until_level()
    with pytest.raises(SiteRefused, match="answers and is open for writing in epoch 1"):
        pair.bravo.promote(accepts_loss=True)
    pair.alpha.kill()

    with pytest.raises(SiteRefused, match=r"silence is no proof\. Known to be lost: 0 bytes and 0.0 seconds"):
        pair.bravo.promote()
    pair.bravo.environment["CHURNVISION_SITE_FENCE_COMMAND"] = "false"
    with pytest.raises(SiteRefused, match="Nothing proves"):
        pair.bravo.promote()
    assert pair.bravo.look().role == "standby"
    assert "site.fencing_failed" in events(pair.bravo)

    assert pair.bravo.promote(accepts_loss=True).proof == "accepted loss"
    told = [event.facts for event in journal.read(pair.bravo.settings.journal)][-1]
    assert (told["proof"], told["lost_bytes"]) == ("accepted loss", 0)
    assert told["silent_seconds"] > 0

    # A rebooted old primary hears of it, and remembers it when it hears nothing any more.
    with pytest.raises(SiteFenced, match="was promoted: it writes in epoch 2"):
        pair.alpha.start()
    pair.bravo.stop()
    with pytest.raises(SiteFenced, match="was promoted: it writes in epoch 2"):
        pair.alpha.start()


def test_a_stop_token_that_was_changed_is_none(tmp_path: Path) -> None:
    key = Passphrase(KEY, "the test")
    true = StopToken("alpha", "7000000000000000000", 1, "0/3000028", 1, "2026-11-28T00:00:00+00:00")
    file = tmp_path / "token"
    write_token(file, true, key)
    assert read_token(file, [key]) == true
    text = file.read_text()
    for changed in (text.replace('"epoch": 1', '"epoch": 2'), text[:-40], "", "0" * 65 + text[64:]):
        file.write_text(changed)
        with pytest.raises(StopTokenRefused):
            read_token(file, [key])
    write_token(file, true, Passphrase(OTHER_KEY, "elsewhere"))
    with pytest.raises(Exception, match="made with another key"):
        read_token(file, [key])


@pytest.mark.rehearsal
def test_only_the_last_stop_of_the_own_primary_counts(pair: Pair, tmp_path: Path) -> None:
    key, file = Passphrase(KEY, "the test"), tmp_path / "token"
    facts = hear_peer(pair.bravo.site, pair.bravo.settings.var)
    assert facts is not None
    pair.alpha.kill()
    for wrong, reason in (
        (StopToken("alpha", "7000000000000000000", 1, facts.position, 1, ""), "another pair of sites"),
        (StopToken("alpha", facts.system_identifier, 1, facts.position, 0, ""), "has opened again since"),
    ):
        write_token(file, wrong, key)
        with pytest.raises(StopTokenRefused, match=reason):
            pair.bravo.promote(file)
    beyond = StopToken("alpha", facts.system_identifier, 1, "7/0", 1, "")
    write_token(file, beyond, key)
    with pytest.raises(SiteRefused, match=r"does not have everything .* Known to be lost: \d{5,} bytes"):
        pair.bravo.promote(file)
    assert pair.bravo.look().role == "standby"


@pytest.mark.fault("E12")
def test_the_wrong_site_is_refused(pair: Pair) -> None:
    with pytest.raises(SiteRefused, match="This is the site bravo, not 'alpha'"):
        require_this_site(pair.bravo.settings, pair.bravo.site, "alpha")
    require_this_site(pair.bravo.settings, pair.bravo.site, "bravo")
    change_site_state(pair.bravo.settings.var, pair.bravo.state, system_identifier="7000000000000000000")
    with pytest.raises(SiteRefused, match="these data are not its own"):
        pair.bravo.promote(accepts_loss=True)
    pair.alpha.stop()
    with pytest.raises(SiteRefused, match="is itself a standby"):
        pair.alpha.rejoin()


@pytest.mark.fault("E5")
@pytest.mark.rehearsal
def test_a_paused_replay_is_no_standby_to_promote(pair: Pair, tmp_path: Path) -> None:
    pair.bravo.sql("SELECT pg_wal_replay_pause()")
    pair.alpha.sql("INSERT INTO acked DEFAULT VALUES")
    deadline = time.monotonic() + 20
    while not pair.bravo.look().lag_bytes:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    acked = pair.alpha.ids()
    token = pair.alpha.stop_for_good()
    with pytest.raises(SiteRefused, match=r"The replay is paused .* Known to be lost: \d+ bytes and"):
        pair.bravo.promote(token)
    pair.bravo.sql("SELECT pg_wal_replay_resume()")
    pair.bravo.promote(token)
    assert acked <= pair.bravo.ids()


@pytest.mark.parametrize("by_copy", [False, pytest.param(True, marks=pytest.mark.rehearsal)])
def test_what_only_the_old_primary_has_is_thrown_away(pair: Pair, by_copy: bool) -> None:
    pair.bravo.stop()
    pair.alpha.sql("INSERT INTO acked (id) VALUES (666)")
    pair.alpha.kill()
    pair.bravo.start()
    pair.bravo.promote(accepts_loss=True)
    pair.bravo.sql("INSERT INTO acked (id) VALUES (777)")
    if by_copy:
        # A rewind that was killed in the middle: nothing may start on what it left.
        change_site_state(
            pair.alpha.settings.var, pair.alpha.state, is_unusable=True, fence="It ended early."
        )
        with pytest.raises(SiteFenced, match="--clone"):
            pair.alpha.start()
        with pytest.raises(SiteRefused, match="--clone"):
            pair.alpha.rejoin()

    followed = pair.alpha.rejoin(by_copy=by_copy)

    assert followed.method == ("copy" if by_copy else "rewind")
    assert (followed.kept_as is not None) == by_copy
    pair.alpha.start()
    pair.alpha.wait_until_level()
    assert pair.alpha.ids() == {777}
    assert (pair.alpha.state.epoch, pair.alpha.state.fence) == (2, None)


@pytest.mark.rehearsal
def test_a_rewind_that_cannot_be_done_leaves_the_data_marked(pair: Pair) -> None:
    pair.alpha.kill()
    pair.bravo.promote(accepts_loss=True)
    (pair.alpha.data / "pg_wal").rename(pair.alpha.folder / "lost")
    with pytest.raises(SiteFailed, match=r"pg_rewind failed: .* marked unusable; copy the primary anew"):
        pair.alpha.rejoin()
    assert pair.alpha.state.is_unusable
    assert events(pair.alpha)[-2:] == ["site.rewinding", "site.rewind_failed"]
    pair.alpha.rejoin(by_copy=True)
    pair.alpha.start()
    pair.alpha.wait_until_level()


@pytest.mark.fault("E6")
@pytest.mark.rehearsal
def test_a_standby_that_stays_away_does_not_fill_the_primary(tmp_path: Path) -> None:
    for pair in following(tmp_path, CHURNVISION_SITE_SLOT_MEGABYTES="32", CHURNVISION_WAL_ARCHIVE="off"):
        pair.bravo.stop()
        for _ in range(5):
            pair.alpha.sql(
                "SELECT pg_logical_emit_message(false, 'x', repeat('x', 1000000)), pg_switch_wal()"
            )
        pair.alpha.sql("CHECKPOINT")
        status = "SELECT wal_status FROM pg_replication_slots WHERE slot_name = 'churnvision_bravo'"
        assert pair.alpha.sql(status) == "lost"
        pair.alpha.sql("INSERT INTO acked (id) VALUES (1)")
        pair.bravo.start()
        assert not pair.bravo.look().is_connected
        pair.bravo.stop()
        pair.bravo.rejoin(by_copy=True)
        pair.bravo.start()
        pair.bravo.wait_until_level()
        assert pair.bravo.ids() == {1}


@pytest.mark.fault("E6")
@pytest.mark.rehearsal
def test_what_the_slot_no_longer_keeps_comes_from_the_archive(tmp_path: Path) -> None:
    for pair in following(tmp_path, CHURNVISION_SITE_SLOT_MEGABYTES="32"):
        pair.bravo.stop()
        for number in range(5):
            pair.alpha.sql(f"INSERT INTO acked (id) VALUES ({number})")
            pair.alpha.sql(
                "SELECT pg_logical_emit_message(false, 'x', repeat('x', 1000000)), pg_switch_wal()"
            )
        deadline = time.monotonic() + 60
        while pair.alpha.sql("SELECT count(*) FROM pg_ls_archive_statusdir() WHERE name LIKE '%.ready'"):
            assert time.monotonic() < deadline
            time.sleep(0.1)
        pair.alpha.sql("CHECKPOINT")
        assert pair.alpha.sql("SELECT wal_status FROM pg_replication_slots") == "lost"
        pair.bravo.start()
        while pair.bravo.ids() != {0, 1, 2, 3, 4}:
            assert time.monotonic() < deadline
            time.sleep(0.1)


@pytest.mark.fault("E7")
def test_synchronous_mode_waits_for_the_standby_until_somebody_says_otherwise(tmp_path: Path) -> None:
    for pair in following(tmp_path, CHURNVISION_SITE_SYNCHRONOUS="on"):
        alpha = pair.alpha
        assert alpha.state.is_alone
        site_watch.look(alpha.settings, alpha.site, alpha.database, None)
        assert not alpha.state.is_alone
        deadline = time.monotonic() + 20
        while not alpha.look().is_synchronous:
            assert time.monotonic() < deadline
            time.sleep(0.05)

        writer = Writer(alpha.database)
        writer.await_rows(100)
        alpha.kill()
        acked = writer.end()
        assert acked <= pair.bravo.ids()

        # The standby goes: commits wait, until somebody says that they shall not.
        alpha.start()
        assert alpha.look().is_synchronous
        pair.bravo.stop()
        waiting = Writer(alpha.database)
        time.sleep(1)
        assert waiting.acked == []
        change_site_state(alpha.settings.var, alpha.state, is_alone=True)
        with alpha.database.maintenance.connect() as connection:
            set_synchronous(connection, waits=False)
        waiting.await_rows(10)
        waiting.end()
        alpha.stop()
        alpha.start()
        alpha.sql("INSERT INTO acked DEFAULT VALUES")


@pytest.mark.rehearsal
def test_a_stop_is_taken_back_only_when_the_standby_hears_of_it(pair: Pair) -> None:
    token = pair.alpha.stop_for_good()
    site_stop.require_standby_peer(pair.alpha.settings, pair.alpha.site)
    changed = site_stop.take_back(pair.alpha.settings, pair.alpha.site)
    pair.alpha.start()
    assert site_stop.has_heard(pair.alpha.settings, pair.alpha.site, changed.epoch)
    pair.alpha.sql("INSERT INTO acked (id) VALUES (1)")
    pair.bravo.wait_until_level()
    pair.alpha.kill()
    with pytest.raises(StopTokenRefused, match="has opened again since"):
        pair.bravo.promote(token)
    with pytest.raises(SiteRefused, match="gave no stop token"):
        site_stop.take_back(pair.alpha.settings, pair.alpha.site)
    pair.bravo.stop()
    with pytest.raises(SiteRefused, match="is silent: it may have been promoted"):
        site_stop.require_standby_peer(pair.alpha.settings, pair.alpha.site)


def test_a_primary_that_learns_of_another_is_fenced(pair: Pair) -> None:
    alpha, bravo = pair.alpha, pair.bravo
    facts = hear_peer(alpha.site, alpha.settings.var)
    assert facts is not None and facts.is_standby
    figures = site_watch.look(alpha.settings, alpha.site, alpha.database, facts)
    assert (figures.is_connected, figures.lag_bytes) == (True, 0)
    assert figures.slot == "churnvision_bravo" and "in use" in str(figures.slot_state)
    assert alpha.state.fence is None
    bravo.sql("SELECT pg_promote()")
    change_site_state(bravo.settings.var, bravo.state, epoch=2)
    bravo.stop()
    bravo_peer = bravo.environment.pop("CHURNVISION_SITE_PEER")
    bravo.start()
    bravo.environment["CHURNVISION_SITE_PEER"] = bravo_peer
    site_watch.look(alpha.settings, alpha.site, alpha.database, hear_peer(alpha.site, alpha.settings.var))
    assert "promoted: it writes in epoch 2" in str(alpha.state.fence)
    assert events(alpha)[-1] == "site.fenced"
