"""`churnvision evaluate`: forecasts of the product's own model for the test folds of any table."""

import sys
import tempfile
from pathlib import Path
from typing import Annotated

import numpy as np
import polars as pl
import typer

from churnvision.cli.evaluate_inputs import (
    Evaluated,
    EvaluationInputInvalid,
    Fold,
    Question,
    places_of,
    read_evaluated,
    read_folds,
)
from churnvision.cli.progress import Report, show_progress
from churnvision.cli.whole_file import require_writable, whole_file
from churnvision.ml.errors import ModellingError
from churnvision.ml.held_out import forecast_durations, forecast_flag
from churnvision.ml.leakage import check_table
from churnvision.ml.progress import Progress

app = typer.Typer(add_completion=False)


@app.command()
def evaluate(
    file: Annotated[Path, typer.Argument(help="A CSV, XLSX or Parquet file, one row a person.")],
    folds: Annotated[Path, typer.Option(help="CSV: row_id (from 0, as the file stands), repeat, fold.")],
    out: Annotated[Path, typer.Option(help="The CSV file to write: row_id, repeat, fold, p or S1, S2, ...")],
    target: Annotated[str | None, typer.Option(help="The column that says who left.")] = None,
    duration: Annotated[str | None, typer.Option(help="The column of periods stayed, with --event.")] = None,
    event: Annotated[str | None, typer.Option(help="The column that says whether they ended.")] = None,
    group: Annotated[
        str | None, typer.Option(help="Rows alike in this column are one person; not learnt from.")
    ] = None,
    drop: Annotated[str, typer.Option(help="Columns to leave out, separated by commas.")] = "",
    seed: Annotated[int, typer.Option(min=0, help="The same table, folds and seed give the same file.")] = 1,
) -> None:
    """Forecast the test rows of given folds from all other rows, on one core."""
    question = Question(
        target, duration, event, group, tuple(name.strip() for name in drop.split(",") if name.strip())
    )
    require_writable(out, file, folds)
    with tempfile.TemporaryDirectory(prefix="churnvision-evaluate-") as scratch:
        evaluated = read_evaluated(file, question, Path(scratch))
    tests = read_folds(folds, evaluated.table.people.height)
    _warn_of_leakage(evaluated, seed)
    with show_progress(f"Evaluating {file.name}") as report:
        predictions = pl.concat(_predictions(evaluated, tests, seed, report))
    with whole_file(out) as partial:
        predictions.write_csv(partial)
    print(f"Wrote {predictions.height:,} forecasts to {out}.")


def _warn_of_leakage(evaluated: Evaluated, seed: int) -> None:
    """On stderr; nothing is left out, so that the figures are those of the table as it was given."""
    has_left = evaluated.has_left
    if has_left is None:
        assert evaluated.durations is not None
        has_left = evaluated.durations.has_ended.astype(np.float64)
    found = check_table(evaluated.table, has_left, seed=seed)
    for one in found.columns:
        advice = f"Unless it is known before people leave, leave it out (--drop {one.column})."
        print(f"Warning: look at column {one.column}: {one.reason}. {advice}", file=sys.stderr)
    for finding in found.findings:
        print(f"Warning: {finding}", file=sys.stderr)


def _predictions(evaluated: Evaluated, tests: list[Fold], seed: int, report: Report) -> list[pl.DataFrame]:
    whole = Progress(report)
    found = []
    for number, fold in enumerate(tests):
        progress = whole.part(number / len(tests), (number + 1) / len(tests))
        try:
            found.append(_forecast(evaluated, fold, seed, progress))
        except ModellingError as error:
            raise EvaluationInputInvalid(
                f"Outside of fold {fold.fold} of repeat {fold.repeat}: {error.message}"
            ) from error
    return found


def _forecast(evaluated: Evaluated, fold: Fold, seed: int, progress: Progress) -> pl.DataFrame:
    """The fold's rows in the order of the folds file."""
    places = places_of(fold, evaluated.table.people.height)
    if evaluated.has_left is not None:
        p = forecast_flag(evaluated.table, evaluated.has_left, places, seed, progress)
        columns = {"p": p}
    else:
        assert evaluated.durations is not None
        survival = forecast_durations(
            evaluated.table, evaluated.durations, places, evaluated.periods, seed, progress
        )
        columns = {f"S{period}": survival[:, period - 1] for period in range(1, evaluated.periods + 1)}
    order = np.searchsorted(np.flatnonzero(places), fold.rows)
    return pl.DataFrame(
        {
            "row_id": fold.rows,
            "repeat": np.full(len(fold.rows), fold.repeat),
            "fold": np.full(len(fold.rows), fold.fold),
            **{name: values[order] for name, values in columns.items()},
        }
    )
