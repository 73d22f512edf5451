"""A file's columns may be named as the product's own are; their values belong to the people of their rows."""

from pathlib import Path

import pytest
from sqlalchemy import text

from churnvision.features.datasets.whole_import import import_file
from churnvision.kit.access import Actor
from churnvision.kit.database import Database
from tests.factories.files import write_csv

OURS = ["employee_id", "effective_on", "dataset_id", "attributes", "key", "row", "value"]


@pytest.mark.parametrize("has_copies", [False, True])
@pytest.mark.parametrize("name", OURS)
async def test_snapshots_belong_to_the_people_of_their_rows_whatever_a_column_is_called(
    database: Database, actor: Actor, tmp_path: Path, name: str, has_copies: bool
) -> None:
    known = [[f"P{n}", "2019-01-01", "Ulm"] for n in range(40)]
    people = write_csv(tmp_path / "p.csv", ["employee_number", "hire_date", "location"], known)
    await import_file(database, actor, people, certainty=0.0)
    # Numbers that are also row ids of the people who are known already.
    months = ["2024-01-31", "2024-02-29", "2024-03-31"]
    rows = [[month, n, f"Unit {n}", n * 10] for month in months for n in range(1, 31)]
    number = name if name == "employee_id" else "employee_number"
    rest = "salary" if name == "employee_id" else name
    header = ["snapshot_date", number, "department", rest]
    path = write_csv(tmp_path / "s.csv", header, [*rows, *rows[:1]] if has_copies else rows)
    imported = await import_file(database, actor, path, certainty=0.0, shape="snapshots")
    assert imported.counts["new"] == 30
    async with database.reading() as session:
        found = await session.execute(
            text(
                "SELECT e.employee_number, s.attributes ->> 'department' AS unit FROM employee_snapshots s"
                " JOIN employees e ON e.id = s.employee_id WHERE s.dataset_id = :id"
            ),
            {"id": imported.id},
        )
        owners = [(row.employee_number, row.unit) for row in found]
    assert len(owners) == 90 and all(unit == f"Unit {number}" for number, unit in owners)
