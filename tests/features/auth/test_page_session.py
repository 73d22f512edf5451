"""The page's session: a cookie that no script reads and no other site can use."""

import httpx
import pytest

from churnvision.kit.database import Database
from churnvision.kit.settings import Settings, WebSettings
from churnvision.web.app import build_app
from tests.factories.users import PASSWORD, make_user

ORIGIN = "http://127.0.0.1:8000"
PAGE = {"X-ChurnVision-Client": "page", "Origin": ORIGIN}
BODY = {"username": "anna", "password": PASSWORD}


@pytest.fixture
async def page(client: httpx.AsyncClient, database: Database) -> httpx.AsyncClient:
    """A client with anna's cookie."""
    async with database.transaction() as session:
        await make_user(session, "anna", "super_admin")
    answer = await client.post("/api/v1/auth/login", headers=PAGE, json=BODY)
    assert answer.status_code == 200
    return client


async def test_the_page_gets_a_cookie_and_no_token(client: httpx.AsyncClient, database: Database) -> None:
    async with database.transaction() as session:
        await make_user(session, "anna", "viewer")
    answer = await client.post("/api/v1/auth/login", headers=PAGE, json=BODY)
    cookie = answer.headers["set-cookie"]
    assert answer.json()["access_token"] is None
    assert answer.json()["refresh_token"] is None
    assert cookie.startswith("churnvision_session=")
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert "Path=/" in cookie


async def test_the_cookie_reads_and_writes_from_the_page(page: httpx.AsyncClient) -> None:
    assert (await page.get("/api/v1/auth/me")).json()["username"] == "anna"
    made = await page.post("/api/v1/users/", headers=PAGE, json={"username": "ben", "roles": ["viewer"]})
    assert made.status_code == 201
    assert (await page.post("/api/v1/auth/logout", headers=PAGE)).status_code == 204
    assert (await page.get("/api/v1/auth/me")).status_code == 401


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": ORIGIN},
        {"X-ChurnVision-Client": "page"},
        {"X-ChurnVision-Client": "page", "Origin": "http://evil.example"},
        {"X-ChurnVision-Client": "page", "Origin": "http://127.0.0.1:9999"},
        {"X-ChurnVision-Client": "page", "Origin": "null"},
        {"X-ChurnVision-Client": "page", "Origin": "https://127.0.0.1:8000"},
    ],
)
async def test_another_site_cannot_act_with_the_cookie(
    page: httpx.AsyncClient, headers: dict[str, str]
) -> None:
    answer = await page.post(
        "/api/v1/users/", headers=headers, json={"username": "evil", "roles": ["super_admin"]}
    )
    assert answer.status_code == 403
    assert answer.json()["code"] == "cross_site"
    assert len((await page.get("/api/v1/users/")).json()["items"]) == 1


async def test_plain_http_from_another_machine_gets_no_cookie(
    client: httpx.AsyncClient, database: Database
) -> None:
    async with database.transaction() as session:
        await make_user(session, "anna", "viewer")
    headers = {**PAGE, "Host": "people.example:3000", "Origin": "http://people.example:3000"}
    answer = await client.post("/api/v1/auth/login", headers=headers, json=BODY)
    assert answer.status_code == 403
    assert answer.json()["code"] == "needs_tls"


async def test_the_cookie_of_the_page_is_no_bearer_token(page: httpx.AsyncClient) -> None:
    value = page.cookies["churnvision_session"]
    page.cookies.clear()
    answer = await page.get("/api/v1/auth/me", headers={"Authorization": f"Bearer {value}"})
    assert answer.status_code == 401


@pytest.mark.parametrize("value", ["", "x", "1.2.3", "1.00000000000000000000000000000000.x", "é.é.é"])
async def test_a_forged_cookie_is_refused(page: httpx.AsyncClient, value: str) -> None:
    page.cookies.clear()
    headers = {"Cookie": f"churnvision_session={value}".encode()}
    assert (await page.get("/api/v1/auth/me", headers=headers)).status_code == 401


async def test_behind_tls_the_cookie_is_bound_to_the_host(settings: Settings, database: Database) -> None:
    app = build_app(settings.model_copy(update={"web": WebSettings(behind_tls=True)}))
    async with database.transaction() as session:
        await make_user(session, "anna", "viewer")
    transport = httpx.ASGITransport(app=app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="https://people.example") as asking,
    ):
        headers = {"X-ChurnVision-Client": "page", "Origin": "https://people.example"}
        answer = await asking.post("/api/v1/auth/login", headers=headers, json=BODY)
        assert answer.headers["set-cookie"].startswith("__Host-churnvision_session=")
        assert "Secure" in answer.headers["set-cookie"]
        assert answer.headers["strict-transport-security"]
        assert (await asking.get("/api/v1/auth/me")).status_code == 200
