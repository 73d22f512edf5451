"""pg_dump's text under an exported snapshot, sealed as it comes; none of it touches a disk in the clear."""

from collections.abc import Iterator
from pathlib import Path

from churnvision.dr import dump_text
from churnvision.dr.command import Program, run
from churnvision.dr.database import Database
from churnvision.dr.dump_text import DumpScanner
from churnvision.dr.errors import BackupFailed
from churnvision.dr.large_objects import large_objects_as_sql
from churnvision.dr.sealed_file import SealedWriter
from churnvision.dr.snapshot import Contents, Snapshot
from churnvision.dr.steps import reach
from churnvision.kit.postgres import Programs

_STALL_SECONDS = 120.0
_LOCK_WAIT = "10s"


def program_version(programs: Programs, name: str) -> str:
    """What the program says of itself, as `pg_dump (PostgreSQL) 18.6`."""
    return run([programs.path(name), "--version"], env={"LC_ALL": "C"}, timeout_seconds=30).strip()


def require_same_major(programs: Programs, server_version_number: int) -> None:
    """Raise BackupFailed when pg_dump and the server differ: its dump might not go back."""
    major = server_version_number // 10_000
    if programs.version != major:
        raise BackupFailed(
            f"The server is PostgreSQL {major} and the programs in {programs.bin} are {programs.version}; "
            "name the folder of the server's own programs in PG_BIN_DIR."
        )


def write_dump(
    database: Database, programs: Programs, snapshot: Snapshot, contents: Contents, writer: SealedWriter
) -> DumpScanner:
    """Write the whole SQL text. Raises ProgramFailed, BackupFailed when it is not whole, OSError."""
    scanner = DumpScanner()
    reached = False
    for chunk in _text(database, programs, snapshot, contents):
        scanner.feed(chunk)
        writer.write(chunk)
        if not reached:
            reach("backup.dumping")
            reached = True
    require_whole(scanner, contents)
    return scanner


def require_whole(scanner: DumpScanner, contents: Contents) -> None:
    """Raise BackupFailed unless the text ended and held every row that the snapshot has."""
    if not scanner.ended_whole():
        raise BackupFailed("pg_dump ended before the end of the dump; nothing was kept.")
    problems = list(dump_text.differences(contents.rows, scanner.rows))
    if problems:
        raise BackupFailed(f"The dump does not hold what the database does: {'; '.join(problems[:5])}.")


def _text(database: Database, programs: Programs, snapshot: Snapshot, contents: Contents) -> Iterator[bytes]:
    yield dump_text.prologue(contents.roles)
    command = [
        programs.path("pg_dump"),
        "--no-password",
        "--format=plain",
        "--encoding=UTF8",
        f"--snapshot={snapshot.name}",
        f"--lock-wait-timeout={_LOCK_WAIT}",
        "--no-blobs",
    ]
    with Program(command, env=database.environment(), writes=True, stall_seconds=_STALL_SECONDS) as pg_dump:
        yield from pg_dump.chunks()
        pg_dump.finish()
    yield from large_objects_as_sql(snapshot.connection)
    yield dump_text.epilogue(has_sessions="public.sessions" in contents.rows)


def free_bytes_needed(previous_bytes: int | None, database_bytes: int) -> int:
    """How much space a backup may take: what the last one took and half more, or half of the database."""
    return 1_000_000 + (database_bytes // 2 if previous_bytes is None else previous_bytes * 3 // 2)


def write_sealed(writer: SealedWriter, chunks: Iterator[bytes]) -> None:
    """Write every chunk."""
    for chunk in chunks:
        writer.write(chunk)


def unfinished(path: Path) -> Path:
    """The name that a file has until it is proved."""
    return path.with_name(path.name + ".partial")
