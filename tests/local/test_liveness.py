"""A silent service is ended after its patience, not before; one that answers again is forgiven."""

import pytest

from churnvision.local import liveness
from churnvision.local.liveness import Liveness


class SilentService:
    """Runs, answers as told, and counts its ends."""

    name = "silent"
    is_up = True
    answers = False
    ends = 0

    def is_running(self) -> bool:
        return self.is_up

    def is_live(self, *, timeout_seconds: float) -> bool:
        assert 0 < timeout_seconds <= 5
        return self.answers

    def kill(self) -> None:
        self.ends += 1


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [1000.0]
    monkeypatch.setattr(liveness.time, "monotonic", lambda: now[0])
    return now


def seconds_until_ended(watched: Liveness, clock: list[float], *, at_most: float) -> float:
    began_at = clock[0]
    while clock[0] - began_at < at_most:
        clock[0] += 0.25
        if watched.end_if_hung():
            break
    return clock[0] - began_at


def test_a_service_that_stays_silent_is_ended_after_its_patience(clock: list[float]) -> None:
    service = SilentService()
    watched = Liveness(service, patience_seconds=30.0)
    assert seconds_until_ended(watched, clock, at_most=100) == 40, "the first poll comes after ten seconds"
    assert service.ends == 1


def test_an_answer_in_between_starts_the_patience_anew(clock: list[float]) -> None:
    service = SilentService()
    watched = Liveness(service, patience_seconds=30.0)
    assert seconds_until_ended(watched, clock, at_most=35) == 35
    service.answers = True
    assert seconds_until_ended(watched, clock, at_most=10) == 10
    service.answers = False
    assert seconds_until_ended(watched, clock, at_most=100) > 30
    assert service.ends == 1


def test_a_dead_service_is_left_to_its_revival(clock: list[float]) -> None:
    service = SilentService()
    service.is_up = False
    assert seconds_until_ended(Liveness(service, patience_seconds=30.0), clock, at_most=100) == 100
    assert service.ends == 0
