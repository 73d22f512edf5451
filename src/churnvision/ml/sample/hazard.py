"""The truth of the simulation: each person's monthly probability of leaving, by cause.

Curved in tenure, age and engagement, with interactions (pay below the range hurts most for good performers,
waiting for a promotion hurts in lower grades), a season, a shock when the manager changes, and a moderate
unobserved frailty.
"""

from dataclasses import dataclass

import numpy as np

from churnvision.ml.sample.organisation import Organisation
from churnvision.ml.sample.staff import Floats, Staff, standard_salary

DEPARTMENT_EFFECTS = np.array([0.5, -0.2, 0.8, 0.3, 0.1, -0.5, 0.0, 0.4, -0.5, -0.7, -0.3, 0.4])
SEASON = np.array(
    [0.30, 0.05, 0.05, 0.10, 0.0, 0.10, -0.05, -0.10, 0.30, 0.05, -0.20, -0.45]
)  # January first


@dataclass(frozen=True)
class MonthlyHazard:
    """Probabilities of leaving within the month, one a person, by cause; they add up to ``total``."""

    voluntary: Floats
    involuntary: Floats
    other: Floats

    @property
    def total(self) -> Floats:
        """Probability of leaving for any reason."""
        return self.voluntary + self.involuntary + self.other


def _sigmoid(values: Floats) -> Floats:
    return np.asarray(1.0 / (1.0 + np.exp(-values)))


def _voluntary_log_odds(organisation: Organisation, staff: Staff, day: int, calendar_month: int) -> Floats:
    tenure = staff.tenure_months(day)
    age = staff.age_years(day)
    underpaid = np.clip(1.0 - staff.salary / standard_salary(organisation, staff, day), -0.25, 0.25)
    good = np.clip(staff.rating - 3, 0, 2)
    engagement = staff.engagement
    career = np.where(staff.grade <= 2, 1.3, 0.4) * _sigmoid((staff.months_since_promotion - 30) / 6)
    return np.asarray(
        -6.22
        + 1.5 * np.exp(-(((tenure - 10) / 14) ** 2))
        - 0.8 * np.log1p(tenure / 60)
        - 0.060 * (np.clip(age, 20, 58) - 40)
        - 0.050 * (engagement - 65)
        + 0.060 * np.clip(48 - engagement, 0, None)
        + (5.5 + 4.0 * good) * underpaid
        + 0.060 * np.clip(staff.overtime_hours - 12, 0, 40) * np.where(staff.is_part_time, 1.4, 1.0)
        + career
        + 0.7 * np.exp(-staff.months_since_manager_change / 5)
        + 0.026 * np.clip(staff.commute_km - 12, 0, 50) * (staff.location != 6)
        + DEPARTMENT_EFFECTS[organisation.team_department[staff.team]]
        + SEASON[calendar_month - 1]
        + staff.frailty
    )


def true_hazard(organisation: Organisation, staff: Staff, day: int, calendar_month: int) -> MonthlyHazard:
    """The monthly hazards without mentoring, for the month that begins on ``day``."""
    voluntary = _sigmoid(_voluntary_log_odds(organisation, staff, day, calendar_month))
    tenure = staff.tenure_months(day)
    involuntary = _sigmoid(
        -7.2 + 1.3 * np.clip(3 - staff.rating, 0, 2) + 0.5 * staff.absence_mean + 0.7 * np.exp(-tenure / 8)
    )
    other = _sigmoid(-8.0 + 1.35 * np.clip(staff.age_years(day) - 61, 0, 6))
    total = voluntary + involuntary + other
    shrink = np.minimum(1.0, 0.9 / total)
    return MonthlyHazard(voluntary * shrink, involuntary * shrink, other * shrink)


def with_mentoring(hazard: MonthlyHazard, is_mentored: Floats, effect_per_year: float) -> MonthlyHazard:
    """Voluntary leaving of the mentored lowered so that their mean falls by the effect (a share a year)."""
    treated = is_mentored > 0
    if not treated.any():
        return hazard
    mean = float(hazard.voluntary[treated].mean())
    factor = float(np.clip(1.0 - effect_per_year / 12 / mean, 0.1, 1.0))
    return MonthlyHazard(
        np.where(treated, hazard.voluntary * factor, hazard.voluntary), hazard.involuntary, hazard.other
    )
