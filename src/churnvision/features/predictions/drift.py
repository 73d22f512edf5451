"""Drift checks: queued by hand and after every scoring, and run by the worker; safe to run twice."""

import asyncio
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy.ext.asyncio import AsyncSession

from churnvision.features.audit import service as audit
from churnvision.features.employees import service as employees
from churnvision.features.predictions import drift_repository as repository
from churnvision.features.predictions.drift_child import compare_people
from churnvision.features.predictions.drift_schemas import DriftCheckPage, DriftCheckView
from churnvision.features.predictions.errors import NothingToCompareWith
from churnvision.features.predictions.tables import DriftCheck, ScoringRun
from churnvision.features.training import service as training
from churnvision.features.training.errors import NoPromotedModel, NothingToTrainOn
from churnvision.features.training.service import ReadyModel
from churnvision.kit.access import Actor
from churnvision.kit.isolated import ChildEnded, Refused, ignore_progress, run_isolated
from churnvision.kit.jobs import JobContext, enqueue, find_lost
from churnvision.kit.logging import get_logger
from churnvision.kit.work_folder import work_folder
from churnvision.ml.curve import DAYS_PER_MONTH, HORIZON_DAYS
from churnvision.ml.leaver_band import LeaverCheck, check_leavers

_log = get_logger(__name__)
_SHOWN_CHECKS = 24


async def start(session: AsyncSession, actor: Actor) -> DriftCheckView:
    """Queue a check of the promoted version. Raises NoPromotedModel, NothingToCompareWith."""
    version = await training.find_promoted(session)
    if version is None:
        raise NoPromotedModel
    check_id = await queue(session, actor, version.id)
    if check_id is None:
        raise NothingToCompareWith
    found = await repository.find_check(session, check_id)
    assert found is not None
    return _view(found, actor)


async def queue(session: AsyncSession, actor: Actor, version_id: int) -> int | None:
    """Queue a check of a version; None where it keeps nothing to compare with."""
    if await training.find_reference(session, version_id) is None:
        return None
    check_id = await repository.add_check(session, version_id, actor.user_id)
    await enqueue(session, "predictions.check_drift", drift_check_id=check_id)
    await audit.record(session, actor, "drift.check_started", subject=("drift_check", check_id))
    return check_id


async def find_checks(session: AsyncSession, actor: Actor, version_id: int) -> DriftCheckPage:
    """The newest checks of a version. Raises ModelVersionNotFound."""
    await training.get_version(session, version_id)
    found = await repository.find_checks(session, version_id, limit=_SHOWN_CHECKS)
    return DriftCheckPage(items=[_view(one, actor) for one in found])


async def run(context: JobContext, check_id: int) -> None:
    """Compare people and leavers, and store what was found."""
    try:
        await _check(context, check_id)
    except (Refused, NothingToTrainOn) as refusal:
        await _end(context, check_id, status="failed", message=str(refusal))
    except ChildEnded as ended:
        _log.error("drift.child_ended", drift_check_id=check_id, reason=str(ended))
        sentence = f"The check ended unexpectedly: {ended.last_line}."
        await _end(context, check_id, status="failed", message=sentence)


async def give_up(context: JobContext, check_id: int) -> None:
    """Say so when no attempt is left."""
    sentence = "The worker ended several times during this check; see its log."
    await _end(context, check_id, status="failed", message=sentence)


async def recover(context: JobContext) -> None:
    """End checks that nobody will take up, because the queue holds no job of theirs."""
    find_running = repository.find_running_ids
    name, argument = "predictions.check_drift", "drift_check_id"
    for check_id in await find_lost(context.database, name, argument, find_running):
        _log.error("drift.lost", drift_check_id=check_id)
        sentence = "The queue has lost this check; start it again."
        await _end(context, check_id, status="failed", message=sentence)


async def _check(context: JobContext, check_id: int) -> None:
    async with context.database.reading() as session:
        check = await repository.find_check(session, check_id)
        if check is None or check.status != "running":
            return
        reference = await training.find_reference(session, check.model_version_id)
    assert reference is not None
    async with work_folder(context.settings.var, f"drift-{check_id}") as folder:
        model, compared, as_of = await _compare(context, check.model_version_id, reference, folder)
    url = context.database.url
    until = await asyncio.to_thread(training.find_leaving_known_until, url, model.shape) or as_of
    async with context.database.reading() as session:
        leavers = await _compare_leavers(session, check.model_version_id, until)
    has_drifted = compared is not None and compared["verdict"] != "stable"
    await _end(
        context,
        check_id,
        status="succeeded",
        as_of=as_of,
        is_alarm=has_drifted or any(one["is_alarm"] for one in leavers),
        report={"people": compared, "leavers": leavers},
    )


async def _compare(
    context: JobContext, version_id: int, reference: dict[str, Any], folder: Path
) -> tuple[ReadyModel, dict[str, Any] | None, date]:
    """The version, what the child says of people, and as of when."""
    places = {name: folder / name for name in ("files", "present", "known")}
    for place in places.values():
        place.mkdir()
    model = await training.prepare_version(context.database, version_id, places["files"])
    url = context.database.url
    present = await asyncio.to_thread(training.copy_present, url, places["present"], model)
    known = await asyncio.to_thread(training.copy_known, url, places["known"], model)
    compared = await run_isolated(
        compare_people,
        ignore_progress,
        context.settings.worker.job_memory_bytes,
        present.facts,
        known.facts,
        places["files"],
        model.sha256,
        reference,
    )
    return model, compared, present.facts.as_of


async def _compare_leavers(session: AsyncSession, version_id: int, until: date) -> list[dict[str, Any]]:
    """Leavers since the last scoring and since the first of the year, against what these expected."""
    runs = await repository.find_past_runs(session, version_id, until)
    chosen = {run.as_of: run for run in (*runs[:1], *runs[-1:])}
    found = []
    for run in sorted(chosen.values(), key=lambda one: one.as_of, reverse=True):
        observed = await repository.count_leavers(session, run, until)
        check = _checked(run, (until - run.as_of).days, observed)
        found.append(
            {
                "scoring_run_id": run.id,
                "since": run.as_of.isoformat(),
                "until": until.isoformat(),
                "expected": check.expected,
                "observed": check.observed,
                "lower": check.lower,
                "upper": check.upper,
                "is_alarm": check.is_alarm,
            }
        )
    return found


def _checked(run: ScoringRun, days: int, observed: int) -> LeaverCheck:
    """Leavers within so many days of a scoring against those that it expected."""
    by_month, spreads = run.summary["expected"], run.summary["spreads"]
    expected = float(np.interp(days / DAYS_PER_MONTH, np.arange(len(by_month)), by_month))
    return check_leavers(
        expected, observed, float(np.interp(days, HORIZON_DAYS, spreads)) if spreads else 0.0
    )


async def _end(context: JobContext, check_id: int, **values: Any) -> None:
    async with context.database.transaction() as session:
        check = await repository.find_check(session, check_id, lock=True)
        if check is not None and check.status == "running":
            await repository.set_check(session, check_id, values)


def _view(check: DriftCheck, actor: Actor) -> DriftCheckView:
    """A check as the actor may see it: who sees groups only is not told of one to four leavers."""
    report = check.report or {"people": None, "leavers": []}
    hides = not actor.may("employees:read")
    leavers = [
        {**one, "observed": None} if hides and 0 < one["observed"] < employees.SMALLEST_GROUP else one
        for one in report["leavers"]
    ]
    return DriftCheckView(
        id=check.id,
        model_version_id=check.model_version_id,
        status=check.status,
        as_of=check.as_of,
        is_alarm=check.is_alarm,
        people=report["people"],
        leavers=leavers,
        message=check.message,
        created_at=check.created_at,
        finished_at=check.finished_at,
    )
