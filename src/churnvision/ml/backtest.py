"""Rolling-origin backtest: at each of the last month starts the forecast as it was then, and what came.

For each month the records are cut to what was known on its eve (by the dates on which facts took effect); a
model learnt from such a cut makes the list of the month; the simple forecasts of ``baselines`` learn from the
same cut. A model may be kept for some months (``retrain_every``); the list is always that of the month.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from churnvision.ml.backtest_results import (
    OURS,
    BacktestResult,
    GroupFigures,
    HorizonFigures,
    MonthFigures,
    MonthList,
    horizon_figures,
    survival_figures,
    verdict,
)
from churnvision.ml.baselines import Baseline, fit_baselines
from churnvision.ml.comparison import group_ratios
from churnvision.ml.curve import (
    HORIZON_DAYS,
    Estimate,
    expected_leavers,
    probability_within,
    survival_from_hazards,
)
from churnvision.ml.errors import BacktestImpossible
from churnvision.ml.features import day_number
from churnvision.ml.inputs import Attribute, DatedRecords
from churnvision.ml.known_then import Outcomes, cut_records, list_sha256, origins, outcomes, people_present
from churnvision.ml.model import TrainedModel
from churnvision.ml.panel import Panel
from churnvision.ml.progress import Progress, Report, silent
from churnvision.ml.scoring import score
from churnvision.ml.training import train
from churnvision.ml.validation import MINIMUM_EVENTS, draw_rows

Floats = NDArray[np.float64]
MINIMUM_HISTORY_MONTHS = 12
# The longest first: the first of which any month is over is the one that is judged.
BACKTEST_HORIZONS_DAYS = HORIZON_DAYS[::-1]
_PREFERRED_GROUP = "department"
_MAXIMUM_GROUPS = 60


@dataclass(frozen=True)
class BacktestOptions:
    """``months``: how many month starts to look back from; ``retrain_every``: months that a model is kept.

    ``group``: the category by which expected and observed are compared; None takes "department", else the
    first category with 2 to 60 levels, if there is any. ``resamples``: draws of persons for the intervals.
    """

    months: int = 24
    retrain_every: int = 3
    bags: int = 5
    seed: int = 1
    group: str | None = None
    resamples: int = 400


@dataclass(frozen=True)
class Origin:
    """One month's list: people (n,), the model's ``probability`` (n, 4) and what it expects of each horizon,
    every forecast's survival (n, 13), the group of each, and what became of them."""

    month: date
    trained_until: date
    person_id: NDArray[np.int64]
    probability: Floats
    expected: tuple[Estimate, ...]
    survival: Mapping[str, Floats]
    group: NDArray[np.str_] | None
    outcomes: Outcomes
    sha256: str


def backtest(
    records: DatedRecords, options: BacktestOptions | None = None, *, report: Report = silent
) -> BacktestResult:
    """Looks back from each month; ``report`` is told fraction and activity and may raise to cancel.

    The same records and options give the same result. Raises BacktestImpossible when no month has a year of
    history and ten leavers before it and one month after it, and what ``train`` raises.
    """
    options = options or BacktestOptions()
    progress = Progress(report)
    progress.at(0.0, "looking for months with enough history")
    months = _usable_months(records, options)
    with threadpool_limits(1):
        group = choose_group(records.attributes, people_present(Panel(records)), options.group)
        found = _look_back(records, months, group, options, progress.part(0.0, 0.85))
        return _compare(records, found, group, options, progress.part(0.85, 1.0))


def _usable_months(records: DatedRecords, options: BacktestOptions) -> list[date]:
    found = origins(records, months=options.months, history_months=MINIMUM_HISTORY_MONTHS)
    usable = [month for month in found if _events_known(records, month) >= MINIMUM_EVENTS]
    if not usable:
        raise BacktestImpossible(
            f"No month has {MINIMUM_HISTORY_MONTHS} months of history and {MINIMUM_EVENTS} leavers before it "
            "and one whole month after it: import older snapshots or wait."
        )
    return usable


def _events_known(records: DatedRecords, month: date) -> int:
    panel = Panel(cut_records(records, month))
    return panel.events_before(panel.months)


def _look_back(
    records: DatedRecords,
    months: list[date],
    group: str | None,
    options: BacktestOptions,
    progress: Progress,
) -> list[Origin]:
    found: list[Origin] = []
    model: TrainedModel | None = None
    baselines: dict[str, Baseline] = {}
    for number, month in enumerate(months):
        stretch = progress.part(number / len(months), (number + 1) / len(months))
        known = cut_records(records, month)
        panel = Panel(known)
        if model is None or number % options.retrain_every == 0:
            message = f"month {number + 1} of {len(months)}, {month:%B %Y}"
            model = train(
                known,
                seed=options.seed,
                bags=options.bags,
                by_time=False,
                report=_said_with(stretch.part(0.0, 0.8), message),
            )
            baselines = fit_baselines(panel, panel.months, *draw_rows(panel, panel.months, options.seed))
        stretch.at(0.8, f"forecasting {month:%B %Y} as known then")
        found.append(_origin(records, panel, month, model, baselines, group))
    return found


def _said_with(progress: Progress, prefix: str) -> Report:
    return lambda fraction, message: progress.at(fraction, f"{prefix}: {message}")


def _origin(
    records: DatedRecords,
    panel: Panel,
    month: date,
    model: TrainedModel,
    baselines: Mapping[str, Baseline],
    group: str | None,
) -> Origin:
    people = people_present(panel)
    scores = score(model, people, as_of=_eve(panel), bands=True)
    day = day_number(month)
    survival = {OURS: scores.survival} | {
        name: survival_from_hazards(baseline.hazards(people, day)) for name, baseline in baselines.items()
    }
    return Origin(
        month=month,
        trained_until=model.training_window[1],
        person_id=scores.person_id,
        probability=scores.probability,
        expected=tuple(
            expected_leavers(
                scores.bag_probability[:, :, place].astype(np.float64), scores.probability[:, place]
            )
            for place in range(len(HORIZON_DAYS))
        ),
        survival=survival,
        group=people[group].fill_null("Not known").to_numpy().astype(np.str_) if group else None,
        outcomes=outcomes(records, scores.person_id, month),
        sha256=list_sha256(people, scores.probability, month),
    )


def _eve(panel: Panel) -> date:
    return date.fromordinal(date(1970, 1, 1).toordinal() + int(panel.month_starts[-1]) - 1)


def _month_figures(origin: Origin, days: int) -> MonthFigures:
    estimate = origin.expected[HORIZON_DAYS.index(days)]
    known = origin.outcomes.is_known(days)
    actual = int(origin.outcomes.has_left(days).sum()) if known else None
    return MonthFigures(
        month=origin.month,
        trained_until=origin.trained_until,
        headcount=len(origin.person_id),
        expected=estimate.point,
        lower=estimate.lower,
        upper=estimate.upper,
        actual=actual,
        expected_over_observed=estimate.point / actual if actual else None,
        list_sha256=origin.sha256,
    )


def choose_group(attributes: tuple[Attribute, ...], people: pl.DataFrame, wanted: str | None) -> str | None:
    """The category by which people are grouped, None where there is none.

    Raises BacktestImpossible for a wanted one that is no category of these records.
    """
    categories = [a.name for a in attributes if a.kind == "category"]
    if wanted is not None:
        if wanted not in categories:
            raise BacktestImpossible(f"There is no category {wanted} to group by: choose one of the columns.")
        return wanted
    fit = [name for name in categories if 2 <= people[name].n_unique() <= _MAXIMUM_GROUPS]
    return _PREFERRED_GROUP if _PREFERRED_GROUP in fit else next(iter(fit), None)


def _compare(
    records: DatedRecords,
    found: list[Origin],
    group: str | None,
    options: BacktestOptions,
    progress: Progress,
) -> BacktestResult:
    horizons: list[HorizonFigures] = []
    for number, days in enumerate(BACKTEST_HORIZONS_DAYS):
        progress.at(0.8 * number / len(BACKTEST_HORIZONS_DAYS), f"comparing who left within {days} days")
        horizons.append(_horizon(found, days, options))
    progress.at(0.8, "measuring the curves")
    survival = survival_figures(
        {name: np.concatenate([o.survival[name] for o in found]) for name in found[0].survival},
        np.concatenate([o.outcomes.days for o in found]),
        np.concatenate([o.outcomes.is_event for o in found]),
        np.concatenate([o.person_id for o in found]),
    )
    beats, reason = verdict(horizons)
    judged = next((one.days for one in horizons if one.measures), None)
    progress.at(1.0, "compared")
    return BacktestResult(
        observed_until=records.observed_until,
        retrain_every_months=options.retrain_every,
        horizons=tuple(horizons),
        survival=survival,
        groups=_groups(found, judged, group, options) if judged and group else None,
        beats_baselines=beats,
        reason=reason,
        lists=tuple(
            MonthList(o.month, o.sha256, o.person_id, o.probability, o.outcomes.is_event) for o in found
        ),
    )


def _over(found: list[Origin], days: int) -> list[Origin]:
    return [origin for origin in found if origin.outcomes.is_known(days)]


def _horizon(found: list[Origin], days: int, options: BacktestOptions) -> HorizonFigures:
    over = _over(found, days)
    probabilities = {
        name: np.concatenate([probability_within(o.survival[name], days) for o in over])
        for name in (found[0].survival if over else ())
    }
    return horizon_figures(
        days,
        tuple(_month_figures(origin, days) for origin in found),
        probabilities,
        np.concatenate([o.outcomes.has_left(days) for o in over]) if over else np.empty(0),
        np.concatenate([o.person_id for o in over]) if over else np.empty(0, dtype=np.int64),
        resamples=options.resamples,
        seed=options.seed,
    )


def _groups(found: list[Origin], days: int, attribute: str, options: BacktestOptions) -> GroupFigures:
    over = _over(found, days)
    ratios = group_ratios(
        np.concatenate([o.outcomes.has_left(days) for o in over]),
        np.concatenate([probability_within(o.survival[OURS], days) for o in over]),
        np.concatenate([o.person_id for o in over]),
        np.concatenate([o.group for o in over if o.group is not None]),
        resamples=options.resamples,
        seed=options.seed,
    )
    return GroupFigures(attribute, days, tuple(ratios))
