"""What somebody should look at before it is needed: a decision over what was seen, by its own moment."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from churnvision.dr.status import RecoveryStatus, age_seconds, moment_of

AlertName = Literal[
    "no_backup",
    "backup_old",
    "backup_damaged",
    "drill_overdue",
    "duty_failed",
    "journal_damaged",
    "scheduler_stopped",
    "copy_old",
    "base_failed",
    "log_not_archived",
]
OLDEST_BACKUP = timedelta(hours=26)
OLDEST_DRILL = timedelta(days=8)
LATEST_LOG = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Alert:
    """One thing that is wrong: its name, and a sentence that says what to do."""

    name: AlertName
    sentence: str


def find_alerts(status: RecoveryStatus) -> list[Alert]:
    """Everything that is wrong, the gravest first."""
    return [
        *_of_backups(status),
        *_of_copies(status),
        *_of_log(status),
        *_of_scheduler(status),
        *_of_drills(status),
        *_of_journal(status),
    ]


def _of_backups(status: RecoveryStatus) -> Iterator[Alert]:
    newest = status.newest_backup
    if newest is None:
        yield Alert("no_backup", "There is no usable backup: what is lost now stays lost. Make one.")
    elif _is_older(moment_of(newest), OLDEST_BACKUP, status.seen_at):
        yield Alert(
            "backup_old",
            f"The newest usable backup is {_in_words(moment_of(newest), status.seen_at)} old; "
            "one is due every day. Make one, and find out why the last ones are missing.",
        )
    damaged = [backup.backup_id for backup in status.listing.backups if backup.state == "damaged"]
    if damaged:
        yield Alert(
            "backup_damaged",
            f"Damaged and not to be used: {', '.join(damaged)}. `churnvision dr verify --all` says what is "
            "wrong; another copy may be whole.",
        )


def _of_copies(status: RecoveryStatus) -> Iterator[Alert]:
    copies = status.copies
    if copies is None:
        return
    if copies.newest_at is None or _is_older(copies.newest_at, OLDEST_BACKUP, status.seen_at):
        age = "none" if copies.newest_at is None else f"{_in_words(copies.newest_at, status.seen_at)} old"
        yield Alert(
            "copy_old",
            f"The newest backup in the second folder {copies.folder} is {age}: look whether it is mounted; "
            "the next backup copies what is missing.",
        )


def _of_log(status: RecoveryStatus) -> Iterator[Alert]:
    at, began_at = status.log_archived_at, status.scheduler_began_at
    if at is not None and began_at is not None:
        # While nothing ran nothing was written that could be archived.
        at = max(at, began_at)
    if status.log_problem is not None:
        yield Alert("log_not_archived", f"The server's log is not archived: {status.log_problem}")
    elif at is not None and status.is_scheduler_alive and _is_older(at, LATEST_LOG, status.seen_at):
        yield Alert(
            "log_not_archived",
            f"No file of the log was archived for {int(age_seconds(at, status.seen_at) // 60)} minutes, and "
            "one is due every minute; `churnvision doctor` and the server's log say why.",
        )
    if status.base_problem is not None:
        yield Alert("base_failed", f"The last base backup was not made: {status.base_problem}")


def _of_scheduler(status: RecoveryStatus) -> Iterator[Alert]:
    if not status.is_scheduler_alive:
        yield Alert(
            "scheduler_stopped",
            "The scheduler does not run, so nothing is backed up by itself; "
            "`churnvision status` says what runs.",
        )
    for duty in status.duties:
        if duty.record is not None and duty.outcome == "failed":
            yield Alert("duty_failed", f"The last {duty.name} failed. {duty.record.reason or ''}".strip())


def _of_drills(status: RecoveryStatus) -> Iterator[Alert]:
    last = status.last_passed_drill
    if last is not None:
        if _is_older(last.began_at, OLDEST_DRILL, status.seen_at):
            yield Alert(
                "drill_overdue",
                f"No drill has passed for {_in_words(last.began_at, status.seen_at)}; one is due every week. "
                "Hold one.",
            )
    elif status.kept_since is not None and _is_older(status.kept_since, OLDEST_DRILL, status.seen_at):
        yield Alert(
            "drill_overdue",
            "No drill has ever passed, so nothing shows that the backups can be restored. Hold one.",
        )


def _of_journal(status: RecoveryStatus) -> Iterator[Alert]:
    if status.journal_problem is not None:
        yield Alert(
            "journal_damaged",
            f"{status.journal_problem} Keep a copy of the journal and find out how that came about.",
        )


def _is_older(moment: datetime, limit: timedelta, now: datetime) -> bool:
    return age_seconds(moment, now) > limit.total_seconds()


def _in_words(moment: datetime, now: datetime) -> str:
    hours = int(age_seconds(moment, now) // 3600)
    return f"{hours} hours" if hours < 72 else f"{hours // 24} days"
