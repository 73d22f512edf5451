"""Who left by one import and is there again by a later one: rehired people and corrected dates of leaving."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from sqlalchemy import text

from churnvision.features.datasets import undoing
from churnvision.features.datasets.whole_import import import_file
from churnvision.kit.access import Actor
from churnvision.kit.database import Database
from tests.factories.files import write_csv
from tests.features.datasets.state import count, workforce

LIST = ["employee_number", "hired_on", "left_on", "location"]
LEFT = ("2019-01-01", "2021-05-05")


def listed(path: Path, first: Sequence[object]) -> Path:
    """A list of thirty people; `first` is when E0 was hired and left, of the others E1 left."""
    rows: list[list[object]] = [[f"E{n}", "2019-01-01", None, "Ulm"] for n in range(30)]
    rows[0][1:3] = first
    rows[1][2] = "2020-02-02"
    return write_csv(path, LIST, rows)


def static(path: Path, left: Sequence[int]) -> Path:
    rows = [[f"E{n}", 20 + n % 9, "yes" if n in left else "no"] for n in range(30)]
    return write_csv(path, ["employee_number", "age", "attrition"], rows)


async def state_of(database: Database, number: str = "E0") -> str:
    """Status, hired_on and left_on of one person, as text."""
    query = "SELECT concat_ws(' ', status, hired_on, left_on) FROM employees WHERE employee_number = :number"
    async with database.reading() as session:
        return str(await session.scalar(text(query), {"number": number}))


async def test_somebody_who_is_hired_again_is_present_and_an_undo_says_left_again(
    database: Database, actor: Actor, tmp_path: Path
) -> None:
    await import_file(database, actor, listed(tmp_path / "a.csv", LEFT))
    before = await workforce(database)
    assert await state_of(database) == "left 2019-01-01 2021-05-05"
    again = await import_file(database, actor, listed(tmp_path / "b.csv", ("2023-01-01", None)))
    assert await state_of(database) == "active 2023-01-01"
    assert await state_of(database, "E1") == "left 2019-01-01 2020-02-02"
    async with database.transaction() as session:
        await undoing.undo(session, actor, again.id)
    assert await workforce(database) == before


async def test_a_list_of_hires_alone_tells_of_a_new_hire(
    database: Database, actor: Actor, tmp_path: Path
) -> None:
    await import_file(database, actor, listed(tmp_path / "a.csv", LEFT))
    hires = [["E0", "2023-01-01", "Ulm"], ["E1", "2019-01-01", "Ulm"]]
    path = write_csv(tmp_path / "b.csv", ["employee_number", "hired_on", "location"], hires)
    await import_file(database, actor, path)
    assert await state_of(database) == "active 2023-01-01"
    # The list has no word on leaving, so it takes no end back.
    assert await state_of(database, "E1") == "left 2019-01-01 2020-02-02"


async def test_a_later_list_without_the_date_of_leaving_takes_it_back(
    database: Database, actor: Actor, tmp_path: Path
) -> None:
    await import_file(database, actor, listed(tmp_path / "a.csv", LEFT))
    before = await workforce(database)
    corrected = await import_file(database, actor, listed(tmp_path / "b.csv", ("2019-01-01", None)))
    assert await state_of(database) == "active 2019-01-01"
    third = await import_file(database, actor, listed(tmp_path / "c.csv", ("2019-01-01", "2022-06-30")))
    assert await state_of(database) == "left 2019-01-01 2022-06-30"
    for one in (third, corrected):
        async with database.transaction() as session:
            await undoing.undo(session, actor, one.id)
    assert await workforce(database) == before


async def test_who_leaves_after_being_hired_again_has_left(
    database: Database, actor: Actor, tmp_path: Path
) -> None:
    await import_file(database, actor, listed(tmp_path / "a.csv", LEFT))
    await import_file(database, actor, listed(tmp_path / "b.csv", ("2023-01-01", None)))
    header = ["employee_number", "termination_date", "termination_reason"]
    path = write_csv(tmp_path / "t.csv", header, [["E0", "2024-03-31", "voluntary"]])
    await import_file(database, actor, path, certainty=0.0)
    assert await state_of(database) == "left 2023-01-01 2024-03-31"


async def test_a_later_static_table_takes_back_the_end_of_those_who_stayed_through_its_window(
    database: Database, actor: Actor, tmp_path: Path
) -> None:
    day = date(2024, 12, 31)
    first = await import_file(database, actor, static(tmp_path / "a.csv", range(8)), as_of=day)
    assert first.counts["left"] == 8
    before = await workforce(database)
    second = await import_file(database, actor, static(tmp_path / "b.csv", range(4, 8)), as_of=day)
    assert await state_of(database) == "active" and await state_of(database, "E5") == "left 2024-12-31"
    assert await count(database, "SELECT count(*) FROM employees WHERE status = 'left'") == 4
    async with database.transaction() as session:
        await undoing.undo(session, actor, second.id)
    assert await workforce(database) == before


async def test_a_static_table_of_an_earlier_time_says_nothing_of_a_later_end(
    database: Database, actor: Actor, tmp_path: Path
) -> None:
    newer, older = date(2024, 12, 31), date(2022, 12, 31)
    await import_file(database, actor, static(tmp_path / "a.csv", range(8)), as_of=newer)
    await import_file(database, actor, static(tmp_path / "b.csv", range(4, 8)), as_of=older)
    assert await state_of(database) == "left 2024-12-31"


async def test_a_later_list_without_dates_of_hire_takes_an_end_back_too_and_says_so_before(
    database: Database, actor: Actor, tmp_path: Path
) -> None:
    await import_file(database, actor, listed(tmp_path / "a.csv", LEFT))
    rows: list[list[object]] = [[f"E{n}", "2020-02-02" if n == 1 else None, "Ulm"] for n in range(30)]
    path = write_csv(tmp_path / "b.csv", ["employee_number", "left_on", "location"], rows)
    checked = await import_file(database, actor, path, shape="people", certainty=0.0, dry_run=True)
    assert (checked.counts["changed"], checked.counts["left"]) == (1, 0)
    await import_file(database, actor, path, shape="people", certainty=0.0)
    assert await state_of(database) == "active 2019-01-01"
    assert await state_of(database, "E1") == "left 2019-01-01 2020-02-02"


async def test_an_old_list_of_leavers_is_welcome_although_somebody_was_hired_again(
    database: Database, actor: Actor, tmp_path: Path
) -> None:
    await import_file(database, actor, listed(tmp_path / "a.csv", ("2023-01-01", None)))
    header = ["employee_number", "termination_date", "termination_reason"]
    path = write_csv(tmp_path / "t.csv", header, [["E0", "2021-05-05", "voluntary"]])
    imported = await import_file(database, actor, path, certainty=0.0)
    assert [one.severity for one in imported.problems if one.code == "left_before_hired"] == ["warning"]
    assert await state_of(database) == "active 2023-01-01"
