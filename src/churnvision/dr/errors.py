"""What can go wrong in a recovery; each sentence says what to do, each class has an exit code of its own."""

from typing import ClassVar

from churnvision.kit.errors import ChurnVisionError, Conflict, ServiceUnavailable


class RecoverySettingInvalid(ChurnVisionError):
    """A setting of backup or recovery has a value that cannot be used."""

    code = "recovery_setting_invalid"
    status = 422


class KeyRefused(ChurnVisionError):
    """The backup key cannot be used: give one of at least 32 characters that nobody can guess."""

    code = "backup_key_refused"
    status = 422
    exit_code: ClassVar[int] = 7


class KeyWrong(ChurnVisionError):
    """None of the keys at hand opens this backup; name the right one with --key FILE."""

    code = "backup_key_wrong"
    status = 422
    exit_code: ClassVar[int] = 7


class BackupNotFound(ChurnVisionError):
    """There is no such backup; `churnvision dr list` shows those there are."""

    code = "backup_not_found"
    status = 404


class DrillNotFound(ChurnVisionError):
    """There is no report of such a drill; the page Recovery lists those there are."""

    code = "drill_not_found"
    status = 404


class BackupDamaged(Conflict):
    """The backup is damaged or was changed; it is not used. Take another one: `churnvision dr list`."""

    code = "backup_damaged"
    exit_code: ClassVar[int] = 6


class BackupFailed(ServiceUnavailable):
    """The backup was not made; nothing that was there before has changed."""

    code = "backup_failed"
    exit_code: ClassVar[int] = 4


class RestoreRefused(Conflict):
    """The restore was refused before anything was changed."""

    code = "restore_refused"


class RestoreFailed(ServiceUnavailable):
    """The restore did not succeed; the database is as it was before."""

    code = "restore_failed"
    exit_code: ClassVar[int] = 4


class ArchiveRefused(Conflict):
    """A file was not taken into the archive of the log; the server keeps it."""

    code = "archive_refused"
    exit_code: ClassVar[int] = 1


class RecoverRefused(Conflict):
    """The recovery to a point in time was refused before anything was changed."""

    code = "recover_refused"


class RecoverFailed(ServiceUnavailable):
    """The recovery to a point in time did not succeed; the data directory is as it was before."""

    code = "recover_failed"
    exit_code: ClassVar[int] = 4


class AlreadyInRecovery(Conflict):
    """Another backup, restore or prune is running on this folder; wait until it has ended."""

    code = "already_in_recovery"


class ProgramFailed(ServiceUnavailable):
    """One of PostgreSQL's programs failed."""

    code = "program_failed"


class JournalDamaged(Conflict):
    """The journal of recovery was changed or cut; keep a copy of it and find out who did that."""

    code = "journal_damaged"
    exit_code: ClassVar[int] = 6


class SiteRefused(Conflict):
    """The act on this site was refused before anything was changed."""

    code = "site_refused"


class SiteFailed(ServiceUnavailable):
    """The act on this site did not succeed."""

    code = "site_failed"
    exit_code: ClassVar[int] = 4


class StopTokenRefused(Conflict):
    """The stop token is not one of this pair of sites, was changed, or is from an earlier stop."""

    code = "stop_token_refused"
    exit_code: ClassVar[int] = 6
