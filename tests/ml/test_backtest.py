from dataclasses import replace
from datetime import date

import numpy as np
import polars as pl
import pytest

from churnvision.ml.backtest import BacktestOptions, backtest, choose_group
from churnvision.ml.backtest_results import BacktestResult, HorizonFigures, survival_figures, verdict
from churnvision.ml.baselines import BASELINES
from churnvision.ml.comparison import Difference, measure
from churnvision.ml.errors import BacktestImpossible
from churnvision.ml.inputs import Attribute, DatedRecords
from churnvision.ml.sample import Workforce
from tests.ml.conftest import CUT
from tests.ml.frames import SAMPLE_ATTRIBUTES, leaving_by_chance, sample_records

OPTIONS = BacktestOptions(months=14, retrain_every=7, bags=2, resamples=60)


@pytest.fixture(scope="module")
def records(small_workforce: Workforce) -> DatedRecords:
    return sample_records(small_workforce, CUT)


@pytest.fixture(scope="module")
def found(records: DatedRecords) -> BacktestResult:
    return backtest(records, OPTIONS)


def snapshots_of(records: DatedRecords) -> pl.DataFrame:
    return records.snapshots.lazy().collect()


def test_months_whose_horizon_is_not_over_have_no_actual_leavers(found: BacktestResult) -> None:
    year, _, quarter, _ = found.horizons
    assert [figures.days for figures in found.horizons] == [365, 180, 90, 30]
    months = [figures.month for figures in year.months]
    assert months == sorted(months) and months[-1] == date(2025, 10, 1) and len(months) == 14
    assert [m.month for m in year.months if m.actual is not None] == [
        date(2024, 9, 1),
        date(2024, 10, 1),
        date(2024, 11, 1),
    ]
    assert [m.month for m in quarter.months if m.actual is None] == [date(2025, 9, 1), date(2025, 10, 1)]
    assert all(m.lower <= m.expected <= m.upper <= m.headcount for m in year.months)
    assert year.months[0].trained_until == date(2024, 8, 31)
    assert year.months[6].trained_until == date(2024, 8, 31)
    assert year.months[7].trained_until == date(2025, 3, 31)


def test_what_left_is_what_the_records_say(found: BacktestResult, records: DatedRecords) -> None:
    month, known = found.horizons[2].months[3], found.lists[3]
    ended = records.employments.filter(
        pl.col("ended_on").is_between(month.month, month.month + (date(2025, 3, 31) - date(2025, 1, 1)))
    )
    assert month.month == date(2024, 12, 1)
    assert month.actual == len(set(ended["person_id"].to_list()) & set(known.person_id.tolist()))
    assert month.expected == pytest.approx(float(known.probability[:, 1].sum()))
    assert month.headcount == len(known.person_id)


def test_the_pooled_measures_are_of_the_lists_that_are_shown(found: BacktestResult) -> None:
    quarter = found.horizons[2]
    known = [m for m in quarter.months if m.actual is not None]
    assert quarter.person_months == sum(m.headcount for m in known)
    assert quarter.events == sum(m.actual or 0 for m in known)
    ours = quarter.measures["model"]
    assert ours.expected_over_observed == pytest.approx(sum(m.expected for m in known) / quarter.events)
    assert set(quarter.measures) == {"model", *BASELINES} == set(found.survival.measures)
    assert sum(row.person_months for row in quarter.calibration) == quarter.person_months
    assert found.groups is not None
    assert (found.groups.attribute, found.groups.days) == ("department", 365)
    assert sum(group.observed for group in found.groups.ratios) == found.horizons[0].events
    assert {(d.baseline, d.measure) for d in found.survival.differences} == {
        (name, kind)
        for name in BASELINES
        for kind in ("harrell_concordance", "uno_concordance", "integrated_brier_score")
    }
    assert all(d.lower < d.difference < d.upper for d in found.survival.differences)
    for curve in found.survival.measures.values():
        assert curve.harrell_concordance is not None and 0.45 < curve.harrell_concordance < 0.9
        assert curve.integrated_brier_score is not None and 0 < curve.integrated_brier_score < 0.25


def test_the_same_records_give_the_same_lists_and_figures(
    found: BacktestResult, records: DatedRecords
) -> None:
    again = backtest(records, OPTIONS)
    assert [one.sha256 for one in again.lists] == [one.sha256 for one in found.lists]
    assert again.as_json() == found.as_json()


def test_nothing_of_the_future_is_read(found: BacktestResult, records: DatedRecords) -> None:
    cut = date(2025, 2, 1)
    is_later = pl.col("effective_on") >= cut
    changed = replace(
        records,
        snapshots=snapshots_of(records).with_columns(
            pl.when(is_later).then(pl.lit(999.0)).otherwise("salary").alias("salary"),
            pl.when(is_later).then(pl.lit("Moved")).otherwise("department").alias("department"),
        ),
        employments=records.employments.with_columns(
            pl.when(pl.col("ended_on") >= cut).then(None).otherwise("ended_on").alias("ended_on"),
            pl.when(pl.col("ended_on") >= cut).then(None).otherwise("cause").alias("cause"),
        ),
    )
    again = backtest(changed, OPTIONS)
    before = [one.sha256 for one in found.lists if one.month <= cut]
    assert len(before) == 6
    assert [one.sha256 for one in again.lists if one.month <= cut] == before
    later = zip(found.lists[6:], again.lists[6:], strict=True)
    assert all(one.sha256 != other.sha256 for one, other in later)


def test_outcomes_by_chance_do_not_beat_the_baselines(records: DatedRecords) -> None:
    found = backtest(leaving_by_chance(records, seed=11), OPTIONS)
    assert not found.beats_baselines
    assert "not beyond noise" in found.reason
    area = found.horizons[2].measures["model"].auc
    assert area is not None and 0.4 < area < 0.6


def test_progress_rises_and_can_cancel(records: DatedRecords) -> None:
    class Cancelled(Exception):
        pass

    told: list[float] = []

    def report(fraction: float, message: str) -> None:
        assert message
        told.append(fraction)
        if fraction > 0.3:
            raise Cancelled

    with pytest.raises(Cancelled):
        backtest(records, OPTIONS, report=report)
    assert told == sorted(told) and len(told) > 10


def test_a_history_too_short_is_refused(records: DatedRecords) -> None:
    recent = snapshots_of(records).filter(pl.col("effective_on") >= date(2025, 3, 1))
    with pytest.raises(BacktestImpossible, match="12 months"):
        backtest(replace(records, snapshots=recent), OPTIONS)


def test_a_group_is_a_category_of_the_records() -> None:
    people = pl.DataFrame({"department": ["A", "B"], "team": ["x", "y"]})
    categories = (Attribute("team", "category"), Attribute("department", "category"))
    assert choose_group(categories, people, None) == "department"
    assert choose_group(categories[:1], people, None) == "team"
    assert choose_group((Attribute("pay", "number"),), people, None) is None
    with pytest.raises(BacktestImpossible, match="salary"):
        choose_group(SAMPLE_ATTRIBUTES, people, "salary")


def figures(*differences: Difference) -> HorizonFigures:
    one = measure(np.array([1.0, 0.0]), np.array([0.6, 0.2]))
    return HorizonFigures(365, (), 2, 2, 1, 1, {"model": one}, differences, ())


def test_the_verdict_asks_for_every_baseline_and_names_the_one_that_decides() -> None:
    clear = Difference("kaplan_meier", "log_loss", -0.03, -0.04, -0.02)
    close = Difference("logistic", "log_loss", -0.004, -0.009, 0.001)
    won, reason = verdict([figures(clear)])
    assert won and "Kaplan-Meier by tenure: +0.0300 (90 % interval +0.0200 to +0.0400)" in reason
    won, reason = verdict([figures(clear, close)])
    assert not won and "plain logistic regression is not beyond noise: +0.0040" in reason
    won, reason = verdict([HorizonFigures(365, (), 0, 0, 0, 0, {}, (), ())])
    assert not won and "No month's horizon is over" in reason


def test_curves_are_measured_in_months_and_departures_after_the_year_are_not_looked_at() -> None:
    curve = np.ones((3, 13))
    curve[0, 1:] = 0.0
    days = np.array([10.0, 400.0, 365.0])
    event = np.array([True, True, False])
    figures = survival_figures({"model": curve}, days, event, np.arange(3))
    found = figures.measures["model"]
    assert figures.months == 12 and figures.differences == ()
    assert found.harrell_concordance == 1.0
    assert found.integrated_brier_score == pytest.approx(0.0)
