"""Simple forecasts that a model has to beat, each learnt from the same records and giving monthly hazards.

Kaplan-Meier by tenure knows how long somebody has been there, the table of age by tenure that and the age,
the logistic regression every attribute, each in a straight line.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import polars as pl
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from churnvision.ml.curve import CURVE_MONTHS, DAYS_PER_MONTH
from churnvision.ml.encoding import Matrix
from churnvision.ml.features import AGE, STARTED_ON, TENURE, day_numbers, moving_feature
from churnvision.ml.forecast import rows_on
from churnvision.ml.inputs import Attribute
from churnvision.ml.panel import Panel
from churnvision.ml.rows import Encoding, TrainingRows

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
BASELINES = ("kaplan_meier", "age_tenure", "logistic")
_PRIOR_PERSON_MONTHS = 100.0
_PRIOR_LEAVERS = 5.0
_TENURE_LIMITS_MONTHS = np.array([6, 12, 24, 36, 60, 120, 240], dtype=np.float64)
_AGE_LIMITS_YEARS = np.array([25, 30, 35, 40, 45, 50, 55, 60, 63, 65], dtype=np.float64)
_DAYS_PER_YEAR = 365.25


class Baseline(Protocol):
    """A fitted simple forecast."""

    def hazards(self, people: pl.DataFrame, day: int) -> Floats:
        """(n, 12) hazards of the months from that day (days since 1970), of people with their attributes."""


def _birth(attributes: tuple[Attribute, ...]) -> str | None:
    dates = (a for a in attributes if a.kind == "date")
    return next((a.name for a in dates if moving_feature(a).name == AGE), None)


def _months_at_risk(panel: Panel, until: int) -> Iterator[tuple[int, Integers, NDArray[np.bool_]]]:
    """For each month before ``until`` its first day, who is at risk in it (employments), who leaves in it."""
    for month in range(until):
        at_risk = np.flatnonzero((panel.first_month <= month) & (panel.last_month >= month))
        yield int(panel.month_starts[month]), at_risk, panel.last_month[at_risk] == month


def _tenure_months(started: Floats, day: float) -> Floats:
    return np.asarray(np.maximum(day - started, 0.0) / DAYS_PER_MONTH)


@dataclass(frozen=True)
class TenureHazard:
    """Kaplan and Meier's hazard of each month of tenure; people come under observation at any tenure.

    ``by_month`` (k,): departures over people at risk, drawn to the rate of the year of tenure around it, and
    that to ``overall``, each as by 100 person-months, so that a tenure that few have reached is neither safe
    nor fatal. A forecast holds given that the person is there now: the months ahead are those after the
    present tenure; the last month stands for all beyond it.
    """

    by_month: Floats
    overall: float

    def hazards(self, people: pl.DataFrame, day: int) -> Floats:
        """(n, 12)."""
        tenure = _tenure_months(day_numbers(people[STARTED_ON]), day)
        return self.at(tenure[:, None] + np.arange(CURVE_MONTHS))

    def at(self, tenure_months: Floats | Matrix) -> Floats:
        """Hazards of the months that begin at these tenures; the overall one where a tenure is not known."""
        place = np.nan_to_num(tenure_months, nan=0.0).astype(np.int64)
        found = self.by_month[np.minimum(place, len(self.by_month) - 1)]
        return np.where(np.isnan(tenure_months), self.overall, found)


def fit_tenure_hazard(panel: Panel, until: int) -> TenureHazard:
    """Counts departures and people at risk for each whole month of tenure, in months before ``until``."""
    started = day_numbers(panel.started_on)
    longest = np.nanmax(_tenure_months(started, float(panel.month_starts[until])), initial=0.0)
    exposure, events = np.zeros(int(longest) + 1), np.zeros(int(longest) + 1)
    all_exposure = all_events = 0.0
    for day, at_risk, leaves in _months_at_risk(panel, until):
        tenure = _tenure_months(started[at_risk], day)
        known = ~np.isnan(tenure)
        place = tenure[known].astype(np.int64)
        exposure += np.bincount(place, minlength=len(exposure))
        events += np.bincount(place, weights=leaves[known], minlength=len(events))
        all_exposure += len(at_risk)
        all_events += float(leaves.sum())
    return _smoothed(exposure, events, all_events / max(all_exposure, 1.0))


def _smoothed(exposure: Floats, events: Floats, overall: float) -> TenureHazard:
    prior = _PRIOR_PERSON_MONTHS
    nearby = (_year_around(events) + prior * overall) / (_year_around(exposure) + prior)
    return TenureHazard((events + prior * nearby) / (exposure + prior), overall)


def _year_around(counts: Floats) -> Floats:
    """(k,) sums over the six months before and after each, and itself."""
    sums = np.concatenate([[0.0], np.cumsum(counts)])
    places = np.arange(len(counts))
    return np.asarray(sums[np.minimum(places + 7, len(counts))] - sums[np.maximum(places - 6, 0)])


@dataclass(frozen=True)
class AgeTenureTable:
    """Departures a person-month in cells of age and tenure; ``cells`` (ages + 1, tenures + 1).

    The last row and column are those whose age or start is not known. Each cell is drawn to the product of
    its row's and column's rates (over the overall rate) as by so many person-months as bring five leavers.
    Without any date of birth it is a table of tenure alone.
    """

    cells: Floats
    birth: str | None

    def hazards(self, people: pl.DataFrame, day: int) -> Floats:
        """(n, 12)."""
        started = day_numbers(people[STARTED_ON])
        born = day_numbers(people[self.birth]) if self.birth else np.full(people.height, np.nan)
        result = np.empty((people.height, CURVE_MONTHS))
        for lead in range(CURVE_MONTHS):
            result[:, lead] = self.cells[_cell(born, started, day + lead * DAYS_PER_MONTH)]
        return result


def _cell(born: Floats, started: Floats, day: float) -> tuple[Integers, Integers]:
    age, tenure = (day - born) / _DAYS_PER_YEAR, _tenure_months(started, day)
    row = np.where(np.isnan(age), len(_AGE_LIMITS_YEARS) + 1, np.digitize(age, _AGE_LIMITS_YEARS))
    column = np.where(
        np.isnan(tenure), len(_TENURE_LIMITS_MONTHS) + 1, np.digitize(tenure, _TENURE_LIMITS_MONTHS)
    )
    return row.astype(np.int64), column.astype(np.int64)


def fit_age_tenure(panel: Panel, until: int) -> AgeTenureTable:
    """Counts departures and person-months before month ``until``; the newest date of birth is taken."""
    birth = _birth(panel.attributes)
    started, born = day_numbers(panel.started_on), np.full(len(panel.employment_person), np.nan)
    if birth:
        born = day_numbers(panel.snapshots.newest_known(birth))[panel.employment_person]
    shape = (len(_AGE_LIMITS_YEARS) + 2, len(_TENURE_LIMITS_MONTHS) + 2)
    exposure, events = np.zeros(shape), np.zeros(shape)
    for day, at_risk, leaves in _months_at_risk(panel, until):
        cell = _cell(born[at_risk], started[at_risk], day)
        np.add.at(exposure, cell, 1.0)
        np.add.at(events, cell, leaves)
    overall = max(events.sum(), 0.5) / max(exposure.sum(), 1.0)
    prior = _PRIOR_LEAVERS / overall
    rows = (events.sum(axis=1) + prior * overall) / (exposure.sum(axis=1) + prior)
    columns = (events.sum(axis=0) + prior * overall) / (exposure.sum(axis=0) + prior)
    margin = np.minimum(np.outer(rows, columns) / overall, 0.99)
    return AgeTenureTable((events + prior * margin) / (exposure + prior), birth)


@dataclass(frozen=True)
class LogisticHazard:
    """Logistic regression on person-months, every number as a straight line, every level with a weight.

    Numbers are scaled to mean 0 and spread 1, gaps take the mean; the months between what is known and the
    month forecast are a column too. Ridge of strength 1, as scikit-learn has it.
    """

    encoding: Encoding
    centre: Floats
    spread: Floats
    levels: tuple[int, ...]
    weights: Floats
    intercept: float

    def hazards(self, people: pl.DataFrame, day: int) -> Floats:
        """(n, 12)."""
        rows = rows_on(self.encoding, people, day)
        columns = [self.probability(rows.matrix_in(self.encoding, m), m) for m in range(CURVE_MONTHS)]
        return np.stack(columns, axis=1)

    def probability(self, matrix: Matrix, lead_months: Floats | int) -> Floats:
        """(n,) probabilities of the outcome that was learnt, from matrix rows as of their months."""
        design = _design(matrix, self.centre, self.spread, self.levels, lead_months)
        return np.asarray(1.0 / (1.0 + np.exp(-(design @ self.weights + self.intercept))))


def _design(
    matrix: Matrix, centre: Floats, spread: Floats, levels: tuple[int, ...], lead: Floats | int
) -> Floats:
    """(n, columns): scaled numbers, one column a level, the lead in years."""
    numbers = (matrix[:, : len(centre)].astype(np.float64) - centre) / spread
    blocks = [np.nan_to_num(numbers, nan=0.0)]
    for place, count in enumerate(levels):
        codes = matrix[:, len(centre) + place]
        blocks.append((codes[:, None] == np.arange(count)).astype(np.float64))
    blocks.append(np.broadcast_to(np.asarray(lead, dtype=np.float64) / CURVE_MONTHS, len(matrix))[:, None])
    return np.hstack(blocks)


def fit_logistic(encoding: Encoding, rows: TrainingRows) -> LogisticHazard:
    """Fits on rows drawn as for the model; the share of rows left out is put right in the level."""
    numbers = np.ma.masked_invalid(rows.matrix[:, : encoding.space.numeric_count].astype(np.float64))
    centre = np.asarray(numbers.mean(axis=0).filled(0.0))
    spread = np.maximum(np.asarray(numbers.std(axis=0).filled(1.0)), 1e-9)
    levels = tuple(len(encoding.encoder.levels[name]) for name in encoding.space.categories)
    design = _design(rows.matrix, centre, spread, levels, rows.lead_months)
    fitted = LogisticRegression(max_iter=2000).fit(design, rows.outcome)
    intercept = float(fitted.intercept_[0]) - rows.likelihood.offset
    return LogisticHazard(encoding, centre, spread, levels, fitted.coef_[0], intercept)


def fit_baselines(panel: Panel, until: int, encoding: Encoding, rows: TrainingRows) -> dict[str, Baseline]:
    """All baselines by the names of BASELINES, from what was known before month ``until``.

    ``rows`` are those that a model learns from, drawn from the months before ``until``.
    """
    return {
        "kaplan_meier": fit_tenure_hazard(panel, until),
        "age_tenure": fit_age_tenure(panel, until),
        "logistic": fit_logistic(encoding, rows),
    }


def base_rate_hazard(panel: Panel, until: int) -> float:
    """Departures a person-month before month ``until``."""
    events = panel.events_before(until)
    return events / max(events + panel.censored_before(until), 1)


def cross_fitted_baselines(rows: TrainingRows, encoding: Encoding, folds: Integers) -> dict[str, Floats]:
    """The base rate, Kaplan-Meier of rows with a tenure, and the logistic regression of the other folds.

    (n,) each.
    """
    found = {"base_rate": np.empty(len(rows)), "logistic": np.empty(len(rows))}
    has_tenure = rows.kind == "hazard" and TENURE in encoding.space.names
    if has_tenure:
        found["kaplan_meier"] = np.empty(len(rows))
    for fold in np.unique(folds):
        outside = folds == fold
        inside, matrix = rows.subset(~outside), rows.matrix[outside]
        found["base_rate"][outside] = np.average(inside.outcome, weights=inside.weights)
        logistic = fit_logistic(encoding, inside)
        found["logistic"][outside] = logistic.probability(matrix, rows.lead_months[outside])
        if has_tenure:
            place = encoding.space.names.index(TENURE)
            found["kaplan_meier"][outside] = _tenure_hazard_of_rows(inside, place).at(matrix[:, place])
    return found


def _tenure_hazard_of_rows(rows: TrainingRows, place: int) -> TenureHazard:
    """Kaplan-Meier from drawn rows, each counting for as many as it stands for."""
    tenure, weights = rows.matrix[:, place].astype(np.float64), rows.weights
    known = ~np.isnan(tenure)
    month = tenure[known].astype(np.int64)
    exposure = np.bincount(month, weights=weights[known], minlength=1).astype(np.float64)
    events = np.bincount(month, weights=rows.outcome[known], minlength=1).astype(np.float64)
    return _smoothed(exposure, events, float(np.average(rows.outcome, weights=weights)))
