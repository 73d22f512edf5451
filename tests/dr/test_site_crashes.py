"""kill -9 at every step of an act on a site: it writes on one side or on none, and the next run heals."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from churnvision.dr import steps
from churnvision.dr.errors import SiteRefused
from churnvision.local.errors import SiteFenced
from tests.dr.site_pair import OWNER_URL, Pair, Site, copy_pair

STOP = ["site.fenced", "site.token_written"]
PROMOTE = ["site.proved", "site.epoch_raised", "site.promoted", "site.opened"]
CLONE = ["site.cloned", "site.verified", "site.followed"]
REJOIN = ["site.rewinding", "site.rewound", "site.followed"]


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    """Alpha runs, bravo follows."""
    made = copy_pair(tmp_path)
    try:
        made.start()
        yield made
    finally:
        made.remove()


def test_every_step_of_a_site_has_a_crash_case() -> None:
    known = {step for step in steps.STEPS if step.startswith("site.")}
    assert known == {*STOP, *PROMOTE, *CLONE, *REJOIN}


def strike(site: Site, act: str, step: str, token: Path) -> None:
    """Run the act in a process that kills itself at the step."""
    known = {} if site.stack is None else {"OWNER": site.stack.environment[OWNER_URL]}
    clean = {name: value for name, value in os.environ.items() if not name.startswith("CHURNVISION_")}
    done = subprocess.run(
        [sys.executable, "-m", "tests.dr.struck_site", act, step],
        env={**clean, **site.environment, **known, "TOKEN": str(token)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    if (act, step) == ("stop", "site.token_written"):
        # Alpha still runs in this process, so the act ends before this step, and says so.
        assert "not shut down in order" in done.stderr
    else:
        assert done.returncode == -9, done.stdout + done.stderr


@pytest.mark.rehearsal
@pytest.mark.parametrize("step", STOP)
def test_a_stop_that_is_killed_fences_and_gives_its_word_at_the_next_run(pair: Pair, step: str) -> None:
    strike(pair.alpha, "stop", step, pair.alpha.folder / "token")
    pair.alpha.stop()
    with pytest.raises(SiteFenced, match="does not open for writing"):
        pair.alpha.start()
    assert pair.bravo.promote(pair.alpha.stop_for_good()).lost_bytes == 0


@pytest.mark.rehearsal
@pytest.mark.parametrize("step", PROMOTE)
def test_a_promotion_that_is_killed_is_brought_to_its_end(pair: Pair, step: str) -> None:
    pair.alpha.sql("INSERT INTO acked (id) VALUES (1)")
    token = pair.alpha.stop_for_good()
    strike(pair.bravo, "promote", step, token)
    with pytest.raises(SiteFenced):
        pair.alpha.start()
    promoted = pair.bravo.promote(token)
    assert promoted.epoch >= 2
    assert pair.bravo.ids() == {1}
    assert pair.bravo.look().epoch == promoted.epoch == pair.bravo.state.epoch
    pair.alpha.rejoin()
    pair.alpha.start()
    pair.alpha.wait_until_level()


@pytest.mark.rehearsal
@pytest.mark.parametrize("step", PROMOTE)
def test_a_promotion_that_is_killed_is_no_second_primary_after_a_reboot(pair: Pair, step: str) -> None:
    token = pair.alpha.stop_for_good()
    strike(pair.bravo, "promote", step, token)
    pair.bravo.stop()
    pair.bravo.start()
    is_open = step in ("site.promoted", "site.opened")
    assert pair.bravo.look().role == ("primary" if is_open else "standby")
    assert pair.bravo.promote(token).is_new is not is_open
    assert pair.bravo.look().epoch == pair.bravo.state.epoch


@pytest.mark.rehearsal
@pytest.mark.parametrize("step", CLONE)
def test_a_copy_that_is_killed_is_absent_or_a_standby(pair: Pair, step: str) -> None:
    pair.bravo.stop()
    shutil.rmtree(pair.bravo.data)
    (pair.bravo.local.layout.keys / "cluster-was-made").unlink()
    strike(pair.bravo, "clone", step, pair.alpha.folder / "token")
    assert pair.bravo.data.exists() == (step == "site.followed")
    if step != "site.followed":
        pair.bravo.follow()
    pair.bravo.start()
    pair.bravo.wait_until_level()
    assert not list(pair.bravo.data.parent.glob("pg.clone-*"))


@pytest.mark.fault("E8")
@pytest.mark.rehearsal
@pytest.mark.parametrize("step", REJOIN)
def test_a_rewind_that_is_killed_leaves_nothing_that_starts(pair: Pair, step: str) -> None:
    pair.alpha.kill()
    pair.bravo.promote(accepts_loss=True)
    strike(pair.alpha, "rejoin", step, pair.alpha.folder / "token")
    with pytest.raises(SiteFenced, match="did not end: it is neither the old nor the new one"):
        pair.alpha.start()
    with pytest.raises(SiteRefused, match="--clone"):
        pair.alpha.rejoin()
    pair.alpha.rejoin(by_copy=True)
    pair.alpha.start()
    pair.alpha.wait_until_level()
