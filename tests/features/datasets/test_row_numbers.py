"""A row is named as the spreadsheet shows it, also below blank rows."""

from pathlib import Path

import openpyxl
import pytest

from churnvision.features.datasets.errors import ChecksFailed, FormulaInCell
from churnvision.features.datasets.whole_import import import_file
from churnvision.kit.access import Actor
from churnvision.kit.database import Database

HEADER = ["employee_number", "hire_date", "termination_date", "location"]
GOOD = [["E1", "2019-01-01", "", "Ulm"], ["E2", "2019-02-01", "2021-03-04", "Bonn"]]
WRONG = ["E3", "2020-01-01", "2019-01-01", "Bonn"]


def sheet_of(rows: list[list[str]], path: Path) -> Path:
    if path.suffix == ".csv":
        path.write_text("\n".join(",".join(row) for row in rows) + "\n")
        return path
    workbook = openpyxl.Workbook()
    for row in rows:
        workbook.active.append([value or None for value in row])
    workbook.save(path)
    return path


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
async def test_a_wrong_row_below_blank_ones_is_named_by_its_number_in_the_sheet(
    database: Database, actor: Actor, tmp_path: Path, suffix: str
) -> None:
    rows = [HEADER, GOOD[0], ["", "", "", ""], GOOD[1], ["", "", "", ""], ["", "", "", ""], WRONG]
    with pytest.raises(ChecksFailed) as caught:
        await import_file(database, actor, sheet_of(rows, tmp_path / f"p{suffix}"), certainty=0.0)
    [problem] = [one for one in caught.value.facts["problems"] if one["code"] == "left_before_hired"]
    assert problem["row"] == 7


async def test_a_formula_below_blank_rows_is_named_by_its_row(
    database: Database, actor: Actor, tmp_path: Path
) -> None:
    rows = [HEADER, GOOD[0], ["", "", "", ""], ["E2", "2019-02-01", "", "=1+1"]]
    with pytest.raises(FormulaInCell) as caught:
        await import_file(database, actor, sheet_of(rows, tmp_path / "p.csv"), certainty=0.0)
    assert caught.value.facts["row"] == 4
