"""What is simulated, and what comes out."""

from dataclasses import dataclass
from datetime import date

import polars as pl

from churnvision.ml.errors import SampleOptionsInvalid

MINIMUM_EMPLOYEES = 50
MINIMUM_MONTHS = 3
MAXIMUM_MONTHS = 1200
MAXIMUM_EMPLOYEE_MONTHS = 100_000_000


@dataclass(frozen=True)
class SampleOptions:
    """Size of the company and of its history; the same options give the same workforce.

    ``last_month_on`` is the first day of the last simulated month: snapshots are taken on the first of
    each month, and employees leave on any day up to the end of that last month. ``mentoring_month`` counts
    from 0; by default mentoring starts half-way.
    """

    employees: int = 2000
    months: int = 48
    seed: int = 1
    last_month_on: date = date(2026, 10, 1)
    mentoring_month: int | None = None
    mentoring_effect_per_year: float = 0.04

    def __post_init__(self) -> None:
        if self.employees < MINIMUM_EMPLOYEES:
            raise SampleOptionsInvalid(
                f"Ask for at least {MINIMUM_EMPLOYEES} employees, not {self.employees}."
            )
        if self.months < MINIMUM_MONTHS:
            raise SampleOptionsInvalid(f"Ask for at least {MINIMUM_MONTHS} months, not {self.months}.")
        if self.months > MAXIMUM_MONTHS:
            raise SampleOptionsInvalid(f"Ask for at most {MAXIMUM_MONTHS} months, not {self.months}.")
        if self.employees * self.months > MAXIMUM_EMPLOYEE_MONTHS:
            raise SampleOptionsInvalid(
                f"Ask for at most {MAXIMUM_EMPLOYEE_MONTHS // self.months} employees with {self.months} "
                "months of history: more would not fit into memory."
            )
        if self.seed < 0:
            raise SampleOptionsInvalid("Give a seed of 0 or more.")
        if self.last_month_on.day != 1:
            raise SampleOptionsInvalid("Give the first day of a month as the last month.")

    @property
    def mentoring_starts_month(self) -> int:
        """Month (from 0) in which mentoring begins in the departments drawn for it."""
        return self.months // 2 if self.mentoring_month is None else self.mentoring_month


@dataclass(frozen=True)
class Workforce:
    """People, monthly snapshots and terminations as an HR system exports them, and the hidden truth.

    ``true_hazards`` (employee_number, month, hazard, hazard_voluntary, hazard_involuntary, hazard_other:
    probabilities per month) is for tests and benchmarks alone.
    """

    people: pl.DataFrame
    snapshots: pl.DataFrame
    terminations: pl.DataFrame
    true_hazards: pl.DataFrame
