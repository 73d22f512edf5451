"""The two tables with an outcome, prepared as the figures to beat were: same rows, same order, same folds."""

import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
REAL_DATA = "CHURNVISION_REAL_DATA"
_IBM_CONSTANT = ("EmployeeCount", "EmployeeNumber", "Over18", "StandardHours")
_HRSEP_COLUMNS = (
    "satisfaction_level",
    "last_evaluation",
    "number_project",
    "average_montly_hours",
    "time_spend_company",
    "Work_accident",
    "left",
    "promotion_last_5years",
    "sales",
    "salary",
)


class RealDataMissing(Exception):
    """The folder with the public HR files is not named or lacks a file."""


@dataclass(frozen=True)
class StaticFile:
    """One row a person.

    ``people`` (n, k) attributes in the order of row_id; ``outcome`` (n,) 1 for those who left; ``target`` and
    ``target_values`` (n,) the outcome as the file has it; ``fold`` (repeats, n) the fold in which each row is
    tested.
    """

    name: str
    people: pl.DataFrame
    outcome: Floats
    target: str
    target_values: pl.Series
    fold: Integers

    def write(self, path: Path) -> None:
        """Writes attributes and outcome as CSV, in the order of row_id."""
        self.people.with_columns(self.target_values.alias(self.target)).write_csv(path)

    def tests(self) -> list[tuple[int, int, NDArray[np.bool_]]]:
        """Repeat, fold and the mask (n,) of its test rows, for every fold of every repeat."""
        return [
            (repeat, int(fold), row == fold)
            for repeat, row in enumerate(self.fold)
            for fold in np.unique(row)
        ]


@dataclass(frozen=True)
class DurationFile:
    """One row a person: ``people`` (n, k), ``duration`` (n,), ``is_event`` (n,), ``fold`` (repeats, n)."""

    name: str
    people: pl.DataFrame
    duration: Floats
    is_event: NDArray[np.bool_]
    fold: Integers

    def write(self, path: Path) -> None:
        """Writes attributes, duration and event as CSV, in the order of row_id."""
        added = {"duration": self.duration, "event": self.is_event.astype(np.int64)}
        self.people.with_columns(**{name: pl.Series(values) for name, values in added.items()}).write_csv(
            path
        )


def write_folds(fold: Integers, path: Path) -> None:
    """Writes row_id, repeat, fold of (repeats, n) folds as CSV."""
    repeat, row = np.indices(fold.shape)
    columns = {"row_id": row.ravel(), "repeat": repeat.ravel(), "fold": fold.ravel()}
    pl.DataFrame(columns).write_csv(path)


def real_file(name: str) -> Path:
    """The path of a public HR file. Raises RealDataMissing with what to do."""
    folder = os.environ.get(REAL_DATA, "")
    if not folder:
        raise RealDataMissing(f"Set {REAL_DATA} to the folder with the public HR files ({name} and others).")
    path = Path(folder) / name
    if not path.is_file():
        raise RealDataMissing(f"{folder} has no {name}: add the file, or correct {REAL_DATA}.")
    return path


def _folds(name: str, rows: int) -> Integers:
    listed = pl.read_csv(real_file(name))
    fold = np.full((listed["repeat"].n_unique(), rows), -1, dtype=np.int64)
    fold[listed["repeat"].to_numpy(), listed["row_id"].to_numpy()] = listed["fold"].to_numpy()
    if (fold < 0).any():
        raise RealDataMissing(
            f"{name} does not test every row once a repeat: the rows were made differently."
        )
    return fold


def ibm() -> StaticFile:
    """IBM HR Analytics Employee Attrition: 1,470 rows, 5 folds × 2 repeats."""
    rows = pl.read_csv(real_file("ibm_hr_attrition.csv")).sort("EmployeeNumber")
    return StaticFile(
        name="IBM",
        people=rows.drop(*_IBM_CONSTANT, "Attrition"),
        outcome=(rows["Attrition"] == "Yes").cast(pl.Float64).to_numpy(),
        target="Attrition",
        target_values=rows["Attrition"],
        fold=_folds("folds_ibm.csv", rows.height),
    )


def hr_comma_sep() -> StaticFile:
    """hr_comma_sep without duplicate rows: 11,991 rows, 5 folds."""
    rows = pl.read_csv(real_file("hr_comma_sep.csv")).select(_HRSEP_COLUMNS)
    rows = rows.unique(keep="first", maintain_order=True)
    return StaticFile(
        name="hr_comma_sep",
        people=rows.drop("left"),
        outcome=rows["left"].cast(pl.Float64).to_numpy(),
        target="left",
        target_values=rows["left"],
        fold=_folds("folds_hrsep.csv", rows.height),
    )
