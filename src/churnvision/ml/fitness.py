"""Whether a model may forecast: it has to know more than those who know nothing of people.

Two rules, each on the log loss of held-out rows with the interval over people (`comparison`). Against what
knows nothing of a person but the tenure (the base rate, Kaplan-Meier) the burden of proof is the model's: the
whole interval has to lie on its side. Against simple forecasts that read attributes (age by tenure, logistic
regression) a draw will do, because where the truth is simple nothing better can be learnt: a model is refused
when the whole interval lies on their side, beyond a twentieth of what they gain over the base rate. Without
that margin a large company would be refused a model for a loss of log loss that is real and means nothing.

A small company has few leavers in the later months. Where those months speak for the model without proving
it, people left out over the whole history decide: there are all its leavers (`with_other_people`).

The interval is one of 90 % for later months and of 98 % for people left out: there rounds, floor and weights
were chosen by the same rows, which flatters a model by a nat or two in all. Of 100 models of shuffled
outcomes 8 beat the base rate at 90 % and 1 at 98 %; of 40 of dated outcomes by chance 1 may forecast. AUC
does not decide: 14 of the 100 beat the base rate's at 98 % (`python -m benchmarks.promotion`).
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from churnvision.ml.comparison import Difference, paired_differences
from churnvision.ml.evaluation import log_loss

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
TO_BE_BEATEN = ("base_rate", "kaplan_meier")
BASELINE_LABELS = {
    "base_rate": "the base rate",
    "kaplan_meier": "Kaplan-Meier by tenure",
    "age_tenure": "the table of age by tenure",
    "logistic": "plain logistic regression",
}
MARGIN = 0.05
COVERAGE_OF_LATER_MONTHS = 0.9
COVERAGE_OF_NESTED_FOLDS = 0.9
COVERAGE_OF_OTHER_PEOPLE = 0.98
_RESAMPLES = 500


@dataclass(frozen=True)
class HeldOut:
    """Unseen rows (n,): outcome, the model's probability, person, how many rows each stands for."""

    outcome: Floats
    probability: Floats
    person: Integers
    weights: Floats


@dataclass(frozen=True)
class Fitness:
    """The verdict with its figures: log loss by forecast, and the model's less each baseline's.

    ``coverage`` is that of the intervals. ``is_undecided``: the model gains on what has to be beaten, within
    noise, and is not worse than the rest. ``other_people``: the verdict that decided instead.
    """

    fit: bool
    reason: str
    coverage: float
    people: int
    leavers: int
    log_loss: Mapping[str, float]
    differences: tuple[Difference, ...]
    is_undecided: bool = False
    other_people: "Fitness | None" = None

    def as_json(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return asdict(self)


def judge(held_out: HeldOut, baselines: Mapping[str, Floats], *, seed: int, coverage: float) -> Fitness:
    """Compares with baselines' (n,) probabilities of the same rows; the base rate has to be among them."""
    outcome, weights = held_out.outcome, held_out.weights
    found = paired_differences(
        outcome,
        held_out.probability,
        baselines,
        held_out.person,
        resamples=_RESAMPLES,
        seed=seed,
        weights=weights,
        coverage=coverage,
    )
    losses = [one for one in found if one.measure == "log_loss"]
    people = len(np.unique(held_out.person))
    leavers = len(np.unique(held_out.person[outcome > 0]))
    log_losses = {name: log_loss(outcome, p, weights) for name, p in baselines.items()}
    log_losses["model"] = log_loss(outcome, held_out.probability, weights)
    failed = [one for one in losses if _fails(one, log_losses)]
    evidence = f"on {people:,} held-out people, of whom {leavers:,} left (intervals of {coverage:.0%})"
    if failed:
        reason = (
            f"{_failure(failed[0])} {evidence}. Import more history, people or attributes and train again."
        )
    else:
        reason = f"Log loss {evidence}: {'; '.join(_success(one) for one in losses)}."
    is_undecided = bool(failed) and all(one.difference < 0 and _must_beat(one) for one in failed)
    return Fitness(not failed, reason, coverage, people, leavers, log_losses, tuple(found), is_undecided)


def with_other_people(later: Fitness, others: Fitness) -> Fitness:
    """An undecided verdict of later months, decided by that of people left out over the whole history."""
    reason = f"Later months alone do not decide: {later.reason} People left out do: {others.reason}"
    if not others.fit:
        reason = f"{later.reason} Nor on people left out over the whole history: {others.reason}"
    return replace(later, fit=others.fit, reason=reason, other_people=others)


def _must_beat(difference: Difference) -> bool:
    return difference.baseline in TO_BE_BEATEN


def _fails(difference: Difference, log_losses: Mapping[str, float]) -> bool:
    if _must_beat(difference):
        return difference.upper >= 0
    gain = log_losses["base_rate"] - log_losses[difference.baseline]
    return difference.lower > MARGIN * max(gain, 0.0)


def _gain(difference: Difference) -> str:
    gain, worst, best = (0.0 - loss for loss in (difference.difference, difference.upper, difference.lower))
    return f"{gain:+.4f} ({worst:+.4f} to {best:+.4f})"


def _failure(difference: Difference) -> str:
    label = BASELINE_LABELS[difference.baseline]
    if difference.lower > 0:
        return (
            f"The model is worse than {label}, by more than chance: it gains {_gain(difference)} of log loss"
        )
    return f"The model is not shown to be better than {label}: it gains {_gain(difference)} of log loss"


def _success(difference: Difference) -> str:
    label = BASELINE_LABELS[difference.baseline]
    if difference.lower > 0:
        word = "hardly worse than"
    else:
        word = "better than" if difference.upper < 0 else "not shown to be worse than"
    return f"{word} {label}, gain {_gain(difference)}"
