"""Where nothing is known to say who left, a column that looks like it is asked about, never learnt from."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from churnvision.features.datasets import service
from churnvision.features.datasets.errors import MappingNeeded
from churnvision.features.datasets.whole_import import import_file
from churnvision.kit.access import Actor
from churnvision.kit.database import Database
from tests.factories.files import uploading, write_csv
from tests.features.datasets.state import count


async def asked(database: Database, actor: Actor, path: Path) -> tuple[str, dict[str, str]]:
    """The question that an import ends with, and the proposed targets."""
    with pytest.raises(MappingNeeded) as caught:
        await import_file(database, actor, path)
    proposal = json.loads(caught.value.facts["mapping_text"])
    assert await count(database, "SELECT count(*) FROM employees") == 0
    return caught.value.message, {one["source"]: one["target"] for one in proposal["columns"]}


def table(header: Sequence[str], path: Path, left: int = 5) -> Path:
    """Of every `left` people one has a date and a word in the last two columns."""
    rows = [
        [number, f"2015-03-{number % 28 + 1:02d}", 1000 + number]
        + (["2019-05-31", ("istifa", "emeklilik")[number % 2]] if number % left == 0 else [None, None])
        for number in range(100)
    ]
    return write_csv(path, header, rows)


async def test_a_sparse_later_date_is_asked_about_by_its_name(
    database: Database, actor: Actor, tmp_path: Path
) -> None:
    header = ["employee_number", "hire_date", "salary", "ayrilma tarihi", "neden"]
    message, targets = await asked(database, actor, table(header, tmp_path / "people.csv"))
    assert "'ayrilma tarihi' has a date in 20% of the rows, later than 'hire_date'" in message
    assert (targets["ayrilma tarihi"], targets["neden"], targets["salary"]) == ("leak", "leak", "attribute")


async def test_words_for_some_rows_only_are_asked_about(
    database: Database, actor: Actor, tmp_path: Path
) -> None:
    header = ["employee_number", "hire_date", "salary", "skipped", "neden"]
    path = table(header, tmp_path / "people.csv")
    lines = [line.split(",") for line in path.read_text().splitlines()]
    path.write_text("\n".join(",".join([*line[:3], line[4]]) for line in lines) + "\n")
    message, targets = await asked(database, actor, path)
    assert "'neden', filled in 20% of the rows" in message
    assert targets["neden"] == "leak"


async def test_a_column_of_two_values_may_be_the_flag_where_nothing_else_tells(
    database: Database, actor: Actor, tmp_path: Path
) -> None:
    rows = [[number, 20 + number % 40, ("hayir", "evet")[number % 3 == 0]] for number in range(90)]
    path = write_csv(tmp_path / "flag.csv", ["employee_number", "age", "ayrildi"], rows)
    message, _ = await asked(database, actor, path)
    assert "if it is 'ayrildi' (which has two values), map it to left_flag" in message


async def test_in_snapshots_a_date_after_the_snapshot_is_asked_about(
    database: Database, actor: Actor, tmp_path: Path
) -> None:
    rows = [
        [number, f"2023-{month:02d}-28", 1000 + number, "2024-02-29" if number % 4 == 0 else None]
        for number in range(40)
        for month in range(1, 13)
    ]
    path = write_csv(tmp_path / "s.csv", ["employee_number", "snapshot_date", "pay", "ayrilma"], rows)
    message, targets = await asked(database, actor, path)
    assert "'ayrilma' has a date in 25% of the rows, later than 'snapshot_date'" in message
    assert targets["ayrilma"] == "leak"


async def test_a_master_list_without_such_columns_needs_no_question(
    database: Database, actor: Actor, tmp_path: Path
) -> None:
    rows = [[number, "2015-03-01", ("f", "m")[number % 2]] for number in range(60)]
    path = write_csv(tmp_path / "list.csv", ["employee_number", "hire_date", "gender"], rows)
    dataset = await import_file(database, actor, path)
    assert (dataset.shape, dataset.counts["people"]) == ("people", 60)


async def test_an_upload_shows_the_question_until_the_mapping_is_confirmed(
    database: Database, actor: Actor, tmp_path: Path
) -> None:
    path = table(["employee_number", "hire_date", "salary", "ayrilma tarihi", "neden"], tmp_path / "p.csv")
    uploaded = await service.receive(database, actor, "p.csv", uploading(path))
    assert uploaded.needs_confirmation
    assert [problem.code for problem in uploaded.problems] == ["mapping_unclear"]
    assert "'ayrilma tarihi'" in uploaded.problems[0].message
    assert uploaded.mapping is not None
    columns = [
        column.model_copy(update={"target": "left_on"}) if column.source == "ayrilma tarihi" else column
        for column in uploaded.mapping.columns
    ]
    mapping = uploaded.mapping.model_copy(update={"columns": columns})
    async with database.transaction() as session:
        await service.confirm_mapping(session, actor, uploaded.id, mapping)
        committed = await service.commit(session, actor, uploaded.id)
    assert not committed.needs_confirmation and committed.counts["left"] == 20
    assert "mapping_unclear" not in {problem.code for problem in committed.problems}
