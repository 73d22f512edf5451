"""`churnvision sample` writes what an HR system exports."""

import json
from pathlib import Path

import polars as pl
import pytest

from tests.system.installation import Installation

WRONG_INPUT = 2


@pytest.mark.parametrize("file_format", ["csv", "xlsx", "parquet"])
def test_sample_writes_people_snapshots_and_terminations(tmp_path: Path, file_format: str) -> None:
    out = tmp_path / "files"
    done = Installation(tmp_path).run(
        "sample", "--employees", "60", "--months", "6", "--out", str(out), "--format", file_format, "--json"
    )
    assert done.returncode == 0, done.stderr
    facts = json.loads(done.stdout)
    assert {Path(file).name for file in facts["files"]} == {
        f"{name}.{file_format}" for name in ("people", "snapshots", "terminations", "true_hazards")
    }
    readers = {"csv": pl.read_csv, "xlsx": pl.read_excel, "parquet": pl.read_parquet}
    assert readers[file_format](out / f"people.{file_format}").height == facts["people"]
    assert readers[file_format](out / f"snapshots.{file_format}").height == facts["employee_months"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--employees", "3"), "at least 50 employees"),
        (("--months", "1"), "at least 3 months"),
        (("--employees", "99999999999"), "Ask for at most 2083333 employees with 48 months"),
        (("--months", "99999"), "at most 1200 months"),
        (("--format", "pdf"), "is not csv, xlsx or parquet"),
        (("--seed", "-1"), "seed of 0 or more"),
    ],
)
def test_sample_refuses_what_it_cannot_simulate(
    tmp_path: Path, arguments: tuple[str, str], sentence: str
) -> None:
    done = Installation(tmp_path).run("sample", "--out", str(tmp_path / "files"), *arguments)
    assert done.returncode == WRONG_INPUT
    assert sentence in " ".join(done.stderr.replace("│", " ").split())
    assert not (tmp_path / "files").exists()
