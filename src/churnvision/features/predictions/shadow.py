"""Shadow scoring: another version scores everybody too, and its sums are kept apart to be compared."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy.ext.asyncio import AsyncSession

from churnvision.features.employees import service as employees
from churnvision.features.employees.schemas import OrgUnitView
from churnvision.features.predictions import drift_repository, repository, shadow_repository
from churnvision.features.predictions.shadow_child import compare_scores
from churnvision.features.predictions.shadow_schemas import (
    ShadowComparison,
    ShadowGroup,
    ShadowHorizon,
    ShadowLeavers,
    ShadowRunPage,
    ShadowRunView,
)
from churnvision.features.predictions.tables import ScoringRun, ShadowRun
from churnvision.features.training import service as training
from churnvision.features.training.errors import NothingToTrainOn
from churnvision.kit.access import Actor
from churnvision.kit.database import Database
from churnvision.kit.isolated import ChildEnded, Refused, ignore_progress, run_isolated
from churnvision.kit.jobs import JobContext, enqueue
from churnvision.kit.logging import get_logger
from churnvision.kit.work_folder import work_folder
from churnvision.ml.curve import DAYS_PER_MONTH

_log = get_logger(__name__)
_SHOWN_RUNS = 12
_SHOWN_GROUPS = 10


async def queue(session: AsyncSession) -> None:
    """Queue the shadow scoring that follows a scoring, where a version runs as shadow."""
    if await training.find_shadow(session) is not None:
        await enqueue(session, "predictions.score_shadow")


async def run(context: JobContext) -> None:
    """Score with the shadow what the current run has scored, once."""
    async with context.database.reading() as session:
        version = await training.find_shadow(session)
        shown = await repository.find_current_run(session)
        if version is None or shown is None:
            return
        if await shadow_repository.is_done(session, shown.id, version.id):
            return
    values: dict[str, Any] = {"message": None}
    try:
        async with work_folder(context.settings.var, f"shadow-{shown.id}") as folder:
            values |= await _compare(context, version.id, shown.id, folder)
    except (Refused, NothingToTrainOn) as refusal:
        values = {"comparison": None, "message": str(refusal)}
    except ChildEnded as ended:
        _log.error("shadow.child_ended", scoring_run_id=shown.id, reason=str(ended))
        values = {"comparison": None, "message": f"The shadow scoring ended unexpectedly: {ended.last_line}."}
    async with context.database.transaction() as session:
        key = {"scoring_run_id": shown.id, "model_version_id": version.id}
        await shadow_repository.put(session, {**key, **values})


async def _compare(context: JobContext, version_id: int, run_id: int, folder: Path) -> dict[str, Any]:
    files, present, outputs = folder / "files", folder / "present", folder / "outputs.csv"
    files.mkdir()
    present.mkdir()
    model = await training.prepare_version(context.database, version_id, files)
    copied = await asyncio.to_thread(training.copy_present, context.database.url, present, model)
    async with context.database.reading() as session:
        await shadow_repository.copy_outputs(session, run_id, outputs)
    compared = await run_isolated(
        compare_scores,
        ignore_progress,
        context.settings.worker.job_memory_bytes,
        copied.facts,
        files,
        model.sha256,
        outputs,
    )
    return {"as_of": copied.facts.as_of, "comparison": compared}


async def find_runs(
    session: AsyncSession, database: Database, actor: Actor, version_id: int
) -> ShadowRunPage:
    """The newest shadow runs of a version beside the scorings, with who has left since.

    Raises ModelVersionNotFound.
    """
    version = await training.get_version(session, version_id)
    found = await shadow_repository.find_runs(session, version_id, limit=_SHOWN_RUNS)
    until = await asyncio.to_thread(training.find_leaving_known_until, database.url, version.shape)
    units = (await employees.list_org_units(session, actor)).items if _sees_groups(actor) else []
    items = []
    for shadow, run_beside in found:
        leavers = None
        if until is not None and run_beside.as_of < until:
            observed = await drift_repository.count_leavers(session, run_beside, until)
            leavers = _leavers(shadow, run_beside, until, observed, actor)
        items.append(_view(shadow, run_beside, leavers, units))
    return ShadowRunPage(items=items)


def _sees_groups(actor: Actor) -> bool:
    """Groups are those of the whole company: for who sees everyone, or groups only."""
    return actor.sees_everyone or not actor.may("employees:read")


def _view(
    shadow: ShadowRun, beside: ScoringRun, leavers: ShadowLeavers | None, units: list[OrgUnitView]
) -> ShadowRunView:
    compared = shadow.comparison
    is_shown = compared is not None and compared["people"] >= employees.SMALLEST_GROUP
    return ShadowRunView(
        id=shadow.id,
        model_version_id=shadow.model_version_id,
        scoring_run_id=beside.id,
        beside_version_id=beside.model_version_id,
        as_of=shadow.as_of,
        message=shadow.message,
        comparison=_comparison(compared, units) if compared is not None and is_shown else None,
        leavers=leavers if is_shown else None,
        created_at=shadow.created_at,
    )


def _comparison(compared: Mapping[str, Any], units: list[OrgUnitView]) -> ShadowComparison:
    return ShadowComparison(
        people=compared["people"],
        horizons=[ShadowHorizon(**one) for one in compared["horizons"]],
        rank_correlation=compared["rank_correlation"],
        mean_absolute_difference=compared["mean_absolute_difference"],
        groups=_groups(compared["units"], units),
    )


def _groups(direct: list[list[Any]], units: list[OrgUnitView]) -> list[ShadowGroup]:
    """The units whose sums differ most, none of which would tell of a small group."""
    parents = {unit.id: unit.parent_id for unit in units}
    known = {unit: np.array(values) for unit, *values in direct if unit is None or unit in parents}
    if not parents or not known:
        return []
    sums = employees.add_up(parents, known, np.zeros(3))
    sizes = {unit: (int(values[0]),) for unit, values in sums.items()}
    hidden = employees.hidden_groups(
        parents, sizes, hidden_before={unit.id for unit in units if unit.suppressed}
    )
    groups = [
        ShadowGroup(
            org_unit_id=unit.id,
            path=unit.path,
            people=int(sums[unit.id][0]),
            promoted=float(sums[unit.id][1]),
            shadow=float(sums[unit.id][2]),
        )
        for unit in units
        if unit.id not in hidden and sums[unit.id][0]
    ]
    return sorted(groups, key=lambda one: -abs(one.shadow - one.promoted))[:_SHOWN_GROUPS]


def _leavers(
    shadow: ShadowRun, beside: ScoringRun, until: Any, observed: int, actor: Actor
) -> ShadowLeavers | None:
    """Leavers since the scoring, against what both versions expected."""
    promoted, own = beside.summary.get("expected"), (shadow.comparison or {}).get("expected")
    months = (until - beside.as_of).days / DAYS_PER_MONTH
    if promoted is None or own is None or months > len(own) - 1:
        return None
    hides = not actor.may("employees:read") and 0 < observed < employees.SMALLEST_GROUP
    return ShadowLeavers(
        until=until,
        observed=None if hides else observed,
        promoted=float(np.interp(months, np.arange(len(promoted)), promoted)),
        shadow=float(np.interp(months, np.arange(len(own)), own)),
    )
