import numpy as np
import pytest

from churnvision.ml.additive import build_design, compile_additive, fit_additive
from churnvision.ml.likelihood import Bernoulli
from churnvision.ml.rows import learn_encoding
from tests.ml.frames import STATIC_ATTRIBUTES, static_people


def test_curves_and_tables_give_the_log_odds_of_the_fitted_columns() -> None:
    people = static_people(500)
    encoding, matrix = learn_encoding(people, np.full(500, 20_000), STATIC_ATTRIBUTES)
    design = build_design(matrix, encoding)
    outcome = people["event"].cast(float).to_numpy()
    fitted = fit_additive(design, outcome, Bernoulli())
    model = compile_additive(fitted, design, encoding)
    direct = design.columns @ fitted.weights + fitted.intercept
    assert model.intercept + model.contributions(matrix, encoding).sum(axis=1) == pytest.approx(
        direct, abs=1e-4
    )


def test_true_effects_are_found_and_noise_is_shrunk() -> None:
    people = static_people(8000)
    encoding, matrix = learn_encoding(people, np.full(8000, 20_000), STATIC_ATTRIBUTES)
    design = build_design(matrix, encoding)
    model = compile_additive(
        fit_additive(design, people["event"].cast(float).to_numpy(), Bernoulli()), design, encoding
    )
    names = encoding.space.names
    mood = np.full((2, len(names)), np.nan, dtype=np.float32)
    mood[:, names.index("mood")] = [-1, 1]
    parts = model.contributions(mood, encoding)[:, names.index("mood")]
    assert parts[0] - parts[1] == pytest.approx(2.4, abs=0.35)
    pay = model.contributions(matrix, encoding)[:, names.index("pay")]
    assert pay.std() < 0.12


def test_leaving_out_rows_without_an_event_changes_the_offset_and_not_the_probabilities() -> None:
    people = static_people(20_000)
    outcome = people["event"].cast(float).to_numpy()
    encoding, matrix = learn_encoding(people, np.full(len(outcome), 20_000), STATIC_ATTRIBUTES)
    design = build_design(matrix, encoding)
    whole = fit_additive(design, outcome, Bernoulli())
    kept = np.flatnonzero((outcome > 0) | (np.random.default_rng(1).random(len(outcome)) < 0.3))
    part = fit_additive(design, outcome, Bernoulli(-np.log(0.3)), rows=kept, start=whole)
    odds = design.columns @ (part.weights - whole.weights) + part.intercept - whole.intercept
    assert abs(odds.mean()) < 0.05
    assert odds.std() < 0.15
