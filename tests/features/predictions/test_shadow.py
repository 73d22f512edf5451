"""Shadow scoring: compared with the forecasts, and never one of them."""

from datetime import timedelta

import httpx
import polars as pl
import pytest
from sqlalchemy import text

from churnvision.features.employees.schemas import OrgUnitView
from churnvision.features.predictions import running as scoring
from churnvision.features.predictions import service as predictions
from churnvision.features.predictions import shadow
from churnvision.features.predictions.shadow_child import comparison
from churnvision.features.training import running, service
from churnvision.features.training.schemas import TrainingOptions
from churnvision.kit.access import Actor
from churnvision.kit.database import Database
from churnvision.kit.jobs import JobContext
from churnvision.kit.settings import Settings
from churnvision.ml.curve import HORIZON_DAYS
from tests.conftest import SignIn
from tests.factories.forecasts import make_version
from tests.factories.history import AS_OF, make_static_workforce, make_window

RUNS = "/api/v1/predictions/shadow-runs"


@pytest.fixture
def context(database: Database, settings: Settings) -> JobContext:
    return JobContext(database, settings)


async def train(context: JobContext, actor: Actor, seed: int) -> int:
    async with context.database.transaction() as session:
        job = await service.start(session, actor, TrainingOptions(bags=2, seed=seed))
    await running.run(context, job.id)
    async with context.database.reading() as session:
        done = await service.get(session, job.id)
    assert done.model_version_id is not None, done.message
    return done.model_version_id


async def score(context: JobContext, actor: Actor) -> int:
    async with context.database.transaction() as session:
        started = await predictions.start_scoring(session, actor)
    await scoring.run(context, started.scoring_run_id)
    return started.scoring_run_id


async def test_a_shadow_scores_beside_the_promoted_version_and_is_compared(
    context: JobContext, actor: Actor, client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    async with context.database.transaction() as session:
        await make_static_workforce(session, people=150)
    promoted_id, shadow_id = await train(context, actor, 1), await train(context, actor, 2)
    headers = await sign_in("analyst")
    put = await client.put(f"/api/v1/models/{shadow_id}/shadow", headers=headers, json={"is_shadow": True})
    assert put.status_code == 200 and put.json()["is_shadow"] is True
    run_id = await score(context, actor)
    async with context.database.reading() as session:
        jobs = (await session.scalars(text("SELECT task_name FROM procrastinate_jobs"))).all()
        sums = (
            await session.execute(
                text("SELECT count(*), sum(probability_90), sum(probability_365) FROM churn_outputs")
            )
        ).one()
    assert jobs.count("predictions.score_shadow") == 2  # at once, and after the scoring
    await shadow.run(context)
    await shadow.run(context)
    async with context.database.transaction() as session:
        await make_window(session, "static", dataset_id=2, as_of=AS_OF + timedelta(days=100), days=365)
        await session.execute(
            text(
                "UPDATE employees SET status = 'left', left_on = :left_on WHERE id IN"
                " (SELECT id FROM employees WHERE status = 'active' LIMIT 7)"
            ),
            {"left_on": AS_OF + timedelta(days=50)},
        )
    answer = await client.get(RUNS, headers=headers, params={"model_version_id": shadow_id})
    (found,) = answer.json()["items"]
    assert (found["scoring_run_id"], found["beside_version_id"]) == (run_id, promoted_id)
    compared = found["comparison"]
    assert compared["people"] == sums[0]
    horizons = {one["days"]: one for one in compared["horizons"]}
    assert horizons[90]["promoted"] == pytest.approx(sums[1])
    assert horizons[365]["promoted"] == pytest.approx(sums[2])
    assert horizons[365]["shadow"] == pytest.approx(sums[2], rel=0.3)
    assert horizons[365]["shadow"] != horizons[365]["promoted"]
    assert 0.7 < compared["rank_correlation"] < 1 and 0 < compared["mean_absolute_difference"] < 0.2
    assert {one["path"] for one in compared["groups"]} >= {"Acme", "Acme/Sales"}
    assert found["leavers"]["observed"] == 7
    assert horizons[90]["shadow"] < found["leavers"]["shadow"] < horizons[180]["shadow"]
    async with context.database.reading() as session:
        versions = (await session.scalars(text("SELECT DISTINCT model_version_id FROM churn_outputs"))).all()
    assert versions == [promoted_id]
    await client.post(f"/api/v1/models/{shadow_id}/promote", headers=headers)
    version = (await client.get(f"/api/v1/models/{shadow_id}", headers=headers)).json()
    assert version["status"] == "promoted" and version["is_shadow"] is False


async def test_one_version_at_a_time_runs_as_shadow_and_never_the_promoted_one(
    client: httpx.AsyncClient, database: Database, sign_in: SignIn
) -> None:
    async with database.transaction() as session:
        promoted = await make_version(session)
        first, second = [await make_version(session, status="candidate") for _ in range(2)]
    headers = await sign_in("analyst")

    async def put(version_id: int, *, is_shadow: bool) -> httpx.Response:
        path = f"/api/v1/models/{version_id}/shadow"
        return await client.put(path, headers=headers, json={"is_shadow": is_shadow})

    refused = await put(promoted, is_shadow=True)
    assert refused.status_code == 409 and refused.json()["code"] == "promoted_is_no_shadow"
    assert (await put(999, is_shadow=True)).status_code == 404
    await put(first, is_shadow=True)
    await put(second, is_shadow=True)
    listed = (await client.get("/api/v1/models/", headers=headers)).json()["items"]
    assert {one["id"]: one["is_shadow"] for one in listed} == {promoted: False, first: False, second: True}
    assert (await put(second, is_shadow=False)).json()["is_shadow"] is False
    async with database.reading() as session:
        acts = (await session.scalars(text("SELECT action FROM audit_events ORDER BY id"))).all()
    assert acts[-3:] == ["model.shadow_started", "model.shadow_started", "model.shadow_ended"]


async def test_without_a_shadow_nothing_is_scored(context: JobContext) -> None:
    await shadow.run(context)
    async with context.database.reading() as session:
        assert await session.scalar(text("SELECT count(*) FROM shadow_runs")) == 0


def test_sums_and_order_are_those_of_the_same_people() -> None:
    columns = {f"{name}_{days}": [0.1, 0.2, 0.3] for name in ("promoted", "shadow") for days in HORIZON_DAYS}
    both = pl.DataFrame({"org_unit_id": [1, None, 1], **columns, "shadow_365": [0.2, 0.3, 0.1]})
    found = comparison(both)
    assert found["people"] == 3 and found["rank_correlation"] == pytest.approx(-0.5)
    assert found["horizons"][-1] == {
        "days": 365,
        "promoted": pytest.approx(0.6),
        "shadow": pytest.approx(0.6),
    }
    assert found["units"] == [
        [1, 2, pytest.approx(0.4), pytest.approx(0.3)], [None, 1, pytest.approx(0.2), pytest.approx(0.3)],
    ]  # fmt: skip
    assert comparison(both.head(0))["rank_correlation"] is None


def test_small_groups_are_left_out_also_by_subtraction() -> None:
    units = [
        OrgUnitView(id=1, name="A", path="A", parent_id=None, headcount=12),
        OrgUnitView(id=2, name="B", path="A/B", parent_id=1, headcount=9),
        OrgUnitView(id=3, name="C", path="A/C", parent_id=1, headcount=3),
    ]
    direct = [[2, 9, 1.0, 2.0], [3, 3, 0.5, 0.6]]
    assert [one.path for one in shadow._groups(direct, units)] == ["A"]
    direct[1][1] = 6
    assert [(one.path, one.people) for one in shadow._groups(direct, units)] == [
        ("A", 15), ("A/B", 9), ("A/C", 6),
    ]  # fmt: skip
