"""Month by month: people work, some leave by the true hazard, others are hired."""

from collections.abc import Callable
from datetime import date

import numpy as np

from churnvision.ml.sample.events import STAYS, advance, draw_leavers
from churnvision.ml.sample.hazard import true_hazard, with_mentoring
from churnvision.ml.sample.names import DEPARTMENT_SHARES
from churnvision.ml.sample.options import SampleOptions, Workforce
from churnvision.ml.sample.organisation import (
    NOBODY,
    Organisation,
    build_organisation,
    choose_managers,
    manager_of_each,
)
from churnvision.ml.sample.records import Records
from churnvision.ml.sample.staff import Floats, Integers, Staff, day_number, hire

MANAGER_MOVES_PER_MONTH = 0.015
SETTLING_MONTHS = 18


def _silent(_fraction: float, _message: str) -> None:
    return


def _month_starts(options: SampleOptions) -> list[date]:
    """First days of the settling months, every written month and the one after."""
    last = options.last_month_on.year * 12 + options.last_month_on.month - 1
    months = range(last - options.months - SETTLING_MONTHS + 1, last + 2)
    return [date(month // 12, month % 12 + 1, 1) for month in months]


class _Company:
    """The company in one month; ``step`` plays the month and goes on to the next."""

    def __init__(self, options: SampleOptions, day: int) -> None:
        self.options = options
        self.rng = np.random.default_rng(options.seed)
        self.organisation: Organisation = build_organisation(options.employees)
        self.records = Records(self.organisation, np.random.default_rng([options.seed, 1]))
        self.mentored_departments = self.rng.permutation(len(DEPARTMENT_SHARES))[
            : len(DEPARTMENT_SHARES) // 2
        ]
        self.next_number = 1
        tenure = np.minimum(self.rng.exponential(62, options.employees), 380)
        self.staff = self._hire(tenure, day)
        self.managers: Integers = np.full(self.organisation.teams, NOBODY, dtype=np.int64)
        self._fill_managers(day, is_first=True)

    def _hire(self, tenure_months: Floats, day: int) -> Staff:
        size = len(tenure_months)
        numbers = np.arange(self.next_number, self.next_number + size)
        self.next_number += size
        team = self.rng.integers(0, self.organisation.teams, size)
        people = hire(self.rng, self.organisation, numbers, team, tenure_months, day)
        self.records.add_people(people)
        return people

    def _fill_managers(self, day: int, *, is_first: bool = False) -> None:
        staff = self.staff
        before = self.managers
        # a manager may move on within the company: the place is given anew
        asked = np.where(
            self.rng.random(len(before)) < MANAGER_MOVES_PER_MONTH, self._anyone_in_each_team(), before
        )
        self.managers = choose_managers(
            self.organisation, asked, staff.number, staff.team, staff.grade, staff.tenure_months(day)
        )
        if not is_first:
            is_changed = (self.managers != before)[staff.team]
            staff.months_since_manager_change = np.where(is_changed, 0.0, staff.months_since_manager_change)

    def _anyone_in_each_team(self) -> Integers:
        order = self.rng.permutation(len(self.staff))
        chosen = np.full(self.organisation.teams, NOBODY, dtype=np.int64)
        chosen[self.staff.team[order]] = self.staff.number[order]
        return chosen

    def _mentored(self, month: int) -> Floats:
        if month < self.options.mentoring_starts_month:
            return np.zeros(len(self.staff))
        department = self.organisation.team_department[self.staff.team]
        return np.isin(department, self.mentored_departments).astype(np.float64)

    def step(self, month: int, start: date, end: date) -> None:
        """Plays the month from ``start`` up to the day before ``end``, then hires for the next one.

        Months below 0 only let the company settle and are not written down.
        """
        day, next_day = day_number(start), day_number(end)
        staff = self.staff
        mentored = self._mentored(month)
        hazard = with_mentoring(
            true_hazard(self.organisation, staff, day, start.month),
            mentored,
            self.options.mentoring_effect_per_year,
        )
        cause = draw_leavers(self.rng, hazard)
        is_leaver = cause != STAYS
        left_on = self.rng.integers(day, next_day, int(is_leaver.sum()))
        if month >= 0:
            manager = manager_of_each(self.organisation, self.managers, staff.number, staff.team)
            self.records.add_snapshot(staff, manager, mentored, day)
            self.records.add_hazards(staff, hazard, day)
            self.records.add_leavers(staff.subset(is_leaver), cause[is_leaver], left_on)
        self.staff = staff.subset(~is_leaver)
        self._open_next_month(next_day, end.month)

    def _open_next_month(self, day: int, calendar_month: int) -> None:
        advance(self.rng, self.organisation, self.staff, day, calendar_month)
        missing = self.options.employees - len(self.staff)
        hires = int(self.rng.poisson(max(missing, 0) * 0.9))
        # a new hire's first snapshot is that of the first of the month in which the person starts
        self.staff = self.staff.joined_by(self._hire(np.zeros(hires), day))
        self._fill_managers(day)


def simulate(options: SampleOptions, *, report: Callable[[float, str], None] = _silent) -> Workforce:
    """Simulates the company; ``report`` is told the fraction done after each month.

    The cost is linear in employee-months: about a million in less than a minute on one core.
    """
    starts = _month_starts(options)
    company = _Company(options, day_number(starts[0]))
    for place in range(len(starts) - 1):
        company.step(place - SETTLING_MONTHS, starts[place], starts[place + 1])
        report((place + 1) / len(starts), f"simulated {starts[place]:%B %Y}")
    workforce = company.records.tables()
    report(1.0, "workforce ready")
    return workforce
