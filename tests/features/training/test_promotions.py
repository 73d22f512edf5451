"""Promoting and rolling back: one version forecasts at a time, and its history is kept."""

import asyncio

import httpx
import psycopg
import pytest
from sqlalchemy import text

from churnvision.features.training import service
from churnvision.features.training.promotions import previous_of
from churnvision.kit import migrations
from churnvision.kit.access import Actor
from churnvision.kit.database import Database
from tests.conftest import SignIn
from tests.factories.forecasts import make_version

API = "/api/v1/models"


async def make_promoted(database: Database, actor: Actor, count: int) -> list[int]:
    """So many versions, promoted one after the other."""
    async with database.transaction() as session:
        ids = [await make_version(session, status="candidate") for _ in range(count)]
    for version_id in ids:
        async with database.transaction() as session:
            await service.promote(session, actor, version_id)
    return ids


async def promoted_id(database: Database) -> int:
    async with database.reading() as session:
        found = await service.find_promoted(session)
    assert found is not None
    return found.id


def test_rollbacks_take_promotions_back_one_after_the_other() -> None:
    assert previous_of([]) is None
    steps = [("promotion", 1), ("promotion", 2), ("promotion", 1), ("promotion", 3)]
    assert previous_of(steps) == 1
    steps.append(("rollback", 1))
    assert previous_of(steps) == 2
    steps.append(("rollback", 2))
    assert previous_of(steps) == 1
    steps.append(("rollback", 1))
    assert previous_of(steps) is None


async def test_a_rollback_makes_the_version_before_current_again_and_a_scoring_follows(
    client: httpx.AsyncClient, database: Database, actor: Actor, sign_in: SignIn
) -> None:
    first, second = await make_promoted(database, actor, 2)
    headers = await sign_in("analyst")
    async with database.transaction() as session:
        await session.execute(text("DELETE FROM procrastinate_jobs"))
    answer = await client.post(f"{API}/rollback", headers=headers, json={"from_version_id": second})
    assert answer.status_code == 200 and answer.json()["id"] == first
    assert answer.json()["status"] == "promoted"
    history = (await client.get(f"{API}/promotions", headers=headers)).json()
    assert [
        (one["kind"], one["previous_version_id"], one["model_version_id"], one["promoted_by"])
        for one in history["items"]
    ] == [
        ("rollback", second, first, "analyst-of-tests"),
        ("promotion", first, second, None),
        ("promotion", None, first, None),
    ]
    assert history["total"] == 3 and history["roll_back_to"] is None
    async with database.reading() as session:
        jobs = (await session.scalars(text("SELECT task_name FROM procrastinate_jobs"))).all()
        acts = (await session.scalars(text("SELECT action FROM audit_events ORDER BY id"))).all()
        status = await session.scalar(text(f"SELECT status FROM model_versions WHERE id = {second}"))
    assert jobs == ["predictions.refresh"] and acts[-1] == "model.rolled_back" and status == "retired"


async def test_of_two_rollbacks_at_once_one_wins_and_the_other_conflicts(
    client: httpx.AsyncClient, database: Database, actor: Actor, sign_in: SignIn
) -> None:
    _, second, third = await make_promoted(database, actor, 3)
    headers = await sign_in("analyst")
    answers = await asyncio.gather(
        *(client.post(f"{API}/rollback", headers=headers, json={"from_version_id": third}) for _ in range(2))
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    refused = next(answer.json() for answer in answers if answer.status_code == 409)
    assert refused["code"] == "promoted_meanwhile" and refused["promoted_version_id"] == second
    assert await promoted_id(database) == second


async def test_without_a_version_before_there_is_nothing_to_roll_back_to(
    client: httpx.AsyncClient, database: Database, actor: Actor, sign_in: SignIn
) -> None:
    headers = await sign_in("analyst")
    nothing = await client.post(f"{API}/rollback", headers=headers, json={"from_version_id": 1})
    assert nothing.status_code == 409 and nothing.json()["code"] == "no_promoted_model"
    (only,) = await make_promoted(database, actor, 1)
    answer = await client.post(f"{API}/rollback", headers=headers, json={"from_version_id": only})
    assert answer.status_code == 409 and answer.json()["code"] == "nothing_to_roll_back_to"
    assert await promoted_id(database) == only


async def test_promoting_the_promoted_version_again_leaves_no_trace(database: Database, actor: Actor) -> None:
    (only,) = await make_promoted(database, actor, 1)
    async with database.transaction() as session:
        await service.promote(session, actor, only)
        assert await session.scalar(text("SELECT count(*) FROM promotions")) == 1


def test_the_application_adds_promotions_and_never_changes_them(application_url: str) -> None:
    with psycopg.connect(application_url, autocommit=True) as connection:
        for statement in ("UPDATE promotions SET kind = 'rollback'", "DELETE FROM promotions"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(statement)


def test_promotions_of_the_time_before_the_history_are_taken_over(owner_url: str) -> None:
    migrations.downgrade(owner_url, "0010")
    insert = """
        WITH job AS (INSERT INTO training_jobs (options) VALUES ('{}') RETURNING id)
        INSERT INTO model_versions (training_job_id, status, shape, algorithm, as_of, attributes, metrics,
          manifest, promoted_at)
        SELECT id, %s, 'static', 'boosted', '2025-12-31', '[]', '{}', '{}', %s::timestamptz FROM job
        RETURNING id
    """
    with psycopg.connect(owner_url) as connection:
        ids = []
        for status, promoted_at in (
            ("promoted", "2025-03-01"),
            ("retired", "2025-02-01"),
            ("candidate", None),
        ):
            row = connection.execute(insert, (status, promoted_at)).fetchone()
            assert row is not None
            ids.append(row[0])
    migrations.upgrade(owner_url)
    with psycopg.connect(owner_url) as connection:
        found = connection.execute(
            "SELECT model_version_id, previous_version_id FROM promotions ORDER BY id"
        ).fetchall()
    assert found == [(ids[1], None), (ids[0], ids[1])]
