"""The people present in a month: one array a property, in the same order."""

from dataclasses import dataclass, fields
from datetime import date

import numpy as np
from numpy.typing import NDArray

from churnvision.ml.sample.names import DEPARTMENTS, GRADE_PAY, LOCATION_PAY, LOCATION_SHARES
from churnvision.ml.sample.organisation import Organisation

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
DAYS_PER_MONTH = 365.25 / 12
GRADES = len(GRADE_PAY)
_PAY_LEVEL = np.array([pay for _, _, _, pay in DEPARTMENTS])
_EPOCH = date(1970, 1, 1)
MARKET_DAY = (date(2022, 1, 1) - _EPOCH).days
MARKET_RISE_PER_YEAR = 0.022


@dataclass
class Staff:
    """State of everybody present; days are counted from 1970-01-01."""

    number: Integers
    is_female: NDArray[np.bool_]
    birth_day: Integers
    hire_day: Integers
    location: Integers
    team: Integers
    grade: Integers  # from 0
    salary: Floats  # a year
    rating: Integers  # 1 to 5
    ability: Floats
    engagement_mean: Floats
    engagement: Floats  # as it is now, 0 to 100
    engagement_score: Floats  # as last surveyed, NaN when not answered
    overtime_mean: Floats
    overtime_hours: Floats
    absence_mean: Floats
    absence_days: Floats
    commute_km: Floats
    is_part_time: NDArray[np.bool_]
    months_since_promotion: Floats
    months_since_raise: Floats
    months_since_manager_change: Floats
    frailty: Floats  # unobserved tendency to leave, log-odds

    def __len__(self) -> int:
        return len(self.number)

    def subset(self, mask: NDArray[np.bool_]) -> "Staff":
        """Those for whom ``mask`` is true."""
        return Staff(**{field.name: getattr(self, field.name)[mask] for field in fields(self)})

    def joined_by(self, others: "Staff") -> "Staff":
        """These people and then the others."""
        return Staff(
            **{f.name: np.concatenate([getattr(self, f.name), getattr(others, f.name)]) for f in fields(self)}
        )

    def tenure_months(self, day: int) -> Floats:
        """Months since hired."""
        return np.asarray((day - self.hire_day) / DAYS_PER_MONTH, dtype=np.float64)

    def age_years(self, day: int) -> Floats:
        """Age in years."""
        return np.asarray((day - self.birth_day) / 365.25, dtype=np.float64)


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return (day - _EPOCH).days


def standard_salary(organisation: Organisation, staff: Staff, day: int) -> Floats:
    """The middle of the pay range for department, grade and place, a year; it rises with the market."""
    department = organisation.team_department[staff.team]
    market = (1 + MARKET_RISE_PER_YEAR) ** ((day - MARKET_DAY) / 365.25)
    grade_pay = np.array(GRADE_PAY)[staff.grade]
    place_pay = np.array(LOCATION_PAY)[staff.location]
    return np.asarray(market * grade_pay * _PAY_LEVEL[department] * place_pay, dtype=np.float64)


def hire(
    rng: np.random.Generator,
    organisation: Organisation,
    numbers: Integers,
    team: Integers,
    tenure_months: Floats,
    day: int,
) -> Staff:
    """People of the given tenure on that day: 0 for new hires, anything for the first workforce."""
    size = len(numbers)
    age = np.clip(21 + tenure_months / 12 + rng.gamma(2.2, 5.5, size), 19, 66)
    grade = np.clip((age - 20) / 11 + rng.normal(0, 0.8, size), 0, GRADES - 1).astype(np.int64)
    ability = rng.normal(0, 1, size)
    engagement_mean = np.clip(rng.normal(66, 14, size), 15, 98)
    overtime_mean = rng.gamma(1.6, 6.0, size)
    absence_mean = rng.gamma(1.5, 0.5, size)
    staff = Staff(
        number=numbers,
        is_female=rng.random(size) < 0.47,
        birth_day=np.asarray(day - age * 365.25, dtype=np.int64),
        hire_day=np.asarray(day - tenure_months * DAYS_PER_MONTH, dtype=np.int64),
        location=rng.choice(len(LOCATION_SHARES), size, p=LOCATION_SHARES),
        team=team,
        grade=grade,
        salary=np.zeros(size),
        rating=np.clip(np.rint(3.2 + 0.8 * ability + rng.normal(0, 0.6, size)), 1, 5).astype(np.int64),
        ability=ability,
        engagement_mean=engagement_mean,
        engagement=engagement_mean.copy(),
        engagement_score=np.where(rng.random(size) < 0.1, np.nan, np.rint(engagement_mean)),
        overtime_mean=overtime_mean,
        overtime_hours=np.round(overtime_mean, 1),
        absence_mean=absence_mean,
        absence_days=rng.poisson(absence_mean).astype(np.float64),
        commute_km=np.round(rng.gamma(1.8, 9.0, size), 1),
        is_part_time=rng.random(size) < 0.16,
        months_since_promotion=np.minimum(tenure_months, rng.integers(0, 70, size)),
        months_since_raise=np.minimum(tenure_months, rng.integers(0, 20, size)),
        months_since_manager_change=np.minimum(tenure_months, rng.integers(0, 48, size)),
        frailty=rng.normal(0, 0.3, size),
    )
    staff.salary = np.round(standard_salary(organisation, staff, day) * np.exp(rng.normal(0, 0.13, size)), -2)
    return staff
