"""`churnvision dr restore`: a backup, the database from before, or a file that nobody vouches for."""

import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from churnvision.cli.dr_consent import Key, Yes, require_consent, say
from churnvision.cli.dr_database import database_at_hand
from churnvision.cli.output import AsJson, print_json
from churnvision.dr import quarantine, restore
from churnvision.dr.database import Database
from churnvision.dr.keys import find_keys
from churnvision.dr.settings import RecoverySettings
from churnvision.kit.errors import Malformed

Answer = tuple[dict[str, Any], str]


def restore_backup(
    name: Annotated[str | None, typer.Argument(help="The backup; the newest unless named.")] = None,
    undo: Annotated[
        bool, typer.Option("--undo", help="Bring back the database that the last restore replaced.")
    ] = False,
    without_manifest: Annotated[
        bool, typer.Option("--without-manifest", help="NAME is a file from elsewhere: load it beside, only.")
    ] = False,
    quarantined: Annotated[
        str | None, typer.Option(help="Make a database that --without-manifest loaded live.", metavar="NAME")
    ] = None,
    key: Key = None,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Replace the database's content by a backup; the replaced database is kept for seven days."""
    if sum((undo, without_manifest, quarantined is not None)) > 1 or ((undo or quarantined) and name):
        raise Malformed("Give one of them: a backup, --undo, a file with --without-manifest, --quarantined.")
    with database_at_hand() as (settings, database):
        if undo:
            document, sentence = _undo(settings, database, yes)
        elif without_manifest:
            document, sentence = _quarantine(settings, database, name, key)
        elif quarantined is not None:
            document, sentence = _accept(settings, database, quarantined, yes)
        else:
            document, sentence = _restore(settings, database, name, key, yes)
    for warning in document.get("warnings", []):
        print(f"Warning: {warning}", file=sys.stderr)
    if as_json:
        print_json(document)
    else:
        print(sentence)


def _undo(settings: RecoverySettings, database: Database, yes: bool) -> Answer:
    require_consent(database.name, yes, "put the one from before the last restore in place of")
    undone = restore.undo_restore(settings, database)
    kept = f" The one that was live is kept as {undone.kept_as}." if undone.kept_as else ""
    sentence = f"The database {database.name} is again the one from before the restore.{kept}"
    return {"database": database.name, **asdict(undone)}, sentence


def _restore(
    settings: RecoverySettings, database: Database, name: str | None, key: str | None, yes: bool
) -> Answer:
    find_keys(settings, key)
    require_consent(database.name, yes, "replace the whole content of")
    restored = restore.restore_backup(settings, database, name=name, key=key, report=say)
    return asdict(restored), _restored_sentence(restored)


def _quarantine(settings: RecoverySettings, database: Database, name: str | None, key: str | None) -> Answer:
    if name is None:
        raise Malformed("Name the file that has no manifest.")
    loaded = quarantine.quarantine(settings, database, Path(name), find_keys(settings, key), report=say)
    rows = ", ".join(f"{table} {count}" for table, count in loaded.rows.items() if count)
    sentence = (
        f"{name} (schema {loaded.revision}) is loaded into {loaded.database}; the live database is as it "
        f"was. Nobody vouches for it. Rows: {rows}.\nTo make it live: churnvision dr restore --quarantined "
        f"{loaded.database}"
    )
    return asdict(loaded), sentence


def _accept(settings: RecoverySettings, database: Database, name: str, yes: bool) -> Answer:
    require_consent(database.name, yes, f"put {name}, which nobody vouches for, in place of")
    kept_as = quarantine.accept_quarantined(settings, database, name)
    sentence = f"The database {database.name} is the one that was quarantined."
    if kept_as is not None:
        sentence += f" The replaced one is kept as {kept_as}; `churnvision dr restore --undo` brings it back."
    return {"database": database.name, "kept_as": kept_as}, sentence


def _restored_sentence(restored: restore.Restored) -> str:
    sentence = (
        f"The database {restored.database} holds {restored.backup_id} (made at {restored.made_at}): "
        f"{restored.rows} rows, compared with its manifest, {restored.seconds:.1f} s."
    )
    if restored.migrated_from is not None:
        sentence += f" Its schema was brought up to date from {restored.migrated_from}."
    if restored.disabled_again:
        sentence += f" {len(restored.disabled_again)} users disabled since then were disabled again."
    if restored.kept_as is not None:
        sentence += (
            f" The replaced database is kept as {restored.kept_as}; "
            "`churnvision dr restore --undo` brings it back."
        )
    return sentence
