"""What a candidate is worth on people or months that it has not seen."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from churnvision.ml.additive import compile_additive
from churnvision.ml.baselines import base_rate_hazard, cross_fitted_baselines, fit_baselines
from churnvision.ml.boosting import BoostedModel
from churnvision.ml.curve import CURVE_MONTHS, survival_from_hazards
from churnvision.ml.ensemble import Ensemble
from churnvision.ml.evaluation import measures
from churnvision.ml.fitness import (
    COVERAGE_OF_LATER_MONTHS,
    COVERAGE_OF_NESTED_FOLDS,
    COVERAGE_OF_OTHER_PEOPLE,
    Fitness,
    HeldOut,
    judge,
    with_other_people,
)
from churnvision.ml.forecast import Rows, hazards_of, log_odds_of_year, rows_on
from churnvision.ml.likelihood import Bernoulli
from churnvision.ml.panel import Panel
from churnvision.ml.progress import Progress
from churnvision.ml.recipe import (
    CANDIDATES,
    Candidate,
    MemberFits,
    cross_fitted_probability,
    fit_members,
    fit_second_level,
    full_boosters,
    members_of,
    nested_probability,
)
from churnvision.ml.rows import Encoding, TrainingRows, learn_encoding

Floats = NDArray[np.float64]
MINIMUM_EVENTS = 10
MINIMUM_SEASON_MONTHS = 24
# Who left among so many decides between candidates; more people only take time.
MAXIMUM_PEOPLE = 50_000
# More rows need no nested folds: what was chosen on them hardly bends to a fifth of them.
NESTED_UP_TO_ROWS = 4_000


@dataclass(frozen=True)
class Validation:
    """Measures of each candidate on the same unseen rows, and how they were held out."""

    by_candidate: dict[Candidate, dict[str, Any]]
    description: str
    horizon_days: int
    fitness: Fitness | None = None

    @property
    def best(self) -> Candidate:
        """The candidate with the least log loss."""
        return min(CANDIDATES, key=lambda name: float(self.by_candidate[name]["log_loss"]))

    def metrics(self) -> dict[str, Any]:
        """Measures of the best candidate and, without their tables, of all."""
        shown = {
            name: {key: value for key, value in found.items() if key != "reliability"}
            for name, found in self.by_candidate.items()
        }
        return {
            **self.by_candidate[self.best],
            "validation": self.description,
            "horizon_days": self.horizon_days,
            "candidate": self.best,
            "candidates": shown,
            **({"comparison": self.fitness.as_json()} if self.fitness else {}),
        }

    def judged(
        self,
        forecasts: dict[Candidate, HeldOut],
        baselines: Mapping[str, Floats],
        *,
        seed: int,
        coverage: float,
    ) -> "Validation":
        """With the verdict on the best candidate beside the baselines' (n,) probabilities."""
        return replace(self, fitness=judge(forecasts[self.best], baselines, seed=seed, coverage=coverage))


def validate_by_person(
    rows: TrainingRows,
    fits: MemberFits,
    encoding: Encoding,
    horizon_days: int,
    seed: int | None,
    progress: Progress,
) -> Validation:
    """Five folds of people; stack and calibration are fitted on the other folds as well, and everything
    is where a table is small and a verdict wanted.

    Without a seed there is no verdict beside the baselines.
    """
    if seed is None or rows.kind == "hazard" or len(rows) > NESTED_UP_TO_ROWS:
        probabilities = {name: cross_fitted_probability(fits, rows, name) for name in CANDIDATES}
        coverage = COVERAGE_OF_OTHER_PEOPLE
    else:
        plain = rows.under(Bernoulli())
        probabilities = nested_probability(plain, encoding, fits.folds, seed, progress)
        coverage = COVERAGE_OF_NESTED_FOLDS
    forecasts = {
        name: HeldOut(rows.outcome, probability, rows.person, rows.weights)
        for name, probability in probabilities.items()
    }
    found = {name: measures(one.outcome, one.probability, one.weights) for name, one in forecasts.items()}
    validation = Validation(found, "five-fold cross-validation, every person in one fold", horizon_days)
    if seed is None:
        return validation
    baselines = cross_fitted_baselines(rows, encoding, fits.folds)
    return validation.judged(forecasts, baselines, seed=seed, coverage=coverage)


def decided_by_other_people(
    validation: Validation, rows: TrainingRows, fits: MemberFits, encoding: Encoding, seed: int
) -> Validation:
    """Validation on later months whose verdict, if it is undecided, people left out decide."""
    later = validation.fitness
    if later is None or not later.is_undecided:
        return validation
    probability = cross_fitted_probability(fits, rows, validation.best)
    forecast = HeldOut(rows.outcome, probability, rows.person, rows.weights)
    baselines = cross_fitted_baselines(rows, encoding, fits.folds)
    others = judge(forecast, baselines, seed=seed, coverage=COVERAGE_OF_OTHER_PEOPLE)
    return replace(validation, fitness=with_other_people(later, others))


def held_out_months(panel: Panel) -> int:
    """How many of the last months are held out: 12, fewer for a short history, 0 when too short."""
    months = CURVE_MONTHS if panel.months >= 2 * CURVE_MONTHS else panel.months // 3
    if months < 1:
        return 0
    cut = panel.months - months
    total = panel.events_before(panel.months)
    before = panel.events_before(cut)
    return months if before >= MINIMUM_EVENTS and total - before >= MINIMUM_EVENTS else 0


def draw_rows(panel: Panel, month: int, seed: int) -> tuple[Encoding, TrainingRows]:
    """Encoding and rows learnt from what was known before that month."""
    drawn = panel.draw(month, np.random.default_rng([seed, month]))
    encoding, matrix = learn_encoding(
        drawn.frame,
        drawn.day,
        panel.attributes,
        has_tenure=bool(drawn.frame["started_on"].is_not_null().any()),
        has_season=month >= MINIMUM_SEASON_MONTHS,
    )
    rows = TrainingRows(
        "hazard",
        matrix,
        drawn.outcome,
        drawn.person,
        drawn.lead_months,
        Bernoulli(drawn.offset),
        drawn.cause,
    )
    return encoding, rows


def validate_by_time(panel: Panel, months: int, seed: int, progress: Progress) -> Validation:
    """Learns from what was known before the last ``months`` and forecasts who leaves within them."""
    cut = panel.months - months
    encoding, rows = draw_rows(panel, cut, seed)
    fits = fit_members(rows, encoding, seed, progress.part(0.0, 0.8))
    boosted = full_boosters(rows, fits, encoding, seed, progress.part(0.8, 0.95))
    frame, last_month = panel.present_at(cut, MAXIMUM_PEOPLE)
    outcome = (last_month < panel.months).astype(np.float64)
    day = int(panel.month_starts[cut])
    person, weights = frame["person_id"].to_numpy(), np.ones(len(outcome))
    forecasts: dict[Candidate, HeldOut] = {}
    progress.at(0.95, f"forecasting the last {months} months")
    members = _members_of_year(fits, encoding, boosted, rows_on(encoding, frame, day))
    for name in CANDIDATES:
        second = fit_second_level(name, fits.held_out, rows, fits.folds)
        scores = second.stack.scores(members[..., members_of(name, members.shape[-1])])
        hazards = hazards_of(second.calibration, scores, None)
        forecasts[name] = HeldOut(outcome, _left_within(hazards, months), person, weights)
    progress.at(0.99, "comparing with simple forecasts")
    base_rate = np.full((len(outcome), CURVE_MONTHS), base_rate_hazard(panel, cut))
    simple = {"base_rate": base_rate} | {
        name: baseline.hazards(frame, day)
        for name, baseline in fit_baselines(panel, cut, encoding, rows).items()
    }
    baselines = {name: _left_within(hazards, months) for name, hazards in simple.items()}
    start = date(1970, 1, 1) + timedelta(days=day)
    until = date(1970, 1, 1) + timedelta(days=int(panel.month_starts[-1]) - 1)
    description = f"learnt from what was known before {start}, measured on who left by {until}"
    found = {name: measures(one.outcome, one.probability) for name, one in forecasts.items()}
    validation = Validation(found, description, int(panel.month_starts[-1]) - day)
    return validation.judged(forecasts, baselines, seed=seed, coverage=COVERAGE_OF_LATER_MONTHS)


def _members_of_year(
    fits: MemberFits, encoding: Encoding, boosted: tuple[BoostedModel, ...], rows: Rows
) -> Floats:
    """(n, 12, members) log-odds of the next twelve months by each member alone."""
    additive = compile_additive(fits.coefficients, fits.design, encoding)
    alone = [Ensemble(0.0, 1.0, additive, ()), *(Ensemble(0.0, 0.0, None, ((1.0, one),)) for one in boosted)]
    return np.stack([log_odds_of_year(member, encoding, rows) for member in alone], axis=2)


def _left_within(hazards: Floats, months: int) -> Floats:
    return 1.0 - survival_from_hazards(hazards[:, :months])[:, -1]
