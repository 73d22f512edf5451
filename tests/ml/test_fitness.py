from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from churnvision.ml.fitness import Fitness, HeldOut, judge, with_other_people
from churnvision.ml.model import TrainedModel
from churnvision.ml.sample import Workforce
from churnvision.ml.training import train
from tests.ml.conftest import CUT
from tests.ml.frames import leaving_by_chance, sample_records, static_table

PEOPLE = 2000


def world(seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """True probabilities (n,) and outcomes (n,)."""
    rng = np.random.default_rng(seed)
    truth = 1 / (1 + np.exp(-rng.normal(-2.0, 1.2, PEOPLE)))
    return truth, (rng.random(PEOPLE) < truth).astype(float)


def held_out(outcome: np.ndarray, probability: np.ndarray) -> HeldOut:
    return HeldOut(outcome, probability, np.arange(len(outcome)), np.ones(len(outcome)))


def blurred(truth: np.ndarray, by: float, seed: int = 2) -> np.ndarray:
    noise = np.random.default_rng(seed).normal(0, by, len(truth))
    return 1 / (1 + np.exp(-(np.log(truth / (1 - truth)) + noise)))


def test_a_model_that_knows_something_is_fit_and_the_figures_are_said() -> None:
    truth, outcome = world()
    base_rate = np.full(PEOPLE, outcome.mean())
    found = judge(held_out(outcome, truth), {"base_rate": base_rate, "logistic": truth}, seed=1, coverage=0.9)
    assert found.fit and f"of whom {int(outcome.sum())} left" in found.reason
    assert "better than the base rate" in found.reason
    assert "not shown to be worse than plain logistic regression, gain +0.0000" in found.reason
    assert found.log_loss["model"] == found.log_loss["logistic"] < found.log_loss["base_rate"]
    assert found.as_json()["differences"][0]["baseline"] == "base_rate"


def test_a_model_must_be_shown_to_beat_the_base_rate_and_kaplan_meier() -> None:
    _, outcome = world()
    base_rate = np.full(PEOPLE, outcome.mean())
    same = judge(held_out(outcome, base_rate), {"base_rate": base_rate}, seed=1, coverage=0.9)
    assert not same.fit and "not shown to be better than the base rate" in same.reason
    assert "train again" in same.reason
    truth, _ = world()
    as_tenure = judge(
        held_out(outcome, truth), {"base_rate": base_rate, "kaplan_meier": truth}, seed=1, coverage=0.9
    )
    assert not as_tenure.fit and "Kaplan-Meier by tenure: it gains +0.0000" in as_tenure.reason


def test_a_model_worse_than_a_simple_forecast_is_refused_only_beyond_noise_and_margin() -> None:
    truth, outcome = world()
    base_rate = np.full(PEOPLE, outcome.mean())
    baselines = {"base_rate": base_rate, "logistic": truth}
    much = judge(held_out(outcome, blurred(truth, 0.7)), baselines, seed=1, coverage=0.9)
    assert not much.fit and "worse than plain logistic regression, by more than chance" in much.reason
    # so many people that a loss of nearly nothing is beyond noise
    times = 40
    many = {name: np.tile(p, times) for name, p in baselines.items()}
    close = np.tile(blurred(truth, 0.06), times)
    hardly = judge(held_out(np.tile(outcome, times), close), many, seed=1, coverage=0.9)
    loss = next(d for d in hardly.differences if d.measure == "log_loss" and d.baseline == "logistic")
    assert loss.lower > 0
    assert hardly.fit and "hardly worse than plain logistic regression" in hardly.reason


def few_later_months(by: float) -> tuple[Fitness, Fitness]:
    """Verdicts on few people, then on many, of a model that reads the truth blurred."""
    truth, outcome = world(4)
    verdicts = []
    for rows in (slice(60), slice(None)):
        base_rate = np.full(len(outcome[rows]), outcome.mean())
        model = held_out(outcome[rows], blurred(truth, by)[rows])
        verdicts.append(judge(model, {"base_rate": base_rate}, seed=1, coverage=0.9))
    return verdicts[0], verdicts[1]


def test_where_later_months_lean_to_the_model_people_left_out_decide() -> None:
    later, others = few_later_months(0.0)
    assert not later.fit and later.is_undecided and others.fit
    found = with_other_people(later, others)
    assert found.fit and found.other_people == others
    assert "Later months alone do not decide" in found.reason and others.reason in found.reason
    assert found.log_loss == later.log_loss
    refused = with_other_people(later, later)
    assert not refused.fit and "Nor on people left out" in refused.reason


def test_later_months_that_speak_against_the_model_decide_by_themselves() -> None:
    later, _ = few_later_months(3.0)
    assert not later.fit and not later.is_undecided


def test_the_verdict_rests_on_the_figures_that_are_shown(
    dated_model: TrainedModel, static_model: TrainedModel
) -> None:
    dated, static = dated_model.metrics["comparison"], static_model.metrics["comparison"]
    assert static["fit"] and dated["fit"]
    assert set(dated["log_loss"]) == {"model", "base_rate", "kaplan_meier", "age_tenure", "logistic"}
    assert set(static["log_loss"]) == {"model", "base_rate", "logistic"}
    for model, comparison in ((dated_model, dated), (static_model, static)):
        assert comparison["log_loss"]["model"] == pytest.approx(model.metrics["log_loss"])
        assert comparison["people"] == model.metrics["n"]


@pytest.mark.parametrize("seed", range(3))
def test_a_model_of_shuffled_outcomes_of_one_table_is_refused(seed: int) -> None:
    table = static_table(seed=seed)
    shuffled = np.random.default_rng(seed).permutation(table.people["event"].to_numpy())
    people = table.people.with_columns(pl.Series("event", shuffled))
    found = train(replace(table, people=people), bags=2).metrics["comparison"]
    assert not found["fit"] and "the base rate" in found["reason"]


@pytest.mark.parametrize("seed", range(2))
def test_a_model_of_dated_outcomes_by_chance_is_refused(small_workforce: Workforce, seed: int) -> None:
    records = leaving_by_chance(sample_records(small_workforce, CUT), seed=seed)
    found = train(records, bags=2).metrics["comparison"]
    assert not found["fit"] and "not shown to be better than" in found["reason"]
