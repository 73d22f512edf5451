"""Where backups, journal and reports are, for the application's own data folder."""

from dataclasses import replace

from churnvision.dr.settings import RecoverySettings, read_settings
from churnvision.kit.settings import Settings


def recovery_settings(settings: Settings) -> RecoverySettings:
    """The settings of recovery of this installation. Raises RecoverySettingInvalid naming the variable."""
    return replace(read_settings(), var=settings.var.expanduser().resolve())
