"""What training is told of the time in which people could be seen to leave."""

import asyncio
from datetime import date
from pathlib import Path

from churnvision.features.datasets.whole_import import import_file
from churnvision.features.training.facts import copy_present_facts, copy_training_facts
from churnvision.kit.access import Actor
from churnvision.kit.database import Database
from churnvision.ml.history import training_data
from churnvision.ml.inputs import StaticTable

PEOPLE = "employee_number,hire_date,salary\n1,1994-01-25,100\n2,2001-02-01,200\n3,2025-02-01,300\n"
SNAPSHOTS = "employee_number,snapshot_date,salary\n" + "".join(
    f"{number},2025-{month:02d}-01,{number * 100 + month}\n" for number in (1, 2) for month in range(1, 7)
)
TERMINATIONS = "employee_number,termination_date,termination_reason\n2,2025-06-20,voluntary\n"
LIST_WITH_LEAVERS = (
    "employee_number,hire_date,termination_date,salary\n"
    "1,1994-01-25,,100\n2,2001-02-01,2019-03-05,200\n3,2025-02-01,2025-05-01,300\n4,2024-02-01,,300\n"
)
UNTIL_OCTOBER = "employee_number,snapshot_date,salary,left\n" + "".join(
    f"{number},2025-{month:02d}-01,{number * 100 + month},no\n"
    for number in (1, 2, 3)
    for month in range(1, 11)
)
ONE_LEAVES_IN_OCTOBER = UNTIL_OCTOBER.replace("3,2025-10-01,310,no", "3,2025-10-01,310,yes")
# Two exports of the same company, a quarter apart: Anna left before the first, Ben between them.
FIRST_QUARTER = "employee_number,salary,left\nanna,100,yes\nben,200,no\ncleo,300,no\n"
SECOND_QUARTER = "employee_number,salary,left\nanna,100,yes\nben,200,yes\ncleo,300,no\n"


async def bring_in(database: Database, actor: Actor, folder: Path, **files: str) -> None:
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text)
        await import_file(database, actor, folder / f"{name}.csv", certainty=0.0)


async def test_leaving_is_observed_from_the_first_snapshot_not_from_the_first_hire(
    database: Database, application_url: str, actor: Actor, tmp_path: Path
) -> None:
    files = {"people": PEOPLE, "snapshots": SNAPSHOTS, "terminations": TERMINATIONS}
    await bring_in(database, actor, tmp_path, **files)
    copied = await asyncio.to_thread(copy_training_facts, application_url, tmp_path)
    assert copied.facts.observed_from == date(2025, 1, 1)
    assert copied.facts.as_of == date(2025, 6, 20)


async def test_a_list_with_leaving_dates_observes_from_the_first_of_them(
    database: Database, application_url: str, actor: Actor, tmp_path: Path
) -> None:
    await bring_in(database, actor, tmp_path, everybody=LIST_WITH_LEAVERS)
    copied = await asyncio.to_thread(copy_training_facts, application_url, tmp_path)
    assert copied.facts.observed_from == date(2019, 3, 5)


async def test_each_static_table_labels_its_own_window(
    database: Database, application_url: str, actor: Actor, tmp_path: Path
) -> None:
    for text, as_of in ((FIRST_QUARTER, date(2025, 6, 30)), (SECOND_QUARTER, date(2025, 9, 30))):
        (tmp_path / "table.csv").write_text(text)
        await import_file(database, actor, tmp_path / "table.csv", as_of=as_of, certainty=0.0)
    copied = await asyncio.to_thread(copy_training_facts, application_url, tmp_path)
    table = training_data(copied.facts, tmp_path)
    assert isinstance(table, StaticTable)
    assert sorted(table.people.select("salary", "event").iter_rows()) == [
        (100.0, True), (100.0, True), (200.0, False), (200.0, True), (300.0, False), (300.0, False),
    ]  # fmt: skip


async def test_a_corrected_static_table_labels_anew(
    database: Database, application_url: str, actor: Actor, tmp_path: Path
) -> None:
    for text in (SECOND_QUARTER, FIRST_QUARTER):
        (tmp_path / "table.csv").write_text(text)
        await import_file(database, actor, tmp_path / "table.csv", as_of=date(2025, 9, 30), certainty=0.0)
    copied = await asyncio.to_thread(copy_training_facts, application_url, tmp_path)
    table = training_data(copied.facts, tmp_path)
    assert isinstance(table, StaticTable)
    assert sorted(table.people.select("salary", "event").iter_rows()) == [
        (100.0, True), (200.0, False), (300.0, False),
    ]  # fmt: skip


async def test_training_ends_where_the_terminations_end(
    database: Database, application_url: str, actor: Actor, tmp_path: Path
) -> None:
    await bring_in(database, actor, tmp_path, snapshots=UNTIL_OCTOBER, terminations=TERMINATIONS)
    copied = await asyncio.to_thread(copy_training_facts, application_url, tmp_path)
    assert copied.facts.as_of == date(2025, 6, 20)
    (warning,) = copied.warnings
    assert warning.startswith("Leaving is known until 2025-06-20 only, though snapshots go on to 2025-10-01")


async def test_snapshots_in_which_people_leave_tell_the_ends_themselves(
    database: Database, application_url: str, actor: Actor, tmp_path: Path
) -> None:
    await bring_in(database, actor, tmp_path, snapshots=ONE_LEAVES_IN_OCTOBER, terminations=TERMINATIONS)
    copied = await asyncio.to_thread(copy_training_facts, application_url, tmp_path)
    assert (copied.facts.as_of, copied.warnings) == (date(2025, 10, 1), ())


async def test_forecasts_are_made_as_of_the_snapshots_also_where_terminations_end_earlier(
    database: Database, application_url: str, actor: Actor, tmp_path: Path
) -> None:
    await bring_in(database, actor, tmp_path, snapshots=UNTIL_OCTOBER, terminations=TERMINATIONS)
    copied = await asyncio.to_thread(
        copy_present_facts, application_url, tmp_path, shape="dated", attributes=(), window_days=None
    )
    assert copied.facts.as_of == date(2025, 10, 1)
