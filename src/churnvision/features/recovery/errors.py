"""What can go wrong with recovery as seen from the application."""

from churnvision.kit.errors import Conflict, ServiceUnavailable


class SchedulerNotRunning(Conflict):
    """The scheduler of backups does not run, so nobody would do it: `churnvision status` says what runs,
    and `churnvision dr backup` or `churnvision dr drill` does it at once."""

    code = "scheduler_not_running"


class AlreadyRequested(Conflict):
    """This is asked for already and begins within seconds; wait for it."""

    code = "already_requested"


class AlreadyUnderWay(Conflict):
    """One is under way; wait until it has ended."""

    code = "already_under_way"


class RecoveryUnreadable(ServiceUnavailable):
    """The files of backup and recovery cannot be read: let the application run as the user that owns them."""

    code = "recovery_unreadable"
