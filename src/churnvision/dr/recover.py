"""Recovers the cluster to a point in time, beside the live data directory, and swaps it in.

Success is what the recovered database says, not that programs ended with 0.
"""

import re
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg

from churnvision.dr import catalogue, journal, wal
from churnvision.dr.archive import ClusterArchive, get_into
from churnvision.dr.base_backup import unpack, verify_unpacked
from churnvision.dr.errors import ProgramFailed, RecoverFailed, RecoverRefused
from churnvision.dr.kept_databases import KEPT
from churnvision.dr.keys import find_keys
from churnvision.dr.local_log import add_local_log
from churnvision.dr.recovered_server import Reached, run_recovery
from churnvision.dr.recovery_plan import Plan, make_plan
from churnvision.dr.recovery_target import Target
from churnvision.dr.sealed_file import require_authentic
from churnvision.dr.settings import RecoverySettings
from churnvision.dr.steps import reach
from churnvision.kit.clock import Pause, utc_now
from churnvision.kit.durable import fsync_folder
from churnvision.kit.errors import ChurnVisionError
from churnvision.kit.exchange import exchange
from churnvision.kit.postgres import PostgresFailed, Programs, find_programs, run_program
from churnvision.kit.postgres_leftovers import clear_leftovers

Report = Callable[[str], None]
_STAMP = "%Y%m%d_%H%M%S"
_MARKED = re.compile(r"\.recover-(\d{8}_\d{6})\.(\d+)$")


@dataclass(frozen=True, slots=True)
class Recovered:
    """A recovery that succeeded: what was asked for beside what was reached.

    `reached_at` is when the last transaction that is in it had committed; None when none is newer than the
    base. `kept_as` is the old data directory.
    """

    target: str
    reached_at: str | None
    reached_position: str
    base_id: str
    segments: int
    timeline: int
    kept_as: str | None
    disabled_again: list[int]
    seconds: float


@dataclass(frozen=True, slots=True)
class Cluster:
    """The data directory to recover, and how its owner is reached on a socket in a folder."""

    data: Path
    owner_url: Callable[[Path], str]


def recover(
    settings: RecoverySettings,
    archive: ClusterArchive,
    cluster: Cluster,
    target: Target,
    *,
    key: str | None = None,
    report: Report = lambda _: None,
    pause: Pause = time.sleep,
) -> Recovered:
    """Recover to `target`. The cluster must not run; the server is run from the main thread.

    Raises KeyWrong, BackupDamaged, RecoverRefused before anything is changed; RecoverFailed with the old data
    directory as it was. The journal has the outcome either way.
    """
    began_at = utc_now()
    keys = find_keys(settings, key)
    facts = {"target": str(target), "cluster": archive.system_identifier}
    journal.append(settings.journal, "recover.begun", **facts)
    try:
        with catalogue.locked(settings.journal.parent):
            reach("recover.locked")
            plan = make_plan(archive, target, keys, live_timeline=live_timeline(settings, cluster.data))
            reach("recover.planned")
            report(f"{plan.base.manifest.base_id} and {len(plan.segments)} files of the log lead there")
            recovered = _recover(settings, plan, cluster, target, (began_at, report, pause))
    except BaseException as error:
        journal.append(settings.journal, "recover.failed", reason=_sentence(error), **facts)
        raise
    journal.append(
        settings.journal,
        "recover.done",
        **facts,
        reached_at=recovered.reached_at,
        timeline=recovered.timeline,
        kept_as=recovered.kept_as,
        seconds=recovered.seconds,
    )
    return recovered


def _recover(
    settings: RecoverySettings,
    plan: Plan,
    cluster: Cluster,
    target: Target,
    running: tuple[datetime, Report, Pause],
) -> Recovered:
    began_at, report, pause = running
    programs = find_programs(settings.postgres_programs)
    _require_fit(plan, programs, cluster)
    clear_unfinished(cluster.data)
    new = cluster.data.with_name(f"{cluster.data.name}.recover-{began_at:{_STAMP}}")
    log_folder = new.with_name(new.name + ".wal")
    try:
        report("unpacking the base backup")
        _unpack(plan, programs, new)
        reach("recover.unpacked")
        report("unpacking the log")
        _unpack_log(plan, log_folder, report)
        if not target.options():
            add_local_log(plan, cluster.data, log_folder)
        report("replaying the log")
        reached = run_recovery(
            settings, plan, (new, log_folder), cluster.owner_url, target, (programs, pause)
        )
        reach("recover.reached")
        shutil.rmtree(log_folder)
        reach("recover.checked")
    except BaseException as error:
        shutil.rmtree(log_folder, ignore_errors=True)
        shutil.rmtree(new, ignore_errors=True)
        if isinstance(error, psycopg.Error | ProgramFailed | OSError):
            raise RecoverFailed(
                f"The recovery did not succeed: {_sentence(error)} The old data directory is as it was."
            ) from error
        raise
    kept_as = swap_in(cluster.data, new, began_at)
    reach("recover.swapped")
    return _recovered(plan, target, reached, kept_as, began_at)


def swap_in(live: Path, new: Path, moment: datetime) -> str | None:
    """Give `new` the live name in one step; the path of the old data directory, None where there was none.

    Raises RecoverFailed. Before, `new` is named by its inode: whatever stands under that name after a crash
    and is another folder is the old data directory, which `clear_unfinished` keeps.
    """
    marked = new.with_name(f"{new.name}.{new.stat().st_ino}")
    try:
        new.rename(marked)
        if not live.exists():
            marked.rename(live)
            fsync_folder(live.parent)
            return None
        exchange(live, marked)
    except OSError as error:
        clear_unfinished(live)
        raise RecoverFailed(
            f"The data directories could not be swapped ({error}). The old data directory is as it was."
        ) from error
    reach("recover.exchanged")
    return str(_keep(live, marked, moment))


def undo_recover(settings: RecoverySettings, data: Path) -> tuple[str, str]:
    """Bring back the data directory that the last recovery replaced; its former path, and the other's now.

    The cluster must not run. Raises RecoverRefused when none is kept.
    """
    with catalogue.locked(settings.journal.parent):
        clear_unfinished(data)
        former = next(iter(kept_clusters(data)), None)
        if former is None:
            raise RecoverRefused("There is no data directory from before a recovery; nothing was changed.")
        exchange(data, former)
        kept = _keep(data, former, utc_now())
        journal.append(settings.journal, "recover_undone.done", former=former, kept_as=kept)
    return str(former), str(kept)


def live_timeline(settings: RecoverySettings, data: Path) -> int | None:
    """The timeline of the cluster in `data`; None where it is lost or cannot be read."""
    programs = find_programs(settings.postgres_programs)
    try:
        found = run_program(programs, "pg_controldata", [str(data)], env={"LC_ALL": "C"})
    except (PostgresFailed, OSError):
        return None
    match = re.search(r"Latest checkpoint's TimeLineID:\s+(\d+)", found)
    return int(match.group(1)) if match else None


def drop_outdated_clusters(data: Path, now: datetime) -> list[Path]:
    """Remove the data directories that were replaced more than seven days ago."""
    dropped = []
    for folder in kept_clusters(data):
        try:
            replaced_at = _moment_of(folder.name[-15:])
        except ValueError:
            continue  # not a name of ours
        if now - replaced_at > KEPT:
            shutil.rmtree(folder)
            dropped.append(folder)
    return dropped


def kept_clusters(data: Path) -> list[Path]:
    """The data directories from before recoveries, the newest first."""
    return sorted(data.parent.glob(f"{data.name}.before-*"), reverse=True)


def clear_unfinished(data: Path) -> None:
    """Remove what an interrupted recovery left beside the live data directory; keep what it had replaced."""
    for folder in sorted(data.parent.glob(f"{data.name}.recover-*")):
        marked = _MARKED.search(folder.name)
        if marked is not None and int(marked.group(2)) != folder.stat().st_ino:
            _keep(data, folder, _moment_of(marked.group(1)))
            continue
        clear_leftovers(folder)  # the server of a recovery that was killed is still shutting down
        shutil.rmtree(folder)


def _keep(live: Path, former: Path, moment: datetime) -> Path:
    """Give the directory that was live until `moment` a free name of its own, which is returned."""
    while (kept := live.with_name(f"{live.name}.before-{moment:{_STAMP}}")).exists():
        moment += timedelta(seconds=1)
    former.rename(kept)
    fsync_folder(live.parent)
    return kept


def _moment_of(stamp: str) -> datetime:
    return datetime.strptime(stamp, _STAMP).replace(tzinfo=UTC)


def _unpack(plan: Plan, programs: Programs, new: Path) -> None:
    base = plan.base
    require_authentic(base.files.tar, base.manifest.tar, base.key)
    new.mkdir(mode=0o700)
    unpack(base.files.tar, base.manifest.tar, base.passphrase, new)
    verify_unpacked(programs, new)


def _unpack_log(plan: Plan, folder: Path, report: Report) -> None:
    folder.mkdir(mode=0o700)
    for place, name in enumerate([*plan.histories, *plan.segments]):
        get_into(plan.archive, name, plan.keys, folder / name)
        if place and place % 200 == 0:
            report(f"{place} files of the log are unpacked")


def _require_fit(plan: Plan, programs: Programs, cluster: Cluster) -> None:
    base = plan.base.manifest
    major = base.server_version_number // 10_000
    if major != programs.version:
        raise RecoverRefused(
            f"The base backup is of PostgreSQL {major} and the programs in {programs.bin} are "
            f"{programs.version}: name a folder with PostgreSQL {major} in PG_BIN_DIR, or restore a backup."
        )
    needed = base.tar.content_bytes + len(plan.segments) * (4 << 20) + (64 << 20)
    free = shutil.disk_usage(cluster.data.parent).free
    if free < needed:
        raise RecoverRefused(
            f"{cluster.data.parent} has {free / 1e6:.0f} MB free and the recovery needs "
            f"{needed / 1e6:.0f} MB beside the live data; free some space."
        )


def _recovered(
    plan: Plan, target: Target, reached: Reached, kept_as: str | None, began_at: datetime
) -> Recovered:
    return Recovered(
        target=str(target),
        reached_at=None if reached.at is None else reached.at.isoformat(),
        reached_position=wal.format_position(reached.position),
        base_id=plan.base.manifest.base_id,
        segments=len(plan.segments),
        timeline=reached.timeline,
        kept_as=kept_as,
        disabled_again=reached.disabled_again,
        seconds=round((utc_now() - began_at).total_seconds(), 3),
    )


def _sentence(error: BaseException) -> str:
    if isinstance(error, ChurnVisionError):
        return error.message
    return f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else 'no message'}."
