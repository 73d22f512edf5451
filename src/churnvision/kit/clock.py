"""The one place that asks for the time, so that tests and replays can see every call."""

from collections.abc import Callable
from datetime import UTC, date, datetime

# Waits so many seconds; may raise to end whoever waits.
Pause = Callable[[float], None]


def utc_now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


def today_on() -> date:
    """Today's date in UTC."""
    return utc_now().date()
