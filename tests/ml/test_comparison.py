import numpy as np
import pytest
from sklearn.metrics import average_precision_score

from churnvision.ml.comparison import (
    calibration_table,
    group_ratios,
    influence_difference,
    measure,
    paired_differences,
)


def test_differences_are_ours_minus_the_baseline_and_the_same_again() -> None:
    outcome = np.array([1.0, 0.0, 0.0, 1.0])
    ours, base = np.array([0.8, 0.2, 0.1, 0.6]), np.array([0.5, 0.5, 0.5, 0.5])
    person = np.array([1, 1, 2, 3])
    found = {
        d.measure: d for d in paired_differences(outcome, ours, {"b": base}, person, resamples=50, seed=1)
    }
    assert found["brier"].difference == pytest.approx((0.04 + 0.04 + 0.01 + 0.16) / 4 - 0.25)
    assert found["log_loss"].difference == pytest.approx(
        -np.log([0.8, 0.8, 0.9, 0.6]).mean() - np.log(2), abs=1e-12
    )
    assert found["auc"].difference == pytest.approx(0.5)
    assert found["average_precision"].difference == pytest.approx(
        average_precision_score(outcome, ours) - average_precision_score(outcome, base)
    )
    again = paired_differences(outcome, ours, {"b": base}, person, resamples=50, seed=1)
    assert again == list(found.values())


def test_intervals_are_wider_where_the_same_person_stands_in_every_month() -> None:
    rng = np.random.default_rng(2)
    outcome = np.repeat((rng.random(400) < 0.3).astype(float), 12)
    ours, base = np.where(np.repeat(rng.random(400) < 0.5, 12), 0.2, 0.4), np.full(4800, 0.3)

    def width(person: np.ndarray) -> float:
        found = paired_differences(outcome, ours, {"b": base}, person, resamples=200, seed=1)
        brier = next(d for d in found if d.measure == "brier")
        return brier.upper - brier.lower

    people, rows = width(np.repeat(np.arange(400), 12)), width(np.arange(4800))
    assert people / rows == pytest.approx(np.sqrt(12), rel=0.25)


def test_a_row_that_stands_for_three_counts_as_three_rows_of_the_same_person() -> None:
    outcome, person = np.array([1.0, 0.0, 0.0]), np.array([1, 2, 3])
    ours, base, weights = np.array([0.6, 0.2, 0.5]), np.array([0.3, 0.3, 0.3]), np.array([1.0, 3.0, 1.0])
    times = weights.astype(int)
    weighted = paired_differences(outcome, ours, {"b": base}, person, resamples=40, seed=1, weights=weights)
    repeated = paired_differences(
        outcome.repeat(times), ours.repeat(times), {"b": base.repeat(times)}, person.repeat(times),
        resamples=40, seed=1,
    )  # fmt: skip
    for one, other in zip(weighted, repeated, strict=True):
        assert (one.difference, one.lower, one.upper) == pytest.approx(
            (other.difference, other.lower, other.upper)
        )


def test_the_interval_from_influences_is_that_of_drawing_people() -> None:
    rng = np.random.default_rng(5)
    person = np.repeat(np.arange(300), 4)
    outcome = np.repeat((rng.random(300) < 0.3).astype(float), 4)
    ours, base = np.where(rng.random(1200) < 0.5, 0.2, 0.4), np.full(1200, 0.3)
    parts = (ours - outcome) ** 2 - (base - outcome) ** 2
    found = influence_difference("b", "brier", parts.mean(), (parts - parts.mean()) / 1200, person)
    drawn = paired_differences(outcome, ours, {"b": base}, person, resamples=800, seed=1)
    brier = next(one for one in drawn if one.measure == "brier")
    assert found.upper - found.lower == pytest.approx(brier.upper - brier.lower, rel=0.1)
    assert found.difference == pytest.approx(brier.difference)


def test_groups_with_few_people_or_leavers_are_put_together_with_enough_others() -> None:
    person = np.arange(64)
    group = np.array(["A"] * 30 + ["B"] * 20 + ["C"] * 11 + ["D"] * 3)
    outcome = np.zeros(64)
    outcome[:9] = 1  # of A nine
    outcome[30:34] = 1  # of B four: too few to show
    outcome[50:57] = 1  # of C seven
    found = group_ratios(outcome, np.full(64, 0.25), person, group, resamples=100, seed=1)
    # B and D have four leavers together, so the smallest of the others joins them
    assert [(g.group, g.people, g.leavers, g.observed) for g in found] == [
        ("Others", 34, 11, 11),
        ("A", 30, 9, 9),
    ]
    assert found[1].ratio == pytest.approx(30 * 0.25 / 9)
    assert found[1].lower is not None and found[1].lower < 30 * 0.25 / 9 < (found[1].upper or 0)


def test_leavers_are_people_though_they_stand_in_the_lists_of_many_months() -> None:
    person = np.repeat(np.arange(40), 6)
    outcome = np.where(np.isin(person, [0, 1, 2, 3]), 1.0, 0.0)
    group = np.where(person < 20, "A", "B")
    # 24 months of four leavers: group A tells of four persons, and B with it of the rest
    assert group_ratios(outcome, np.full(240, 0.1), person, group, resamples=20, seed=1) == []
    assert calibration_table(outcome, np.full(240, 0.1), person) == []


def test_calibration_groups_hold_nobody_or_five_leavers_and_every_row_once() -> None:
    rng = np.random.default_rng(6)
    person = np.repeat(np.arange(500), 3)
    probability = np.repeat(rng.beta(1, 12, 500), 3)
    outcome = np.repeat((rng.random(500) < probability[::3]).astype(float), 3)
    found = calibration_table(outcome, probability, person)
    assert len(found) > 3
    assert all(g.people >= 5 and (g.leavers == 0 or g.leavers >= 5) for g in found)
    assert sum(g.person_months for g in found) == 1500
    assert [g.predicted for g in found] == sorted(g.predicted for g in found)
    assert all(g.lower <= g.observed <= g.upper for g in found)


def test_calibration_intervals_are_as_wide_as_people_are_few() -> None:
    outcome = (np.arange(400) < 80).astype(float)
    each_once = calibration_table(outcome, np.full(400, 0.2), np.arange(400))
    repeated = calibration_table(outcome.repeat(12), np.full(4800, 0.2), np.arange(400).repeat(12))
    width = [sum(g.upper - g.lower for g in table) / len(table) for table in (each_once, repeated)]
    assert width[1] == pytest.approx(width[0], rel=0.25)


def test_measures_without_leavers_are_unknown() -> None:
    found = measure(np.zeros(20), np.full(20, 0.1))
    assert found.auc is None and found.average_precision is None
    assert found.expected_over_observed is None and found.lift_top_tenth is None
    assert found.expected_calibration_error == pytest.approx(0.1)
