"""Checks name row and column; columns that tell the outcome are kept out of the features."""

import random
from pathlib import Path

import pytest

from churnvision.features.datasets.errors import ChecksFailed
from churnvision.features.datasets.schemas import DatasetView
from churnvision.features.datasets.whole_import import import_file
from churnvision.kit.access import Actor
from churnvision.kit.database import Database
from tests.factories.files import write_csv
from tests.features.datasets.state import count

HEADER = ["employee_number", "hired_on", "left_on", "age", "salary"]


def rows() -> list[list[object]]:
    return [[f"E{n}", "2019-01-01", "2021-01-01" if n < 5 else None, 30 + n % 9, 1000 + n] for n in range(60)]


def found(dataset: DatasetView) -> dict[str, tuple[int | None, str | None, str | None]]:
    return {problem.code: (problem.row, problem.column, problem.value) for problem in dataset.problems}


async def test_leaving_before_being_hired_is_an_error_with_its_row(
    database: Database, actor: Actor, tmp_path: Path
) -> None:
    table = rows()
    table[7][2] = "2018-12-31"
    with pytest.raises(ChecksFailed) as caught:
        await import_file(database, actor, write_csv(tmp_path / "p.csv", HEADER, table))
    first = caught.value.facts["problems"][0]
    assert (first["code"], first["row"], first["column"]) == ("left_before_hired", 9, "left_on")
    assert "Row 9" in caught.value.message
    assert await count(database, "SELECT count(*) FROM employees") == 0


async def test_missing_numbers_and_unreadable_dates_are_errors(
    database: Database, actor: Actor, tmp_path: Path
) -> None:
    table = rows()
    table[1][0] = None
    table[2][1] = "soon"
    with pytest.raises(ChecksFailed) as caught:
        await import_file(database, actor, write_csv(tmp_path / "p.csv", HEADER, table))
    codes = {problem["code"]: problem["row"] for problem in caught.value.facts["problems"]}
    assert codes == {"employee_number_missing": 3, "unreadable_date": 4}


async def test_odd_values_of_attributes_are_warnings_and_left_out(
    database: Database, actor: Actor, tmp_path: Path
) -> None:
    table = rows()
    table[3][3] = 187
    table[4][4] = "much"
    dataset = await import_file(database, actor, write_csv(tmp_path / "p.csv", HEADER, table))
    problems = found(dataset)
    assert problems["out_of_range"][:2] == (5, "age")
    assert problems["mixed_types"] == (6, "salary", "much")
    query = """SELECT count(*) FROM employee_snapshots s JOIN employees e ON e.id = s.employee_id
        WHERE e.employee_number = 'E4' AND NOT s.attributes ? 'salary'"""
    assert await count(database, query) == 1


async def test_categories_that_no_earlier_import_has_are_named(
    database: Database, actor: Actor, tmp_path: Path
) -> None:
    header = ["employee_number", "snapshot_date", "grade_name"]
    first = [[f"E{n}", "2020-01-31", ("junior", "senior")[n % 2]] for n in range(40)]
    second = [[f"E{n}", "2020-02-29", ("junior", "Senoir")[n % 2]] for n in range(40)]
    await import_file(database, actor, write_csv(tmp_path / "a.csv", header, first))
    dataset = await import_file(database, actor, write_csv(tmp_path / "b.csv", header, second))
    assert found(dataset)["unknown_category"] == (None, "grade_name", "Senoir")


async def test_columns_that_tell_the_outcome_are_found_by_name_and_by_data(
    database: Database, actor: Actor, tmp_path: Path
) -> None:
    chance = random.Random(4)
    header = [
        "employee_number",
        "left",
        "exit_interview_score",
        "parting_gift",
        "badge_state",
        "strong",
        "weak",
    ]
    table: list[list[object]] = []
    for number in range(400):
        left = number % 4 == 0
        table.append(
            [
                number, int(left), chance.random() if left else None,
                ("watch", "pen")[number % 2] if left else None,
                (7 if left else 3) + chance.choice([0, 0, 0, 1]),
                chance.gauss(1.8 if left else 0, 1), chance.gauss(0, 1),
            ]
        )  # fmt: skip
    dataset = await import_file(database, actor, write_csv(tmp_path / "s.csv", header, table))
    roles = {column.source: (column.role, column.leak_reason) for column in dataset.columns}
    assert roles["exit_interview_score"][0] == "leak"
    assert roles["parting_gift"] == ("leak", "it is filled for leavers only")
    assert roles["badge_state"][0] == "leak" and "AUC" in str(roles["badge_state"][1])
    assert roles["strong"] == ("feature", None) and roles["weak"] == ("feature", None)
    query = "SELECT count(*) FROM employee_attributes WHERE is_feature AND name IN ('strong', 'weak')"
    assert await count(database, query) == 2
    excluded = "SELECT count(*) FROM employee_attributes WHERE NOT is_feature AND excluded_reason IS NOT NULL"
    assert await count(database, excluded) == 3


async def test_a_column_of_high_cardinality_without_meaning_is_no_leak(
    database: Database, actor: Actor, tmp_path: Path
) -> None:
    chance = random.Random(5)
    table = [[n, chance.randint(0, 1), f"code{chance.randint(0, 90)}", chance.random()] for n in range(300)]
    path = write_csv(tmp_path / "s.csv", ["employee_number", "left", "cost_centre", "score"], table)
    dataset = await import_file(database, actor, path)
    assert not [column for column in dataset.columns if column.role == "leak"]


async def test_a_notice_period_is_known_before_anybody_leaves(
    database: Database, actor: Actor, tmp_path: Path
) -> None:
    names = ["Kündigungsfrist", "opzegtermijn", "okres wypowiedzenia", "notice period"]
    told = ["Kündigungsgespräch", "opzegging"]
    table = [[*row, *([number % 4] * 6)] for number, row in enumerate(rows())]
    path = write_csv(tmp_path / "p.csv", [*HEADER, *names, *told], table)
    dataset = await import_file(database, actor, path)
    roles = {column.source: column.role for column in dataset.columns}
    assert [roles[name] for name in names] == ["feature"] * 4
    assert [roles[name] for name in told] == ["leak"] * 2
