"""What training is told of the time in which people could be seen to leave."""

import asyncio
from datetime import date
from pathlib import Path

from churnvision.features.datasets.whole_import import import_file
from churnvision.features.training.facts import copy_training_facts
from churnvision.kit.access import Actor
from churnvision.kit.database import Database

PEOPLE = "employee_number,hire_date,salary\n1,1994-01-25,100\n2,2001-02-01,200\n3,2025-02-01,300\n"
SNAPSHOTS = "employee_number,snapshot_date,salary\n" + "".join(
    f"{number},2025-{month:02d}-01,{number * 100 + month}\n" for number in (1, 2) for month in range(1, 7)
)
TERMINATIONS = "employee_number,termination_date,termination_reason\n2,2025-06-20,voluntary\n"
LIST_WITH_LEAVERS = (
    "employee_number,hire_date,termination_date,salary\n"
    "1,1994-01-25,,100\n2,2001-02-01,2019-03-05,200\n3,2025-02-01,2025-05-01,300\n4,2024-02-01,,300\n"
)


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
