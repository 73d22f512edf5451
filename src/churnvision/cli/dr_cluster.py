"""`churnvision dr base`, `dr recover` and `dr archive`: the cluster as a whole, and its log."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from churnvision.cli import dr_host, exit_codes
from churnvision.cli.dr_consent import Key, Yes, require_consent, say
from churnvision.cli.dr_database import database_at_hand, settings_at_hand
from churnvision.cli.output import AsJson, print_json, print_table
from churnvision.dr import archive, archive_check, base_backup, recover, wal
from churnvision.dr.archive import ClusterArchive
from churnvision.dr.errors import BackupNotFound
from churnvision.dr.keys import find_keys
from churnvision.dr.log_switch import hand_over_log
from churnvision.dr.recovery_plan import make_plan
from churnvision.dr.recovery_target import parse_target
from churnvision.dr.settings import RecoverySettings, read_settings
from churnvision.kit.errors import Malformed
from churnvision.local import settings as local_settings
from churnvision.local.control import SpawnedSupervisor, stop_running
from churnvision.local.keys import read_or_make_keys
from churnvision.local.layout import Layout
from churnvision.local.roles import DATABASE, OWNER, database_url
from churnvision.local.settings import LocalSettings
from churnvision.local.site import require_primary
from churnvision.local.state import running_state
from churnvision.local.supervisor import await_remains, sole_supervisor

archive_app = typer.Typer(add_completion=False, no_args_is_help=True, help="The archive of the log.")


def make_base(key: Key = None, as_json: AsJson = False) -> None:
    """Copy the whole cluster into the archive and verify it: where a recovery to a point in time starts."""
    with database_at_hand() as (settings, database):
        made = base_backup.make_base_backup(settings, database, key=key, report=say)
    if as_json:
        print_json(asdict(made))
    else:
        print(f"{made.file}: {made.bytes / 1e6:.1f} MB, verified, {made.seconds:.1f} s.")


def recover_cluster(
    target_time: Annotated[
        str | None, typer.Option(help="As 2026-11-22T14:30:00+00:00, with its offset.", metavar="TIME")
    ] = None,
    target_lsn: Annotated[str | None, typer.Option(help="A position of the log.", metavar="LSN")] = None,
    target_name: Annotated[str | None, typer.Option(help="A restore point.", metavar="NAME")] = None,
    timeline: Annotated[int | None, typer.Option(help="Only where histories branch.", metavar="N")] = None,
    undo: Annotated[
        bool, typer.Option("--undo", help="Bring back the data directory from before the last recovery.")
    ] = False,
    bundle: Annotated[
        Path | None, typer.Option("--from", help="A bundle, on a machine without data.", metavar="FILE")
    ] = None,
    without_log: Annotated[
        bool, typer.Option("--without-log", help="With --from: take the dump, not base and log.")
    ] = False,
    key: Key = None,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Recover the cluster to a point in time, or to the end of its log; a running stack is stopped for it
    and started again. The replaced data directory is kept for seven days. With --from an empty machine.
    """
    if bundle is not None or without_log:
        if bundle is None or undo or target_time or target_lsn or target_name or timeline:
            raise Malformed("--from brings a whole machine back; it takes --key and --without-log alone.")
        dr_host.recover_host(bundle, key, without_log=without_log, as_json=as_json)
        return
    target = parse_target(target_time, target_lsn, target_name, timeline)
    local = local_settings.read_settings()
    settings = settings_at_hand(local)
    if undo and (target_time or target_lsn or target_name or timeline):
        raise Malformed("--undo brings back the data directory from before; it takes no target.")
    require_primary(local)
    keys = [] if undo else find_keys(settings, key)
    require_consent(DATABASE, yes, "put another state of the whole cluster in place of")
    if undo:
        with _stopped(local) as layout:
            former, kept = recover.undo_recover(settings, layout.cluster)
        _print(as_json, {"former": former, "kept_as": kept}, f"{former} is live again; {kept} is kept.")
        return
    chosen = _archive_of(settings, local.layout)
    _hand_over(local)
    # What cannot be reached is refused while everything still runs.
    make_plan(chosen, target, keys, live_timeline=recover.live_timeline(settings, local.layout.cluster))
    with _stopped(local) as layout:
        recovered = recover.recover(
            settings,
            chosen,
            recover.Cluster(layout.cluster, _owner_url(layout)),
            target,
            key=key,
            report=say,
        )
    _print(as_json, asdict(recovered), _sentence(recovered))


@archive_app.command("push")
def push(file: Annotated[Path, typer.Argument(help="A file in pg_wal.")], key: Key = None) -> None:
    """Keep one file of the log, as PostgreSQL's archive_command does; exits with 1 when it is refused."""
    is_new = archive.push(read_settings(), file, key=key)
    print(f"{file.name} is kept." if is_new else f"{file.name} was kept already.")


@archive_app.command("get")
def get(
    name: Annotated[str, typer.Argument(help="A file of the log by its name.")],
    to: Annotated[Path, typer.Argument(help="Where to write it; nothing may be there.")],
    key: Key = None,
) -> None:
    """Unpack one file of the log, proved, as PostgreSQL's restore_command does."""
    local = local_settings.read_settings()
    settings = settings_at_hand(local)
    if to.exists():
        raise Malformed(f"{to} is there already; nothing was written.")
    archive.get_into(_archive_of(settings, local.layout), name, find_keys(settings, key), to)


@archive_app.command("check")
def check(key: Key = None, as_json: AsJson = False) -> None:
    """Prove every base backup and file of the log, and find gaps; exits with 6 when something is wrong."""
    settings = settings_at_hand(local_settings.read_settings())
    keys = find_keys(settings, key)
    checked = [archive_check.check_archive(each, keys) for each in archive.find_archives(settings)]
    if as_json:
        print_json([asdict(each) for each in checked])
    elif not checked:
        print(f"There is no archive in {settings.backups}.")
    else:
        rows = [
            (each.system_identifier, each.bases, each.files, f"{each.bytes / 1e6:.1f} MB", each.until or "-")
            for each in checked
        ]
        print_table(("cluster", "bases", "files", "size", "reaches"), rows)
        for each in checked:
            for problem in each.problems:
                print(problem)
    if any(each.problems for each in checked):
        raise typer.Exit(exit_codes.DAMAGED)


def _archive_of(settings: RecoverySettings, layout: Layout) -> ClusterArchive:
    """The live cluster's archive; where its data directory is lost, the one that was added to last."""
    try:
        return archive.archive_of(settings, wal.read_identity(layout.cluster)[0])
    except (OSError, ValueError):
        found = archive.find_archives(settings)
        if not found:
            raise BackupNotFound(f"There is no archive of a cluster in {settings.backups}.") from None
        return found[0]


def _owner_url(layout: Layout) -> Callable[[Path], str]:
    password = read_or_make_keys(layout).owner_password
    return lambda folder: database_url(OWNER, password, folder)


def _hand_over(local: LocalSettings) -> None:
    state = running_state(local.layout)
    if state is not None:
        say("handing over the rest of the log")
        hand_over_log(state.environment.get("CHURNVISION_DATABASE__OWNER_URL"))


@contextmanager
def _stopped(local: LocalSettings) -> Iterator[Layout]:
    """The data folder while nothing runs on it; what ran before runs again then, also after a failure."""
    state = running_state(local.layout)
    if state is not None:
        say("stopping the stack")
        stop_running(local.layout)
    try:
        local.layout.run.mkdir(mode=0o700, parents=True, exist_ok=True)
        with sole_supervisor(local.layout):
            await_remains(local.layout, time.sleep)
            yield local.layout
    finally:
        if state is not None:
            say("starting the stack")
            SpawnedSupervisor(local, outlives_parent=True).wait_until_ready(say)


def _print(as_json: bool, document: dict[str, object], sentence: str) -> None:
    if as_json:
        print_json(document)
    else:
        print(sentence)


def _sentence(recovered: recover.Recovered) -> str:
    reached = recovered.reached_at or "the base backup (no transaction committed after it)"
    sentence = (
        f"Asked for {recovered.target}; reached {reached}, position {recovered.reached_position}, timeline "
        f"{recovered.timeline}, from {recovered.base_id} and {recovered.segments} files of the log in "
        f"{recovered.seconds:.1f} s."
    )
    if recovered.kept_as is not None:
        sentence += f" The old data directory is kept as {recovered.kept_as}; `--undo` brings it back."
    if recovered.disabled_again:
        sentence += f" {len(recovered.disabled_again)} users disabled since then were disabled again."
    return sentence
