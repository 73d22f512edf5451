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

from churnvision.dr import steps
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


for line in sys.stdin:
    asked = json.loads(line)
    if (pid := os.fork()) == 0:
        child(asked["act"], asked["arguments"], asked["step"])
    if asked["seconds"] is not None:
        time.sleep(asked["seconds"])
        os.kill(pid, signal.SIGKILL)
    print(json.dumps(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])), flush=True)
