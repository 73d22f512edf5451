"""One act on a cluster or its archive that dies at a named step; a program of tests.

`python -m tests.dr.struck_cluster FOLDER ACT STEP` works on the `ArchivedCluster` in FOLDER and kills itself
with SIGKILL when the step is reached for the first time.
"""

import os
import signal
import sys
from pathlib import Path

from churnvision.dr import steps
from churnvision.dr.archive import push
from churnvision.dr.archive_prune import prune_archive
from churnvision.dr.base_backup import make_base_backup
from churnvision.dr.database import Database
from churnvision.dr.recover import recover
from churnvision.dr.recovery_target import Target
from churnvision.dr.settings import read_settings
from tests.dr.archived_cluster import ArchivedCluster


def strike(reached: str) -> None:
    """No handler runs, nothing is flushed."""
    if reached == step:
        os.kill(os.getpid(), signal.SIGKILL)


folder, act, step, *rest = sys.argv[1:]
cluster = ArchivedCluster(Path(folder))
settings = read_settings()
assert settings.owner_url is not None
with steps.observed(strike):
    match act:
        case "archive":
            push(settings, Path(rest[0]))
        case "base":
            make_base_backup(settings, Database(settings.owner_url))
        case "recover":
            recover(settings, cluster.archive, cluster.cluster(), Target())
        case "prune":
            prune_archive(settings, cluster.archive)
print(f"the step {step} was not reached")
