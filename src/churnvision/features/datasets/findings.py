"""Collects what checks find: one problem a kind and column, with its first rows and how often it occurs."""

from dataclasses import dataclass, field

import polars as pl

from churnvision.features.datasets.schemas import Problem, Severity

_ROWS_NAMED = 5
_VALUE_CHARACTERS = 60


@dataclass
class _Finding:
    problem: Problem
    rows: list[int] = field(default_factory=list)


class Findings:
    """Problems by kind and column; sentences are completed with rows when they are asked for."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str | None], _Finding] = {}

    def add(
        self,
        severity: Severity,
        code: str,
        message: str,
        *,
        column: str | None = None,
        rows: list[int] | None = None,
        value: str | None = None,
        count: int = 1,
    ) -> None:
        """Note `count` more cases; the first rows and value are kept as the example."""
        rows = rows or []
        known = self._found.get((code, column))
        if known is None:
            shown = None if value is None else value[:_VALUE_CHARACTERS]
            first = rows[0] if rows else None
            problem = Problem(
                severity=severity,
                code=code,
                message=message,
                row=first,
                column=column,
                value=shown,
                count=count,
            )
            self._found[(code, column)] = _Finding(problem, rows[:_ROWS_NAMED])
            return
        known.problem.count += count
        known.rows = (known.rows + rows)[:_ROWS_NAMED]

    def add_rows(
        self,
        severity: Severity,
        code: str,
        message: str,
        rows: pl.DataFrame,
        *,
        column: str | None = None,
    ) -> None:
        """Note every row of a frame with the columns `row` and, if there is one, `value`."""
        if rows.is_empty():
            return
        value = rows["value"][0] if "value" in rows.columns else None
        numbers = [int(row) for row in rows["row"].head(_ROWS_NAMED)]
        shown = None if value is None else str(value)
        self.add(severity, code, message, column=column, rows=numbers, value=shown, count=rows.height)

    def problems(self) -> list[Problem]:
        """Errors first, then warnings, each with the rows where it occurs."""
        found = sorted(self._found.values(), key=lambda one: one.problem.severity)
        return [_with_rows(one) for one in found]

    @property
    def has_errors(self) -> bool:
        """Whether anything forbids the import."""
        return any(one.problem.severity == "error" for one in self._found.values())


def _with_rows(finding: _Finding) -> Problem:
    problem, rows = finding.problem, finding.rows
    if not rows:
        return problem
    more = problem.count - len(rows)
    named = ", ".join(str(row) for row in rows) + (f" and {more:,} more" if more > 0 else "")
    label = "Row" if problem.count == 1 else "Rows"
    return problem.model_copy(update={"message": f"{label} {named}: {problem.message}"})
