"""Starting services again when they have died, with growing pauses."""

import time
from dataclasses import dataclass, field
from typing import Protocol

_SHORTEST_PAUSE_SECONDS = 0.5
_LONGEST_PAUSE_SECONDS = 30.0
_HEALTHY_AFTER_SECONDS = 60.0


class Service(Protocol):
    """Anything that the stack starts and stops."""

    name: str

    @property
    def pid(self) -> int | None:
        """The process id while it runs."""

    def start(self) -> None:
        """Start and wait until it can be used."""

    def is_running(self) -> bool:
        """Whether its process lives."""

    def stop(self) -> None:
        """Stop it in order."""


@dataclass
class Revival:
    """The memory of one service's deaths."""

    service: Service
    restarts: int = 0
    _pause_seconds: float = _SHORTEST_PAUSE_SECONDS
    _died_at: float | None = None
    _started_at: float = field(default_factory=time.monotonic)

    def is_due(self) -> bool:
        """Whether it is dead and its pause is over; the first call after a death starts the pause."""
        if self.service.is_running():
            self._died_at = None
            return False
        now = time.monotonic()
        if self._died_at is None:
            self._died_at = now
            if now - self._started_at > _HEALTHY_AFTER_SECONDS:
                self._pause_seconds = _SHORTEST_PAUSE_SECONDS
        return now - self._died_at >= self._pause_seconds

    def revive(self) -> None:
        """Start the service again; whatever comes of it, the next pause is twice as long."""
        self._pause_seconds = min(2 * self._pause_seconds, _LONGEST_PAUSE_SECONDS)
        self._died_at = None
        self.restarts += 1
        self._started_at = time.monotonic()
        self.service.start()
