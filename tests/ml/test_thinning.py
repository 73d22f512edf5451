"""Periods at risk are drawn so that probabilities stay true."""

import numpy as np

from churnvision.ml.thinning import MINIMUM_CENSORED_ROWS, draw_periods


def test_few_periods_are_all_kept() -> None:
    counts, has_ended = np.array([3, 0, 2]), np.array([True, False, False])
    drawn = draw_periods(counts, has_ended, np.random.default_rng(1))
    assert drawn.spell.tolist() == [0, 0, 0, 2, 2]
    assert drawn.period.tolist() == [0, 1, 2, 0, 1]
    assert drawn.outcome.tolist() == [0, 0, 1, 0, 0]
    assert drawn.offset == 0.0


def test_of_many_periods_the_events_are_kept_and_the_offset_tells_the_rest() -> None:
    counts = np.full(60_000, 20)
    has_ended = np.arange(60_000) % 30 == 0
    drawn = draw_periods(counts, has_ended, np.random.default_rng(1))
    assert drawn.outcome.sum() == 2_000
    censored = len(drawn.outcome) - 2_000
    assert abs(censored - MINIMUM_CENSORED_ROWS) < 1_000
    true_odds = 2_000 / (60_000 * 20 - 2_000)
    assert abs(2_000 / censored * np.exp(-drawn.offset) / true_odds - 1) < 0.05
