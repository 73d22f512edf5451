"""Writes a simulated workforce as the files that an HR system exports."""

from collections.abc import Callable
from pathlib import Path
from typing import Literal

import polars as pl

from churnvision.ml.errors import WorkbookTooLarge
from churnvision.ml.sample.options import Workforce

FileFormat = Literal["csv", "xlsx", "parquet"]
WORKFORCE_FILES = ("people", "snapshots", "terminations")
TRUTH_FILE = "true_hazards"
_EXCEL_ROWS = 1_048_575


def _write_csv(frame: pl.DataFrame, path: Path) -> None:
    frame.write_csv(path)


def _write_xlsx(frame: pl.DataFrame, path: Path) -> None:
    if frame.height > _EXCEL_ROWS:
        raise WorkbookTooLarge(frame.height)
    frame.write_excel(path)


def _write_parquet(frame: pl.DataFrame, path: Path) -> None:
    frame.write_parquet(path)


_WRITERS: dict[str, Callable[[pl.DataFrame, Path], None]] = {
    "csv": _write_csv,
    "xlsx": _write_xlsx,
    "parquet": _write_parquet,
}


def write(workforce: Workforce, folder: Path, format: FileFormat = "csv") -> list[Path]:
    """Writes people, snapshots, terminations and, beside them, true_hazards; returns the four paths.

    Each file appears whole under its name or not at all. Raises WorkbookTooLarge for a table that is
    larger than an Excel sheet.
    """
    folder.mkdir(parents=True, exist_ok=True)
    tables = {
        "people": workforce.people.drop("number", strict=False),
        "snapshots": workforce.snapshots,
        "terminations": workforce.terminations,
        TRUTH_FILE: workforce.true_hazards,
    }
    paths: list[Path] = []
    for name, frame in tables.items():
        path = folder / f"{name}.{format}"
        temporary = folder / f".{name}.partial.{format}"
        _WRITERS[format](frame, temporary)
        temporary.replace(path)
        paths.append(path)
    return paths
