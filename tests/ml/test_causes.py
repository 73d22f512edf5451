"""Causes of leaving are parts of the one probability, and are told apart where attributes tell them apart."""

from dataclasses import replace
from datetime import date

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import spearmanr

from churnvision.ml.causes import cumulative_incidence, fit_causes
from churnvision.ml.curve import HORIZON_DAYS, probability_within, survival_from_hazards
from churnvision.ml.inputs import CAUSES, NO_CAUSE
from churnvision.ml.model import TrainedModel
from churnvision.ml.rows import learn_encoding
from churnvision.ml.sample import Workforce
from churnvision.ml.scoring import Scores, score
from churnvision.ml.training import train
from tests.ml.conftest import CUT
from tests.ml.frames import STATIC_ATTRIBUTES, sample_people, sample_records, static_people

FORECAST_ON = date(2025, 11, 1)


@given(
    hazards=st.lists(st.floats(0.0, 1.0), min_size=12, max_size=12),
    parts=st.lists(st.floats(0.01, 1.0), min_size=36, max_size=36),
    days=st.floats(0.0, 365.25),
)
def test_causes_sum_to_the_probability_of_leaving(
    hazards: list[float], parts: list[float], days: float
) -> None:
    survival = survival_from_hazards(np.array([hazards]))
    shares = np.array(parts).reshape(1, 12, 3)
    shares /= shares.sum(axis=2, keepdims=True)
    found = cumulative_incidence(survival, shares, days)
    assert (found >= -1e-12).all()
    assert found.sum() == pytest.approx(float(probability_within(survival, days)[0]), abs=1e-9)


def test_a_cause_grows_with_the_horizon() -> None:
    survival = survival_from_hazards(np.full((1, 12), 0.1))
    shares = np.repeat(np.array([[[0.3, 0.7]]]), 12, axis=1)
    found = np.stack([cumulative_incidence(survival, shares, days) for days in range(0, 366, 5)])
    assert (np.diff(found, axis=0) >= 0).all()


def test_without_a_known_cause_there_are_none() -> None:
    people = static_people(300)
    encoding, matrix = learn_encoding(people, np.full(300, 20_000), STATIC_ATTRIBUTES)
    assert fit_causes(matrix, np.full(300, NO_CAUSE), encoding) is None


def test_a_rare_cause_has_the_same_share_for_everybody() -> None:
    people = static_people(300)
    encoding, matrix = learn_encoding(people, np.full(300, 20_000), STATIC_ATTRIBUTES)
    cause = np.where(np.arange(300) < 6, CAUSES.index("other"), CAUSES.index("voluntary"))
    found = fit_causes(matrix, cause, encoding)
    assert found is not None and found.causes == ("voluntary", "other")
    assert found.against_others[1].log_odds(matrix, encoding) == pytest.approx(np.log(6 / 294))


@pytest.fixture(scope="module")
def people(small_workforce: Workforce) -> pl.DataFrame:
    return sample_people(small_workforce, FORECAST_ON)


@pytest.fixture(scope="module")
def scored(dated_model: TrainedModel, people: pl.DataFrame) -> Scores:
    return score(dated_model, people, as_of=CUT)


def test_the_share_of_those_who_go_by_themselves_follows_the_truth(
    scored: Scores, people: pl.DataFrame
) -> None:
    truth = people["hazard_voluntary"].to_numpy() / people["hazard"].to_numpy()
    voluntary = scored.cause_probability[:, scored.causes.index("voluntary"), 0]
    share = voluntary / scored.probability[:, 0]
    assert spearmanr(share, truth).statistic > 0.6


def test_the_sum_of_those_who_go_by_themselves_is_that_of_the_truth(
    scored: Scores, people: pl.DataFrame, small_workforce: Workforce
) -> None:
    following = small_workforce.true_hazards.filter(pl.col("month") >= FORECAST_ON).join(
        people, on="employee_number", how="semi"
    )
    voluntary = scored.cause_probability[:, scored.causes.index("voluntary"), -1]
    truth = following["hazard_voluntary"].sum() / following["hazard"].sum()
    assert voluntary.sum() / scored.probability[:, -1].sum() == pytest.approx(truth, abs=0.1)


def test_horizons_of_all_causes_sum_for_everybody(scored: Scores) -> None:
    assert scored.cause_probability.shape == (len(scored), len(scored.causes), len(HORIZON_DAYS))
    assert scored.cause_probability.sum(axis=1) == pytest.approx(scored.probability, abs=1e-9)


def test_records_without_causes_give_a_forecast_without_them(
    small_workforce: Workforce, people: pl.DataFrame
) -> None:
    records = sample_records(small_workforce, CUT)
    bare = replace(records, employments=records.employments.drop("cause"))
    found = score(train(bare, bags=0), people.head(5), as_of=CUT)
    assert found.causes == ()
    assert found.cause_probability.shape == (5, 0, 4)
