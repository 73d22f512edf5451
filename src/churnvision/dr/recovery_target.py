"""To which point a recovery goes: a moment with its offset, a position, a restore point, or the end."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from churnvision.dr import wal
from churnvision.dr.errors import RecoverRefused
from churnvision.kit.clock import utc_now

_OFFSET = re.compile(r"(Z|[+-]\d{2}(:?\d{2})?)$")


@dataclass(frozen=True, slots=True)
class Target:
    """At most one of these; none: to the end of the log. `timeline` only where the operator names one."""

    time: datetime | None = None
    position: int | None = None
    restore_point: str | None = None
    timeline: int | None = None

    def options(self) -> dict[str, str]:
        """The server's settings for it."""
        if self.time is not None:
            return {"recovery_target_time": self.time.isoformat(sep=" ")}
        if self.position is not None:
            return {"recovery_target_lsn": wal.format_position(self.position)}
        if self.restore_point is not None:
            return {"recovery_target_name": self.restore_point}
        return {}

    def __str__(self) -> str:
        if self.time is not None:
            return self.time.isoformat(sep=" ")
        if self.position is not None:
            return f"position {wal.format_position(self.position)}"
        if self.restore_point is not None:
            return f"restore point {self.restore_point}"
        return "the end of the log"


def parse_target(
    time: str | None, position: str | None, restore_point: str | None, timeline: int | None
) -> Target:
    """The target of the command's options. Raises RecoverRefused for what is none, or more than one."""
    if sum(value is not None for value in (time, position, restore_point)) > 1:
        raise RecoverRefused("Give one target: a time, a position or a restore point.")
    if timeline is not None and timeline < 1:
        raise RecoverRefused("A timeline is a number from 1 on.")
    try:
        at = None if position is None else wal.parse_position(position)
    except ValueError as error:
        raise RecoverRefused(
            f"{position!r} is no position of the log; they look like 16/B374D848."
        ) from error
    if restore_point is not None and not 0 < len(restore_point.encode()) < 64:
        raise RecoverRefused("The name of a restore point has 1 to 63 bytes.")
    return Target(None if time is None else _moment(time), at, restore_point, timeline)


def _moment(text: str) -> datetime:
    """A moment that means the same to everybody: 14:30 in which country, before or after the clock change?"""
    text = text.strip()
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise RecoverRefused(
            f"{text!r} is no time; give one like 2026-11-22T14:30:00+00:00, with its offset."
        ) from error
    if moment.tzinfo is None or not _OFFSET.search(text):
        raise RecoverRefused(
            f"{text!r} has no offset from UTC, so it could be any of 24 hours; write {text}+00:00 "
            "if you mean UTC."
        )
    if moment > utc_now():
        raise RecoverRefused(
            f"{moment.isoformat()} is still to come; the present is {utc_now().isoformat()}."
        )
    return moment.astimezone(UTC)
