"""The three real files are imported without questions."""

from datetime import date
from pathlib import Path

from churnvision.features.datasets.whole_import import import_file
from churnvision.kit.access import Actor
from churnvision.kit.database import Database
from tests.features.datasets.state import count


async def test_the_static_table_with_attrition(database: Database, actor: Actor, real_data: Path) -> None:
    dataset = await import_file(database, actor, real_data / "ibm_hr_attrition.csv")
    assert (dataset.shape, dataset.window_days, dataset.window_assumed) == ("static", 365, True)
    assert dataset.counts["people"] == 1470 and dataset.counts["left"] == 237
    ignored = {column.source for column in dataset.columns if column.role == "ignored"}
    assert ignored == {"EmployeeCount", "Over18", "StandardHours"}
    assert not [column for column in dataset.columns if column.role == "leak"]


async def test_the_static_table_without_numbers(database: Database, actor: Actor, real_data: Path) -> None:
    dataset = await import_file(database, actor, real_data / "hr_comma_sep.csv")
    assert dataset.counts["people"] == 14_999 and dataset.counts["identical_rows"] == 3008
    again = await import_file(database, actor, real_data / "hr_comma_sep.csv")
    assert [problem.code for problem in again.problems] == ["already_imported"]
    assert await count(database, "SELECT count(*) FROM employees") == 14_999
    assert await count(database, "SELECT count(*) FROM datasets") == 1


async def test_the_yearly_snapshots_with_terminations(
    database: Database, actor: Actor, real_data: Path
) -> None:
    dataset = await import_file(database, actor, real_data / "mfg_termination_10_years.csv")
    assert (dataset.shape, dataset.as_of) == ("snapshots", date(2015, 12, 31))
    assert dataset.counts["people"] == 6284 and dataset.counts["left"] == 1485
    assert await count(database, "SELECT count(*) FROM employee_snapshots") == 49_653
    kept = {column.source: column.target for column in dataset.columns}
    assert (kept["termreason_desc"], kept["termtype_desc"]) == ("end_reason", "end_cause")
    assert (kept["STATUS"], kept["STATUS_YEAR"]) == ("status", "ignore")
    causes = "SELECT count(*) FROM employments WHERE end_cause = '{}'"
    found = {
        name: await count(database, causes.format(name))
        for name in ("retirement", "voluntary", "involuntary")
    }
    assert found == {"retirement": 885, "voluntary": 385, "involuntary": 215}
    assert await count(database, "SELECT count(*) FROM employees WHERE employee_number = '1318'") == 1
    leaking = "SELECT count(*) FROM employee_snapshots WHERE attributes ?| array['status', 'termreason_desc']"
    assert await count(database, leaking) == 0
