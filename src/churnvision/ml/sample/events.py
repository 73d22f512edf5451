"""What happens to people from one month to the next, and who leaves."""

import numpy as np

from churnvision.ml.sample.hazard import MonthlyHazard
from churnvision.ml.sample.organisation import Organisation
from churnvision.ml.sample.staff import GRADES, Floats, Integers, Staff, standard_salary

STAYS, VOLUNTARY, INVOLUNTARY, OTHER = 0, 1, 2, 3
REASONS = ("", "voluntary", "involuntary", "other")
SURVEY_MONTHS = (3, 9)
RAISE_MONTH = 4
REVIEW_MONTH = 12
PROMOTION_MONTHS = (1, 7)
PERSISTENCE = 0.98  # of moods and workloads, month to month


def draw_leavers(rng: np.random.Generator, hazard: MonthlyHazard) -> Integers:
    """Per person: stays, or the cause of leaving, in this month."""
    draw = rng.random(len(hazard.voluntary))
    first = hazard.voluntary
    second = first + hazard.involuntary
    third = second + hazard.other
    return np.select(
        [draw < first, draw < second, draw < third], [VOLUNTARY, INVOLUNTARY, OTHER], STAYS
    ).astype(np.int64)


def advance(
    rng: np.random.Generator, organisation: Organisation, staff: Staff, day: int, calendar_month: int
) -> None:
    """Changes everybody's state to that of the new month, in place."""
    staff.months_since_promotion += 1
    staff.months_since_raise += 1
    staff.months_since_manager_change += 1
    _daily_work(rng, staff, calendar_month)
    if calendar_month == REVIEW_MONTH:
        _review(rng, staff)
    if calendar_month == RAISE_MONTH:
        _raise_pay(rng, staff)
    if calendar_month in PROMOTION_MONTHS:
        _promote(rng, organisation, staff, day)
    if calendar_month in SURVEY_MONTHS:
        answered = rng.random(len(staff)) < 0.9
        heard = np.clip(np.rint(staff.engagement + rng.normal(0, 2.5, len(staff))), 0, 100)
        staff.engagement_score = np.where(answered, heard, np.nan)


def _daily_work(rng: np.random.Generator, staff: Staff, calendar_month: int) -> None:
    size = len(staff)
    # moods and workloads drift, or those inclined to leave would be used up within a few years
    staff.engagement_mean = _wander(rng, staff.engagement_mean, 66.0, 14.0)
    staff.overtime_mean = np.clip(_wander(rng, staff.overtime_mean, 9.6, 7.6), 0, None)
    busy = 3.0 if calendar_month in (3, 6, 9, 12) else 0.0
    usual = staff.overtime_mean + busy
    hours = 0.7 * staff.overtime_hours + 0.3 * usual + rng.normal(0, 1.6, size)
    staff.overtime_hours = np.asarray(np.round(np.clip(hours, 0, 70), 1), dtype=np.float64)
    unrest = 3.0 * np.exp(-staff.months_since_manager_change / 4)
    strain = 0.12 * np.clip(staff.overtime_hours - 12, 0, None) + unrest
    pull = staff.engagement_mean - strain
    staff.engagement = np.clip(0.93 * staff.engagement + 0.07 * pull + rng.normal(0, 1.5, size), 1, 100)
    winter = 1.4 if calendar_month in (11, 12, 1, 2) else 0.85
    staff.absence_days = np.minimum(rng.poisson(staff.absence_mean * winter), 20).astype(np.float64)


def _wander(rng: np.random.Generator, values: Floats, mean: float, deviation: float) -> Floats:
    """A slow return to the mean that keeps the spread; half of a difference lasts three years."""
    step = deviation * np.sqrt(1 - PERSISTENCE**2) * rng.normal(0, 1, len(values))
    return np.asarray(mean + PERSISTENCE * (values - mean) + step)


def _review(rng: np.random.Generator, staff: Staff) -> None:
    fresh = np.clip(np.rint(3.2 + 0.8 * staff.ability + rng.normal(0, 0.6, len(staff))), 1, 5).astype(
        np.int64
    )
    staff.rating = np.where(rng.random(len(staff)) < 0.5, fresh, staff.rating)


def _raise_pay(rng: np.random.Generator, staff: Staff) -> None:
    raised = rng.random(len(staff)) < 0.55 + 0.1 * (staff.rating - 3)
    share: Floats = np.clip(rng.normal(0.03 + 0.008 * (staff.rating - 3), 0.012, len(staff)), 0.005, 0.12)
    staff.salary = np.where(raised, np.round(staff.salary * (1 + share), -2), staff.salary)
    staff.months_since_raise = np.where(raised, 0.0, staff.months_since_raise)


def _promote(rng: np.random.Generator, organisation: Organisation, staff: Staff, day: int) -> None:
    ready = (staff.grade < GRADES - 1) & (staff.months_since_promotion >= 18) & (staff.rating >= 3)
    chance = 0.05 + 0.05 * (staff.rating - 3)
    promoted = ready & (rng.random(len(staff)) < chance)
    staff.grade = np.where(promoted, staff.grade + 1, staff.grade)
    floor = np.round(0.93 * standard_salary(organisation, staff, day), -2)
    staff.salary = np.where(promoted, np.maximum(staff.salary * 1.06, floor), staff.salary)
    staff.months_since_promotion = np.where(promoted, 0.0, staff.months_since_promotion)
    staff.months_since_raise = np.where(promoted, 0.0, staff.months_since_raise)
