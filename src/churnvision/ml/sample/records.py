"""Collects the simulation's months and turns them into tables."""

from dataclasses import dataclass, field

import numpy as np
import polars as pl

from churnvision.ml.sample.events import REASONS
from churnvision.ml.sample.hazard import MonthlyHazard
from churnvision.ml.sample.names import DEPARTMENTS, LOCATIONS, draw_full_names, job_titles
from churnvision.ml.sample.options import Workforce
from churnvision.ml.sample.organisation import NOBODY, Organisation
from churnvision.ml.sample.staff import GRADES, Floats, Integers, Staff, standard_salary


def _words(words: list[str], codes: Integers) -> pl.Series:
    return pl.Series(words, dtype=pl.String).gather(pl.Series(codes))


@dataclass
class Records:
    """Everything written down so far."""

    organisation: Organisation
    rng: np.random.Generator  # for names alone
    people: list[pl.DataFrame] = field(default_factory=list)
    snapshots: list[pl.DataFrame] = field(default_factory=list)
    terminations: list[pl.DataFrame] = field(default_factory=list)
    hazards: list[pl.DataFrame] = field(default_factory=list)

    def add_people(self, staff: Staff) -> None:
        """Notes what never changes about people who were hired."""
        self.people.append(
            pl.DataFrame(
                {
                    "number": staff.number,
                    "full_name": draw_full_names(self.rng, staff.is_female),
                    "gender": np.where(staff.is_female, "female", "male"),
                    "birth_date": staff.birth_day.astype(np.int32),
                    "hire_date": staff.hire_day.astype(np.int32),
                    "location": _words(list(LOCATIONS), staff.location),
                }
            )
        )

    def add_snapshot(self, staff: Staff, manager: Integers, is_mentored: Floats, day: int) -> None:
        """Notes what the HR system shows on that day."""
        team = staff.team
        department = self.organisation.team_department[team]
        frame = pl.DataFrame(
            {
                "number": staff.number,
                "snapshot_date": np.full(len(staff), day, dtype=np.int32),
                "department": _words([name for _, name, _, _ in DEPARTMENTS], department),
                "team": _words(self.organisation.team_names, team),
                "org_unit": _words(self.organisation.paths, team),
                "manager": manager,
                "job_title": _words(job_titles(), department * GRADES + staff.grade),
                "grade": staff.grade + 1,
                "employment_type": np.where(staff.is_part_time, "part-time", "full-time"),
                "salary": staff.salary,
                "compa_ratio": np.round(staff.salary / standard_salary(self.organisation, staff, day), 3),
                "performance_rating": staff.rating,
                "engagement_score": staff.engagement_score,
                "absence_days": staff.absence_days,
                "overtime_hours": staff.overtime_hours,
                "commute_km": staff.commute_km,
                "months_since_promotion": np.floor(staff.months_since_promotion),
                "months_since_raise": np.floor(staff.months_since_raise),
                "months_since_manager_change": np.floor(staff.months_since_manager_change),
                "mentoring": is_mentored > 0,
            }
        )
        self.snapshots.append(
            frame.with_columns(
                pl.col("snapshot_date").cast(pl.Date),
                pl.col("engagement_score").fill_nan(None),
                pl.col("grade", "performance_rating").cast(pl.Int32),
            )
        )

    def add_hazards(self, staff: Staff, hazard: MonthlyHazard, day: int) -> None:
        """Notes the hidden truth of the month."""
        self.hazards.append(
            pl.DataFrame(
                {
                    "number": staff.number,
                    "month": np.full(len(staff), day, dtype=np.int32),
                    "hazard": hazard.total,
                    "hazard_voluntary": hazard.voluntary,
                    "hazard_involuntary": hazard.involuntary,
                    "hazard_other": hazard.other,
                }
            ).with_columns(pl.col("month").cast(pl.Date))
        )

    def add_leavers(self, staff: Staff, cause: Integers, days: Integers) -> None:
        """Notes who left, on which day and why."""
        self.terminations.append(
            pl.DataFrame(
                {
                    "number": staff.number,
                    "termination_date": days.astype(np.int32),
                    "termination_reason": _words(list(REASONS), cause),
                }
            ).with_columns(pl.col("termination_date").cast(pl.Date))
        )

    def tables(self) -> Workforce:
        """The tables as exported, with employee numbers as text."""
        people = pl.concat(self.people).with_columns(pl.col("birth_date", "hire_date").cast(pl.Date))
        snapshots = pl.concat(self.snapshots)
        managers = people.select(pl.col("number").alias("manager"), pl.col("full_name").alias("manager_name"))
        snapshots = (
            snapshots.join(managers, on="manager", how="left", maintain_order="left")
            .with_columns(
                pl.when(pl.col("manager") == NOBODY)
                .then(None)
                .otherwise(_employee_number("manager"))
                .alias("manager")
            )
            .rename({"manager": "manager_number"})
        )
        order = [name for name in snapshots.columns if name != "manager_name"]
        order.insert(order.index("manager_number") + 1, "manager_name")
        seen = snapshots.select("number").unique()
        return Workforce(
            people=_numbered(people.join(seen, on="number", how="semi", maintain_order="left")),
            snapshots=_numbered(snapshots.select(order)),
            terminations=_numbered(pl.concat(self.terminations)),
            true_hazards=_numbered(pl.concat(self.hazards)),
        )


def _employee_number(column: str) -> pl.Expr:
    return pl.lit("E") + pl.col(column).cast(pl.String).str.zfill(6)


def _numbered(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(_employee_number("number").alias("number")).rename(
        {"number": "employee_number"}
    )
