"""One act of recovery that dies at a named step; a program of tests.

`python -m tests.dr.struck ACT STEP` runs backup, restore or prune with the settings of its environment and
kills itself with SIGKILL when the step is reached.
"""

import os
import signal
import sys

from churnvision.dr import steps
from churnvision.dr.backup import make_backup
from churnvision.dr.database import Database
from churnvision.dr.drill import hold_drill
from churnvision.dr.prune import prune_backups
from churnvision.dr.restore import restore_backup
from churnvision.dr.settings import read_settings

act, step = sys.argv[1:]


def strike(reached: str) -> None:
    """No handler runs, nothing is flushed."""
    if reached == step:
        os.kill(os.getpid(), signal.SIGKILL)


settings = read_settings()
assert settings.owner_url is not None
database = Database(settings.owner_url)
with steps.observed(strike):
    match act:
        case "backup":
            make_backup(settings, database)
        case "restore":
            restore_backup(settings, database)
        case "drill":
            hold_drill(settings, database)
        case "prune":
            prune_backups(settings)
print(f"the step {step} was not reached")
