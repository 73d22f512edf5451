"""One act of recovery that dies at a named step; a program of tests.

`python -m tests.dr.struck ACT STEP [ARGUMENT]` does the act with the settings of its environment and kills
itself with SIGKILL when the step is reached. The argument is the file to push, or the time to recover to.
"""

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from churnvision.dr import archive, steps, wal
from churnvision.dr.archive_prune import prune_archive
from churnvision.dr.backup import make_backup
from churnvision.dr.base_backup import make_base_backup
from churnvision.dr.database import Database
from churnvision.dr.drill import hold_drill
from churnvision.dr.prune import prune_backups
from churnvision.dr.recover import Cluster, recover
from churnvision.dr.recovery_target import parse_target
from churnvision.dr.restore import restore_backup
from churnvision.dr.settings import RecoverySettings, read_settings
from churnvision.local.roles import OWNER, database_url
from tests.dr.installation import CLUSTER_PASSWORD


def strike_at(step: str) -> Callable[[str], None]:
    """No handler runs, nothing is flushed."""

    def strike(reached: str) -> None:
        if reached == step:
            os.kill(os.getpid(), signal.SIGKILL)

    return strike


def do(act: str, settings: RecoverySettings, *arguments: str) -> None:
    """One act by its name."""
    assert settings.owner_url is not None
    database, data = Database(settings.owner_url), settings.var / "pg"
    match act:
        case "backup":
            make_backup(settings, database)
        case "restore":
            restore_backup(settings, database)
        case "drill":
            hold_drill(settings, database)
        case "prune":
            prune_backups(settings)
        case "base":
            make_base_backup(settings, database)
        case "push":
            archive.push(settings, Path(arguments[0]))
        case "recover":
            cluster = Cluster(data, lambda folder: database_url(OWNER, CLUSTER_PASSWORD, folder))
            kept = archive.archive_of(settings, wal.read_identity(data)[0])
            recover(settings, kept, cluster, parse_target(*(arguments or (None,)), None, None, None))
        case "prune-archive":
            prune_archive(settings, archive.archive_of(settings, wal.read_identity(data)[0]))
        case _:
            raise ValueError(act)


if __name__ == "__main__":
    with steps.observed(strike_at(sys.argv[2])):
        do(sys.argv[1], read_settings(), *sys.argv[3:])
    print(f"the step {sys.argv[2]} was not reached")
