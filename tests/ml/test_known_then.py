from datetime import date

import numpy as np
import polars as pl

from churnvision.ml.inputs import Attribute, DatedRecords
from churnvision.ml.known_then import cut_records, list_sha256, origins, outcomes, people_present
from churnvision.ml.panel import Panel

ATTRIBUTES = (Attribute("pay", "number"),)


def records(until: date = date(2026, 6, 30)) -> DatedRecords:
    """Of three people in 2025 one stays, 2 leaves in March 2026, 3 left in December; 4 comes in April."""
    snapshots = pl.DataFrame(
        {
            "person_id": [1, 1, 2, 3, 4],
            "effective_on": [
                date(2025, 1, 1), date(2026, 2, 1), date(2025, 1, 1), date(2025, 1, 1), date(2026, 4, 1),
            ],
            "pay": [1.0, 5.0, 2.0, 3.0, 4.0],
        }
    )  # fmt: skip
    employments = pl.DataFrame(
        {
            "person_id": [1, 2, 3, 4],
            "started_on": [date(2020, 1, 1), date(2021, 1, 1), date(2022, 1, 1), date(2026, 4, 1)],
            "ended_on": [None, date(2026, 3, 10), date(2025, 12, 15), None],
            "cause": [None, "voluntary", "voluntary", None],
        }
    )
    return DatedRecords(snapshots, employments, ATTRIBUTES, until)


def test_a_cut_knows_nothing_that_took_effect_later() -> None:
    known = cut_records(records(), date(2026, 2, 1))
    assert known.observed_until == date(2026, 1, 31)
    assert known.employments["person_id"].to_list() == [1, 2, 3]
    assert known.employments["ended_on"].to_list() == [None, None, date(2025, 12, 15)]
    assert known.employments["cause"].to_list() == [None, None, "voluntary"]
    people = people_present(Panel(known))
    assert people["person_id"].to_list() == [1, 2]
    assert people["pay"].to_list() == [1.0, 2.0]


def test_months_looked_back_from_have_a_year_before_them_and_a_month_after() -> None:
    found = origins(records(), months=24, history_months=12)
    assert found == [date(2026, month, 1) for month in range(1, 7)]
    assert origins(records(), months=2, history_months=12) == found[-2:]
    assert origins(records(date(2026, 6, 29)), months=24, history_months=12)[-1] == date(2026, 5, 1)
    assert origins(records(), months=24, history_months=24) == []


def test_outcomes_count_the_last_day_and_say_how_long_people_were_followed() -> None:
    found = outcomes(records(), [1, 2], date(2026, 2, 1))
    # February has 28 days, 10 March is the 38th from the first of February; 30 June the 150th
    assert found.days.tolist() == [150.0, 38.0]
    assert found.is_event.tolist() == [False, True]
    assert found.has_left(38).tolist() == [0.0, 1.0]
    assert found.has_left(37).tolist() == [0.0, 0.0]
    assert found.is_known(150) and not found.is_known(151)


def test_an_end_after_the_last_observed_day_is_not_known() -> None:
    found = outcomes(records(date(2026, 3, 9)), [1, 2], date(2026, 2, 1))
    assert not found.is_event.any()


def test_the_hash_changes_with_a_person_a_probability_an_input_or_the_month() -> None:
    people = people_present(Panel(cut_records(records(), date(2026, 2, 1))))
    probability = np.full((2, 4), 0.1)
    first = list_sha256(people, probability, date(2026, 2, 1))
    assert first == list_sha256(people.select(sorted(people.columns)), probability, date(2026, 2, 1))
    changed = people.with_columns(pl.col("pay") + 0.5)
    others = {
        list_sha256(people[:1], probability[:1], date(2026, 2, 1)),
        list_sha256(people, probability + 1e-15, date(2026, 2, 1)),
        list_sha256(changed, probability, date(2026, 2, 1)),
        list_sha256(people, probability, date(2026, 3, 1)),
    }
    assert len(others) == 4 and first not in others
