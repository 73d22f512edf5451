"""Titles, notes and empty rows above the column names are skipped, and said to be."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from churnvision.features.datasets.errors import ChecksFailed
from churnvision.features.datasets.header_row import find_header_row
from churnvision.features.datasets.whole_import import import_file
from churnvision.kit.access import Actor
from churnvision.kit.database import Database
from tests.factories.files import write_csv

HEADER = ["Pers.-Nr.", "Eintritt", "Austritt", "Kostenstelle"]


def people(number: int = 40) -> list[list[object]]:
    return [
        [1000 + index, date(2015, 3, 1 + index % 28), date(2019, 5, 31) if index % 4 == 0 else None, "4711"]
        for index in range(number)
    ]


def workbook(path: Path, sheets: dict[str, Sequence[Sequence[object]]]) -> Path:
    with xlsxwriter.Workbook(path, {"default_date_format": "dd.mm.yyyy"}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return path


@pytest.mark.parametrize(
    ("rows", "header"),
    [
        ([["id", "age"], ["1", "30"]], 0),
        ([["Report"], [], ["id", "age", "left"], ["1", "30", "0"], ["2", "31", "1"]], 2),
        ([["Report", "", ""], ["", None, ""], ["id", "age", "left"], ["1", "30", "0"]], 2),
        (
            [
                ["Person", "", "", "Contract", ""],
                ["id", "age", "sex", "pay", "left"],
                ["1", "3", "m", "9", "0"],
            ],
            1,
        ),
        ([["1", "30", "0"], ["2", "31", "1"]], 0),
        ([["", "", "left", "", ""], ["1", "2", "0", "4", "5"], ["1", "2", "0", "4", "5"]], 0),
        ([[], ["id", "left", "Left"], ["1", "0", "0"]], 1),
    ],
)
def test_the_header_is_the_first_row_of_different_names(rows: list[list[str | None]], header: int) -> None:
    assert find_header_row(rows) == header


async def test_rows_above_the_header_of_a_workbook_are_skipped_and_named(
    database: Database, actor: Actor, tmp_path: Path
) -> None:
    rows: list[Sequence[object]] = [["Mitarbeiterliste Stand 31.12.2025"], [], HEADER, *people()]
    path = workbook(tmp_path / "liste.xlsx", {"Legende": [["nur Text"]], "Personal": rows, "Kurz": people(2)})
    dataset = await import_file(database, actor, path)
    assert (dataset.shape, dataset.counts["people"], dataset.counts["left"]) == ("people", 40, 10)
    messages = {problem.code: problem.message for problem in dataset.problems}
    assert (
        "column names stand in row 3; rows 1 to 2 above them ('Mitarbeiterliste" in messages["rows_skipped"]
    )
    assert "'Personal' was read, not 'Kurz'" in messages["sheets_skipped"]


@pytest.mark.parametrize("padding", [0, 3])
async def test_rows_above_the_header_of_a_csv_are_skipped_and_rows_keep_their_numbers(
    database: Database, actor: Actor, tmp_path: Path, padding: int
) -> None:
    rows: list[list[object]] = [[], [*HEADER], *people()]
    title = ["Export; Personal", *[""] * padding]
    path = write_csv(tmp_path / "liste.csv", title, rows, delimiter=";")
    dataset = await import_file(database, actor, path, dry_run=True)
    assert dataset.counts["people"] == 40
    assert "rows_skipped" in {problem.code for problem in dataset.problems}
    rows[7][2] = "2010-01-01"
    with pytest.raises(ChecksFailed) as caught:
        await import_file(database, actor, write_csv(path, title, rows, delimiter=";"))
    assert caught.value.facts["problems"][0]["code"] == "left_before_hired"
    # A CSV reader shows the title as row 1 and the empty line as row 2.
    assert caught.value.facts["problems"][0]["row"] == 9
