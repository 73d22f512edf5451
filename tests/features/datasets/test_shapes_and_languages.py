"""Files of many shapes, languages and formats are understood without questions."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from churnvision.features.datasets.schemas import DatasetView
from churnvision.features.datasets.whole_import import import_file
from churnvision.kit.access import Actor
from churnvision.kit.database import Database
from tests.factories.files import german_master_list, monthly_snapshots, static_table, write_csv
from tests.features.datasets.state import count


def targets(dataset: DatasetView) -> dict[str, str]:
    return {column.source: column.target for column in dataset.columns}


async def test_a_german_master_list_becomes_people_with_employments(
    database: Database, actor: Actor, tmp_path: Path
) -> None:
    dataset = await import_file(database, actor, german_master_list(tmp_path / "liste.csv"))
    assert dataset.shape == "people"
    assert targets(dataset) == {
        "Personalnummer": "employee_number", "Nachname": "last_name", "Vorname": "first_name",
        "Geburtsdatum": "birth_date", "Eintrittsdatum": "hired_on", "Austrittsdatum": "left_on",
        "Abteilung": "department", "Gehalt": "attribute", "Kündigungsgrund": "end_reason",
    }  # fmt: skip
    assert dataset.counts["people"] == 60 and dataset.counts["left"] == 20
    query = """SELECT count(*) FROM employees e JOIN employee_snapshots s ON s.employee_id = e.id
        JOIN org_units o ON o.id = e.org_unit_id
        WHERE e.employee_number = '00001' AND e.full_name = 'Jörg Weiß' AND e.hired_on = '2015-02-01'
          AND (s.attributes ->> 'gehalt')::numeric = 4101.5 AND s.attributes ->> 'birth_date' = '1961-03-02'
          AND s.attributes ->> 'department' = 'IT/IS' AND o.parent_id IS NULL"""
    assert await count(database, query) == 1
    assert await count(database, "SELECT count(*) FROM employments WHERE end_cause = 'retirement'") == 10
    assert await count(database, "SELECT count(*) FROM employments WHERE end_cause = 'voluntary'") == 10


@pytest.mark.parametrize("stays_with_date", [True, False])
async def test_the_end_of_a_contract_beside_a_left_flag_is_no_date_of_leaving(
    database: Database, actor: Actor, tmp_path: Path, stays_with_date: bool
) -> None:
    rows = []
    for place in range(80):
        left = place % 4 == 0
        has_date = left or (stays_with_date and place % 3 == 0)
        rows.append(
            [f"E{place}", str(3000 + place), "2025-06-30" if has_date else "", "yes" if left else "no"]
        )
    header = ("number", "pay", "contract_end", "left")
    path = write_csv(tmp_path / "people.csv", header, rows)
    dataset = await import_file(database, actor, path, as_of=date(2025, 12, 31))
    assert dataset.counts["left"] == 20
    assert targets(dataset)["contract_end"] == ("attribute" if stays_with_date else "left_on")
    assert dataset.shape == ("static" if stays_with_date else "people")


async def test_monthly_snapshots_with_a_status_become_snapshots_at_month_ends(
    database: Database, actor: Actor, tmp_path: Path
) -> None:
    dataset = await import_file(database, actor, monthly_snapshots(tmp_path / "months.csv"))
    assert (dataset.shape, dataset.as_of) == ("snapshots", date(2023, 12, 31))
    assert dataset.counts["left"] == 5
    assert await count(database, "SELECT count(*) FROM employee_snapshots") == dataset.row_count
    query = "SELECT count(*) FROM employments WHERE ended_on = '2023-03-31' AND NOT ended_on_is_exact"
    assert await count(database, query) == 1


async def test_identical_rows_without_a_number_stay_separate_people(
    database: Database, actor: Actor, tmp_path: Path
) -> None:
    dataset = await import_file(
        database, actor, static_table(tmp_path / "static.csv"), as_of=date(2025, 12, 31)
    )
    assert dataset.shape == "static"
    assert dataset.counts["people"] == 110 and dataset.counts["identical_rows"] == 10
    assert [problem.code for problem in dataset.problems] == ["identical_rows"]
    query = "SELECT count(*) FROM employee_snapshots WHERE effective_on = '2024-12-31'"
    assert await count(database, query) == 110
    assert await count(database, "SELECT count(*) FROM employees WHERE employee_number LIKE 'row-%-2'") == 10


@pytest.mark.parametrize("ending", ["xlsx", "parquet"])
async def test_workbooks_and_parquet_say_the_same_as_csv(
    database: Database, actor: Actor, tmp_path: Path, ending: str
) -> None:
    frame = pl.DataFrame(
        {
            "Employee Number": [f"E{number}" for number in range(50)],
            "Hire Date": [date(2015, 1, 1 + number % 28) for number in range(50)],
            "Termination Date": [date(2020, 5, 1) if number % 5 == 0 else None for number in range(50)],
            "Salary": [1000.5 + number for number in range(50)],
            "Is Manager": [number % 2 == 0 for number in range(50)],
        }
    )
    path = tmp_path / f"people.{ending}"
    if ending == "xlsx":
        frame.write_excel(path)
    else:
        frame.write_parquet(path)
    dataset = await import_file(database, actor, path)
    assert (dataset.format, dataset.shape, dataset.counts["left"]) == (ending, "people", 10)
    kinds = {column.source: column.kind for column in dataset.columns}
    assert kinds == {
        "Employee Number": "text", "Hire Date": "date", "Termination Date": "date", "Salary": "number",
        "Is Manager": "boolean",
    }  # fmt: skip
    query = """SELECT count(*) FROM employees e JOIN employee_snapshots s ON s.employee_id = e.id
        WHERE e.employee_number = 'E10' AND s.attributes = '{"salary": 1010.5, "is_manager": true}'
          AND e.hired_on = '2015-01-11' AND e.left_on = '2020-05-01' AND e.status = 'left'"""
    assert await count(database, query) == 1


async def test_american_dates_years_of_two_digits_and_numbers_with_a_point_zero(
    database: Database, actor: Actor, tmp_path: Path
) -> None:
    rows = [[f"{n}.0", "1/3/56", f"12/{n % 28 + 1}/2010", "1/1/1900", "$1,234.50"] for n in range(1, 41)]
    rows[0][3] = "2/29/2016"
    path = write_csv(tmp_path / "us.csv", ["EmpID", "DOB", "DateofHire", "DateofTermination", "Pay"], rows)
    dataset = await import_file(database, actor, path)
    assert dataset.counts["left"] == 1
    query = """SELECT count(*) FROM employees e JOIN employee_snapshots s ON s.employee_id = e.id
        WHERE e.employee_number = '1' AND e.left_on = '2016-02-29' AND e.hired_on = '2010-12-02'
          AND s.attributes ->> 'birth_date' = '1956-01-03'"""
    assert await count(database, query) == 1


async def test_a_year_column_dates_yearly_snapshots_at_their_ends(
    database: Database, actor: Actor, tmp_path: Path
) -> None:
    rows = [[n, year, 1000 * n + year] for n in range(1, 31) for year in (2019, 2020, 2021)]
    dataset = await import_file(
        database, actor, write_csv(tmp_path / "y.csv", ["emp_no", "year", "pay"], rows)
    )
    assert (dataset.shape, dataset.as_of) == ("snapshots", date(2021, 12, 31))
