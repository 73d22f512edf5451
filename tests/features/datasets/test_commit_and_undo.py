"""Committing twice, differences, undo, and a kill in the middle."""

import asyncio
import os
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from churnvision.features.datasets import service, undoing
from churnvision.features.datasets.errors import ChecksFailed, NotCommitted
from churnvision.features.datasets.schemas import ColumnMapping, Mapping
from churnvision.features.datasets.whole_import import import_file
from churnvision.kit.access import Actor
from churnvision.kit.database import Database
from tests.factories.files import (
    german_master_list,
    monthly_snapshots,
    static_table,
    uploading,
    write_csv,
)
from tests.features.datasets.state import count, workforce

HEADER = ["employee_number", "full_name", "hired_on", "left_on", "department", "salary"]


def people(path: Path, changes: dict[int, list[object]] | None = None, extra: int = 0) -> Path:
    rows: list[list[object]] = [
        [f"E{n}", f"Name {n}", "2019-01-01", None, "Sales", 1000 + n] for n in range(40 + extra)
    ]
    rows[0][3] = "2021-05-05"
    for number, row in (changes or {}).items():
        rows[number] = row
    return write_csv(path, HEADER, rows)


async def test_the_same_file_twice_changes_nothing_and_says_so(
    database: Database, actor: Actor, tmp_path: Path
) -> None:
    path = german_master_list(tmp_path / "liste.csv")
    first = await import_file(database, actor, path)
    before = await workforce(database)
    again = await import_file(database, actor, path)
    assert again.id == first.id
    assert [problem.code for problem in again.problems] == ["already_imported"]
    assert (again.counts["new"], again.counts["changed"], again.counts["left"]) == (0, 0, 0)
    assert await workforce(database) == before


async def test_a_later_list_says_who_is_new_who_changed_and_who_left(
    database: Database, actor: Actor, tmp_path: Path
) -> None:
    await import_file(database, actor, people(tmp_path / "a.csv"))
    changed: dict[int, list[object]] = {
        3: ["E3", "Name 3", "2019-01-01", None, "Marketing", 1003],
        5: ["E5", "Name 5", "2019-01-01", "2022-02-02", "Sales", 1005],
    }
    later = people(tmp_path / "b.csv", changed, extra=12)
    before = await workforce(database)
    dry = await import_file(database, actor, later, as_of=date(2022, 3, 1), dry_run=True)
    assert await workforce(database) == before
    assert await count(database, "SELECT count(*) FROM datasets") == 1
    done = await import_file(database, actor, later, as_of=date(2022, 3, 1))
    for dataset in (dry, done):
        assert {name: dataset.counts[name] for name in ("new", "changed", "left", "unchanged")} == {
            "new": 12, "changed": 2, "left": 1, "unchanged": 38,
        }  # fmt: skip
    # What the first list said of the past stays: the change holds from the second list's date on.
    query = """SELECT string_agg(
        effective_on || ' ' || (attributes ->> 'department'), ', ' ORDER BY effective_on)
        = '2019-01-01 Sales, 2022-03-01 Marketing' FROM employee_snapshots s JOIN employees e
        ON e.id = s.employee_id WHERE e.employee_number = 'E3'"""
    assert await count(database, f"SELECT ({query})::int") == 1


async def test_undo_gives_back_exactly_what_was_there(
    database: Database, actor: Actor, tmp_path: Path
) -> None:
    await import_file(database, actor, people(tmp_path / "a.csv"))
    before = await workforce(database)
    rows = [
        [f"E{n}", f"2023-{month:02d}-28", "HQ/Ops/Team", 5 * n, "low"]
        for n in range(35, 60)
        for month in (1, 2, 3)
    ]
    header = ["employee_number", "snapshot_date", "org_unit", "salary", "risk_class"]
    second = await import_file(database, actor, write_csv(tmp_path / "s.csv", header, rows))
    assert second.counts["new"] == 20 and second.counts["changed"] == 5
    assert await workforce(database) != before
    async with database.transaction() as session:
        undone = await undoing.undo(session, actor, second.id)
    assert undone.status == "undone" and undone.undone_at is not None
    assert await workforce(database) == before
    async with database.transaction() as session:
        with pytest.raises(NotCommitted):
            await undoing.undo(session, actor, second.id)


async def test_undoing_the_first_of_two_imports_keeps_what_the_second_says(
    database: Database, actor: Actor, tmp_path: Path
) -> None:
    first = await import_file(database, actor, people(tmp_path / "a.csv"))
    snapshots = [[f"E{n}", "2020-01-31", 7] for n in range(10)] + [
        [f"E{n}", "2020-02-29", 8] for n in range(10)
    ]
    await import_file(
        database,
        actor,
        write_csv(tmp_path / "s.csv", ["employee_number", "snapshot_date", "grade"], snapshots),
    )
    async with database.transaction() as session:
        await undoing.undo(session, actor, first.id)
    assert await count(database, "SELECT count(*) FROM employees") == 10
    assert (
        await count(database, "SELECT count(*) FROM employees WHERE hired_on IS NULL AND dataset_id = 2")
        == 10
    )
    assert await count(database, "SELECT count(*) FROM employee_attributes") == 1


async def test_two_different_rows_for_the_same_employee_and_month_are_refused(
    database: Database, actor: Actor, tmp_path: Path
) -> None:
    rows = [[f"E{n}", f"2020-0{month}-01", month] for n in range(5) for month in (1, 2)]
    header = ["employee_number", "snapshot_date", "grade"]
    path = write_csv(tmp_path / "s.csv", header, [*rows, ["E1", "2020-02-01", 9]])
    with pytest.raises(ChecksFailed) as caught:
        await import_file(database, actor, path)
    problem = caught.value.facts["problems"][0]
    assert (problem["code"], problem["row"], problem["column"]) == ("duplicate", 5, "employee_number")
    path = write_csv(tmp_path / "t.csv", header, [*rows, rows[3]])
    dataset = await import_file(database, actor, path)
    assert dataset.counts["identical_rows"] == 1
    assert await count(database, "SELECT count(*) FROM employee_snapshots") == 10


async def test_one_name_for_two_kinds_of_values_is_kept_apart(
    database: Database, actor: Actor, tmp_path: Path
) -> None:
    await import_file(database, actor, people(tmp_path / "a.csv"))
    rows = [[n, ("low", "high")[n % 2], n % 3 == 0] for n in range(60)]
    path = write_csv(tmp_path / "b.csv", ["employee_number", "salary", "attrition"], rows)
    dataset = await import_file(database, actor, path)
    assert "mixed_kinds" in {problem.code for problem in dataset.problems}
    query = """SELECT count(*) FROM employee_attributes
        WHERE (name, kind) IN (('salary', 'number'), ('salary_category', 'category'))"""
    assert await count(database, query) == 2


async def test_an_overlapping_monthly_file_wins_and_can_be_undone(
    database: Database, actor: Actor, tmp_path: Path
) -> None:
    await import_file(database, actor, monthly_snapshots(tmp_path / "m.csv"))
    before = await workforce(database)
    rows = [[f"P{n}", "2023-02", "Legal", 1, "active"] for n in range(6, 10)] + [
        [f"P{n}", "2024-01", "Legal", 1, "active"] for n in range(6, 10)
    ]
    path = write_csv(tmp_path / "n.csv", ["Employee ID", "Month", "Department", "Salary", "Status"], rows)
    mapping = Mapping(
        shape="snapshots",
        columns=[
            ColumnMapping(source="Employee ID", target="employee_number"),
            ColumnMapping(source="Month", target="snapshot_on"),
            ColumnMapping(source="Department", target="department"),
            ColumnMapping(source="Status", target="ignore"),
        ],
    )
    dataset = await import_file(database, actor, path, mapping=mapping)
    assert dataset.counts["changed"] == 4 and dataset.counts["new"] == 0
    async with database.transaction() as session:
        await undoing.undo(session, actor, dataset.id)
    assert await workforce(database) == before


async def test_every_act_is_audited(database: Database, actor: Actor, tmp_path: Path) -> None:
    path = static_table(tmp_path / "static.csv")
    received = await service.receive(database, actor, "static.csv", uploading(path))
    assert received.mapping is not None
    async with database.transaction() as session:
        await service.confirm_mapping(session, actor, received.id, received.mapping)
    async with database.transaction() as session:
        await service.check(session, actor, received.id)
    async with database.transaction() as session:
        await service.commit(session, actor, received.id)
    async with database.transaction() as session:
        await undoing.undo(session, actor, received.id)
    query = """SELECT (array_agg(action ORDER BY id) = ARRAY['dataset.uploaded', 'dataset.mapping_confirmed',
        'dataset.checked', 'dataset.committed', 'dataset.undone'])::int
        FROM audit_events WHERE subject_id = '{}'"""
    assert await count(database, query.format(received.id)) == 1


_IMPORT = """
import asyncio, sys
from pathlib import Path
from churnvision.features.datasets.whole_import import import_file
from churnvision.kit.access import system_actor
from churnvision.kit.database import Database
from churnvision.kit.migrations import import_every_table
import_every_table()
asyncio.run(import_file(Database(sys.argv[1]), system_actor("tests"), Path(sys.argv[2]),
    report=lambda done, message: print(done, message, flush=True)))
"""


@pytest.mark.system
async def test_a_kill_in_the_middle_of_an_import_leaves_nothing(
    database: Database, actor: Actor, application_url: str, tmp_path: Path
) -> None:
    await import_file(database, actor, people(tmp_path / "a.csv"))
    before = await workforce(database)
    path = monthly_snapshots(tmp_path / "m.csv", people=12_000)
    command = [sys.executable, "-c", _IMPORT, application_url, str(path)]
    child = await asyncio.create_subprocess_exec(*command, stdout=subprocess.PIPE)
    assert child.stdout is not None
    copied = 0
    async for line in child.stdout:
        copied += b" rows" in line and b"comparing" not in line
        # The second reading has begun: people are written, snapshots are on their way.
        if copied > 4:
            os.kill(child.pid, signal.SIGKILL)
            break
    assert await child.wait() == -signal.SIGKILL
    assert await workforce(database) == before
    assert await count(database, "SELECT count(*) FROM datasets") == 1
    done = await import_file(database, actor, path)
    assert done.counts["new"] == 12_000
