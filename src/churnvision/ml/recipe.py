"""One recipe for both shapes: members fitted by folds of people, stacked and calibrated on rows left out."""

from dataclasses import dataclass
from functools import partial
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from churnvision.ml.additive import (
    Coefficients,
    Design,
    build_design,
    compile_additive,
    fit_additive,
)
from churnvision.ml.boosting import BoostedModel, FoldedBoosting, TreeShape, boost, boost_folds, tree_shapes
from churnvision.ml.calibration import (
    MINIMUM_GAIN_NATS,
    Calibration,
    HazardCalibration,
    WindowCalibration,
    fit_hazard_calibration,
    fit_window_calibration,
    floor_of,
)
from churnvision.ml.ensemble import Ensemble, StackWeights, fit_stack
from churnvision.ml.evaluation import log_loss
from churnvision.ml.likelihood import Bernoulli
from churnvision.ml.progress import Progress
from churnvision.ml.rows import Encoding, TrainingRows, group_folds

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Candidate = Literal["logistic", "boosted", "combined"]
CANDIDATES: tuple[Candidate, ...] = ("logistic", "boosted", "combined")
# Below this many rows the mean of the folds' boosters is kept: it is better than one booster of all rows, and
# what was stacked and calibrated is what is used.
AVERAGE_FOLDS_BELOW_ROWS = 100_000


@dataclass(frozen=True)
class Predictor:
    """An ensemble with the calibration of its log-odds."""

    ensemble: Ensemble
    calibration: Calibration

    def probability(self, scores: Floats, lead_months: Floats | float) -> Floats:
        """Probabilities (of the window, or monthly hazards at the lead) from log-odds."""
        if isinstance(self.calibration, HazardCalibration):
            return self.calibration.probability(scores, lead_months)
        return self.calibration.probability(scores)


@dataclass(frozen=True)
class MemberFits:
    """Members fitted on folds: what is needed to stack, to refit on all rows, and to make bags.

    ``likelihood`` is that of the rows, with the floor under which the members were fitted.
    """

    likelihood: Bernoulli
    design: Design
    coefficients: Coefficients
    shapes: tuple[TreeShape, ...]
    boostings: tuple[FoldedBoosting, ...]
    held_out: Floats  # (n, members): additive first
    folds: Integers


def fit_members(rows: TrainingRows, encoding: Encoding, seed: int, progress: Progress) -> MemberFits:
    """Fits every member by five folds of people; those of a table under a floor where scores ask for one,
    unless the forecasts then lose two nats on rows left out.
    """
    folds = group_folds(rows.person, rows.outcome, seed)
    progress.at(0.0, "fitting the additive model")
    design = build_design(rows.matrix, encoding)
    if rows.kind == "hazard":
        return _fit_under(rows, encoding, design, folds, seed, progress)
    plain = _fit_under(rows, encoding, design, folds, seed, progress.part(0.0, 0.5))
    likelihood = _floored(plain, rows)
    if likelihood is None:
        return plain
    stretch = progress.part(0.5, 1.0)
    floored = _fit_under(rows.under(likelihood), encoding, design, folds, seed, stretch)
    # Both as they would be used: a floor in the calibration alone may do better than members bent by it.
    gain = _calibrated_loss(plain, rows) - _calibrated_loss(floored, rows.under(likelihood))
    return floored if gain > -MINIMUM_GAIN_NATS else plain


def _floored(fits: MemberFits, rows: TrainingRows) -> Bernoulli | None:
    """The likelihood with the floor that held-out scores ask for; None where they do not."""
    scores = fit_stack(fits.held_out, rows.outcome, fits.likelihood).scores(fits.held_out)
    floor = floor_of(scores, rows.outcome)
    return fits.likelihood.with_floor(floor) if floor else None


def _calibrated_loss(fits: MemberFits, rows: TrainingRows) -> float:
    probability = cross_fitted_probability(fits, rows, "combined")
    return log_loss(rows.outcome, probability) * len(rows)


def _fit_under(
    rows: TrainingRows, encoding: Encoding, design: Design, folds: Integers, seed: int, progress: Progress
) -> MemberFits:
    """Fits every member under the likelihood of the rows."""

    def tick() -> None:
        progress.at(0.05, "fitting the additive model")

    tick()
    coefficients = fit_additive(design, rows.outcome, rows.likelihood, tick=tick)
    columns = [_additive_held_out(rows, design, coefficients, folds, progress.part(0.1, 0.3))]
    shapes = tree_shapes(rows)
    boostings: list[FoldedBoosting] = []
    for place, shape in enumerate(shapes):
        stretch = progress.part(0.3 + 0.7 * place / len(shapes), 0.3 + 0.7 * (place + 1) / len(shapes))
        categories = encoding.space.category_places
        boostings.append(boost_folds(rows, folds, shape, categories, seed + 100 * place, stretch))
        columns.append(boostings[-1].held_out)
    held_out = np.stack(columns, axis=1)
    return MemberFits(rows.likelihood, design, coefficients, shapes, tuple(boostings), held_out, folds)


def _additive_held_out(
    rows: TrainingRows, design: Design, coefficients: Coefficients, folds: Integers, progress: Progress
) -> Floats:
    held_out = np.empty(len(rows))
    count = int(folds.max()) + 1
    for fold in range(count):
        message = f"fitting the additive model, fold {fold + 1} of {count}"
        tick = partial(progress.at, fold / count, message)
        inside = np.flatnonzero(folds != fold)
        fitted = fit_additive(
            design, rows.outcome, rows.likelihood, rows=inside, start=coefficients, tick=tick
        )
        outside = folds == fold
        held_out[outside] = design.columns[outside] @ fitted.weights.astype(np.float32) + fitted.intercept
    return held_out


def members_of(candidate: Candidate, count: int) -> list[int]:
    """Which of the members (the additive one is number 0) a candidate consists of."""
    if candidate == "logistic":
        return [0]
    return list(range(1, count)) if candidate == "boosted" else list(range(count))


@dataclass(frozen=True)
class SecondLevel:
    """Stack weights and calibration of one candidate."""

    candidate: Candidate
    stack: StackWeights
    calibration: Calibration

    def probability(self, members: Floats, lead_months: Floats) -> Floats:
        """Probabilities from the held-out log-odds of all members (n, members)."""
        scores = self.stack.scores(members[:, members_of(self.candidate, members.shape[1])])
        if isinstance(self.calibration, WindowCalibration):
            return self.calibration.probability(scores)
        return self.calibration.probability(scores, lead_months)


def fit_second_level(
    candidate: Candidate, members: Floats, rows: TrainingRows, folds: Integers
) -> SecondLevel:
    """Stacks and calibrates on the held-out log-odds of all members (n, members)."""
    chosen = members[:, members_of(candidate, members.shape[1])]
    stack = fit_stack(chosen, rows.outcome, rows.likelihood)
    scores = stack.scores(chosen)
    if rows.kind == "window":
        floor = rows.likelihood.floor
        return SecondLevel(candidate, stack, fit_window_calibration(scores, rows.outcome, folds, floor))
    return SecondLevel(candidate, stack, fit_hazard_calibration(scores, rows))


def cross_fitted_probability(fits: MemberFits, rows: TrainingRows, candidate: Candidate) -> Floats:
    """(n,) probabilities for rows that neither members, stack nor calibration have seen."""
    result = np.empty(len(rows))
    for fold in np.unique(fits.folds):
        outside = fits.folds == fold
        inside = ~outside
        second = fit_second_level(candidate, fits.held_out[inside], rows.subset(inside), fits.folds[inside])
        result[outside] = second.probability(fits.held_out[outside], rows.lead_months[outside])
    return result


def nested_probability(
    rows: TrainingRows, encoding: Encoding, folds: Integers, seed: int, progress: Progress
) -> dict[Candidate, Floats]:
    """(n,) probabilities of each candidate from the whole recipe without the row's fold.

    Of small tables the held-out scores that are stacked are not innocent: rounds and penalties were chosen on
    all rows, and members of the other folds have seen this one. On noise that alone gives an AUC of .55.
    """
    found: dict[Candidate, Floats] = {name: np.empty(len(rows)) for name in CANDIDATES}
    count = int(folds.max()) + 1
    for fold in range(count):
        outside = folds == fold
        inside, unseen = rows.subset(~outside), rows.subset(outside)
        fits = fit_members(inside, encoding, seed, progress.part(fold / count, (fold + 1) / count))
        inside = inside.under(fits.likelihood)
        boosted = tuple(boosting.model for boosting in fits.boostings)
        for name in CANDIDATES:
            second = fit_second_level(name, fits.held_out, inside, fits.folds)
            predictor = assemble(second, fits, encoding, boosted)
            scores = predictor.ensemble.log_odds(unseen.matrix, encoding)
            found[name][outside] = predictor.probability(scores, unseen.lead_months)
    return found


def full_boosters(
    rows: TrainingRows, fits: MemberFits, encoding: Encoding, seed: int, progress: Progress
) -> tuple[BoostedModel, ...]:
    """The boosted members that are kept: the folds' mean for small data, else trained again on all rows."""
    if len(rows) < AVERAGE_FOLDS_BELOW_ROWS:
        return tuple(boosting.model for boosting in fits.boostings)
    models = []
    for place, (shape, boosting) in enumerate(zip(fits.shapes, fits.boostings, strict=True)):
        stretch = progress.part(place / len(fits.shapes), (place + 1) / len(fits.shapes))
        categories = encoding.space.category_places
        models.append(boost(rows, boosting.rounds, shape, categories, seed, stretch))
    return tuple(models)


def assemble(
    second: SecondLevel, fits: MemberFits, encoding: Encoding, boosted: tuple[BoostedModel, ...]
) -> Predictor:
    """The predictor of a candidate from fitted members; members without weight are left out."""
    return Predictor(
        ensemble_of(second, len(fits.shapes) + 1, fits.coefficients, fits.design, encoding, boosted),
        second.calibration,
    )


def ensemble_of(
    second: SecondLevel,
    members: int,
    coefficients: Coefficients,
    design: Design,
    encoding: Encoding,
    boosted: tuple[BoostedModel, ...],
) -> Ensemble:
    """The weighted members of a candidate."""
    weight = dict(zip(members_of(second.candidate, members), second.stack.weights, strict=True))
    additive_weight = float(weight.get(0, 0.0))
    additive = compile_additive(coefficients, design, encoding) if additive_weight > 0 else None
    trees = tuple(
        (float(weight[place + 1]), model)
        for place, model in enumerate(boosted)
        if weight.get(place + 1, 0.0) > 0
    )
    return Ensemble(second.stack.level, additive_weight, additive, trees)
