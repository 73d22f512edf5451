"""One act on a site that dies at a named step; a program of tests.

`python -m tests.dr.struck_site ACT STEP` with the environment of the site; TOKEN names the stop
token, OWNER the address of the running database.
"""

import os
import signal
import sys
from pathlib import Path

from churnvision.dr import site_clone, site_promote, site_rejoin, site_stop, steps
from churnvision.dr.database import Database
from churnvision.dr.keys import find_keys
from churnvision.dr.settings import read_settings
from churnvision.dr.site_token import read_token
from churnvision.local import settings as local_settings
from churnvision.local.site_options import restore_command

act, step = sys.argv[1:]


def strike(reached: str) -> None:
    """No handler runs, nothing is flushed."""
    if reached == step:
        os.kill(os.getpid(), signal.SIGKILL)


local, settings = local_settings.read_settings(), read_settings()
site, data, token = local.site, local.layout.var / "pg", Path(os.environ["TOKEN"])
keys = find_keys(settings)
assert site is not None
with steps.observed(strike):
    match act:
        case "stop":
            state = site_stop.require_stoppable(settings, data)
            site_stop.fence_primary(settings, state)
            site_stop.give_token(settings, state, data, keys[0], token)
        case "promote":
            site_promote.promote(
                settings, site, Database(os.environ["OWNER"]), read_token(token, keys), accepts_loss=False
            )
        case "clone":
            site_clone.clone(settings, site, data)
        case "rejoin":
            site_rejoin.rejoin(settings, site, data, restore_command(local, site), by_copy=False)
print(f"the step {step} was not reached")
