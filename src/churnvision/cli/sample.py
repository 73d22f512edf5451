"""`churnvision sample`: a simulated company's HR files."""

from pathlib import Path
from typing import Annotated, cast

import typer

from churnvision.cli.output import AsJson, print_json
from churnvision.cli.progress import show_progress
from churnvision.ml.sample import FileFormat, SampleOptions, simulate, write


def sample(
    employees: Annotated[int, typer.Option(help="People employed at the start.")] = 2000,
    months: Annotated[int, typer.Option(help="Months of history.")] = 48,
    seed: Annotated[int, typer.Option(help="The same seed gives the same company.")] = 1,
    out: Annotated[Path, typer.Option(help="The folder to write to.")] = Path("sample"),
    file_format: Annotated[str, typer.Option("--format", help="csv, xlsx or parquet.")] = "csv",
    as_json: AsJson = False,
) -> None:
    """Simulate a workforce and write what an HR system exports: people, monthly snapshots, terminations."""
    if file_format not in ("csv", "xlsx", "parquet"):
        raise typer.BadParameter(f"{file_format!r} is not csv, xlsx or parquet", param_hint="--format")
    if out.exists() and not out.is_dir():
        raise typer.BadParameter(f"{out} is a file; name a folder", param_hint="--out")
    options = SampleOptions(employees=employees, months=months, seed=seed)
    with show_progress("Simulating the workforce") as report:
        workforce = simulate(options, report=report)
    with show_progress("Writing the files"):
        files = write(workforce, out, cast(FileFormat, file_format))
    facts = {
        "people": workforce.people.height,
        "employee_months": workforce.snapshots.height,
        "leavers": workforce.terminations.height,
        "files": [str(file) for file in files],
    }
    if as_json:
        print_json(facts)
        return
    print(
        f"{facts['people']} people, {facts['employee_months']} employee-months, {facts['leavers']} leavers:"
    )
    for file in files:
        print(f"  {file}")
