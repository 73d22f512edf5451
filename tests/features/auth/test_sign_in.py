"""Signing in with username and password, and what slows down guessing."""

import httpx
import psycopg
import pytest
import redis

from churnvision.features.auth import service
from churnvision.kit.database import Database
from tests.conftest import SignIn
from tests.factories.users import PASSWORD, make_user

LOGIN = "/api/v1/auth/login"


async def enter(client: httpx.AsyncClient, username: str, password: str = PASSWORD) -> httpx.Response:
    """Sign in as an API client."""
    return await client.post(LOGIN, json={"username": username, "password": password})


async def test_a_sign_in_gives_tokens_and_says_who_one_is(
    client: httpx.AsyncClient, database: Database
) -> None:
    async with database.transaction() as session:
        user_id = await make_user(session, "Anna", "hr_manager")
    answer = await enter(client, "aNNa")
    body = answer.json()
    assert answer.status_code == 200
    assert body["token_type"] == "bearer"
    assert body["expires_in"] == 1800
    me = await client.get("/api/v1/auth/me", headers={"Authorization": f"Bearer {body['access_token']}"})
    assert me.json() == body["user"]
    assert me.json()["id"] == user_id
    assert me.json()["scope"] == "org_units"
    assert me.json()["roles"] == ["hr_manager"]
    assert "set-cookie" not in answer.headers


async def test_a_wrong_password_and_an_unknown_user_get_the_same_answer(
    client: httpx.AsyncClient, database: Database
) -> None:
    async with database.transaction() as session:
        await make_user(session, "anna", "viewer")
    wrong, unknown = await enter(client, "anna", "wrong"), await enter(client, "nobody", "wrong")
    assert wrong.status_code == unknown.status_code == 401
    strip = {"request_id"}
    assert {k: v for k, v in wrong.json().items() if k not in strip} == {
        k: v for k, v in unknown.json().items() if k not in strip
    }
    assert wrong.json()["code"] == "wrong_credentials"


async def test_an_unknown_user_costs_a_whole_verification_too(monkeypatch: pytest.MonkeyPatch) -> None:
    from churnvision.kit import passwords

    seen: list[str] = []
    original = passwords._verify

    def watch(password: str, stored_hash: str) -> tuple[bool, str | None]:
        seen.append(stored_hash)
        return original(password, stored_hash)

    monkeypatch.setattr(passwords, "_verify", watch)
    assert await passwords.verify_password("guess", None) == (False, None)
    stored = await passwords.hash_password("another pass phrase")
    assert seen[0].rsplit("$", 2)[0] == stored.rsplit("$", 2)[0], "the same algorithm and the same cost"


async def test_a_deactivated_user_cannot_sign_in(
    client: httpx.AsyncClient, database: Database, owner_url: str
) -> None:
    async with database.transaction() as session:
        await make_user(session, "anna", "viewer")
    with psycopg.connect(owner_url) as connection:
        connection.execute("UPDATE users SET is_active = false")
    assert (await enter(client, "anna")).status_code == 401


async def test_guessing_is_slowed_down_even_when_redis_is_wiped(
    client: httpx.AsyncClient, database: Database, valkey_url: str
) -> None:
    async with database.transaction() as session:
        await make_user(session, "anna", "viewer")
    answers = [await enter(client, "anna", "wrong") for _ in range(service.FREE_ATTEMPTS + 1)]
    redis.Redis.from_url(valkey_url).flushdb()
    blocked = await enter(client, "anna")
    assert [answer.status_code for answer in answers[: service.FREE_ATTEMPTS]] == [401] * 5
    assert blocked.status_code == 429, "the right password does not help while the block holds"
    assert blocked.json()["code"] == "too_many_attempts"
    assert int(blocked.headers["Retry-After"]) == blocked.json()["retry_after_seconds"] >= 1


async def test_the_block_grows_and_ends(
    client: httpx.AsyncClient, database: Database, owner_url: str
) -> None:
    async with database.transaction() as session:
        await make_user(session, "anna", "viewer")
    with psycopg.connect(owner_url, autocommit=True) as connection:
        waits = []
        for _ in range(12):
            await enter(client, "anna", "wrong")
            row = connection.execute(
                "SELECT extract(epoch FROM blocked_until_at - last_at) "
                "FROM login_attempts WHERE address <> '*'"
            ).fetchone()
            assert row is not None
            waits.append(int(row[0]))
            connection.execute("UPDATE login_attempts SET blocked_until_at = now() - interval '1 second'")
        assert waits == [0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128]
        assert (await enter(client, "anna")).status_code == 200
        rows = connection.execute("SELECT count(*) FROM login_attempts").fetchone()
        assert rows == (0,), "a sign-in forgets the failures"


async def test_guessing_from_many_addresses_locks_the_name(
    client: httpx.AsyncClient, database: Database, owner_url: str
) -> None:
    async with database.transaction() as session:
        await make_user(session, "anna", "viewer")
    with psycopg.connect(owner_url, autocommit=True) as connection:
        for _ in range(service.FREE_ATTEMPTS_EVERYWHERE):
            await enter(client, "anna", "wrong")
            connection.execute("DELETE FROM login_attempts WHERE address <> '*'")
    assert (await enter(client, "anna")).status_code == 429


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"username": "", "password": "x"},
        {"username": "x" * 201, "password": "x"},
        {"username": "anna", "password": ["x"]},
        {"username": "an\0na", "password": "x"},
        {"username": "anna", "password": "x\ud800"},
    ],
)
async def test_a_malformed_sign_in_is_no_server_error(
    client: httpx.AsyncClient, body: dict[str, object]
) -> None:
    import json

    content = json.dumps(body).encode()
    answer = await client.post(LOGIN, content=content, headers={"Content-Type": "application/json"})
    assert answer.status_code in (401, 422)
    assert answer.headers["content-type"] == "application/problem+json"


async def test_what_was_sent_is_not_repeated_in_the_answer(client: httpx.AsyncClient) -> None:
    answer = await client.post(LOGIN, json={"username": ["x"], "password": "a very secret phrase"})
    assert answer.status_code == 422
    assert "secret" not in answer.text


async def test_signing_in_and_failing_are_written_into_the_audit(
    client: httpx.AsyncClient, database: Database, sign_in: SignIn
) -> None:
    admin = await sign_in("admin")
    await enter(client, "admin-of-tests", "mistyped")
    events = (await client.get("/api/v1/audit/?subject_type=user", headers=admin)).json()["items"]
    assert [event["action"] for event in events] == ["session.refused", "session.begun"]
    assert "mistyped" not in str(events)


async def test_a_sign_in_that_is_blocked_is_written_into_the_audit(
    client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    admin = await sign_in("admin")
    for name in ("admin-of-tests", "nobody"):
        for _ in range(service.FREE_ATTEMPTS):
            await enter(client, name, "wrong")
        assert (await enter(client, name, "wrong")).status_code == 429
    events = (await client.get("/api/v1/audit/?subject_type=user", headers=admin)).json()["items"]
    told = [
        (event["actor_name"], event["subject_id"], event["details"]["reason"])
        for event in events
        if event["action"] == "session.refused"
    ]
    own_id = next(event["subject_id"] for event in events if event["action"] == "session.begun")
    assert told == [
        ("nobody", None, "too_many_attempts"),
        *[("nobody", None, "wrong_credentials")] * service.FREE_ATTEMPTS,
        ("admin-of-tests", own_id, "too_many_attempts"),
        *[("admin-of-tests", own_id, "wrong_credentials")] * service.FREE_ATTEMPTS,
    ]
