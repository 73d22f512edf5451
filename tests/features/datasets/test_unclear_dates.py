"""A column that is named as a date stays one: bad cells are errors, words instead of dates a question."""

from pathlib import Path

import pytest

from churnvision.features.datasets.errors import ChecksFailed, MappingNeeded
from churnvision.features.datasets.whole_import import import_file
from churnvision.kit.access import Actor
from churnvision.kit.database import Database
from tests.factories.files import write_csv

HEADER = ["employee_id", "hire_date", "termination_date", "department"]
BAD_CELLS = ["2999-01-01", "0001-01-01", "notadate", "31.02.2020"]


def people(cells: list[str], column: int = 1) -> list[list[object]]:
    """Twelve people; the first ones have the given cells."""
    rows: list[list[object]] = [
        [f"E{n}", f"2019-01-{n + 1:02d}", "2021-05-05" if n % 2 else None, ("A", "B")[n % 2]]
        for n in range(12)
    ]
    for row, cell in zip(rows, cells, strict=False):
        row[column] = cell
    return rows


async def test_bad_cells_among_dates_of_hire_are_errors_with_row_and_column(
    database: Database, actor: Actor, tmp_path: Path
) -> None:
    with pytest.raises(ChecksFailed) as caught:
        await import_file(database, actor, write_csv(tmp_path / "p.csv", HEADER, people(BAD_CELLS)))
    problems = {problem["code"]: problem for problem in caught.value.facts["problems"]}
    unreadable, impossible = problems["unreadable_date"], problems["impossible_date"]
    assert (unreadable["row"], unreadable["column"], unreadable["count"]) == (3, "hire_date", 3)
    assert (impossible["row"], impossible["column"], impossible["value"]) == (2, "hire_date", "2999-01-01")


async def test_bad_cells_among_dates_of_leaving_are_errors(
    database: Database, actor: Actor, tmp_path: Path
) -> None:
    path = write_csv(tmp_path / "p.csv", HEADER, people(["notadate", "soon", "31.02.2020"], column=2))
    with pytest.raises(ChecksFailed) as caught:
        await import_file(database, actor, path)
    first = caught.value.facts["problems"][0]
    found = (first["code"], first["row"], first["column"], first["count"])
    assert found == ("unreadable_date", 2, "termination_date", 3)


async def test_a_column_named_as_a_date_with_hardly_any_is_asked_about_by_name(
    database: Database, actor: Actor, tmp_path: Path
) -> None:
    words = [("early", "late")[n % 2] for n in range(10)]
    with pytest.raises(MappingNeeded) as caught:
        await import_file(database, actor, write_csv(tmp_path / "p.csv", HEADER, people(words)))
    assert "'hire_date'" in caught.value.message and "dates" in caught.value.message


async def test_a_date_of_hire_far_ahead_is_a_warning(
    database: Database, actor: Actor, tmp_path: Path
) -> None:
    path = write_csv(tmp_path / "p.csv", HEADER, people(["2150-01-01"]))
    dataset = await import_file(database, actor, path)
    warned = [problem for problem in dataset.problems if problem.code == "date_in_future"]
    assert [(one.row, one.column) for one in warned] == [(2, "hire_date")]
