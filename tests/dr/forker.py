"""Does acts of recovery in children that die; a program of tests.

Reads lines of JSON: the act, its arguments, and either the step at which the child kills itself or after how
many seconds it is killed. Answers each with how the child ended. Everything is loaded once, so 500 kills
take minutes.
"""

import json
import os
import signal
import sys
import time
from contextlib import suppress

from churnvision.dr import steps
from churnvision.dr.archive import find_archives
from churnvision.dr.base_manifest import find_bases, prove_base
from churnvision.dr.keys import authentication_key, find_keys
from churnvision.dr.listing import list_backups
from churnvision.dr.settings import read_settings
from churnvision.kit.errors import ChurnVisionError
from tests.dr.struck import do, strike_at


def child(act: str, arguments: list[str], step: str | None) -> None:
    """The act; does not return."""
    code = 0
    try:
        with steps.observed(strike_at(step or "")):
            do(act, read_settings(), *arguments)
    except (ChurnVisionError, OSError) as error:
        print(f"{act}: {error}", file=sys.stderr, flush=True)
        code = 4
    finally:
        os._exit(code)


def derive_keys() -> None:
    """So that no child takes a tenth of a second for it, again and again."""
    settings = read_settings()
    keys = find_keys(settings)
    list_backups(settings, keys)
    for folder in find_archives(settings):
        authentication_key(keys[0], bytes.fromhex((folder.folder / "salt").read_text()))
        for base in find_bases(folder.bases):
            prove_base(base, keys)


for line in sys.stdin:
    asked = json.loads(line)
    with suppress(ChurnVisionError, OSError):
        derive_keys()
    if (pid := os.fork()) == 0:
        child(asked["act"], asked["arguments"], asked["step"])
    if asked["seconds"] is not None:
        time.sleep(asked["seconds"])
        os.kill(pid, signal.SIGKILL)
    print(json.dumps(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])), flush=True)
