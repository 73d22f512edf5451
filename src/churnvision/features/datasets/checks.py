"""Checks of rows, a batch at a time: unreadable values, impossible dates, numbers out of range."""

import re
from datetime import date, timedelta

import polars as pl

from churnvision.features.datasets.findings import Findings
from churnvision.features.datasets.header_row import ROW_NUMBER
from churnvision.features.datasets.planning import ColumnPlan, ImportPlan
from churnvision.features.datasets.schemas import Severity, Shape, Target
from churnvision.features.datasets.values import (
    MISSING_VALUES,
    boolean_of,
    date_of,
    number_of,
    readable_date_of,
    text_of,
)

_YOUNGEST_YEARS, _OLDEST_YEARS = 14, 100
_FUTURE_DAYS = 366
# What systems write for "no date".
_NO_DATES = [date(1900, 1, 1), date(9999, 12, 31)]
_DAYS_PER_YEAR = 365.25
_RANGES: list[tuple[re.Pattern[str], float, float, str]] = [
    (
        re.compile(r"^(age|alter|lebensalter|edad|eta|idade|leeftijd|wiek)$"),
        _YOUNGEST_YEARS,
        _OLDEST_YEARS,
        "an age between 14 and 100 years",
    ),
    (
        re.compile(
            r"(salary|gehalt|income|einkommen|lohn|wage|verguetung|salaire|salario|stipendio|salaris|wynagrodzenie)(_|$)"
        ),
        0,
        1e12,
        "pay that is not negative",
    ),
    (re.compile(r"(^|_)fte$"), 0, 2, "a full-time equivalent between 0 and 2"),
    (
        re.compile(r"(hours|stunden|days|tage|tenure|years|jahre|distance|km)(_|$)"),
        0,
        1e6,
        "a number that is not negative",
    ),
]
_NEEDED_DATES = ("snapshot_on", "hired_on", "left_on")


class RowChecks:
    """What is looked for in every batch; `findings` fill up."""

    def __init__(self, plan: ImportPlan, findings: Findings, today: date) -> None:
        self._plan = plan
        self._findings = findings
        self._today = today
        self._readable = [column for column in plan.columns if _is_checked(column)]
        self._ranges = [(column, *limits) for column in plan.attributes if (limits := _limits_of(column))]
        self._subjects: list[pl.Series] = []

    @property
    def may_repeat_subjects(self) -> bool:
        """Whether two rows may be about the same person (and date, for snapshots); False is certain."""
        return bool(self._subjects) and pl.concat(self._subjects).is_duplicated().any()

    def look(self, batch: pl.DataFrame, staged: pl.DataFrame) -> None:
        """Check one batch and what it was translated to."""
        values = batch.select(_values_of(column).alias(column.source) for column in self._readable)
        self._look_for_unreadable(batch, values)
        self._look_for_missing(staged)
        self._look_at_dates(staged)
        self._look_at_hires(batch)
        self._look_at_births(batch, staged)
        self._look_at_ranges(batch, values)
        # Eight bytes a row: asking the database to group a million rows takes half a second.
        subject = ["employee_number", *(["effective_on"] if self._plan.shape == "snapshots" else [])]
        self._subjects.append(staged.select(pl.struct(subject).hash()).to_series())

    def _look_for_unreadable(self, batch: pl.DataFrame, values: pl.DataFrame) -> None:
        for column in self._readable:
            written, read = batch[column.source], values[column.source]
            if read.null_count() == written.null_count():
                continue
            # Signs for "no value" are no fault; they are told apart among the few that remain.
            rows = (
                batch.filter(read.is_null() & written.is_not_null())
                .filter(text_of(column.source, MISSING_VALUES).is_not_null())
                .select(pl.col(ROW_NUMBER).alias("row"), pl.col(column.source).alias("value"))
            )
            severity, code, message = _sentence(column)
            self._findings.add_rows(severity, code, message, rows, column=column.source)

    def _look_for_missing(self, staged: pl.DataFrame) -> None:
        numbered = self._plan.source_of("employee_number")
        if numbered is not None:
            self._note(
                staged, pl.col("employee_number").is_null(), "error", "employee_number_missing",
                "the employee number is missing; fill it in or leave the rows out", numbered,
            )  # fmt: skip
        needed: dict[Shape, tuple[Target, str]] = {
            "snapshots": ("snapshot_on", "effective_on"),
            "terminations": ("left_on", "left_on"),
        }
        if self._plan.shape in needed:
            target, column = needed[self._plan.shape]
            self._note(
                staged, pl.col(column).is_null(), "error", "date_missing",
                "the date is missing; fill it in or leave the rows out", self._plan.source_of(target),
            )  # fmt: skip
        flag = self._plan.source_of("left_flag")
        if flag is not None and self._plan.shape == "static":
            self._note(
                staged, pl.col("has_left").is_null(), "error", "outcome_missing",
                "it does not say whether the person left (yes or no, 1 or 0)", flag,
            )  # fmt: skip

    def _look_at_dates(self, staged: pl.DataFrame) -> None:
        plan = self._plan
        hired, left = plan.source_of("hired_on"), plan.source_of("left_on")
        horizon = self._today + timedelta(days=_FUTURE_DAYS)
        if hired is not None and left is not None:
            self._note(
                staged, pl.col("left_on") < pl.col("hired_on"), "error", "left_before_hired",
                "the person left before being hired; correct one of the dates", left,
            )  # fmt: skip
        if hired is not None:
            hired_until = (plan.as_of or self._today) + timedelta(days=_FUTURE_DAYS)
            self._note(
                staged, pl.col("hired_on") > hired_until, "warning", "date_in_future",
                "the date of hire is more than a year ahead", hired,
            )  # fmt: skip
            if plan.shape == "snapshots":
                self._note(
                    staged, pl.col("effective_on") < pl.col("hired_on"), "warning", "snapshot_before_hired",
                    "the snapshot is older than the date of hire", hired,
                )  # fmt: skip
        if left is not None:
            self._note(
                staged, pl.col("left_on") > horizon, "warning", "date_in_future",
                "the date of leaving is more than a year ahead", left,
            )  # fmt: skip
        if plan.shape == "snapshots":
            self._note(
                staged, pl.col("effective_on") > self._today + timedelta(days=31), "error", "date_in_future",
                "the snapshot lies in the future", plan.source_of("snapshot_on"),
            )  # fmt: skip

    def _look_at_hires(self, batch: pl.DataFrame) -> None:
        """Dates of hire that are dates but of no person's life; read as none, they would be lost."""
        hired = self._plan.find("hired_on")
        if hired is None:
            return
        written = readable_date_of(hired.source, hired.form)
        is_lost = date_of(hired.source, hired.form).is_null() & ~written.is_in(_NO_DATES)
        rows = batch.filter(written.is_not_null() & is_lost).select(
            pl.col(ROW_NUMBER).alias("row"), pl.col(hired.source).alias("value")
        )
        message = "the date of hire is before 1901 or after 2199; correct it"
        self._findings.add_rows("error", "impossible_date", message, rows, column=hired.source)

    def _look_at_births(self, batch: pl.DataFrame, staged: pl.DataFrame) -> None:
        birth = self._plan.find("birth_date")
        if birth is None:
            return
        both = staged.select("row_number", "hired_on", "effective_on").with_columns(
            batch.select(date_of(birth.source, birth.form).alias("born_on"))
        )
        since = pl.coalesce("hired_on", "effective_on") - pl.col("born_on")
        years = since.dt.total_days() / _DAYS_PER_YEAR
        self._note(
            both, (years < _YOUNGEST_YEARS) | (years > _OLDEST_YEARS), "warning", "impossible_date",
            "the date of birth does not fit: hired under 14 or over 100 years old", birth.source,
        )  # fmt: skip

    def _look_at_ranges(self, batch: pl.DataFrame, values: pl.DataFrame) -> None:
        for column, lowest, highest, expected in self._ranges:
            numbers = values[column.source]
            is_outside = (numbers < lowest) | (numbers > highest)
            if not is_outside.any():
                continue
            rows = pl.DataFrame({"row": batch[ROW_NUMBER], "value": numbers}).filter(is_outside)
            self._findings.add_rows(
                "warning", "out_of_range", f"expected {expected}", rows, column=column.source
            )

    def _note(
        self,
        frame: pl.DataFrame,
        condition: pl.Expr,
        severity: Severity,
        code: str,
        message: str,
        column: str | None,
    ) -> None:
        rows = frame.filter(condition).select(pl.col("row_number").alias("row"))
        self._findings.add_rows(severity, code, message, rows, column=column)


def _is_checked(column: ColumnPlan) -> bool:
    kept = column.name is not None or column.target in _NEEDED_DATES
    return kept and column.form.kind in ("number", "boolean", "date")


def _values_of(column: ColumnPlan) -> pl.Expr:
    """What the column's texts say, null where they cannot be read."""
    if column.form.kind == "date":
        return readable_date_of(column.source, column.form)
    return (
        number_of(column.source, column.form) if column.form.kind == "number" else boolean_of(column.source)
    )


def _limits_of(column: ColumnPlan) -> tuple[float, float, str] | None:
    """The lowest and the highest number that is likely, and a word for them."""
    if column.form.kind != "number" or column.name is None:
        return None
    for pattern, lowest, highest, expected in _RANGES:
        if pattern.search(column.name):
            return lowest, highest, expected
    return None


def _sentence(column: ColumnPlan) -> tuple[Severity, str, str]:
    kind = column.form.kind
    if column.target in _NEEDED_DATES:
        return "error", "unreadable_date", "the value is not a date as the other rows write it; correct it"
    expected = {"number": "a number", "date": "a date"}.get(kind, "yes or no")
    return "warning", "mixed_types", f"the value is not {expected} as in the other rows; it is left out"
