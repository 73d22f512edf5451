from dataclasses import replace
from datetime import date

import numpy as np
import polars as pl
import pytest

from churnvision.ml.errors import HistoryTooShort
from churnvision.ml.features import day_number
from churnvision.ml.inputs import Attribute, DatedRecords
from churnvision.ml.panel import Panel, month_before
from churnvision.ml.sample import Workforce
from tests.ml.frames import sample_records

PAY = (Attribute("pay", "number"),)


def records(until: date = date(2024, 6, 30)) -> DatedRecords:
    snapshots = pl.DataFrame(
        {
            "person_id": [1, 1, 2, 3],
            "effective_on": [date(2024, 1, 1), date(2024, 4, 1), date(2024, 1, 1), date(2024, 3, 15)],
            "pay": [10.0, 40.0, 20.0, 30.0],
        }
    )
    employments = pl.DataFrame(
        {
            "person_id": [1, 2, 3],
            "started_on": [date(2020, 1, 1), None, date(2024, 3, 15)],
            "ended_on": [None, date(2024, 3, 31), date(2024, 12, 1)],
        }
    )
    return DatedRecords(snapshots, employments, PAY, until)


def drawn(panel: Panel) -> pl.DataFrame:
    rows = panel.draw(panel.months, np.random.default_rng(1))
    return rows.frame.with_columns(
        day=pl.Series(rows.day), outcome=pl.Series(rows.outcome), lead=pl.Series(rows.lead_months)
    )


def test_person_months_are_those_reckoned_by_hand() -> None:
    rows = drawn(Panel(records()))
    found = {
        person: [day - day_number(date(2024, 1, 1)) for day in sorted(group["day"].to_list())]
        for (person,), group in rows.group_by("person_id")
    }
    first_of_months = [0, 31, 60, 91, 121, 152]
    assert found == {1: first_of_months, 2: first_of_months[:3], 3: first_of_months[3:]}
    events = rows.filter(pl.col("outcome") == 1)
    assert events.select("person_id", "day").rows() == [(2, day_number(date(2024, 3, 1)))]


def test_years_before_leaving_was_observed_are_no_time_at_risk() -> None:
    # A list of people states each as known since being hired; those who left before are not on it.
    hired = pl.DataFrame({"person_id": [1, 2], "effective_on": [date(1994, 1, 1)] * 2, "pay": [10.0, 20.0]})
    told = records()
    snapshots = pl.concat([hired, told.snapshots.lazy().collect()])
    since = replace(told, snapshots=snapshots, observed_from=date(2024, 1, 1))
    assert Panel(replace(since, observed_from=None)).months == 366
    assert Panel(since).months == Panel(told).months == 6
    assert Panel(since).censored_before(6) == Panel(told).censored_before(6)
    assert Panel(since).events_before(6) == 1


def test_attributes_are_never_later_than_the_month_less_its_lead(small_workforce: Workforce) -> None:
    data = sample_records(small_workforce, date(2025, 10, 31))
    rows = Panel(data).draw(20, np.random.default_rng(1))
    effective = rows.frame["effective_on"].to_physical().to_numpy()
    latest = [
        day_number(month_before(date.fromordinal(int(day) + date(1970, 1, 1).toordinal()), int(lead)))
        for day, lead in zip(rows.day, rows.lead_months, strict=True)
    ]
    assert (effective <= np.array(latest)).all()
    assert set(rows.lead_months) == set(range(12))


def test_ends_after_the_last_observed_day_are_not_looked_at() -> None:
    panel = Panel(records())
    assert panel.events_before(panel.months) == 1
    later = Panel(records(date(2024, 12, 31)))
    assert later.events_before(later.months) == 2


def test_nothing_changes_when_the_future_is_taken_away(small_workforce: Workforce) -> None:
    cut = date(2025, 4, 30)
    whole = sample_records(small_workforce, date(2026, 10, 31))
    short = sample_records(small_workforce, cut)
    blind = DatedRecords(whole.snapshots, whole.employments, whole.attributes, cut)
    first = Panel(short).draw(10, np.random.default_rng(3))
    second = Panel(blind).draw(10, np.random.default_rng(3))
    assert first.frame.equals(second.frame)
    assert (first.outcome == second.outcome).all()


def test_snapshots_that_exist_only_because_somebody_leaves_are_left_out() -> None:
    ids = list(range(40))
    yearly = [(i, date(year, 12, 31), 1.0) for i in ids for year in (2020, 2021)]
    telling = [(1, date(2021, 3, 1), 1.0), (99, date(2021, 5, 1), 1.0)]
    snapshots = pl.DataFrame(yearly + telling, schema=["person_id", "effective_on", "pay"], orient="row")
    employments = pl.DataFrame(
        {
            "person_id": [*ids, 99],
            "started_on": [date(2015, 1, 1)] * 40 + [date(2021, 2, 1)],
            "ended_on": [date(2021, 3, 20) if i == 1 else None for i in ids] + [date(2021, 5, 30)],
        }
    )
    panel = Panel(DatedRecords(snapshots, employments, PAY, date(2022, 6, 30)))
    assert len(panel.snapshots) == len(yearly)
    assert 99 not in panel.snapshots.people
    assert panel.events_before(panel.months) == 1


def test_a_history_of_less_than_a_month_is_refused() -> None:
    with pytest.raises(HistoryTooShort, match="less than one whole month"):
        Panel(records(date(2024, 1, 20)))


def test_months_before_the_end_of_a_long_month_end_with_the_shorter_one() -> None:
    assert month_before(date(2024, 3, 31), 1) == date(2024, 2, 29)
    assert month_before(date(2024, 1, 15), 13) == date(2022, 12, 15)
    assert month_before(date(2024, 12, 1), -1) == date(2025, 1, 1)


def test_of_many_people_so_many_are_taken_from_all_over(small_workforce: Workforce) -> None:
    panel = Panel(sample_records(small_workforce, date(2025, 10, 31)))
    everybody = panel.present_at(panel.months)[0]
    some, last_months = panel.present_at(panel.months, at_most=30)
    assert some.height == len(last_months) == 30 < everybody.height
    assert some.equals(everybody[np.arange(30) * everybody.height // 30])
    assert panel.present_at(panel.months, at_most=10**6)[0].equals(everybody)
