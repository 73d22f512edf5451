"""What ends a session, and that it ends at once: with Redis, without it, and with a hung one."""

import socket
from collections.abc import AsyncIterator, Iterator

import httpx
import psycopg
import pytest
import redis

from churnvision.features.users import service as users
from churnvision.kit.cache import Cache
from churnvision.kit.database import Database
from churnvision.kit.settings import RedisSettings, SessionSettings, Settings
from churnvision.web.app import build_app
from tests.conftest import SignIn
from tests.factories.users import PASSWORD, make_user

ME = "/api/v1/auth/me"


async def test_a_request_without_a_session_is_refused(client: httpx.AsyncClient) -> None:
    answer = await client.get(ME)
    assert answer.status_code == 401
    assert answer.json()["code"] == "not_signed_in"


@pytest.mark.parametrize("token", ["x", "a.b.c", "eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.", "é"])
async def test_a_forged_token_is_refused(client: httpx.AsyncClient, token: str) -> None:
    answer = await client.get(ME, headers={"Authorization": f"Bearer {token}".encode()})
    assert answer.status_code == 401


async def test_a_refresh_token_opens_no_route(client: httpx.AsyncClient, database: Database) -> None:
    tokens = await _tokens(client, database)
    answer = await client.get(ME, headers={"Authorization": f"Bearer {tokens['refresh_token']}"})
    assert answer.status_code == 401


async def test_a_sign_out_takes_effect_at_once(client: httpx.AsyncClient, sign_in: SignIn) -> None:
    headers = await sign_in("analyst")
    assert (await client.get(ME, headers=headers)).status_code == 200
    assert (await client.post("/api/v1/auth/logout", headers=headers)).status_code == 204
    assert (await client.get(ME, headers=headers)).json()["code"] == "session_ended"


async def test_sessions_survive_a_wiped_redis(
    client: httpx.AsyncClient, sign_in: SignIn, valkey_url: str
) -> None:
    headers = await sign_in("analyst")
    await client.get(ME, headers=headers)
    redis.Redis.from_url(valkey_url).flushdb()
    assert (await client.get(ME, headers=headers)).status_code == 200


async def test_the_cache_shortens_the_way_for_seconds_only(
    client: httpx.AsyncClient, sign_in: SignIn, valkey_url: str
) -> None:
    headers = await sign_in("analyst")
    await client.get(ME, headers=headers)
    server = redis.Redis.from_url(valkey_url)
    keys = [key for key in server.scan_iter("session:*") if server.get(key) != b"ended"]
    assert keys
    assert all(0 < server.ttl(key) <= 60 for key in keys)


@pytest.mark.parametrize("change", [{"roles": ["viewer"]}, {"is_active": False}, {"reset_password": True}])
async def test_a_change_of_a_user_takes_effect_at_once(
    client: httpx.AsyncClient, database: Database, sign_in: SignIn, change: dict[str, object]
) -> None:
    admin, analyst = await sign_in("super_admin"), await sign_in("analyst")
    user_id = (await client.get(ME, headers=analyst)).json()["id"]
    assert (await client.get("/api/v1/employees/", headers=analyst)).status_code == 200
    await client.patch(f"/api/v1/users/{user_id}", headers=admin, json=change)
    after = await client.get("/api/v1/employees/", headers=analyst)
    assert after.status_code == (403 if "roles" in change else 401)


async def test_a_revoked_row_ends_the_session_when_the_cache_is_gone(
    client: httpx.AsyncClient, sign_in: SignIn, owner_url: str, valkey_url: str
) -> None:
    headers = await sign_in("analyst")
    with psycopg.connect(owner_url) as connection:
        connection.execute("UPDATE sessions SET revoked_at = now()")
    redis.Redis.from_url(valkey_url).flushdb()
    assert (await client.get(ME, headers=headers)).status_code == 401


async def test_a_late_reader_cannot_bring_an_ended_session_back(valkey_url: str) -> None:
    cache = Cache(valkey_url)
    await cache.put("session:late", b"ended", ttl_seconds=60)
    await cache.put_if_absent("session:late", b"a copy read before the end", ttl_seconds=30)
    assert await cache.get("session:late") == [b"ended"]
    await cache.close()


@pytest.fixture
def silent_port() -> Iterator[int]:
    """A port that takes connections and never answers."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(50)
        yield listening.getsockname()[1]


@pytest.fixture(params=["down", "hung"])
async def client_without_redis(
    request: pytest.FixtureRequest, settings: Settings, silent_port: int
) -> AsyncIterator[httpx.AsyncClient]:
    """The API whose Redis is away."""
    port = 1 if request.param == "down" else silent_port
    app = build_app(settings.model_copy(update={"redis": RedisSettings(url=f"redis://127.0.0.1:{port}/0")}))
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as asking:
            yield asking


async def test_without_redis_postgresql_answers_and_still_ends_sessions(
    client_without_redis: httpx.AsyncClient, database: Database
) -> None:
    tokens = await _tokens(client_without_redis, database)
    headers = {"Authorization": f"Bearer {tokens['access_token']}"}
    for _ in range(3):
        assert (await client_without_redis.get(ME, headers=headers)).status_code == 200
    assert (await client_without_redis.post("/api/v1/auth/logout", headers=headers)).status_code == 204
    assert (await client_without_redis.get(ME, headers=headers)).status_code == 401


async def test_without_redis_guessing_is_still_slowed_down(
    client_without_redis: httpx.AsyncClient, database: Database
) -> None:
    async with database.transaction() as session:
        await make_user(session, "anna", "viewer")
    body = {"username": "anna", "password": "wrong"}
    codes = [(await client_without_redis.post("/api/v1/auth/login", json=body)).status_code for _ in range(7)]
    assert codes[:5] == [401] * 5
    assert 429 in codes


async def test_an_entry_from_before_an_outage_is_not_trusted_after_it(valkey_url: str) -> None:
    cache = Cache(valkey_url)
    cache._pause()
    assert await cache.put("user-changed:1", b"1", ttl_seconds=60) is False
    assert cache.distrusted_before > 0
    await cache.close()


async def test_an_idle_page_session_ends(
    client: httpx.AsyncClient, database: Database, owner_url: str, valkey_url: str
) -> None:
    page = {"X-ChurnVision-Client": "page", "Origin": "http://127.0.0.1:8000"}
    async with database.transaction() as session:
        await make_user(session, "anna", "viewer")
    await client.post("/api/v1/auth/login", headers=page, json={"username": "anna", "password": PASSWORD})
    assert (await client.get(ME)).status_code == 200
    with psycopg.connect(owner_url) as connection:
        idle = SessionSettings().idle_seconds + 1
        connection.execute("UPDATE sessions SET last_seen_at = now() - make_interval(secs => %s)", [idle])
    redis.Redis.from_url(valkey_url).flushdb()
    assert (await client.get(ME)).status_code == 401


async def test_a_user_must_change_a_generated_password_first(
    client: httpx.AsyncClient, database: Database, sign_in: SignIn
) -> None:
    admin = await sign_in("admin")
    made = await client.post("/api/v1/users/", headers=admin, json={"username": "new", "roles": ["analyst"]})
    generated = made.json()["generated_password"]
    tokens = (await client.post("/api/v1/auth/login", json={"username": "new", "password": generated})).json()
    headers = {"Authorization": f"Bearer {tokens['access_token']}"}
    assert tokens["must_change_password"] is True
    assert (await client.get("/api/v1/employees/", headers=headers)).status_code == 403
    change = {"current_password": generated, "new_password": "a phrase of one's own"}
    assert (await client.post("/api/v1/auth/password", headers=headers, json=change)).status_code == 204
    assert (await client.get("/api/v1/employees/", headers=headers)).status_code == 200


async def _tokens(client: httpx.AsyncClient, database: Database) -> dict[str, str]:
    async with database.transaction() as session:
        await users.synchronise_roles(session)
        await make_user(session, "tokens", "analyst")
    answer = await client.post("/api/v1/auth/login", json={"username": "tokens", "password": PASSWORD})
    tokens: dict[str, str] = answer.json()
    return tokens
