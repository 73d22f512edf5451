"""Drift checks as the worker runs them: quiet after training, loud once the workforce has changed."""

from datetime import date, timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from churnvision.features.predictions import drift, drift_repository
from churnvision.features.predictions import running as scoring
from churnvision.features.predictions import service as predictions
from churnvision.features.predictions.drift_schemas import DriftCheckView
from churnvision.features.training import running, service
from churnvision.features.training.errors import ModelVersionNotFound
from churnvision.features.training.schemas import TrainingOptions
from churnvision.kit.access import Actor
from churnvision.kit.database import Database
from churnvision.kit.jobs import JobContext
from churnvision.kit.settings import Settings
from tests.conftest import SignIn
from tests.factories.forecasts import make_version
from tests.factories.history import AS_OF, make_dated_workforce, make_window


@pytest.fixture
def context(database: Database, settings: Settings) -> JobContext:
    return JobContext(database, settings)


async def train(context: JobContext, actor: Actor) -> int:
    """A promoted version of 300 people, whose forecasts are there."""
    async with context.database.transaction() as session:
        await make_dated_workforce(session, people=400)
    async with context.database.transaction() as session:
        job = await service.start(session, actor, TrainingOptions(bags=2))
    await running.run(context, job.id)
    async with context.database.transaction() as session:
        started = await predictions.start_scoring(session, actor)
        found = await service.find_promoted(session)
    await scoring.run(context, started.scoring_run_id)
    assert found is not None
    return found.id


async def check(context: JobContext, actor: Actor) -> DriftCheckView:
    async with context.database.transaction() as session:
        started = await drift.start(session, actor)
    await drift.run(context, started.id)
    async with context.database.reading() as session:
        (newest, *_) = (await drift.find_checks(session, actor, started.model_version_id)).items
    assert newest.id == started.id and newest.status == "succeeded", newest.message
    return newest


async def change(context: JobContext, statement: str, **values: Any) -> None:
    async with context.database.transaction() as session:
        await session.execute(text(statement), values)


async def test_a_check_follows_every_scoring_and_is_loud_only_once_the_workforce_has_changed(
    context: JobContext, actor: Actor
) -> None:
    version_id = await train(context, actor)
    async with context.database.reading() as session:
        (queued,) = (await drift.find_checks(session, actor, version_id)).items
        jobs = (await session.scalars(text("SELECT task_name FROM procrastinate_jobs"))).all()
        present = await session.scalar(text("SELECT count(*) FROM employees WHERE status = 'active'"))
    assert queued.status == "running" and "predictions.check_drift" in jobs
    await drift.run(context, queued.id)
    async with context.database.reading() as session:
        (done,) = (await drift.find_checks(session, actor, version_id)).items
    assert done.status == "succeeded" and done.is_alarm is False and done.leavers == []
    assert done.people is not None and done.people.verdict == "stable" and done.people.joint is not None
    assert done.people.people_now == present == done.people.people_then
    assert {one.name for one in done.people.features} == {
        "overtime", "salary", "job", "years_since_born_on", "tenure_months",
    }  # fmt: skip
    # The queue may run it once more when it has not heard of the end.
    await drift.run(context, done.id)
    assert list((context.settings.var / "work").iterdir()) == []

    await change_workforce(context, actor, version_id)


async def change_workforce(context: JobContext, actor: Actor, version_id: int) -> None:
    """Three months later: other salaries, a new job, and twice the leavers that were expected."""
    later = AS_OF + timedelta(days=90)
    async with context.database.transaction() as session:
        await make_window(session, "snapshots", dataset_id=2, as_of=later)
        run = await predictions.repository.find_current_run(session)
    assert run is not None
    expected = run.summary["expected"][3]
    await change(
        context,
        "UPDATE employees SET status = 'left', left_on = :left_on WHERE id IN"
        " (SELECT id FROM employees WHERE status = 'active' ORDER BY id LIMIT :count)",
        left_on=AS_OF + timedelta(days=40),
        count=round(2 * expected),
    )
    await change(
        context,
        "INSERT INTO employee_snapshots (employee_id, effective_on, dataset_id, attributes)"
        " SELECT id, :day, 2, jsonb_build_object('salary', 90000 + id, 'job', 'astronaut')"
        " FROM employees WHERE status = 'active'",
        day=date(2026, 3, 1),
    )
    found = await check(context, actor)
    assert found.is_alarm and found.as_of == later and found.people is not None
    verdicts = {one.name: one.verdict for one in found.people.features}
    assert (verdicts["salary"], verdicts["job"], verdicts["overtime"]) == ("strong", "strong", "stable")
    (leavers,) = found.leavers
    assert (
        found.model_version_id == version_id
        and leavers.since == AS_OF
        and leavers.until == later
        and leavers.is_alarm
    )
    assert leavers.observed == round(2 * expected) and leavers.expected == pytest.approx(expected, rel=0.05)


async def test_one_to_four_leavers_are_not_told_to_those_who_see_groups_only(
    database: Database, client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    leavers = {
        "scoring_run_id": 1, "since": "2025-12-31", "until": "2026-01-31", "expected": 3.5, "observed": 2,
        "lower": 0, "upper": 9, "is_alarm": False,
    }  # fmt: skip
    async with database.transaction() as session:
        version_id = await make_version(session)
        check_id = await drift_repository.add_check(session, version_id, None)
        values = {"status": "succeeded", "is_alarm": False, "report": {"people": None, "leavers": [leavers]}}
        await drift_repository.set_check(session, check_id, values)
    for role, observed in (("viewer", None), ("hr_manager", 2)):
        answer = await client.get(
            "/api/v1/predictions/drift-checks",
            params={"model_version_id": version_id},
            headers=await sign_in(role),
        )
        assert answer.json()["items"][0]["leavers"][0]["observed"] == observed


async def test_checks_are_asked_for_over_http(
    context: JobContext, client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    path, headers = "/api/v1/predictions/drift-checks", await sign_in("analyst")
    assert (await client.post(path, headers=headers)).json()["code"] == "no_promoted_model"
    async with context.database.transaction() as session:
        await make_version(session)
    assert (await client.post(path, headers=headers)).json()["code"] == "nothing_to_compare_with"
    missing = await client.get(path, headers=headers, params={"model_version_id": 99})
    assert missing.status_code == 404 and missing.json()["code"] == ModelVersionNotFound.code


async def test_a_check_that_the_queue_has_lost_is_ended(context: JobContext, actor: Actor) -> None:
    async with context.database.transaction() as session:
        version_id = await make_version(session)
        await session.execute(text(f"INSERT INTO drift_checks (model_version_id) VALUES ({version_id})"))
    await drift.recover(context)
    async with context.database.reading() as session:
        (ended,) = (await drift.find_checks(session, actor, version_id)).items
    assert ended.status == "failed" and ended.message == "The queue has lost this check; start it again."
