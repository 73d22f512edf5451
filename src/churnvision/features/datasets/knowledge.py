"""Findings about columns: leaks, similar categories, and what differs from earlier imports."""

from collections.abc import Mapping as Lookup
from dataclasses import replace
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from churnvision.features.datasets.findings import Findings
from churnvision.features.datasets.planning import ImportPlan
from churnvision.features.datasets.schemas import StoredReading

_KINDS = "SELECT name, kind FROM employee_attributes WHERE name = ANY(:names)"
_LEVELS = """
SELECT l.key AS name, array_agg(DISTINCT v) AS levels
FROM observation_windows w, jsonb_each(w.details -> 'levels') l, jsonb_array_elements_text(l.value) v
WHERE l.key = ANY(:names) GROUP BY l.key
"""
_LEVELS_NAMED = 3
_TITLES_NAMED = 3


def note_layout(reading: StoredReading, findings: Findings) -> None:
    """Name rows above the header and sheets that were left out."""
    if reading.titles:
        row = reading.header_row
        above = "row 1" if reading.header_row == 2 else f"rows 1 to {reading.header_row - 1}"
        said = "; ".join(repr(title) for title in reading.titles[:_TITLES_NAMED])
        findings.add(
            "warning", "rows_skipped",
            f"the column names stand in row {row}; {above} above them ({said}) was not imported",
            count=len(reading.titles),
        )  # fmt: skip
    if reading.other_sheets:
        others = ", ".join(repr(name) for name in reading.other_sheets)
        findings.add(
            "warning", "sheets_skipped",
            f"only the largest sheet {reading.sheet!r} was read, not {others}; save those as own files",
            count=len(reading.other_sheets),
        )  # fmt: skip


def note_columns(plan: ImportPlan, reading: StoredReading, findings: Findings) -> None:
    """Name columns that tell the outcome, and categories that differ in case only."""
    leaks = {one.source: one.leak_reason for one in reading.suggestions if one.leak_reason}
    for column in plan.columns:
        reason = leaks.get(column.source)
        if column.target in ("leak", "end_reason", "end_cause", "status") or (
            column.target == "attribute" and reason is not None
        ):
            kept = (
                "kept out of the features" if column.target != "attribute" else "used all the same, as mapped"
            )
            findings.add(
                "warning", "leak", f"the column tells the outcome ({reason or 'as mapped'}); {kept}",
                column=column.source,
            )  # fmt: skip
        elif column.source in reading.similar_values and column.name is not None:
            first, second = reading.similar_values[column.source][:2]
            findings.add(
                "warning", "similar_categories", f"{first!r} and {second!r} are probably the same category",
                column=column.source, value=second,
            )  # fmt: skip


async def settle_names(session: AsyncSession, plan: ImportPlan, findings: Findings) -> ImportPlan:
    """The plan with another name for attributes that earlier imports hold as another kind of value.

    "salary" as low, medium, high beside "salary" as an amount becomes salary_category.
    """
    kinds = await _read(session, _KINDS, [column.name for column in plan.attributes], "kind")
    columns = []
    for column in plan.columns:
        known = kinds.get(str(column.name))
        if known is not None and _differs(known, column.form.kind):
            name = f"{column.name}_{column.form.kind}"
            findings.add(
                "warning", "mixed_kinds",
                f"earlier imports hold {column.name!r} as {known}, this file as {column.form.kind}; it is "
                f"kept as {name!r}",
                column=column.source,
            )  # fmt: skip
            column = replace(column, name=name)
        columns.append(column)
    return replace(plan, columns=columns)


def _differs(known: str, kind: str) -> bool:
    return known != kind and {known, kind} != {"text", "category"}


async def note_new_categories(
    session: AsyncSession, plan: ImportPlan, reading: StoredReading, findings: Findings
) -> None:
    """Name categories that earlier imports never had."""
    levels = await _read(session, _LEVELS, [column.name for column in plan.attributes], "levels")
    for column in plan.attributes:
        name = str(column.name)
        new = set(reading.levels.get(column.source, [])) - set(levels.get(name, []))
        if name in levels and new and column.form.kind == "category":
            shown = ", ".join(repr(level) for level in sorted(new)[:_LEVELS_NAMED])
            findings.add(
                "warning", "unknown_category", f"earlier imports do not have the category {shown}",
                column=column.source, value=min(new), count=len(new),
            )  # fmt: skip


async def _read(
    session: AsyncSession, statement: str, names: list[str | None], column: str
) -> Lookup[str, Any]:
    rows = (await session.execute(text(statement), {"names": names})).mappings()
    return {row["name"]: row[column] for row in rows}
