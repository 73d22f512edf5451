"""People who are missing from later snapshots: said at the check, and leavers where the user says so."""

from pathlib import Path

from sqlalchemy import text

from churnvision.features.datasets import undoing
from churnvision.features.datasets.schemas import DatasetView
from churnvision.features.datasets.whole_import import import_file
from churnvision.kit.access import Actor
from churnvision.kit.database import Database
from tests.factories.files import write_csv
from tests.features.datasets.state import workforce

MONTHS = [f"2024-{month:02}-28" for month in range(1, 7)]


def snapshots(path: Path, *, pay: int = 1000) -> Path:
    """Thirty people over six months; P0 to P4 are last seen in January to May, P5 misses March only."""
    rows = [
        [month, f"P{n}", "2020-01-01", pay + n]
        for place, month in enumerate(MONTHS)
        for n in range(30)
        if not (n < 5 and place > n) and not (n == 5 and place == 2)
    ]
    return write_csv(path, ["snapshot_date", "employee_number", "hire_date", "salary"], rows)


def told(dataset: DatasetView) -> list[str]:
    return [one.message for one in dataset.problems if one.code == "absent_people"]


async def test_a_check_says_that_people_are_missing_from_the_newest_snapshot(
    database: Database, actor: Actor, tmp_path: Path
) -> None:
    path = snapshots(tmp_path / "s.csv")
    checked = await import_file(database, actor, path, dry_run=True)
    assert len(told(checked)) == 1 and told(checked)[0].startswith("5 people are missing")
    header = ["employee_number", "termination_date", "termination_reason"]
    await import_file(database, actor, path)
    leavers = [[f"P{n}", MONTHS[n], "voluntary"] for n in range(5)]
    await import_file(database, actor, write_csv(tmp_path / "t.csv", header, leavers), certainty=0.0)
    corrected = snapshots(tmp_path / "corrected.csv", pay=2000)
    later = await import_file(database, actor, corrected, dry_run=True)
    assert later.counts["changed"] == 30 and told(later) == []


async def test_absence_is_leaving_between_two_snapshots_where_the_user_says_so(
    database: Database, actor: Actor, tmp_path: Path
) -> None:
    path = snapshots(tmp_path / "s.csv")
    before = await workforce(database)
    checked = await import_file(database, actor, path, absence_is_leaving=True, dry_run=True)
    assert (checked.counts["left"], told(checked)) == (5, [])
    imported = await import_file(database, actor, path, absence_is_leaving=True)
    async with database.reading() as session:
        found = await session.execute(
            text("SELECT employee_number, left_on::text FROM employees WHERE status = 'left' ORDER BY 1")
        )
        ends = {row.employee_number: row.left_on for row in found}
    assert ends == {f"P{n}": MONTHS[n + 1] for n in range(5)}
    again = await import_file(database, actor, path, absence_is_leaving=True)
    assert [one.code for one in again.problems] == ["already_imported"]
    async with database.transaction() as session:
        await undoing.undo(session, actor, imported.id)
    assert await workforce(database) == before
