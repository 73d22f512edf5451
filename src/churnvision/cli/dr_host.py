"""`churnvision dr bundle` and `dr recover --from`: a lost machine comes back from one file and the key."""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import typer

from churnvision.cli.dr_consent import Key, say
from churnvision.cli.dr_database import settings_at_hand
from churnvision.cli.output import AsJson, print_json
from churnvision.dr import archive, bundle, host, journal, recover, wal
from churnvision.dr.archive import ClusterArchive
from churnvision.dr.bundle import Index
from churnvision.dr.database import Database
from churnvision.dr.errors import RecoverRefused
from churnvision.dr.keys import find_keys
from churnvision.dr.log_switch import hand_over_log
from churnvision.dr.recovery_target import Target
from churnvision.dr.restore import restore_backup
from churnvision.dr.settings import RecoverySettings
from churnvision.kit.clock import utc_now
from churnvision.kit.errors import Malformed
from churnvision.local import settings as local_settings
from churnvision.local.alone import postgres_alone
from churnvision.local.control import SpawnedSupervisor
from churnvision.local.keys import read_or_make_keys
from churnvision.local.roles import OWNER, database_url
from churnvision.local.settings import LocalSettings
from churnvision.local.state import running_state
from churnvision.local.wholeness import mark_cluster_made

app = typer.Typer(add_completion=False, invoke_without_command=True, help="Pack everything into one file.")


@dataclass(frozen=True, slots=True)
class RecoveredHost:
    """What came back. `reached_at` is the last transaction, None where it came from the dump alone."""

    backup_id: str
    base_id: str | None
    reached_at: str | None
    files: list[Path]
    page: str | None
    seconds: float


@app.callback()
def pack(
    context: typer.Context,
    to: Annotated[
        Path | None,
        typer.Option("--to", help="The bundle to write; nothing may be there.", metavar="FILE"),
    ] = None,
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """Pack the newest backup and the newest base with its log into one file for an empty machine."""
    if context.invoked_subcommand is not None:
        return
    local = local_settings.read_settings()
    settings = settings_at_hand(local)
    target = to or Path(f"churnvision-recovery-{utc_now():%Y%m%d_%H%M%S}.bundle")
    hand_over_log(settings.owner_url)
    try:
        made = bundle.write_bundle(
            settings, _live_archive(settings, local), find_keys(settings, key), target, report=say
        )
    except FileExistsError as error:
        raise Malformed(f"{target} is there already; name another file with --to.") from error
    except OSError as error:
        raise Malformed(f"{target} cannot be written ({error.strerror or error}).") from error
    if as_json:
        print_json(asdict(made))
    else:
        log = f"{made.base_id} with its log" if made.base_id else "no base backup, so no log"
        print(f"{made.file}: {made.bytes / 1e6:.1f} MB, {made.backup_id}, {log}. The key is not in it.")


@app.command("extract")
def extract(
    file: Annotated[Path, typer.Argument(help="The bundle.")],
    to: Annotated[Path, typer.Option("--to", help="A folder that is new or empty.", metavar="DIR")],
    key: Key = None,
) -> None:
    """Write the single files of a bundle: settings, licence, certificates, and the dump."""
    settings = settings_at_hand(local_settings.read_settings())
    keys = find_keys(settings, key)
    with host.taken_apart(settings, file, bundle.open_bundle(file, keys), keys) as backup:
        written = host.extract_to(host.read_members(backup), backup, to)
    for path in written:
        print(path)


def recover_host(file: Path, key: str | None, *, without_log: bool, as_json: bool) -> None:
    """Bring everything back on a machine that has no data, and start it."""
    local = local_settings.read_settings()
    settings = settings_at_hand(local)
    keys = find_keys(settings, key)
    index = bundle.open_bundle(file, keys)
    _require_empty(local)
    began_at = utc_now()
    say("unpacking the bundle")
    host.take_in(settings, file, index)
    backup = host.trusted(settings, index, keys)
    stamp = f"{began_at:%Y%m%d_%H%M%S}"
    put_back = host.put_back(settings, host.read_members(backup), stamp)
    host.put_key_back(settings, backup.passphrase, stamp)
    from_log = index.base_id is not None and not without_log
    reached_at = None
    if from_log:
        reached_at = _recover_log(settings, local, index)
    else:
        _restore_dump(settings, local, index, key)
    say("starting the stack")
    state = SpawnedSupervisor(local, outlives_parent=True).wait_until_ready(say)
    done = RecoveredHost(
        backup_id=index.backup_id,
        base_id=index.base_id if from_log else None,
        reached_at=reached_at,
        files=[each.path for each in put_back],
        page=state.web_url,
        seconds=round((utc_now() - began_at).total_seconds(), 3),
    )
    journal.append(settings.journal, "host.recovered", backup_id=done.backup_id, base_id=done.base_id)
    if as_json:
        print_json(asdict(done))
        return
    for each in put_back:
        former = f" (the one before is {each.former})" if each.former else ""
        print(f"Put back: {each.path}{former}")
    source = f"base and log until {reached_at}" if from_log else f"the dump {index.backup_id}"
    print(f"Recovered from {source} in {done.seconds:.1f} s. The page: {done.page}")


def _recover_log(settings: RecoverySettings, local: LocalSettings, index: Index) -> str | None:
    assert index.cluster is not None
    password = read_or_make_keys(local.layout).owner_password
    cluster = recover.Cluster(local.layout.cluster, lambda folder: database_url(OWNER, password, folder))
    archived = archive.archive_of(settings, index.cluster)
    # With every key of the ring, which is put back: the log may be older than the key of the bundle.
    recovered = recover.recover(settings, archived, cluster, Target(), report=say)
    mark_cluster_made(local.layout)
    return recovered.reached_at


def _restore_dump(settings: RecoverySettings, local: LocalSettings, index: Index, key: str | None) -> None:
    with postgres_alone(local) as owner_url:
        restore_backup(settings, Database(owner_url), name=index.backup_id, key=key, report=say)


def _require_empty(local: LocalSettings) -> None:
    if running_state(local.layout) is not None or local.layout.cluster.exists():
        raise RecoverRefused(
            f"There is data in {local.layout.var} already: a bundle is for an empty machine. Recover this "
            "one with `churnvision dr restore` or `dr recover`, or move the folder away first."
        )


def _live_archive(settings: RecoverySettings, local: LocalSettings) -> ClusterArchive | None:
    try:
        return archive.archive_of(settings, wal.read_identity(local.layout.cluster)[0])
    except (OSError, ValueError):
        return next(iter(archive.find_archives(settings)), None)
