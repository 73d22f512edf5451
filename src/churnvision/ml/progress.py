"""Tells the caller how far a long computation has come; the caller may raise to cancel it."""

from collections.abc import Callable
from dataclasses import dataclass

Report = Callable[[float, str], None]


def silent(_fraction: float, _message: str) -> None:
    """Reports to nobody."""


@dataclass(frozen=True)
class Progress:
    """A stretch of the whole, from ``start`` to ``end`` (fractions)."""

    report: Report
    start: float = 0.0
    end: float = 1.0

    def at(self, fraction: float, message: str) -> None:
        """Reports a fraction of this stretch."""
        self.report(self.start + (self.end - self.start) * min(max(fraction, 0.0), 1.0), message)

    def part(self, start: float, end: float) -> "Progress":
        """A stretch of this stretch."""
        width = self.end - self.start
        return Progress(self.report, self.start + width * start, self.start + width * end)
