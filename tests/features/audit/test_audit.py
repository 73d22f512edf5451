"""The audit trail: sealed, verified, and not to be changed by the application."""

import asyncio

import httpx
import psycopg
import pytest
from sqlalchemy import text

from churnvision.features.audit import jobs, service
from churnvision.kit.access import Actor
from churnvision.kit.database import Database
from churnvision.kit.jobs import JobContext
from churnvision.kit.pagination import encode_cursor
from churnvision.kit.settings import Settings
from tests.conftest import SignIn


async def record(database: Database, actor: Actor, count: int) -> None:
    """Write some events."""
    async with database.transaction() as session:
        for number in range(count):
            await service.record(session, actor, "thing.done", subject=("thing", number), rows=number)


async def test_sealing_makes_a_whole_chain(database: Database, actor: Actor, settings: Settings) -> None:
    await record(database, actor, 3)
    await jobs.seal(JobContext(database, settings))
    await record(database, actor, 2)
    async with database.reading() as session:
        report = await service.verify(session)
    assert (report.sealed, report.unsealed, report.intact) == (3, 2, True)


async def test_an_event_that_was_committed_late_is_sealed_after_younger_ones(
    database: Database, actor: Actor, settings: Settings
) -> None:
    context = JobContext(database, settings)
    async with database.transaction() as slow:
        await service.record(slow, actor, "thing.done", subject=("thing", "slow"))
        await record(database, actor, 2)
        await jobs.seal(context)
        async with database.reading() as session:
            assert (await service.verify(session)).sealed == 2
    await jobs.seal(context)
    async with database.reading() as session:
        order = (await session.scalars(text("SELECT event_id FROM audit_seals ORDER BY id"))).all()
        report = await service.verify(session)
    assert order == [2, 3, 1]
    assert (report.sealed, report.unsealed, report.intact) == (3, 0, True)


async def test_what_the_frequent_sealing_does_not_look_at_is_sealed_by_the_rarer_one(
    database: Database, actor: Actor, settings: Settings, owner_url: str
) -> None:
    context = JobContext(database, settings)
    await record(database, actor, 3)
    with psycopg.connect(owner_url) as connection:
        connection.execute("UPDATE audit_events SET at = now() - interval '2 hours' WHERE id = 1")
    await jobs.seal(context)
    async with database.reading() as session:
        assert (await service.verify(session)).unsealed == 1
    await jobs.seal_all(context)
    async with database.reading() as session:
        report = await service.verify(session)
    assert (report.sealed, report.unsealed, report.intact) == (3, 0, True)


async def test_sealings_at_the_same_time_make_one_chain(
    database: Database, actor: Actor, settings: Settings
) -> None:
    context = JobContext(database, settings)
    await record(database, actor, 50)
    await asyncio.gather(jobs.seal(context), jobs.seal_all(context), jobs.seal(context))
    async with database.reading() as session:
        report = await service.verify(session)
    assert (report.sealed, report.unsealed, report.intact) == (50, 0, True)


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE audit_events SET details = '{\"rows\": 99}' WHERE id = 2",
        "UPDATE audit_events SET actor_name = 'somebody else' WHERE id = 2",
        "UPDATE audit_seals SET hash = decode('00', 'hex') WHERE event_id = 2",
        "DELETE FROM audit_seals WHERE event_id = 2",
    ],
)
async def test_tampering_by_the_owner_is_found(
    database: Database, actor: Actor, settings: Settings, owner_url: str, tampering: str
) -> None:
    await record(database, actor, 4)
    await jobs.seal(JobContext(database, settings))
    with psycopg.connect(owner_url) as connection:
        connection.execute(tampering.encode())
    async with database.reading() as session:
        report = await service.verify(session)
    assert not report.intact
    assert report.first_broken_event_id in (2, 3)


@pytest.mark.parametrize("table", ["audit_events", "audit_seals"])
@pytest.mark.parametrize("verb", ["DELETE FROM {}", "TRUNCATE {}", "UPDATE {} SET id = id"])
def test_the_application_may_not_change_the_audit(application_url: str, table: str, verb: str) -> None:
    with (
        psycopg.connect(application_url) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute(verb.format(table).encode())


async def test_a_rolled_back_act_leaves_no_event(database: Database, actor: Actor) -> None:
    with pytest.raises(RuntimeError):
        async with database.transaction() as session:
            await service.record(session, actor, "thing.done", subject=("thing", 1))
            raise RuntimeError
    async with database.reading() as session:
        assert (await service.verify(session)).unsealed == 0


async def test_the_trail_is_filtered_and_paged(client: httpx.AsyncClient, database: Database, actor: Actor,
                                               sign_in: SignIn) -> None:  # fmt: skip
    await record(database, actor, 5)
    headers = await sign_in("admin")
    first = (await client.get("/api/v1/audit/?subject_type=thing&limit=3", headers=headers)).json()
    assert first["total"] == 5
    assert [event["subject_id"] for event in first["items"]] == ["4", "3", "2"]
    query = f"/api/v1/audit/?subject_type=thing&limit=3&cursor={first['next_cursor']}"
    rest = (await client.get(query, headers=headers)).json()
    assert [event["subject_id"] for event in rest["items"]] == ["1", "0"]
    report = (await client.get("/api/v1/audit/verify", headers=headers)).json()
    assert report["intact"] is True
    assert report["sealed"] == 0


@pytest.mark.parametrize("cursor", ["17", "not-a-cursor", encode_cursor(["a"]), encode_cursor([1, 2])])
async def test_a_cursor_of_another_list_is_refused(
    client: httpx.AsyncClient, sign_in: SignIn, cursor: str
) -> None:
    answer = await client.get(f"/api/v1/audit/?cursor={cursor}", headers=await sign_in("admin"))
    assert (answer.status_code, answer.json()["code"]) == (422, "malformed")
    assert "ask for the first page again" in answer.json()["detail"]
