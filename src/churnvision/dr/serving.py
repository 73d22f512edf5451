"""The one scheduler of backup, prune and drill; its state is in a file, so that a restart forgets nothing."""

import fcntl
import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from pathlib import Path

from churnvision.dr.schedule import Appointment, Record, is_due
from churnvision.kit.clock import Pause, utc_now
from churnvision.kit.durable import fsync_folder
from churnvision.kit.errors import ChurnVisionError
from churnvision.kit.logging import get_logger

BACKUP_AT = Appointment(time(2, 0))
DRILL_AT = Appointment(time(4, 0), weekday=6)
_LOOK_EVERY_SECONDS = 20.0
_log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Duty:
    """Something that is done at its appointments; it raises when it did not succeed."""

    name: str
    appointment: Appointment
    act: Callable[[], None]


def serve(state_file: Path, duties: list[Duty], *, pause: Pause) -> None:
    """Do each duty when it is due, until `pause` raises. A second scheduler of the file waits its turn."""
    state_file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (state_file.with_suffix(".lock")).open("a") as lock:
        while not _is_first(lock.fileno()):
            pause(_LOOK_EVERY_SECONDS)
        _log.info("recovery.scheduler_started", duties=[duty.name for duty in duties])
        while True:
            for duty in duties:
                attend(state_file, duty)
            pause(_LOOK_EVERY_SECONDS)


def attend(state_file: Path, duty: Duty) -> bool:
    """Do one duty if it is due, and remember how it went; whether it was tried. Its errors are logged."""
    records = read_records(state_file)
    now = utc_now()
    record = records.get(duty.name, Record(since=now))
    if not is_due(duty.appointment, record, now):
        if duty.name not in records:
            _write(state_file, {**records, duty.name: record})
        return False
    record = replace(record, tried_at=now)
    _write(state_file, {**records, duty.name: record})
    try:
        duty.act()
    except (ChurnVisionError, OSError) as error:
        _log.error("recovery.duty_failed", duty=duty.name, reason=str(error))
        return True
    _write(state_file, {**read_records(state_file), duty.name: replace(record, succeeded_at=now)})
    _log.info("recovery.duty_done", duty=duty.name)
    return True


def read_records(state_file: Path) -> dict[str, Record]:
    """What is remembered; a file that cannot be read is as if there were none."""
    try:
        document = json.loads(state_file.read_text())
        return {
            name: Record(**{key: datetime.fromisoformat(text).astimezone(UTC) for key, text in kept.items()})
            for name, kept in document.items()
        }
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def _write(state_file: Path, records: Mapping[str, Record]) -> None:
    document = {
        name: {
            key: moment.isoformat()
            for key in ("since", "succeeded_at", "tried_at")
            if (moment := getattr(record, key)) is not None
        }
        for name, record in records.items()
    }
    unfinished = state_file.with_suffix(".unfinished")
    with unfinished.open("w") as stream:
        stream.write(json.dumps(document, indent=1) + "\n")
        stream.flush()
        os.fsync(stream.fileno())
    unfinished.rename(state_file)
    fsync_folder(state_file.parent)


def _is_first(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
