"""Forecasts of rows left out, from the product's own recipe trained on the other rows of a table.

No row is left out of training: identical ones count as one person in the inner folds, because a twin in
another fold would tell the outcome.
"""

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from churnvision.ml.attribute_table import AttributeTable
from churnvision.ml.curve import HORIZON_DAYS
from churnvision.ml.durations import Durations, curves, period_rows, stretches_of
from churnvision.ml.likelihood import Bernoulli
from churnvision.ml.progress import Progress
from churnvision.ml.recipe import Predictor, assemble, fit_members, fit_second_level, full_boosters
from churnvision.ml.rows import Encoding, TrainingRows, learn_encoding
from churnvision.ml.training import require_events
from churnvision.ml.validation import validate_by_person

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Places = NDArray[np.bool_]


def forecast_flag(
    table: AttributeTable, has_left: Floats, test: Places, seed: int, progress: Progress
) -> Floats:
    """(tests,) probability of leaving for the rows at ``test`` (n,), learnt from the others with a flag.

    ``has_left`` (n,) is 0, 1 or NaN. Raises NobodyLeft, NobodyStayed, TooFewEvents or NoUsableAttribute.
    """
    inside = ~test & ~np.isnan(has_left)
    known, outcome = table.subset(inside), has_left[inside]
    require_events(int(outcome.sum()), int((1 - outcome).sum()))
    with threadpool_limits(1):
        encoding, matrix = learn_encoding(known.people, known.days, table.attributes)
        rows = TrainingRows("window", matrix, outcome, known.person, np.zeros(len(outcome)), Bernoulli())
        predictor = _fit(rows, encoding, seed, progress)
        unseen = table.subset(test)
        scores = predictor.ensemble.log_odds(encoding.matrix(unseen.people, unseen.days), encoding)
        return predictor.probability(scores, 0.0)


def forecast_durations(
    table: AttributeTable, durations: Durations, test: Places, periods: int, seed: int, progress: Progress
) -> Floats:
    """(tests, periods) probability of staying longer than 1, 2, ... periods for the rows at ``test`` (n,).

    Raises NobodyLeft, NobodyStayed or TooFewEvents.
    """
    known, lasted = table.subset(~test), durations.until(periods).subset(~test)
    events = int(lasted.has_ended.sum())
    require_events(events, int(lasted.counts.sum()) - events)
    with threadpool_limits(1):
        edges = stretches_of(periods)
        encoding, rows = period_rows(known, lasted, edges, seed)
        predictor = _fit(rows, encoding, seed, progress)
        return curves(predictor, encoding, table.subset(test), edges)


def _fit(rows: TrainingRows, encoding: Encoding, seed: int, progress: Progress) -> Predictor:
    fits = fit_members(rows, encoding, seed, progress.part(0.0, 0.9))
    rows = rows.under(fits.likelihood)
    best = validate_by_person(rows, fits, encoding, HORIZON_DAYS[-1], None, progress).best
    second = fit_second_level(best, fits.held_out, rows, fits.folds)
    boosted = full_boosters(rows, fits, encoding, seed, progress.part(0.9, 1.0))
    return assemble(second, fits, encoding, boosted)
