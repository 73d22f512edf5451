from datetime import date

import numpy as np
import polars as pl
import pytest

from churnvision.ml.baselines import (
    BASELINES,
    base_rate_hazard,
    fit_age_tenure,
    fit_baselines,
    fit_tenure_hazard,
)
from churnvision.ml.features import day_number
from churnvision.ml.inputs import Attribute, DatedRecords
from churnvision.ml.known_then import cut_records
from churnvision.ml.panel import Panel
from churnvision.ml.sample import Workforce
from churnvision.ml.validation import draw_rows
from tests.ml.conftest import CUT
from tests.ml.frames import sample_people, sample_records


def one_leaver_in_the_second_month() -> DatedRecords:
    """Two people start on 1 January; one leaves on 10 February, the other is there until the end of March."""
    return DatedRecords(
        pl.DataFrame({"person_id": [1, 2], "effective_on": [date(2025, 1, 1)] * 2, "pay": [1.0, 2.0]}),
        pl.DataFrame(
            {
                "person_id": [1, 2],
                "started_on": [date(2025, 1, 1)] * 2,
                "ended_on": [date(2025, 2, 10), None],
            }
        ),
        (Attribute("pay", "number"),),
        date(2025, 3, 31),
    )


def test_the_hazard_of_a_month_of_tenure_is_departures_over_people_at_risk() -> None:
    found = fit_tenure_hazard(Panel(one_leaver_in_the_second_month()), 3)
    # at risk: 2 in January, 2 in February, 1 in March; 1 February and 1 March are 1.02 and 1.94 months on
    assert found.overall == pytest.approx(1 / 5)
    prior = 100 / 5
    assert found.by_month == pytest.approx([(0 + prior) / 102, (1 + prior) / 103, prior / 100])


def test_a_forecast_holds_given_that_the_person_is_there_now() -> None:
    found = fit_tenure_hazard(Panel(one_leaver_in_the_second_month()), 3)
    people = pl.DataFrame(
        {"started_on": [date(2025, 3, 1), date(2025, 1, 20), None]}, schema={"started_on": pl.Date}
    )
    hazards = found.hazards(people, day_number(date(2025, 3, 1)))
    assert hazards[0, :3] == pytest.approx(found.by_month)
    assert hazards[1, 0] == pytest.approx(found.by_month[1])
    assert hazards[2] == pytest.approx(np.full(12, found.overall))


def test_without_a_date_of_birth_the_table_is_one_of_tenure_alone() -> None:
    found = fit_age_tenure(Panel(one_leaver_in_the_second_month()), 3)
    assert found.birth is None
    # exposure 5 and 1 departure, all below six months: drawn as by 25 person-months to the margin
    row, column, overall = (1 + 5) / 30, (1 + 5) / 30, 1 / 5
    assert found.cells[-1, 0] == pytest.approx((1 + 25 * row * column / overall) / 30)


def test_baselines_forecast_the_right_level_and_keep_within_zero_and_one(small_workforce: Workforce) -> None:
    panel = Panel(sample_records(small_workforce, CUT))
    people = sample_people(small_workforce, date(2025, 11, 1))
    overall = fit_tenure_hazard(panel, panel.months).overall
    found = fit_baselines(panel, panel.months, *draw_rows(panel, panel.months, 1))
    assert tuple(found) == BASELINES
    for baseline in found.values():
        hazards = baseline.hazards(people, day_number(date(2025, 11, 1)))
        assert hazards.shape == (people.height, 12)
        assert (hazards > 0).all() and (hazards < 1).all()
        assert hazards.mean() == pytest.approx(overall, rel=0.35)


def test_people_who_get_older_move_through_the_table(small_workforce: Workforce) -> None:
    panel = Panel(sample_records(small_workforce, CUT))
    found = fit_age_tenure(panel, panel.months)
    assert found.birth == "birth_date"
    person = pl.DataFrame({"started_on": [date(2020, 1, 1)], "birth_date": [date(1962, 7, 1)]})
    hazards = found.hazards(person, day_number(date(2025, 1, 1)))[0]
    # 62 and a half: 63 from the seventh month on
    assert len(np.unique(hazards[:6])) == 1 and hazards[5] != hazards[7]


def test_baselines_of_an_earlier_month_know_nothing_of_later_ones(small_workforce: Workforce) -> None:
    records = sample_records(small_workforce, CUT)
    whole, cut = Panel(records), Panel(cut_records(records, date(2024, 11, 1)))
    until = whole.months - 12
    assert int(whole.month_starts[until]) == day_number(date(2024, 11, 1)) == int(cut.month_starts[-1])
    people = sample_people(small_workforce, date(2024, 10, 1))
    day = day_number(date(2024, 11, 1))
    for fit in (fit_tenure_hazard, fit_age_tenure):
        early, of_cut = fit(whole, until).hazards(people, day), fit(cut, cut.months).hazards(people, day)
        assert early == pytest.approx(of_cut)
    assert base_rate_hazard(whole, until) == base_rate_hazard(cut, cut.months)
