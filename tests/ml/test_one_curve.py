"""Everything derives from the one curve, for whatever hazards and causes a model could give."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from churnvision.ml.causes import incidence_at_horizons
from churnvision.ml.curve import (
    CURVE_MONTHS,
    DAYS_PER_MONTH,
    HORIZON_DAYS,
    SurvivalFunction,
    expected_leavers,
    expected_leavers_of_sums,
    expected_months,
    horizon_probabilities,
    probability_within,
    survival_from_hazards,
)

PEOPLE, CAUSES = 6, 3
hazard = st.one_of(st.floats(0, 1), st.floats(0, 1e-6), st.just(0.0), st.just(1.0))
hazards = arrays(np.float64, (PEOPLE, CURVE_MONTHS), elements=hazard)
weights = arrays(np.float64, (PEOPLE, CURVE_MONTHS, CAUSES), elements=st.floats(0.001, 1))


@given(hazards, weights)
def test_causes_sum_to_every_horizon_and_groups_to_the_whole(values: np.ndarray, parts: np.ndarray) -> None:
    survival = survival_from_hazards(values)
    assert (survival[:, 0] == 1).all() and (np.diff(survival, axis=1) <= 0).all()
    p = horizon_probabilities(survival)
    incidence = incidence_at_horizons(survival, parts / parts.sum(axis=2, keepdims=True))
    assert incidence.sum(axis=1) == pytest.approx(p, abs=1e-9)
    assert (incidence >= 0).all()
    for place, days in enumerate(HORIZON_DAYS):
        curves = [SurvivalFunction(tuple(row)) for row in survival]
        assert [one.probability_within(days) for one in curves] == pytest.approx(p[:, place], abs=1e-9)
        halves = (p[:2, place], p[2:, place])
        whole = expected_leavers(np.empty((PEOPLE, 0)), p[:, place])
        assert whole.point == pytest.approx(sum(half.sum() for half in halves), abs=1e-9)
        summed = expected_leavers_of_sums(
            people=PEOPLE,
            probability=float(sum(half.sum() for half in halves)),
            variance=float(sum((half * (1 - half)).sum() for half in halves)),
            bags=np.empty(0),
        )
        assert (summed.lower, summed.upper) == pytest.approx((whole.lower, whole.upper), abs=1e-9)


@given(hazards)
def test_expected_months_are_the_area_under_the_curve(values: np.ndarray) -> None:
    survival = survival_from_hazards(values)
    found = expected_months(survival)
    assert ((found >= -1e-12) & (found <= CURVE_MONTHS + 1e-12)).all()
    days = (np.arange(4_000) + 0.5) / 4_000 * CURVE_MONTHS * DAYS_PER_MONTH
    area = np.mean([1 - probability_within(survival, day) for day in days], axis=0) * CURVE_MONTHS
    # A certain leaver falls to nobody within no time, which steps cannot follow.
    assert found == pytest.approx(area, abs=0.05)


@given(hazards)
def test_who_is_always_likelier_to_be_there_stays_longer(values: np.ndarray) -> None:
    stays_longer = survival_from_hazards(values * 0.9)
    assert (expected_months(stays_longer) >= expected_months(survival_from_hazards(values)) - 1e-9).all()


def test_expected_months_of_known_curves() -> None:
    nobody_leaves = survival_from_hazards(np.zeros(CURVE_MONTHS))
    assert float(expected_months(nobody_leaves)) == CURVE_MONTHS
    rate = 0.05
    constant = np.exp(-rate * np.arange(CURVE_MONTHS + 1))
    assert float(expected_months(constant)) == pytest.approx((1 - np.exp(-rate * CURVE_MONTHS)) / rate)
    assert float(expected_months(survival_from_hazards(np.ones(CURVE_MONTHS)))) == 0


@given(arrays(np.float64, CURVE_MONTHS, elements=st.floats(0, 0.999)))
def test_at_the_median_half_are_left(values: np.ndarray) -> None:
    curve = SurvivalFunction(tuple(survival_from_hazards(values)))
    months = curve.median_months()
    if months is None:
        assert curve.values[-1] > 0.5
    else:
        assert curve.probability_within(months * DAYS_PER_MONTH) == pytest.approx(0.5, abs=1e-9)
