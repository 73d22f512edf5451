"""Checking an import without writing, and committing it: the same steps, in one transaction."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from churnvision.features.datasets import fact_writing, facts, present_state, repository
from churnvision.features.datasets.checks import RowChecks
from churnvision.features.datasets.errors import ChecksFailed
from churnvision.features.datasets.findings import Findings
from churnvision.features.datasets.knowledge import (
    note_columns,
    note_layout,
    note_new_categories,
    settle_names,
)
from churnvision.features.datasets.planning import ImportPlan, catalogue_of
from churnvision.features.datasets.reading import Table
from churnvision.features.datasets.schemas import Problem, StoredReading
from churnvision.features.datasets.staging import Report, add_details, copy_snapshots, stage
from churnvision.kit.clock import today_on, utc_now


@dataclass(frozen=True)
class CheckedImport:
    """Rows staged in the transaction, with what was found and what would change."""

    plan: ImportPlan
    as_of: date
    observed_from: date | None
    counts: dict[str, int]
    problems: list[Problem]
    has_errors: bool
    org_unit_paths: list[str]


async def check_rows(
    session: AsyncSession, table: Table, plan: ImportPlan, reading: StoredReading, report: Report
) -> CheckedImport:
    """Stage every row in the caller's transaction and find problems and the difference."""
    findings = Findings()
    note_layout(reading, findings)
    note_columns(plan, reading, findings)
    plan = await settle_names(session, plan, findings)
    await note_new_categories(session, plan, reading, findings)
    checks = RowChecks(plan, findings, today_on())
    paths = await stage(session, table, plan, checks, report)
    report(1.0, "comparing with what is known")
    copies = await _number_and_count_copies(session, table, plan, checks, findings)
    first, newest = await facts.find_dates(session, with_spells=plan.shape != "snapshots")
    as_of = plan.as_of or newest or today_on()
    await facts.gather_people(session, plan.shape, as_of, absence_is_leaving=plan.absence_is_leaving)
    if plan.has_snapshots and (known := await facts.find_rows_on_known_dates(session)):
        await add_details(session, table, plan, known)
    await facts.mark_changes(session, plan.shape, withdrawn_until=_withdrawn_until(plan, as_of))
    difference = await facts.count_difference(session)
    _note_difference(plan, difference, findings)
    counts = {"rows": table.row_count, "identical_rows": copies}
    counts |= {
        name: int(difference[name]) for name in ("people", "new", "changed", "left", "unchanged", "leavers")
    }
    observed_from = plan.static_effective_on or first
    return CheckedImport(
        plan, as_of, observed_from, counts, findings.problems(), findings.has_errors, sorted(paths)
    )


def _withdrawn_until(plan: ImportPlan, as_of: date) -> date | None:
    """Until when the file, where it tells no end of a person, says that there is none (`present_state`)."""
    if plan.tells_spells:
        return date.max
    return as_of if plan.shape == "static" else None


async def _number_and_count_copies(
    session: AsyncSession, table: Table, plan: ImportPlan, checks: RowChecks, findings: Findings
) -> int:
    """Number rows without a number; note identical and contradicting rows. Returns the copies."""
    if plan.find("employee_number") is not None:
        is_possible = checks.may_repeat_subjects
        return await _note_repeated(session, table, plan, findings) if is_possible else 0
    copies, first_row = await facts.number_rows(session)
    if copies:
        findings.add(
            "warning", "identical_rows",
            f"{copies:,} rows repeat another one in full; they stay separate people, and training uses "
            "each content once",
            rows=[first_row] if first_row else [], count=copies,
        )  # fmt: skip
    return copies


async def _note_repeated(session: AsyncSession, table: Table, plan: ImportPlan, findings: Findings) -> int:
    repeated = await facts.find_repeated_rows(session, plan.shape)
    if not repeated:
        return 0
    if plan.has_snapshots:
        await add_details(session, table, plan, repeated)
    column = plan.source_of("employee_number")
    same = await facts.count_repeated(session, plan.shape, repeated, identical=True)
    if same["groups"]:
        findings.add(
            "warning", "identical_rows", "the same row is there more than once; it is used once",
            rows=[same["first_row"]], count=int(same["copies"]), column=column, value=same["example"],
        )  # fmt: skip
    other = await facts.count_repeated(session, plan.shape, repeated, identical=False)
    if other["groups"]:
        what = "and date " if plan.shape == "snapshots" else ""
        findings.add(
            "error", "duplicate", f"the same employee number {what}has two rows that differ; keep one",
            rows=[other["first_row"]], count=int(other["groups"]), column=column, value=other["example"],
        )  # fmt: skip
    return int(same["copies"] or 0)


def _note_difference(plan: ImportPlan, difference: dict[str, Any], findings: Findings) -> None:
    if plan.shape == "terminations" and difference["new"]:
        findings.add(
            "warning", "unknown_employee", "people are named who were in no earlier import; they are added",
            count=int(difference["new"]), column=plan.source_of("employee_number"),
        )  # fmt: skip
    if difference["left_before_known_hire"]:
        findings.add(
            "warning", "left_before_hired",
            "people left before the date of hire that an earlier import gave; they count as hired again "
            "since, so correct one of the dates where that is wrong",
            count=int(difference["left_before_known_hire"]), column=plan.source_of("left_on"),
            value=difference["left_before_known_hire_example"],
        )  # fmt: skip
    if plan.shape == "snapshots" and difference["absent"] and not plan.tells_leaving:
        findings.add(
            "warning", "absent_people",
            f"{difference['absent']:,} people are missing from the newest snapshot, and nothing says that "
            "they left: import the list of leavers too, or say that absence means leaving",
            count=int(difference["absent"]), column=plan.source_of("snapshot_on"),
        )  # fmt: skip
    if plan.tells_spells:
        findings.add(
            "warning", "values_not_dated",
            "the file says when people came and left, but not from when its other values hold; they are "
            "taken as true since each person was hired, so forecasts may look better than they are",
        )  # fmt: skip
    if plan.shape == "static" and not difference["leavers"]:
        findings.add("warning", "no_leavers", "nobody in the file has left, so nothing can be learnt from it")


async def write(
    session: AsyncSession,
    dataset_id: int,
    table: Table,
    checked: CheckedImport,
    reading: StoredReading,
    report: Report,
) -> None:
    """Write the staged rows as facts and derive the present state.

    Raises ChecksFailed, naming the first error, when there are errors.
    """
    refuse_errors(checked)
    plan = checked.plan
    await fact_writing.add_people(session, dataset_id)
    org_unit_ids = await fact_writing.add_org_units(session, checked.org_unit_paths)
    if plan.has_snapshots:
        has_copies = checked.counts["identical_rows"] > 0
        await copy_snapshots(session, table, plan, dataset_id, report, has_copies=has_copies)
    else:
        await fact_writing.add_listed_attributes(session, dataset_id, plan.shape, checked.as_of)
    await fact_writing.add_employments(session, dataset_id, tells_stayers=plan.tells_spells)
    entries = catalogue_of(plan)
    details = {
        "attributes": fact_writing.stated(entries),
        "org_unit_ids": org_unit_ids,
        "levels": _levels(plan, reading),
        "window_is_assumed": reading.window_is_assumed,
        "as_of_is_assumed": reading.as_of_is_assumed,
    }
    window = {
        "dataset_id": dataset_id,
        "shape": "snapshots" if plan.tells_spells else plan.shape,
        "as_of": checked.as_of,
        "observed_from": checked.observed_from,
        "window_days": plan.window_days,
        "details": details,
    }
    await fact_writing.add_window(session, window)
    await fact_writing.derive_catalogue(session, [entry.name for entry in entries])
    await repository.change_dataset(session, dataset_id, {"status": "committed", "committed_at": utc_now()})
    await present_state.collect_staged(session)
    await present_state.derive(session)


def refuse_errors(checked: CheckedImport) -> None:
    """Raise ChecksFailed when the checks found errors."""
    if not checked.has_errors:
        return
    errors = [problem for problem in checked.problems if problem.severity == "error"]
    more = f" ({len(errors) - 1} more kinds of errors)" if len(errors) > 1 else ""
    raise ChecksFailed(
        f"Nothing was imported. Column {errors[0].column!r}: {errors[0].message}{more}."
        if errors[0].column
        else f"Nothing was imported. {errors[0].message}{more}.",
        problems=[problem.model_dump() for problem in errors[:50]],
    )


def _levels(plan: ImportPlan, reading: StoredReading) -> dict[str, list[str]]:
    return {
        column.name: reading.levels[column.source]
        for column in plan.attributes
        if column.name is not None and column.source in reading.levels
    }
