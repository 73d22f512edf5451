"""From what was seen of recovery to what is shown of it."""

from datetime import datetime

from churnvision.dr.alerts import find_alerts
from churnvision.dr.listing import Listed
from churnvision.dr.reports import KeptReport
from churnvision.dr.schedule import Record
from churnvision.dr.status import DutyStatus, RecoveryStatus, age_seconds, moment_of
from churnvision.features.recovery.printable import printable, storable
from churnvision.features.recovery.schemas import (
    AlertView,
    BackupView,
    DrillView,
    DutyView,
    NewestBackup,
    RecoveryView,
)


def view_of(status: RecoveryStatus) -> RecoveryView:
    """Everything."""
    newest, passed = status.newest_backup, status.last_passed_drill
    return RecoveryView(
        seen_at=status.seen_at,
        alerts=[AlertView(name=one.name, sentence=printable(one.sentence)) for one in find_alerts(status)],
        newest_backup=None if newest is None else _newest(newest, status.seen_at),
        last_passed_drill=None if passed is None else _drill(passed),
        is_scheduler_running=status.is_scheduler_alive,
        duties=[view_of_duty(duty, is_alive=status.is_scheduler_alive) for duty in status.duties],
        kit_confirmed_at=_moment(status.listing.kit_confirmed_at),
        can_prove=status.can_prove,
        backups=[_backup(one) for one in status.listing.backups],
        foreign_files=[printable(name) for name in status.listing.foreign],
        drills=[_drill(one) for one in status.drills],
        unreadable_reports=status.unreadable_reports,
    )


def view_of_duty(duty: DutyStatus, *, is_alive: bool) -> DutyView:
    """One duty; without a scheduler nothing comes next."""
    record = duty.record or Record(since=duty.next_at)
    return DutyView.model_validate(
        {
            "name": duty.name,
            "state": "running" if duty.is_running else "waiting" if duty.is_waiting else "idle",
            "next_at": duty.next_at if is_alive else None,
            "tried_at": record.tried_at,
            "succeeded_at": record.succeeded_at,
            "outcome": record.outcome,
            "reason": None if record.reason is None else printable(record.reason),
        }
    )


def _moment(text: str | None) -> datetime | None:
    """A moment that a file tells; None also for what is none."""
    try:
        return None if text is None else datetime.fromisoformat(text)
    except (ValueError, TypeError):
        return None


def _newest(backup: Listed, now: datetime) -> NewestBackup:
    made_at = moment_of(backup)
    return NewestBackup(backup_id=backup.backup_id, made_at=made_at, age_seconds=age_seconds(made_at, now))


def _backup(backup: Listed) -> BackupView:
    return BackupView(
        backup_id=backup.backup_id,
        made_at=moment_of(backup),
        state=backup.state,
        bytes=backup.bytes,
        rows=backup.rows,
        employees=backup.employees,
        users=backup.users,
        verified_at=None if backup.verified_at is None else datetime.fromisoformat(backup.verified_at),
        reason=None if backup.reason is None else printable(backup.reason),
        warnings=[printable(warning) for warning in backup.warnings],
    )


def _drill(kept: KeptReport) -> DrillView:
    report = kept.report
    return DrillView(
        drill_id=report.drill_id,
        began_at=kept.began_at,
        backup_id=printable(report.backup_id),
        has_passed=report.has_passed,
        proof=kept.proof,
        recovery_time_seconds=report.recovery_time_seconds,
        recovery_point_seconds=report.recovery_point_seconds,
        failed_checks=storable({check: found for check, found in report.checks.items() if found != "ok"}),
    )
