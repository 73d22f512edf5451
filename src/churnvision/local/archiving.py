"""The server's options that hand every finished file of its log over to the archive."""

import shlex
import sys

from churnvision.local.settings import LocalSettings

_TIMEOUT_SECONDS = 60


def archive_options(settings: LocalSettings) -> dict[str, str]:
    """Options for every start of the cluster, also for one alone: a hole in the log ends a recovery."""
    if not settings.archives_wal:
        return {}
    command = [
        "env",
        f"CHURNVISION_VAR={settings.layout.var}",
        f"CHURNVISION_BACKUPS={settings.backups}",
        sys.executable,
        "-m",
        "churnvision.dr.archive_command",
    ]
    return {
        "archive_mode": "on",
        "archive_command": shlex.join(command).replace("%", "%%") + " %p",
        "archive_timeout": str(_TIMEOUT_SECONDS),
    }
