"""What is lost when a primary under load is killed: counted row by row, with the times of the promotion."""

import time
from pathlib import Path

import pytest

from churnvision.dr import site_watch
from tests.dr.site_pair import Pair, Writer, copy_pair

pytestmark = pytest.mark.rehearsal
_ROUNDS = 3


def lose_primary(pair: Pair, rows: int) -> tuple[set[int], set[int], float, float]:
    """Kill alpha under load, promote bravo: acknowledged, lost, seconds lost, seconds to the first write."""
    writer = Writer(pair.alpha.database)
    writer.await_rows(rows)
    killed_at = time.monotonic()
    pair.alpha.kill()
    acked = writer.end()
    pair.bravo.promote(accepts_loss=True)
    pair.bravo.sql("INSERT INTO acked (id) VALUES (100000000)")
    seconds = time.monotonic() - killed_at
    lost = acked - pair.bravo.ids()
    lost_seconds = max((writer.last_at - writer.acked_at[each] for each in lost), default=0.0)
    return acked, lost, lost_seconds, seconds


@pytest.mark.fault("E1")
@pytest.mark.parametrize("mode", ["off", "on"])
def test_a_killed_primary_loses_no_more_than_it_says(tmp_path: Path, mode: str) -> None:
    for number in range(_ROUNDS):
        folder = tmp_path / str(number)
        folder.mkdir()
        pair = copy_pair(folder, CHURNVISION_SITE_SYNCHRONOUS=mode)
        try:
            pair.start()
            if mode == "on":
                site_watch.look(pair.alpha.settings, pair.alpha.site, pair.alpha.database, None)
                while not pair.alpha.look().is_synchronous:
                    time.sleep(0.05)
            acked, lost, lost_seconds, seconds = lose_primary(pair, 1500)
        finally:
            pair.remove()
        print(
            f"\nsynchronous {mode}: {len(lost)} of {len(acked)} acknowledged rows lost "
            f"({lost_seconds:.3f} s), {seconds:.2f} s from the kill to the first write"
        )
        assert mode == "off" or not lost
        # What is lost is the end: no hole before it.
        assert not lost or min(lost) > max(acked - lost)
