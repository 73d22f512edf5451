import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from churnvision.ml import survival_measures as sm
from churnvision.ml.concordance import harrell_concordance, uno_concordance

# Times in months; who was not followed further has a half month, so that no departure ties with it.
TIME = np.array([
    8, 7, 2, 19.5, 7.5, 6.5, 1, 3, 10.5, 20, 4, 10, 8.5, 17, 4, 9, 14.5, 12, 8, 9, 15.5, 10, 1, 11,
    5, 3.5, 12.5, 14.5, 5, 1, 21.5, 8, 19.5, 4, 10, 1, 9, 1, 3.5, 7.5, 23.5, 7, 4.5, 11, 2, 16.5, 8,
    4, 14, 2, 6, 3, 6.5, 1, 11.5, 7, 4, 4, 1, 1,
])  # fmt: skip
EVENT = TIME % 1 == 0
RISK = np.array([
    0.1, 0.3, -0.5, -1.1, -0.1, -1.1, 0, 1.4, 0.1, -0.3, 0.7, 0.1, -0.6, -0.5, 0.5, 0.6, -1.1, -0.1,
    -1.5, -0.8, -2.1, 0.5, -1.9, 0.7, 0.4, 0.2, -1.6, 0.2, -0.6, -0.7, -1.1, -1, -1, -0.4, 0.2,
    -1.9, 0.1, 0.9, -0.7, -0.1, -0.3, -0.7, -1.3, -0.4, 0.5, -1.3, 0.8, 0.3, -1.1, 1.7, 0.3, -1.6,
    0.2, 0.2, 0, 0.9, 0.9, 0, 1.9, -0.7,
])  # fmt: skip
GRID = np.arange(1.0, 13.0)
SURVIVAL = np.exp(-np.outer(np.exp(RISK) * 0.08, GRID))


def test_measures_are_those_of_scikit_survival() -> None:
    # scikit-survival 0.28.0 on these arrays: concordance_index_censored, concordance_index_ipcw (without and
    # with tau), brier_score, integrated_brier_score
    harrell = harrell_concordance(TIME, EVENT, RISK)
    uno, uno_until = uno_concordance(TIME, EVENT, RISK), uno_concordance(TIME, EVENT, RISK, until=12.25)
    assert harrell and uno and uno_until
    assert harrell.value == pytest.approx(0.6342455621301775, abs=1e-12)
    assert uno.value == pytest.approx(0.6463682937503662, abs=1e-12)
    assert uno_until.value == pytest.approx(0.6496306458618302, abs=1e-12)
    brier = [sm.brier_parts(TIME, EVENT, SURVIVAL[:, place], t).mean() for place, t in enumerate(GRID)]
    assert brier == pytest.approx([
        0.11765186, 0.1437922, 0.16208647, 0.19950987, 0.21563164, 0.21980512, 0.22459929,
        0.24230131, 0.24122898, 0.21956423, 0.19740142, 0.18172501,
    ], abs=1e-8)  # fmt: skip
    found = sm.integrated_brier_parts(TIME, EVENT, SURVIVAL, GRID)
    assert found.mean() == pytest.approx(0.2014189958423158, abs=1e-12)


def test_who_is_followed_to_the_day_of_a_departure_can_be_compared_with_the_leaver() -> None:
    time, event = np.array([5.0, 5.0, 3.0]), np.array([True, False, False])
    right = harrell_concordance(time, event, np.array([2.0, 1.0, 9.0]))
    wrong = uno_concordance(time, event, np.array([1.0, 2.0, 9.0]))
    assert right and right.value == 1.0
    assert wrong and wrong.value == 0.0


pairs = st.lists(st.tuples(st.integers(1, 9), st.booleans(), st.integers(0, 5)), min_size=2, max_size=40)


@settings(max_examples=60, deadline=None)
@given(pairs)
def test_concordance_is_the_count_of_pairs_and_turns_with_the_risk(rows: list[tuple[int, bool, int]]) -> None:
    time, event, risk = (np.array(column) for column in zip(*rows, strict=True))
    good, all_pairs = 0.0, 0
    for i in range(len(rows)):
        for j in range(len(rows)):
            if event[i] and (time[j] > time[i] or (time[j] == time[i] and not event[j])):
                all_pairs += 1
                good += 1.0 if risk[i] > risk[j] else 0.5 if risk[i] == risk[j] else 0.0
    found = harrell_concordance(time.astype(float), event, risk.astype(float))
    turned = harrell_concordance(time.astype(float), event, -risk.astype(float))
    if all_pairs == 0:
        assert found is None
    else:
        assert found is not None and turned is not None
        assert found.value == pytest.approx(good / all_pairs)
        assert found.value + turned.value == pytest.approx(1.0)


def test_the_influence_of_a_row_is_how_the_concordance_moves_when_it_counts_more() -> None:
    time, event, risk = (np.tile(column, 1000) for column in (TIME, EVENT, RISK))
    whole = harrell_concordance(time, event, risk)
    assert whole and whole.influence.sum() == pytest.approx(0.0, abs=1e-9)
    for row in (6, 9, 21, 40):
        more = harrell_concordance(*(np.append(column, column[row]) for column in (time, event, risk)))
        assert more and more.value - whole.value == pytest.approx(whole.influence[row], rel=0.02, abs=2e-7)


def test_without_censoring_the_concordances_and_their_influences_are_the_same() -> None:
    harrell = harrell_concordance(TIME, np.ones(len(TIME), dtype=bool), RISK)
    uno = uno_concordance(TIME, np.ones(len(TIME), dtype=bool), RISK)
    assert harrell and uno and uno.value == pytest.approx(harrell.value)
    assert uno.influence == pytest.approx(harrell.influence)


def test_without_censoring_weights_are_one_and_the_brier_score_is_the_mean_square() -> None:
    rng = np.random.default_rng(3)
    time, survival = rng.uniform(0, 10, 200), rng.uniform(0, 1, 200)
    event = np.ones(200, dtype=bool)
    left = (time <= 4).astype(float)
    assert sm.brier_parts(time, event, survival, 4.0).mean() == pytest.approx(
        np.mean((1 - survival - left) ** 2)
    )
    assert sm.horizon_weights(time, event, 4.0)[1] == pytest.approx(np.ones(200))


def test_weights_make_up_for_people_who_were_not_followed() -> None:
    rng = np.random.default_rng(4)
    leaves, lost = rng.exponential(20.0, 40_000), rng.uniform(0, 24, 40_000)
    event, time = leaves <= lost, np.minimum(leaves, lost)
    outcome, weights = sm.horizon_weights(time, event, 12.0)
    assert weights.sum() / len(time) == pytest.approx(1.0, abs=0.02)
    assert outcome @ weights / len(time) == pytest.approx(np.mean(leaves <= 12), abs=0.01)
    assert outcome.mean() < np.mean(leaves <= 12) - 0.05


def test_lift_counts_ties_in_part_and_the_ratio_is_that_of_the_sums() -> None:
    outcome = np.array([1.0, 1.0, 0, 0, 0, 0, 0, 0, 0, 0])
    assert sm.lift_of_top(outcome, np.linspace(1, 0, 10)) == pytest.approx(5.0)
    assert sm.lift_of_top(outcome, np.full(10, 0.3)) == pytest.approx(1.0)
    assert sm.expected_over_observed(outcome, np.full(10, 0.3)) == pytest.approx(1.5)
    assert sm.lift_of_top(np.zeros(5), np.ones(5)) is None
    assert sm.expected_over_observed(np.zeros(5), np.ones(5)) is None
