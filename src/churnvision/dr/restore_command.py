"""`python -m churnvision.dr.restore_command NAME PATH`: what PostgreSQL runs for a file of the log it lacks.

Exits with 0 when the file is there, proved, and else with 1: a standby then asks the primary, and asks here
again. It runs in the data directory, whose system identifier chooses the archive.
"""

import sys
from pathlib import Path

from churnvision.dr.archive import archive_of, get_into
from churnvision.dr.keys import find_keys
from churnvision.dr.settings import read_settings
from churnvision.dr.wal import read_identity
from churnvision.kit.errors import ChurnVisionError


def main(arguments: list[str]) -> int:
    """Fetch one file; says what is wrong in the server's log, and nothing of one that is not there."""
    name, target = arguments
    try:
        settings = read_settings()
        archive = archive_of(settings, read_identity(Path.cwd())[0])
        if not archive.path(name).exists():
            return 1
        # The server reuses names of its own; what is left under one is not what was asked for.
        Path(target).unlink(missing_ok=True)
        get_into(archive, name, find_keys(settings), Path(target))
    except ChurnVisionError as error:
        return _fail(name, error.message)
    except (OSError, ValueError) as error:
        return _fail(name, str(error))
    return 0


def _fail(name: str, reason: str) -> int:
    print(f"{name} was not taken from the archive: {reason}", file=sys.stderr)  # noqa: T201 - the server's log
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
