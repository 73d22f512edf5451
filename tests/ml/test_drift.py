"""Drift: silent on fresh draws of the same people, loud on what was planted."""

from datetime import date

import numpy as np
import polars as pl
import pytest
from scipy import stats

from churnvision.ml.drift import LEVEL, DriftReport, compare, holm, rank_test, stability_index
from churnvision.ml.drift_reference import Reference, learn_reference, reference_days
from churnvision.ml.leaver_band import check_leavers
from churnvision.ml.model import TrainedModel
from churnvision.ml.sample import Workforce
from tests.ml.conftest import CUT
from tests.ml.frames import AS_OF, sample_people, sample_records, static_people, static_table

SEEDS = 60
# A rightful alarm rate stays below this count in all but one of a thousand such tests.
MOST_ALARMS = int(stats.binom(SEEDS, LEVEL).ppf(0.999))


def draw(seed: int, people: int = 700) -> pl.DataFrame:
    """Fresh people of the same simulation, with numbers of their own."""
    return static_people(people, seed).with_columns(pl.col("person_id") + seed * 100_000)


def report_of(model: TrainedModel, then: pl.DataFrame, now: pl.DataFrame) -> DriftReport:
    found = compare(model, learn_reference(model, [(AS_OF, then)]), now, AS_OF, then)
    assert found is not None
    return found


def verdicts(report: DriftReport) -> dict[str, str]:
    return {one.name: one.verdict for one in report.features}


def test_the_stability_index_is_the_known_sum() -> None:
    then, now = np.array([600, 400]), np.array([400, 600])
    assert stability_index(then, now) == pytest.approx(2 * 0.2 * np.log(1.5), rel=0.01)
    assert stability_index(then, then * 3) == pytest.approx(0.0, abs=1e-6)
    assert np.isfinite(stability_index(np.array([100, 0]), np.array([0, 100])))


def test_the_rank_test_is_that_of_mann_and_whitney() -> None:
    rng = np.random.default_rng(3)
    then, now = rng.integers(0, 9, 120).astype(float), rng.integers(1, 10, 90).astype(float)
    area, p_value = rank_test(then, now)
    known = stats.mannwhitneyu(now, then, alternative="greater", method="asymptotic", use_continuity=False)
    assert area == pytest.approx(known.statistic / (120 * 90))
    assert p_value == pytest.approx(known.pvalue)
    assert rank_test(np.zeros(5), np.zeros(7)) == (0.5, 1.0)


def test_p_values_are_corrected_by_holm() -> None:
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert holm([0.9, 0.5]) == [1.0, 1.0]
    assert holm([]) == []


def test_fresh_draws_of_the_same_people_raise_no_alarm_beyond_the_level(static_model: TrainedModel) -> None:
    alarms = significant = joint = 0
    for seed in range(SEEDS):
        report = report_of(static_model, draw(2 * seed + 1), draw(2 * seed + 2))
        alarms += report.verdict != "stable"
        significant += min(one.p_value for one in report.features) < LEVEL
        assert report.joint is not None
        joint += report.joint.p_value < LEVEL
    assert alarms <= MOST_ALARMS and significant <= MOST_ALARMS and joint <= MOST_ALARMS


def test_a_shifted_salary_is_named_and_nothing_else(static_model: TrainedModel) -> None:
    report = report_of(static_model, draw(1), draw(2).with_columns(pl.col("pay") * 1.2))
    assert verdicts(report) == {
        "pay": "strong", "mood": "stable", "years_since_joined_on": "stable", "overtime": "stable",
        "team": "stable",
    }  # fmt: skip
    assert report.features[0].name == "pay" and report.verdict == "strong"
    # What drifts by itself is left out of the test of the others together.
    assert report.joint is not None and report.joint.verdict == "stable"


def test_a_new_level_is_named(static_model: TrainedModel) -> None:
    is_new = pl.col("person_id") % 4 == 0
    now = draw(2).with_columns(pl.when(is_new).then(pl.lit("D")).otherwise("team").alias("team"))
    report = report_of(static_model, draw(1), now)
    assert verdicts(report)["team"] == "strong" and report.features[0].name == "team"


def test_a_missing_column_is_named(static_model: TrainedModel) -> None:
    report = report_of(static_model, draw(1), draw(2).drop("mood"))
    mood = report.features[0]
    assert (mood.name, mood.verdict, mood.missing_now) == ("mood", "strong", 1.0)
    assert mood.missing_then < 0.1 and mood.auc > 0.9


def test_drift_of_features_together_is_seen_where_none_drifts_alone(static_model: TrainedModel) -> None:
    rng = np.random.default_rng(5)

    def paired(seed: int, sign: int) -> pl.DataFrame:
        z = rng.normal(size=700)
        mood, pay = z, np.round(50_000 + sign * 9_000 * (0.95 * z + 0.3 * rng.normal(size=700)))
        return draw(seed).with_columns(mood=pl.Series(mood), pay=pl.Series(pay))

    report = report_of(static_model, paired(1, 1), paired(2, -1))
    assert set(verdicts(report).values()) == {"stable"}
    assert report.joint is not None and report.joint.verdict != "stable" and report.verdict != "stable"


def test_without_the_people_of_then_each_feature_is_still_compared(static_model: TrainedModel) -> None:
    reference = learn_reference(static_model, [(AS_OF, draw(1))])
    stored = Reference.from_values(reference.as_values())
    assert stored == reference
    report = compare(static_model, stored, draw(2), AS_OF, draw(1).head(0))
    assert report is not None and report.joint is None and len(report.features) == 5


def test_few_people_are_not_compared(static_model: TrainedModel) -> None:
    reference = learn_reference(static_model, [(AS_OF, draw(1, 49))])
    assert compare(static_model, reference, draw(2), AS_OF, draw(1)) is None


def test_the_reference_is_who_was_there_when_the_data_ends(small_workforce: Workforce) -> None:
    table = static_table()
    ((as_of, stayed),) = reference_days(table)
    assert as_of == table.as_of and stayed.equals(table.people.filter(~pl.col("event")))
    records = sample_records(small_workforce, CUT)
    days = list(reference_days(records))
    assert [day for day, _ in days][:2] == [date(2024, 11, 30), date(2024, 12, 31)] and len(days) == 12
    assert days[-1][0] == CUT
    open_ended = records.employments.filter(pl.col("ended_on").is_null())
    assert set(days[-1][1]["person_id"]) == set(open_ended["person_id"])


def test_what_comes_every_year_is_no_drift(small_workforce: Workforce, dated_model: TrainedModel) -> None:
    days = list(reference_days(sample_records(small_workforce, CUT)))
    reference = learn_reference(dated_model, days)
    assert Reference.from_values(reference.as_values()) == reference
    now, as_of, then = sample_people(small_workforce, date(2025, 12, 1)), date(2025, 11, 30), days[-1][1]
    report = compare(dated_model, reference, now, as_of, then)
    assert report is not None and report.verdict == "stable" and report.joint is not None
    assert "calendar_month" not in verdicts(report)
    # All raises come in one month of the year: against the last day alone it would be drift.
    assert {one.name for one in report.features if one.psi_of_last_day > 0.25} == {"months_since_raise"}
    october = compare(dated_model, learn_reference(dated_model, days[-1:]), now, as_of, then)
    assert october is not None and verdicts(october)["months_since_raise"] == "strong"


def test_leavers_as_expected_raise_no_alarm_beyond_the_level() -> None:
    rng = np.random.default_rng(1)
    hazards = rng.beta(2, 60, 1600)
    expected = float(hazards.sum())
    alarms = sum(
        check_leavers(expected, int((rng.random(1600) < hazards).sum())).is_alarm for _ in range(1000)
    )
    assert alarms <= stats.binom(1000, 0.01).ppf(0.999)


def test_twice_the_leavers_are_an_alarm() -> None:
    rng = np.random.default_rng(2)
    hazards = rng.beta(2, 60, 1600)
    alarms = [
        check_leavers(float(hazards.sum()), int((rng.random(1600) < 2 * hazards).sum())).is_alarm
        for _ in range(200)
    ]
    assert sum(alarms) > 190


def test_the_band_is_wider_where_the_model_is_not_sure() -> None:
    sure, unsure = check_leavers(40.0, 60), check_leavers(40.0, 60, spread=0.2)
    assert (sure.lower, sure.upper) == (25, 57) and sure.is_alarm
    assert unsure.lower < sure.lower and unsure.upper > sure.upper and not unsure.is_alarm
    assert not check_leavers(0.0, 0).is_alarm and check_leavers(0.0, 3).is_alarm
