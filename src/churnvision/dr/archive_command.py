"""`python -m churnvision.dr.archive_command PATH`: what PostgreSQL runs for each finished file of its log.

Exits with 0 when the file is kept and synced, else with 1: PostgreSQL keeps it and tries again. An exit
above 125, or an end by a signal, would restart its archiver and be counted nowhere.
"""

import sys
from pathlib import Path

from churnvision.dr.archive import note_outcome, push
from churnvision.dr.settings import read_settings
from churnvision.kit.errors import ChurnVisionError


def main(arguments: list[str]) -> int:
    """Push one file; says what went wrong in the server's log."""
    problem: str | None = None
    try:
        settings = read_settings()
        push(settings, Path(arguments[0]))
    except ChurnVisionError as error:
        problem = error.message
    except OSError as error:
        problem = f"{error.filename or 'the archive'}: {error.strerror or error}"
    except Exception as error:  # noqa: BLE001 - whatever it is, the server must hear 1 and keep its file
        problem = f"{type(error).__name__}: {error}"
    if problem is not None:
        print(f"The log was not archived: {problem}", file=sys.stderr)  # noqa: T201 - the server's log
    try:
        note_outcome(read_settings(), problem)
    except (ChurnVisionError, OSError) as error:
        # A kept file is kept: with 1 a server whose disk is full would never free what it handed over.
        print(f"The journal of recovery was not written: {error}", file=sys.stderr)  # noqa: T201
    return 0 if problem is None else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
