"""What is kept, as properties: no clock and no number can delete the newest."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from churnvision.dr.retention import Retention, kept

_BEGINNING = datetime(1970, 1, 2, tzinfo=UTC)
moments = st.lists(
    st.timedeltas(timedelta(0), timedelta(days=47_000)).map(lambda age: _BEGINNING + age),
    min_size=1,
    max_size=60,
)


@given(moments, st.integers(1, 9), st.integers(1, 9), st.integers(1, 9))
def test_the_newest_of_each_of_the_last_days_weeks_and_months_is_kept(
    made_at: list[datetime], daily: int, weekly: int, monthly: int
) -> None:
    keep = kept(made_at, Retention(daily, weekly, monthly))
    assert max(made_at) in keep
    assert keep <= set(made_at)
    days = sorted({at.date() for at in made_at}, reverse=True)[:daily]
    assert {max(at for at in made_at if at.date() == day) for day in days} <= keep
    assert len(keep) <= daily + weekly + monthly


@pytest.mark.fault("B7")
def test_a_year_of_daily_backups_leaves_seven_days_four_weeks_and_twelve_months() -> None:
    newest = datetime(2026, 11, 22, 2, tzinfo=UTC)
    keep = kept([newest - timedelta(days=n) for n in range(365)], Retention())
    days = sorted((newest - at).days for at in keep)
    assert days[:8] == [0, 1, 2, 3, 4, 5, 6, 7]
    assert len(keep) == 7 + 3 + 11


@pytest.mark.fault("B7", "H4")
def test_a_machine_that_stood_still_deletes_nothing_for_it() -> None:
    old = [datetime(2020, 1, day, 2, tzinfo=UTC) for day in range(1, 8)]
    assert kept([*old, datetime(2030, 1, 1, tzinfo=UTC)], Retention(daily=7)) >= set(old[1:])
