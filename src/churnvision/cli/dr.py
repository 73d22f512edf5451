"""`churnvision dr`: backup and recovery; works when the application does not."""

import sys
from dataclasses import asdict
from typing import Annotated

import typer

from churnvision.cli import (
    dr_cluster,
    dr_host,
    dr_key,
    dr_psql,
    dr_restore,
    dr_site,
    dr_validate,
    exit_codes,
)
from churnvision.cli.dr_consent import Key, say
from churnvision.cli.dr_database import database_at_hand
from churnvision.cli.output import AsJson, print_json, print_table
from churnvision.dr import backup, drill, duties, listing, prune, verify
from churnvision.dr.full_drill import hold_full_drill
from churnvision.dr.keys import find_keys
from churnvision.dr.settings import read_settings
from churnvision.kit.errors import Malformed

app = typer.Typer(add_completion=False, no_args_is_help=True, help="Back up, verify, restore.")
app.add_typer(dr_key.app, name="key")
app.add_typer(dr_cluster.archive_app, name="archive")
app.add_typer(dr_host.app, name="bundle")
app.command("restore")(dr_restore.restore_backup)
app.add_typer(dr_site.app, name="site")
app.command("validate")(dr_validate.validate_data)
app.command("psql", context_settings={"ignore_unknown_options": True})(dr_psql.run_psql)
app.command("base")(dr_cluster.make_base)
app.command("recover")(dr_cluster.recover_cluster)


@app.command("backup")
def make_backup(key: Key = None, as_json: AsJson = False) -> None:
    """Back up the database and the files beside it; exits with 4 when it was not made or has warnings."""
    with database_at_hand() as (settings, database):
        made = backup.make_backup(settings, database, key=key, report=say)
    if as_json:
        print_json(asdict(made))
    else:
        print(f"{made.dump}: {made.bytes / 1e6:.1f} MB, {made.rows} rows, proved, {made.seconds:.1f} s.")
        if made.copied_to is not None:
            print(f"A copy is in {made.copied_to}.")
    for warning in made.warnings:
        print(f"Warning: {warning}.", file=sys.stderr)
    if made.warnings:
        raise typer.Exit(exit_codes.CHECK_FAILED)


@app.command("list")
def list_backups(key: Key = None, as_json: AsJson = False) -> None:
    """List the backups and what is wrong with them; exits with 4 when something is."""
    settings = read_settings()
    found = listing.list_backups(settings, find_keys(settings, key))
    if as_json:
        print_json(asdict(found))
    else:
        _print_listing(found, str(settings.backups))
    if found.foreign or any(listed.state != "signed" for listed in found.backups):
        raise typer.Exit(exit_codes.CHECK_FAILED)


@app.command("verify")
def verify_backup(
    name: Annotated[str | None, typer.Argument(help="The backup; the newest unless named.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Verify every backup.")] = False,
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """Read a backup to its last byte and prove it; exits with 6 when it is damaged, 7 for a wrong key."""
    settings = read_settings()
    keys = find_keys(settings, key)
    if every and name is not None:
        raise Malformed("Name a backup or give --all, not both.")
    proved = (
        verify.verify_every(settings, keys, report=say) if every else [verify.verify(settings, keys, name)]
    )
    if as_json:
        print_json([asdict(each) for each in proved])
    else:
        for each in proved:
            print(f"{each.backup_id}: {each.sentence}")
    if any(not each.is_whole for each in proved):
        raise typer.Exit(exit_codes.DAMAGED)


@app.command("drill")
def hold_drill(
    name: Annotated[str | None, typer.Argument(help="The backup; the newest unless named.")] = None,
    full: Annotated[
        bool, typer.Option("--full", help="Recover the whole system beside the running one.")
    ] = False,
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """Rehearse a restore beside the live database and write a signed report; exits with 4 when it failed."""
    if full and name is not None:
        raise Malformed("A full drill packs the newest backup; it takes no name.")
    with database_at_hand() as (settings, database):
        if full:
            outcome, path = hold_full_drill(settings, database, key=key, report=say)
        else:
            outcome, path = drill.hold_drill(settings, database, name=name, key=key, report=say)
    if as_json:
        print_json({**asdict(outcome), "report": path})
    else:
        print_table(("check", "found"), list(outcome.checks.items()))
        print(
            f"The drill passed: {outcome.backup_id} was restored in {outcome.recovery_time_seconds:.1f} s, "
            f"its data {outcome.recovery_point_seconds / 3600:.1f} hours old. The report: {path}"
        )


@app.command("serve")
def serve_schedule() -> None:
    """Back up daily at 02:00 UTC, prune, and hold a drill every Sunday at 04:00; runs until stopped."""
    with database_at_hand() as (settings, database):
        duties.serve_database(settings, database)


@app.command("prune")
def prune_backups(key: Key = None, as_json: AsJson = False) -> None:
    """Delete the backups that retention does not keep; never the newest verified one."""
    pruned = prune.prune_backups(read_settings(), key=key)
    if as_json:
        print_json(asdict(pruned))
    elif pruned.refused is not None:
        print(f"Nothing was deleted: {pruned.refused}")
    else:
        print(f"Deleted {len(pruned.deleted)}, kept {len(pruned.kept)}.")


def _print_listing(found: listing.Listing, folder: str) -> None:
    if not found.backups:
        print(f"There is no backup in {folder}; `churnvision dr backup` makes one.")
    rows = [
        (
            each.backup_id,
            each.state,
            f"{each.bytes / 1e6:.1f} MB",
            "-" if each.employees is None else each.employees,
            "-" if each.users is None else each.users,
            (each.verified_at or "never")[:16],
        )
        for each in found.backups
    ]
    if rows:
        print_table(("backup", "state", "size", "employees", "users", "last read whole"), rows)
    for each in found.backups:
        for remark in filter(None, [each.reason, *each.warnings]):
            print(f"{each.backup_id}: {remark}")
    for name in found.foreign:
        print(f"Foreign file, not used: {name!r}")
    for gap in found.gaps:
        print(gap)
    if found.kit_confirmed_at is None:
        print(
            "Not recoverable elsewhere: nobody has confirmed a printed recovery kit of the key "
            "(`churnvision dr key export-kit`)."
        )
