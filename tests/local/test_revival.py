"""Dead services are started again, each time after a longer pause."""

import time

import pytest

from churnvision.local import revival
from churnvision.local.revival import Revival


class FallingService:
    """Counts its starts and is dead whenever asked."""

    name = "falling"
    pid: int | None = None
    starts = 0

    def start(self) -> None:
        self.starts += 1

    def is_running(self) -> bool:
        return False

    def stop(self) -> None:
        """Nothing runs."""


def test_pauses_double_and_stop_growing(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [1000.0]
    monkeypatch.setattr(revival.time, "monotonic", lambda: clock[0])
    service = FallingService()
    watched = Revival(service, _started_at=clock[0])
    pauses = []
    for _ in range(9):
        died_at = clock[0]
        while not watched.is_due():
            clock[0] += 0.25
        pauses.append(clock[0] - died_at)
        watched.revive()
    assert pauses == [0.5, 1, 2, 4, 8, 16, 30, 30, 30]
    assert service.starts == watched.restarts == 9


def test_a_death_after_a_healthy_minute_starts_over_with_a_short_pause() -> None:
    watched = Revival(FallingService(), _pause_seconds=30.0, _started_at=time.monotonic() - 61)
    assert not watched.is_due()
    time.sleep(0.55)
    assert watched.is_due()
