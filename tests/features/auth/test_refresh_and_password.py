"""Rotation of refresh tokens, and the change of a password."""

import asyncio
from typing import Any

import httpx
import psycopg
import pytest
from sqlalchemy import text

from churnvision.kit.database import Database
from tests.factories.users import PASSWORD, make_user

NEW = "quite another phrase"
WAITING = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


@pytest.fixture
async def tokens(client: httpx.AsyncClient, database: Database) -> dict[str, Any]:
    """What a sign-in as anna answers."""
    async with database.transaction() as session:
        await make_user(session, "anna", "analyst")
    return await _enter(client)


async def _enter(client: httpx.AsyncClient, password: str = PASSWORD) -> dict[str, Any]:
    answer = await client.post("/api/v1/auth/login", json={"username": "anna", "password": password})
    body: dict[str, Any] = answer.json()
    return body


async def _refresh(client: httpx.AsyncClient, token: str) -> httpx.Response:
    return await client.post("/api/v1/auth/refresh", json={"refresh_token": token})


async def _status(client: httpx.AsyncClient, tokens: dict[str, Any]) -> int:
    headers = {"Authorization": f"Bearer {tokens['access_token']}"}
    return (await client.get("/api/v1/auth/me", headers=headers)).status_code


async def test_a_refresh_gives_the_next_tokens(client: httpx.AsyncClient, tokens: dict[str, Any]) -> None:
    following = await _refresh(client, tokens["refresh_token"])
    assert following.status_code == 200
    assert following.json()["refresh_token"] != tokens["refresh_token"]
    assert await _status(client, following.json()) == 200
    assert (await _refresh(client, following.json()["refresh_token"])).status_code == 200


async def test_a_refresh_token_used_twice_ends_the_session_for_everybody(
    client: httpx.AsyncClient, tokens: dict[str, Any]
) -> None:
    following = (await _refresh(client, tokens["refresh_token"])).json()
    assert await _status(client, following) == 200
    reused = await _refresh(client, tokens["refresh_token"])
    assert reused.status_code == 401
    assert await _status(client, following) == 401
    assert await _status(client, tokens) == 401
    assert (await _refresh(client, following["refresh_token"])).status_code == 401


async def test_an_access_token_does_not_refresh(client: httpx.AsyncClient, tokens: dict[str, Any]) -> None:
    assert (await _refresh(client, tokens["access_token"])).status_code == 401
    assert await _status(client, tokens) == 200


async def test_a_new_password_ends_the_other_sessions(
    client: httpx.AsyncClient, tokens: dict[str, Any]
) -> None:
    other = await _enter(client)
    assert await _status(client, other) == 200
    headers = {"Authorization": f"Bearer {tokens['access_token']}"}
    body = {"current_password": PASSWORD, "new_password": NEW}
    answer = await client.post("/api/v1/auth/password", headers=headers, json=body)
    assert answer.status_code == 204
    assert await _status(client, tokens) == 200
    assert await _status(client, other) == 401
    assert "access_token" in await _enter(client, NEW)
    assert (await _enter(client))["code"] == "wrong_credentials"


@pytest.mark.parametrize(
    "refused", ["short", "annaannaanna", "password12345", "aaaaaaaaaaaaaaaa", "x" * 201, "ANNA1annaAnna"]
)
async def test_a_weak_password_is_refused_with_the_rule(
    client: httpx.AsyncClient, tokens: dict[str, Any], refused: str
) -> None:
    headers = {"Authorization": f"Bearer {tokens['access_token']}"}
    body = {"current_password": PASSWORD, "new_password": refused}
    answer = await client.post("/api/v1/auth/password", headers=headers, json=body)
    assert answer.status_code == 422
    assert answer.json()["code"] == "password_refused"


async def test_the_current_password_is_asked_for_and_not_guessable(
    client: httpx.AsyncClient, database: Database, tokens: dict[str, Any]
) -> None:
    headers = {"Authorization": f"Bearer {tokens['access_token']}"}
    body = {"current_password": "wrong", "new_password": NEW}
    codes = [
        (await client.post("/api/v1/auth/password", headers=headers, json=body)).status_code for _ in range(7)
    ]
    assert codes[:5] == [403] * 5
    assert codes[-1] == 429
    async with database.reading() as session:
        query = text("SELECT details ->> 'reason' FROM audit_events WHERE action = :action ORDER BY id")
        refused = (await session.scalars(query, {"action": "user.password_change_refused"})).all()
    names = {403: "wrong_password", 429: "too_many_attempts"}
    assert refused == [names[code] for code in codes]


async def test_a_change_does_not_undo_the_reset_that_an_administrator_made_meanwhile(
    client: httpx.AsyncClient, tokens: dict[str, Any], owner_url: str
) -> None:
    headers = {"Authorization": f"Bearer {tokens['access_token']}"}
    body = {"current_password": PASSWORD, "new_password": NEW}
    with psycopg.connect(owner_url) as reset, psycopg.connect(owner_url, autocommit=True) as watching:
        reset.execute("UPDATE users SET password_hash = 'reset', must_change_password = true")
        changing = asyncio.create_task(client.post("/api/v1/auth/password", headers=headers, json=body))
        while not watching.execute(WAITING).fetchone():
            await asyncio.sleep(0.02)
            assert not changing.done()
        reset.commit()
        answer = await changing
        assert (answer.status_code, answer.json()["code"]) == (403, "wrong_password")
        stored = watching.execute("SELECT password_hash, must_change_password FROM users").fetchone()
    assert stored == ("reset", True)


async def test_the_new_password_must_differ_from_the_current_one(
    client: httpx.AsyncClient, tokens: dict[str, Any]
) -> None:
    headers = {"Authorization": f"Bearer {tokens['access_token']}"}
    body = {"current_password": PASSWORD, "new_password": PASSWORD}
    answer = await client.post("/api/v1/auth/password", headers=headers, json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, "password_unchanged")
