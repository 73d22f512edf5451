"""Runs the server over a recovered data directory until the target, and asks the database what it reached."""

import errno
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg

from churnvision.dr import wal
from churnvision.dr.database import Database, first_line
from churnvision.dr.errors import RecoverFailed
from churnvision.dr.recovery_plan import Plan
from churnvision.dr.recovery_target import Target
from churnvision.dr.removals import apply, read_removals
from churnvision.dr.settings import RecoverySettings
from churnvision.dr.steps import reach
from churnvision.kit.clock import Pause
from churnvision.kit.postgres import PostgresFailed, Programs, Server

_START_SECONDS = 3600.0
_SILENT_SECONDS = 300.0
_PAUSE_SECONDS = 0.05
_ENDED_EARLY = "recovery ended before configured recovery target was reached"
_STATE = """
    SELECT pg_is_in_recovery(),
           CASE WHEN pg_is_in_recovery() THEN pg_get_wal_replay_pause_state() END,
           pg_last_wal_replay_lsn()::text, pg_last_xact_replay_timestamp()
"""


@dataclass(frozen=True, slots=True)
class Reached:
    """What the recovered database says of itself."""

    at: datetime | None
    position: int
    timeline: int
    disabled_again: list[int]


def run_recovery(
    settings: RecoverySettings,
    plan: Plan,
    folders: tuple[Path, Path],
    owner_url: Callable[[Path], str],
    target: Target,
    tools: tuple[Programs, Pause],
) -> Reached:
    """Replay to the target, open the database, check it, and stop the server again.

    `folders` are the data directory and the unpacked log. Raises RecoverFailed, psycopg.Error, OSError.
    """
    data, log_folder = folders
    try:
        return _run(settings, plan, folders, owner_url, (target, target.options()), tools)
    except (PostgresFailed, RecoverFailed) as error:
        if not (plan.covers and target.time is not None and _ENDED_EARLY in _log_of(data)):
            raise RecoverFailed(
                f"The server did not reach {target}: {error.message} The old data directory is as it was."
            ) from error
    # The log reaches beyond the target and nothing was committed after it: its end is what was asked for.
    try:
        return _run(settings, plan, (data, log_folder), owner_url, (target, {}), tools)
    except PostgresFailed as error:
        raise RecoverFailed(f"The server did not reach the end of the log: {error.message}") from error


def _run(
    settings: RecoverySettings,
    plan: Plan,
    folders: tuple[Path, Path],
    owner_url: Callable[[Path], str],
    aim: tuple[Target, dict[str, str]],
    tools: tuple[Programs, Pause],
) -> Reached:
    data, log_folder = folders
    target, options = aim
    (data / "recovery.signal").touch()
    with _server(data, tools, _options(plan, log_folder, options)) as (server, socket_folder):
        reach("recover.replaying")
        database = Database(owner_url(socket_folder))
        at, position = _await(server, database, tools[1], data, is_paused=bool(options))
        timeline = _open(server, database, tools[1], data)
        _require_reached(plan, target, options, position)
        return Reached(at, position, timeline, _settle(settings, database))


def _options(plan: Plan, log_folder: Path, target: dict[str, str]) -> dict[str, str]:
    return {
        **target,
        **({"recovery_target_action": "pause"} if target else {}),
        "recovery_target_timeline": str(plan.timeline),
        # Plain names in a folder of ours; a hard link costs nothing, and the server keeps its own name of it.
        "restore_command": f"cp {_quoted(log_folder)}/%f %p",
        "hot_standby": "on",
        # What the new timeline writes is kept until the live server hands it over. Without a command nothing
        # is tried: one that fails would be tried three times, a second apart, before the server stops.
        "archive_mode": "on",
        "archive_command": "",
        "max_connections": "100",
        "max_wal_senders": "10",
        "max_worker_processes": "16",
        "max_locks_per_transaction": "256",
        "autovacuum": "off",
        # The base may come from a primary in synchronous mode; no standby follows this server.
        "synchronous_standby_names": "",
    }


@contextmanager
def _server(
    data: Path, tools: tuple[Programs, Pause], options: dict[str, str]
) -> Iterator[tuple[Server, Path]]:
    with tempfile.TemporaryDirectory(prefix="churnvision-", dir="/tmp") as folder:
        server = Server(
            tools[0],
            data,
            socket_folder=Path(folder),
            log=_log(data),
            options=options,
            pause=tools[1],
        )
        _log(data).unlink(missing_ok=True)
        try:
            server.start(timeout_seconds=_START_SECONDS)
            yield server, Path(folder)
        finally:
            server.stop()
        _log(data).unlink()


def _await(
    server: Server, database: Database, pause: Pause, data: Path, *, is_paused: bool
) -> tuple[datetime | None, int]:
    """Wait for the target (or the end of the log): its last commit, and the position."""
    position, moved_at = -1, time.monotonic()
    while True:
        found = _ask(server, database, data)
        if found is not None:
            in_recovery, state, lsn, at = found
            replayed = -1 if lsn is None else wal.parse_position(str(lsn))
            if state == "paused" or (not in_recovery and not is_paused):
                return at, replayed
            if not in_recovery:
                raise RecoverFailed("The server opened the database before it had reached the target.")
            if replayed != position:
                position, moved_at = replayed, time.monotonic()
        if time.monotonic() - moved_at > _SILENT_SECONDS:
            raise RecoverFailed(f"The replay stood still at {wal.format_position(max(position, 0))}.")
        pause(_PAUSE_SECONDS)


def _open(server: Server, database: Database, pause: Pause, data: Path) -> int:
    """End the recovery on a new timeline, which is returned."""
    deadline = time.monotonic() + _SILENT_SECONDS
    while (found := _ask(server, database, data)) is None or found[0]:
        if found is not None:
            with database.maintenance.connect() as connection:
                connection.execute("SELECT CASE WHEN pg_is_in_recovery() THEN pg_wal_replay_resume() END")
        if time.monotonic() > deadline:
            raise RecoverFailed("The recovered database did not open for writing.")
        pause(_PAUSE_SECONDS)
    with database.maintenance.connect() as connection:
        connection.execute("CHECKPOINT")
        row = connection.execute("SELECT timeline_id FROM pg_control_checkpoint()").fetchone()
    assert row is not None
    return int(str(row[0]))


def _settle(settings: RecoverySettings, database: Database) -> list[int]:
    """The product's database is there and whole enough to sign in; everybody is signed out."""
    with database.connect(autocommit=False) as connection:
        row = connection.execute(
            "SELECT (SELECT version_num FROM alembic_version), (SELECT count(*) FROM users)"
        ).fetchone()
        if row is None or row[0] is None or not row[1]:
            raise RecoverFailed("The recovered database holds no users; recover to a later point.")
        connection.execute("DELETE FROM sessions")
        return apply(connection, read_removals(settings.backups))


def _require_reached(plan: Plan, target: Target, options: dict[str, str], position: int) -> None:
    wanted = plan.reaches
    if options:
        wanted = target.position if target.position is not None else 0
    if position < wanted:
        raise RecoverFailed(
            f"The server ended its replay at {wal.format_position(position)}, before "
            f"{wal.format_position(wanted)}, which the archive holds."
        )


def _ask(server: Server, database: Database, data: Path) -> tuple[Any, ...] | None:
    """What it says; None while it lets nobody in. RecoverFailed when it has ended or is out of space."""
    if not server.is_running():
        raise RecoverFailed(f"The server ended: {_last_complaint(_log_of(data))}")
    try:
        with psycopg.connect(database.maintenance.url, connect_timeout=5, autocommit=True) as connection:
            return connection.execute(_STATE).fetchone()
    except psycopg.OperationalError as error:
        if os.strerror(errno.ENOSPC) in str(error):
            raise RecoverFailed(f"The recovered server lets nobody in: {first_line(error)}") from error
        return None


def _log(data: Path) -> Path:
    return data / "recovery.log"


def _log_of(data: Path) -> str:
    return _log(data).read_text(errors="replace") if _log(data).exists() else ""


def _last_complaint(log: str) -> str:
    complaints = [line for line in log.splitlines() if "FATAL" in line or "PANIC" in line]
    return (complaints or log.splitlines() or ["it left no reason"])[-1]


def _quoted(folder: Path) -> str:
    return "'" + str(folder).replace("'", "'\\''").replace("%", "%%") + "'"
