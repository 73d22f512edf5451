"""The one scheduler of backup, prune and drill; its state is in a file, so that a restart forgets nothing."""

import fcntl
import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any, get_args

import psycopg

from churnvision.dr import requests
from churnvision.dr.schedule import RETRY_AFTER, Appointment, Outcome, Record, is_due
from churnvision.kit.clock import Pause, utc_now
from churnvision.kit.durable import fsync_folder
from churnvision.kit.errors import ChurnVisionError
from churnvision.kit.logging import get_logger

BACKUP_AT = Appointment(time(2, 0))
DRILL_AT = Appointment(time(4, 0), weekday=6)
_LOOK_EVERY_SECONDS = 2.0
BASE_AT = Appointment(time(3, 0))
_SETTLED_AFTER = timedelta(minutes=1)
_MOMENTS = ("since", "succeeded_at", "tried_at")
_CUT_OFF = "The scheduler ended while it was at it."
_log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Duty:
    """Something that is done at its appointments and on request; it raises when it did not succeed.

    `is_wanted` says that it should be done before its appointment, as when there is none yet.
    """

    name: str
    appointment: Appointment
    act: Callable[[], None]
    is_wanted: Callable[[], bool] = lambda: False


def serve(
    state_file: Path, duties: list[Duty], *, pause: Pause, each_round: Callable[[], None] = lambda: None
) -> None:
    """Do each duty when it is due or asked for, until `pause` raises; `each_round` must not raise.

    A second scheduler of the file waits its turn.
    """
    state_file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _lock_of(state_file).open("a") as lock:
        while not _is_first(lock.fileno()):
            pause(_LOOK_EVERY_SECONDS)
        _log.info("recovery.scheduler_started", duties=[duty.name for duty in duties])
        os.utime(lock.fileno())
        _end_what_was_cut_off(state_file)
        while True:
            for duty in duties:
                attend(state_file, duty)
            each_round()
            pause(_LOOK_EVERY_SECONDS)


def is_alive(state_file: Path) -> bool:
    """Whether a scheduler keeps the file. A start that coincides with the question waits one look longer."""
    try:
        with _lock_of(state_file).open("rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


def began_at(state_file: Path) -> datetime | None:
    """When the scheduler that keeps the file, or the last one that did, began; None without any."""
    try:
        return datetime.fromtimestamp(_lock_of(state_file).stat().st_mtime, UTC)
    except OSError:
        return None


def attend(state_file: Path, duty: Duty) -> bool:
    """Do one duty if it is due or asked for, and remember how it went; whether it was tried.

    Its errors are logged.
    """
    records = read_records(state_file)
    now = utc_now()
    record = records.get(duty.name, Record(since=now))
    asked = requests.find(requests.folder_of(state_file), duty.name)
    if asked is None and not is_due(duty.appointment, record, now) and not _is_wanted(duty, record, now):
        if duty.name not in records:
            _write(state_file, {**records, duty.name: record})
        return False
    record = replace(record, tried_at=now, outcome="running", reason=None)
    _write(state_file, {**records, duty.name: record})
    if asked is not None:
        requests.take(requests.folder_of(state_file), duty.name)
        _log.info("recovery.duty_requested", duty=duty.name, user_id=asked.user_id)
    try:
        duty.act()
    except (ChurnVisionError, OSError, psycopg.Error) as error:
        _log.error("recovery.duty_failed", duty=duty.name, reason=str(error))
        _remember(state_file, duty.name, replace(record, outcome="failed", reason=str(error)))
        return True
    _remember(state_file, duty.name, replace(record, succeeded_at=now, outcome="succeeded"))
    _log.info("recovery.duty_done", duty=duty.name)
    return True


def _is_wanted(duty: Duty, record: Record, now: datetime) -> bool:
    """Not in the first minute, when everything starts, nor again at once after a failure."""
    since = max(record.since, record.tried_at or record.since)
    patience = _SETTLED_AFTER if record.tried_at is None else RETRY_AFTER
    return now - since > patience and duty.is_wanted()


def read_records(state_file: Path) -> dict[str, Record]:
    """What is remembered; a file that cannot be read is as if there were none."""
    try:
        document = json.loads(state_file.read_text())
        return {name: _parse(kept) for name, kept in document.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def _parse(kept: dict[str, Any]) -> Record:
    outcome, reason = kept.get("outcome"), kept.get("reason")
    return Record(
        **{key: datetime.fromisoformat(kept[key]).astimezone(UTC) for key in _MOMENTS if key in kept},
        outcome=outcome if outcome in get_args(Outcome) else None,
        reason=None if reason is None else str(reason),
    )


def _end_what_was_cut_off(state_file: Path) -> None:
    for name, record in read_records(state_file).items():
        if record.outcome == "running":
            _log.warning("recovery.duty_cut_off", duty=name)
            _remember(state_file, name, replace(record, outcome="failed", reason=_CUT_OFF))


def _remember(state_file: Path, name: str, record: Record) -> None:
    _write(state_file, {**read_records(state_file), name: record})


def _write(state_file: Path, records: Mapping[str, Record]) -> None:
    document = {name: _kept(record) for name, record in records.items()}
    unfinished = state_file.with_suffix(".unfinished")
    with unfinished.open("w") as stream:
        stream.write(json.dumps(document, indent=1) + "\n")
        stream.flush()
        os.fsync(stream.fileno())
    unfinished.rename(state_file)
    fsync_folder(state_file.parent)


def _kept(record: Record) -> dict[str, str]:
    moments = {key: moment.isoformat() for key in _MOMENTS if (moment := getattr(record, key)) is not None}
    words = {"outcome": record.outcome, "reason": record.reason}
    return moments | {key: word for key, word in words.items() if word is not None}


def _lock_of(state_file: Path) -> Path:
    return state_file.with_suffix(".lock")


def _is_first(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
