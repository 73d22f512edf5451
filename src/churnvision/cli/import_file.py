"""`churnvision import`: people from an HR file, from reading to commit."""

import asyncio
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, get_args

import typer

from churnvision.cli import exit_codes
from churnvision.cli.output import AsJson, print_json, print_table
from churnvision.cli.progress import Report, show_progress
from churnvision.features.datasets.errors import MappingNeeded
from churnvision.features.datasets.mapping_file import read_mapping_file
from churnvision.features.datasets.schemas import DatasetView, Shape
from churnvision.features.datasets.views import CERTAIN_ENOUGH
from churnvision.features.datasets.whole_import import import_file
from churnvision.kit.access import system_actor
from churnvision.kit.database import Database
from churnvision.kit.settings import settings

app = typer.Typer(add_completion=False)
_PROBLEMS_SHOWN = 20


@app.command("import")
def import_people(
    file: Annotated[Path, typer.Argument(help="A CSV, XLSX or Parquet file.")],
    mapping: Annotated[
        Path | None, typer.Option(help="A mapping file that says what the columns mean.")
    ] = None,
    as_of: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Until when people were observed.")
    ] = None,
    window_days: Annotated[
        int | None,
        typer.Option(min=1, max=3660, help="Static tables: how long leavers took; 365 unless told."),
    ] = None,
    absence_is_leaving: Annotated[
        bool, typer.Option("--absence-is-leaving", help="Snapshots: who is not in the newest one has left.")
    ] = False,
    shape: Annotated[
        str | None, typer.Option(help="static, snapshots, people or terminations; found unless told.")
    ] = None,
    certainty: Annotated[
        float, typer.Option(min=0, max=1, help="Use the suggested mapping when it is at least this sure.")
    ] = CERTAIN_ENOUGH,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would change; change nothing.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Commit without asking.")] = False,
    as_json: AsJson = False,
) -> None:
    """Import people from an HR file: read, map, check, commit."""
    if shape is not None and shape not in get_args(Shape):
        raise typer.BadParameter(f"{shape!r} is none of {', '.join(get_args(Shape))}", param_hint="--shape")
    given = read_mapping_file(mapping) if mapping else None
    told = {
        "mapping": given,
        "shape": shape,
        "as_of": as_of.date() if as_of else None,
        "window_days": window_days,
        "absence_is_leaving": absence_is_leaving or None,
        "certainty": certainty,
    }
    if not (dry_run or yes):
        if as_json or not typer.get_text_stream("stdin").isatty():
            raise typer.BadParameter(
                "nobody can be asked whether to import; say --yes to import, or --dry-run to see what would "
                "change",
                param_hint="--yes",
            )
        _show(_run(file, told, dry_run=True), is_dry=True)
        typer.confirm("Import this?", abort=True)
    dataset = _run(file, told, dry_run=dry_run)
    if as_json:
        print_json(dataset.model_dump(mode="json"))
    else:
        _show(dataset, is_dry=dry_run)


def _run(file: Path, told: dict[str, Any], *, dry_run: bool) -> DatasetView:
    """Import or try; a file whose mapping is unclear leaves a mapping file to edit."""
    try:
        with show_progress(f"{'Checking' if dry_run else 'Importing'} {file.name}") as report:
            return asyncio.run(_import(file, told, report, dry_run=dry_run))
    except MappingNeeded as error:
        raise MappingNeeded(f"{error.message} {_offer_mapping_file(file, error)}") from error


def _offer_mapping_file(file: Path, error: MappingNeeded) -> str:
    """Write a mapping to edit, never over one that is being edited; the sentence that says so."""
    offer = Path(f"{file.stem}.mapping.json")
    if offer.exists():
        return f"{offer} is there already: edit it, then import with --mapping {offer}."
    offer.write_text(str(error.facts["mapping_text"]), encoding="utf-8")
    return f"Wrote {offer}: edit it, then import with --mapping {offer}."


async def _import(file: Path, told: dict[str, Any], report: Report, *, dry_run: bool) -> DatasetView:
    database = Database.from_settings(settings().database)
    try:
        return await import_file(
            database,
            system_actor("cli"),
            file,
            dry_run=dry_run,
            report=report,
            **told,
        )
    finally:
        await database.close()


def _show(dataset: DatasetView, *, is_dry: bool) -> None:
    for problem in dataset.problems[:_PROBLEMS_SHOWN]:
        column = f" [{problem.column}]" if problem.column else ""
        print(f"{problem.severity}{column}: {problem.message}")
    source = {"saved": "saved earlier", "confirmed": "as given", "suggested": "as suggested"}
    print(
        f"{dataset.filename}: {dataset.shape}, {dataset.row_count:,} rows; mapping "
        f"{source[dataset.mapping_source]} (certainty {dataset.mapping_confidence:.0%})"
    )
    if dataset.window_days:
        assumed = " (assumed; tell it with --window-days)" if dataset.window_assumed else ""
        print(f"Leavers left within {dataset.window_days} days up to {dataset.as_of}{assumed}.")
    counts = dataset.counts
    print_table(
        ["people", "new", "changed", "left", "unchanged"],
        [[f"{counts.get(name, 0):,}" for name in ("people", "new", "changed", "left", "unchanged")]],
    )
    has_errors = any(problem.severity == "error" for problem in dataset.problems)
    if is_dry:
        end = "errors forbid the import" if has_errors else "these would be the changes"
        print(f"Nothing was written; {end}.")
    if has_errors:
        raise typer.Exit(exit_codes.WRONG_INPUT)
