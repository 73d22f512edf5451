"""From statements to what held on each date."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from churnvision.ml import history
from churnvision.ml.history import Facts, present_people, states, training_data
from churnvision.ml.inputs import Attribute, DatedRecords, StaticTable

ATTRIBUTES = (
    Attribute("pay", "number"),
    Attribute("remote", "boolean"),
    Attribute("born_on", "date"),
    Attribute("job", "category"),
)
STATEMENTS = """\
1,2024-01-01,100,true,1980-05-01,clerk
1,2024-02-01,,,,
1,2024-02-01,120,,,"driver, night"
1,2024-03-01,,false,,
2,2024-01-01,not a number,1,1990-13-01,""
2,2024-02-01,90,f,1990-12-01,clerk
"""


def facts_in(folder: Path, shape: str, statements: str, people: str) -> Facts:
    (folder / "statements.csv").write_text(statements)
    (folder / "people.csv").write_text(people)
    return Facts(
        shape="static" if shape == "static" else "dated",
        attributes=ATTRIBUTES,
        as_of=date(2024, 12, 31),
        observed_from=None,
        window_days=365 if shape == "static" else None,
        statements=folder / "statements.csv",
        people=folder / "people.csv",
    )


@pytest.mark.parametrize("chunk_rows", [1, 2, 3, 100_000])
def test_an_attribute_holds_until_it_is_stated_again_however_the_file_is_cut(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chunk_rows: int
) -> None:
    monkeypatch.setattr(history, "CHUNK_ROWS", chunk_rows)
    found = pl.concat(list(states(facts_in(tmp_path, "dated", STATEMENTS, ""))))
    assert found.rows() == [
        (1, date(2024, 1, 1), 100.0, True, date(1980, 5, 1), "clerk"),
        (1, date(2024, 2, 1), 120.0, True, date(1980, 5, 1), "driver, night"),
        (1, date(2024, 3, 1), 120.0, False, date(1980, 5, 1), "driver, night"),
        (2, date(2024, 1, 1), None, True, None, ""),
        (2, date(2024, 2, 1), 90.0, False, date(1990, 12, 1), "clerk"),
    ]


def test_the_present_of_a_person_is_what_held_last(tmp_path: Path) -> None:
    people = present_people(facts_in(tmp_path, "dated", STATEMENTS, "1,2020-01-01\n3,2021-01-01\n"))
    assert people.rows(named=True) == [
        {
            "person_id": 1,
            "effective_on": date(2024, 3, 1),
            "pay": 120.0,
            "remote": False,
            "born_on": date(1980, 5, 1),
            "job": "driver, night",
            "started_on": date(2020, 1, 1),
        }
    ]


def test_dated_records_carry_states_and_ends(tmp_path: Path) -> None:
    data = training_data(
        facts_in(tmp_path, "dated", STATEMENTS, "1,2020-01-01,2024-03-09,voluntary\n2,,,\n"), tmp_path
    )
    assert isinstance(data, DatedRecords)
    assert data.snapshots.lazy().collect().height == 5
    assert data.employments.rows() == [
        (1, date(2020, 1, 1), date(2024, 3, 9), "voluntary"),
        (2, None, None, None),
    ]


def test_a_static_table_takes_the_state_at_the_start_of_the_window(tmp_path: Path) -> None:
    data = training_data(
        facts_in(tmp_path, "static", STATEMENTS, "1,2024-01-01,t\n2,2024-01-01,f\n"), tmp_path
    )
    assert isinstance(data, StaticTable)
    assert data.people.select("person_id", "event", "pay").rows() == [(1, True, 100.0), (2, False, None)]


def test_nobody_at_all_is_an_empty_frame(tmp_path: Path) -> None:
    people = present_people(facts_in(tmp_path, "dated", "", ""))
    assert people.height == 0 and {"person_id", "pay", "started_on"} <= set(people.columns)
