"""What every exit code of `churnvision` means; docs/operating/cli.md has the same table."""

from churnvision.kit.errors import ChurnVisionError

OK = 0
UNEXPECTED = 1
WRONG_INPUT = 2
NOT_RUNNING = 3
CHECK_FAILED = 4
CONFLICT = 5
DAMAGED = 6
KEY_REFUSED = 7
INTERRUPTED = 130

MEANINGS = {
    OK: "done",
    UNEXPECTED: "an unexpected error; `churnvision --traceback ...` shows where",
    WRONG_INPUT: "wrong input or usage: a file, an option or a setting; nothing was changed",
    NOT_RUNNING: "a service is not running or did not start",
    CHECK_FAILED: "a check failed (`doctor`, `status`), or a job ended without success",
    CONFLICT: "something is in the way: a taken port, too little disk, incomplete data, a second start",
    DAMAGED: "a backup or the journal is damaged, was changed, or is not what it claims; it was not used",
    KEY_REFUSED: "the backup key is missing, too weak, or not the one that made the backup",
    INTERRUPTED: "ended by Ctrl-C",
}

_UNAVAILABLE = 503
_CONFLICTS = (409, 507)


def code_of(error: ChurnVisionError) -> int:
    """The exit code of a known error: the one it names, else from its HTTP status."""
    named = getattr(error, "exit_code", None)
    if isinstance(named, int):
        return named
    if error.status == _UNAVAILABLE:
        return NOT_RUNNING
    if error.status in _CONFLICTS:
        return CONFLICT
    return WRONG_INPUT if 400 <= error.status < 500 else UNEXPECTED
