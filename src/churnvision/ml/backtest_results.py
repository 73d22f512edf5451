"""What a backtest found: plain values by month, by horizon, by group, and beside the simple forecasts."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from churnvision.ml.comparison import (
    CalibrationGroup,
    Difference,
    GroupRatio,
    Measures,
    calibration_table,
    influence_difference,
    measure,
    paired_differences,
)
from churnvision.ml.concordance import harrell_concordance, uno_concordance
from churnvision.ml.curve import CURVE_MONTHS, DAYS_PER_MONTH
from churnvision.ml.fitness import BASELINE_LABELS
from churnvision.ml.survival_measures import Measured, followed, integrated_brier_parts

Floats = NDArray[np.float64]
OURS = "model"


@dataclass(frozen=True)
class MonthFigures:
    """Expected leavers of a month's list within the horizon, with the 90 % interval, and how many left.

    ``actual`` is None while the horizon is not over; ``expected_over_observed`` also where nobody left.
    """

    month: date
    trained_until: date
    headcount: int
    expected: float
    lower: float
    upper: float
    actual: int | None
    expected_over_observed: float | None
    list_sha256: str


@dataclass(frozen=True)
class HorizonFigures:
    """One horizon: its months, and the pooled person-months of those that are over.

    ``events`` counts person-months that ended in leaving, ``leavers`` the people among them; ``measures`` by
    the name of the forecast ("model" and the baselines); empty while no month is over.
    """

    days: int
    months: tuple[MonthFigures, ...]
    person_months: int
    people: int
    events: int
    leavers: int
    measures: Mapping[str, Measures]
    differences: tuple[Difference, ...]
    calibration: tuple[CalibrationGroup, ...]


@dataclass(frozen=True)
class SurvivalMeasures:
    """What one forecast's curves are worth; concordance is of the yearly risk. None where not defined."""

    harrell_concordance: float | None
    uno_concordance: float | None
    integrated_brier_score: float | None


@dataclass(frozen=True)
class SurvivalFigures:
    """The curves of the lists of all months; weights make up for who was not followed to the end.

    ``months``: the last month of the curve that is looked at. ``measures`` by the name of the forecast.
    """

    months: int
    measures: Mapping[str, SurvivalMeasures]
    differences: tuple[Difference, ...]


@dataclass(frozen=True)
class GroupFigures:
    """Expected over observed leavers within ``days`` by the groups of one attribute."""

    attribute: str
    days: int
    ratios: tuple[GroupRatio, ...]


@dataclass(frozen=True)
class MonthList:
    """The list as it was known then: people, their probabilities (n, 4) of HORIZON_DAYS, who left since."""

    month: date
    sha256: str
    person_id: NDArray[np.int64]
    probability: Floats
    has_left: NDArray[np.bool_]


@dataclass(frozen=True)
class BacktestResult:
    """Everything of one backtest; ``reason`` says in a sentence why it beats the baselines or does not."""

    observed_until: date
    retrain_every_months: int
    horizons: tuple[HorizonFigures, ...]
    survival: SurvivalFigures
    groups: GroupFigures | None
    beats_baselines: bool
    reason: str
    lists: tuple[MonthList, ...]

    def as_json(self) -> dict[str, Any]:
        """Plain values for JSON, without the lists; dates as ISO text."""
        kept = {name: getattr(self, name) for name in self.__dataclass_fields__ if name != "lists"}
        plain: dict[str, Any] = _plain(kept)
        return plain


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return _plain(asdict(value)) if hasattr(value, "__dataclass_fields__") else value


def horizon_figures(
    days: int,
    months: tuple[MonthFigures, ...],
    probabilities: Mapping[str, Floats],
    outcome: Floats,
    person: NDArray[np.int64],
    *,
    resamples: int,
    seed: int,
) -> HorizonFigures:
    """Measures of the pooled person-months of the months that are over."""
    if len(outcome) == 0:
        return HorizonFigures(days, months, 0, 0, 0, 0, {}, (), ())
    ours = probabilities[OURS]
    others = {name: p for name, p in probabilities.items() if name != OURS}
    return HorizonFigures(
        days=days,
        months=months,
        person_months=len(outcome),
        people=len(np.unique(person)),
        events=int(outcome.sum()),
        leavers=len(np.unique(person[outcome > 0])),
        measures={name: measure(outcome, p) for name, p in probabilities.items()},
        differences=tuple(paired_differences(outcome, ours, others, person, resamples=resamples, seed=seed)),
        calibration=tuple(calibration_table(outcome, ours, person)),
    )


def survival_figures(
    survival: Mapping[str, Floats], days: Floats, is_event: NDArray[np.bool_], person: NDArray[np.int64]
) -> SurvivalFigures:
    """By forecast: (n, 13) curves against (n,) days there and departures of (n,) people, up to twelve months.

    Departures later than the curve are not looked at: those people are there at its end.
    """
    end = CURVE_MONTHS * DAYS_PER_MONTH
    time, event = np.minimum(days, end) / DAYS_PER_MONTH, is_event & (days <= end)
    grid = np.arange(1.0, CURVE_MONTHS + 1)
    grid = grid[followed(time, event).until(grid) > 0]
    found = {name: _measured(curve, time, event, grid) for name, curve in survival.items()}
    values = {
        name: {kind: one.value if one else None for kind, one in by_kind.items()}
        for name, by_kind in found.items()
    }
    return SurvivalFigures(
        months=len(grid),
        measures={name: SurvivalMeasures(**by_kind) for name, by_kind in values.items()},
        differences=tuple(_survival_differences(found, person)),
    )


def _measured(
    curve: Floats, time: Floats, event: NDArray[np.bool_], grid: Floats
) -> dict[str, Measured | None]:
    risk = 1.0 - curve[:, -1]
    brier = None
    if len(grid) > 1:
        parts = integrated_brier_parts(time, event, curve[:, 1 : len(grid) + 1], grid)
        brier = Measured(float(parts.mean()), (parts - parts.mean()) / len(parts))
    return {
        "harrell_concordance": harrell_concordance(time, event, risk),
        "uno_concordance": uno_concordance(time, event, risk),
        "integrated_brier_score": brier,
    }


def _survival_differences(
    found: Mapping[str, Mapping[str, Measured | None]], person: NDArray[np.int64]
) -> Iterator[Difference]:
    for name in (name for name in found if name != OURS):
        for kind, ours in found[OURS].items():
            theirs = found[name][kind]
            if ours and theirs:
                influence = ours.influence - theirs.influence
                yield influence_difference(name, kind, ours.value - theirs.value, influence, person)


def verdict(horizons: Sequence[HorizonFigures]) -> tuple[bool, str]:
    """Whether the log loss is better than every baseline's beyond noise, and a sentence that says why.

    Looked at is the first horizon of which any month is over.
    """
    judged = next((one for one in horizons if one.measures), None)
    if judged is None:
        return False, "No month's horizon is over yet, so nothing can be said of the baselines."
    if judged.events == 0:
        return False, f"Nobody of the lists left within {judged.days} days, so nothing can be compared."
    losses = [one for one in judged.differences if one.measure == "log_loss"]
    worst = max(losses, key=lambda one: one.upper)
    label = BASELINE_LABELS[worst.baseline]
    figures = f"{-worst.difference:+.4f} (90 % interval {-worst.upper:+.4f} to {-worst.lower:+.4f})"
    if worst.upper < 0:
        return True, (
            f"Over {judged.days} days the log loss is better than that of every baseline beyond noise; the "
            f"least gain is over {label}: {figures}."
        )
    return False, (
        f"Over {judged.days} days the gain in log loss over {label} is not beyond noise: {figures}."
    )
