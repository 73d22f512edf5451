"""What PostgreSQL's log says of why the server does not run, and of damaged pages."""

import re
from dataclasses import dataclass
from pathlib import Path

_TAIL_BYTES = 1_000_000
_READY = "database system is ready to accept connections"
_STARTED = "starting PostgreSQL"
_GAVE_UP = re.compile(r"\b(FATAL|PANIC):|^postgres: could not")
# The server goes on after these: they end one connection.
_OF_ONE_CONNECTION = re.compile(
    r"authentication failed|starting up|shutting down|recovery mode|not yet accepting"
    r"|(role|database) .* does not exist"
    r"|FATAL:  terminating|too many clients|connection slots|pg_hba\.conf|connection to client"
    r"|not currently accepting|permission denied for|not permitted|startup packet|frontend protocol"
)
_DAMAGED_PAGE = re.compile(r"page verification failed|invalid page in block|checksum verification failed")


@dataclass(frozen=True, slots=True)
class Complaint:
    """A line of the log, what it means, and what to run next."""

    line: str
    sentence: str
    command: str


def tail_lines(log: Path) -> list[str]:
    """The last lines of a log (at most 1 MB), none when there is no log. Raises OSError."""
    if not log.exists():
        return []
    with log.open("rb") as stream:
        stream.seek(max(0, log.stat().st_size - _TAIL_BYTES))
        return [line for line in stream.read().decode(errors="replace").splitlines() if line.strip()]


def last_line(log: Path) -> str:
    """The last line of a log with its path: the evidence for a process that ended or hangs."""
    lines = tail_lines(log)
    return f"{log}: {lines[-1].strip()}" if lines else f"{log} is empty or missing"


def why_given_up(log: Path, data: Path) -> Complaint | None:
    """The last FATAL or PANIC after which no server of `data` became ready; None when there is none."""
    for line in reversed(tail_lines(log)):
        if _READY in line:
            return None
        if _GAVE_UP.search(line) and not _OF_ONE_CONNECTION.search(line):
            sentence, command = _meaning(line, data)
            return Complaint(line.strip(), sentence, command)
    return None


def damaged_pages(log: Path) -> list[str]:
    """The lines of the last run that tell of a page whose checksum is wrong."""
    lines = tail_lines(log)
    begins = [number for number, line in enumerate(lines) if _STARTED in line]
    return [line.strip() for line in lines[begins[-1] if begins else 0 :] if _DAMAGED_PAGE.search(line)]


def restore_command(data: Path) -> str:
    """Put a damaged cluster aside and restore the newest backup into a new one; nothing is deleted."""
    marker = data.parent / "keys" / "cluster-was-made"
    return f"mv {data} {data}.damaged && rm -f {marker} && churnvision dr restore"


def _meaning(line: str, data: Path) -> tuple[str, str]:
    meanings = (
        (r"No space left|could not (extend|write)", "the disk was full", f"df -h {data}"),
        (r"Read-only file system", "its file system is read-only", f"findmnt -T {data}"),
        (
            r"checkpoint record|control file|pg_control|valid data directory|could not find the database",
            "its data directory is damaged",
            restore_command(data),
        ),
        (
            r"files are incompatible",
            "the data directory is of another version of PostgreSQL",
            f"cat {data}/PG_VERSION",
        ),
        (
            r"invalid permissions|wrong ownership|Permission denied",
            "it may not use its data directory",
            f"ls -ld {data} && chmod go= {data}",
        ),
        (
            r"lock file|already in use",
            "a file of an earlier server is in its way",
            "churnvision doctor --fix",
        ),
        (r"memory", "the system gave it no memory", "free -m"),
        (r"configuration file|parameter", "its configuration is wrong", f"tail -n 20 {data}/postgresql.conf"),
    )
    for pattern, meaning, command in meanings:
        if re.search(pattern, line):
            return f"PostgreSQL did not start or gave up: {meaning}.", command
    return "PostgreSQL did not start or gave up.", "churnvision up --detach"
