"""A second site: it follows, is promoted by proof alone, loses only what it says, and goes back."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.dr.site_pair import Pair, Writer, make_pair, remove_template


@pytest.fixture(scope="module", autouse=True)
def _no_template_left() -> Iterator[None]:
    yield
    remove_template()


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    """Alpha runs, bravo follows."""
    made = make_pair(tmp_path)
    try:
        made.follow()
        yield made
    finally:
        made.remove()


def test_a_stop_token_promotes_the_standby_and_nothing_is_lost(pair: Pair) -> None:
    writer = Writer(pair.alpha.database)
    writer.await_rows(200)
    acked = writer.end()

    promoted = pair.bravo.promote(pair.alpha.stop_for_good())

    assert (promoted.proof, promoted.lost_bytes, promoted.is_new) == ("stop token", 0, True)
    assert (promoted.epoch, promoted.timeline) == (2, 2)
    assert acked <= pair.bravo.ids()
    assert pair.bravo.look().role == "primary"
