"""A service that runs but does not answer is hung: it is ended, and then revived like one that has died."""

import time
from typing import Protocol

FAILED_POLLS = 3
_LONGEST_WAIT_SECONDS = 5.0


class Polled(Protocol):
    """A service that can be asked whether it is live."""

    name: str

    def is_running(self) -> bool:
        """Whether its process lives."""

    def is_live(self, *, timeout_seconds: float) -> bool:
        """Whether it answers in time."""

    def kill(self) -> None:
        """End it at once."""


class Liveness:
    """Polls one service by the clock; it may be silent for `patience_seconds` and at least three polls."""

    def __init__(self, service: Polled, *, patience_seconds: float) -> None:
        self._service = service
        self._patience_seconds = patience_seconds
        self._every_seconds = patience_seconds / FAILED_POLLS
        self._due_at = time.monotonic() + self._every_seconds
        self._silent_since: float | None = None
        self._failures = 0

    def end_if_hung(self) -> bool:
        """Poll when it is time, and end the service when it was silent for too long; whether it was ended."""
        began_at = time.monotonic()
        if began_at < self._due_at:
            return False
        self._due_at = began_at + self._every_seconds
        if not self._service.is_running() or self._service.is_live(
            timeout_seconds=min(self._every_seconds, _LONGEST_WAIT_SECONDS)
        ):
            self._silent_since, self._failures = None, 0
            return False
        self._silent_since = began_at if self._silent_since is None else self._silent_since
        self._failures += 1
        is_patient = time.monotonic() - self._silent_since < self._patience_seconds
        if is_patient or self._failures < FAILED_POLLS:
            return False
        # Not asked politely: who does not answer would not hear that either.
        self._service.kill()
        self._silent_since, self._failures = None, 0
        return True
