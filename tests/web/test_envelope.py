"""What surrounds every answer: headers, ids, limits, and one form of error."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from churnvision.kit.access import public
from churnvision.kit.settings import Settings, WebSettings
from churnvision.web.app import BODY_LIMIT_BYTES, build_app
from tests.conftest import SignIn


@pytest.fixture
def page_folder(tmp_path: Path) -> Path:
    """A built page."""
    folder = tmp_path / "dist"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<!doctype html><title>ChurnVision</title>")
    (folder / "assets" / "index-4f3a.js").write_text("export {}")
    return folder


@pytest.fixture
async def page(settings: Settings, page_folder: Path) -> AsyncIterator[httpx.AsyncClient]:
    """The application with a built page."""
    app = build_app(settings.model_copy(update={"web": WebSettings(page_folder=page_folder)}))
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:3000") as asking:
            yield asking


@pytest.mark.parametrize("path", ["/", "/people?status=left", "/people/17", "/sign-in"])
async def test_every_address_of_the_page_gets_its_index(page: httpx.AsyncClient, path: str) -> None:
    answer = await page.get(path, headers={"Accept": "text/html"})
    assert answer.status_code == 200
    assert "ChurnVision" in answer.text
    assert answer.headers["cache-control"] == "no-cache"
    policy = answer.headers["content-security-policy"]
    assert "script-src 'self';" in policy
    assert "frame-ancestors 'none'" in policy
    assert "http" not in policy


async def test_hashed_files_are_cached_for_a_year_and_missing_ones_never(page: httpx.AsyncClient) -> None:
    there = await page.get("/assets/index-4f3a.js")
    missing = await page.get("/assets/index-0000.js")
    assert there.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert there.headers["content-type"].startswith("text/javascript")
    assert missing.status_code == 404
    assert missing.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("path", ["/../settings.py", "/%2e%2e/%2e%2e/etc/passwd", "/assets/..%2f..%2fx"])
async def test_no_file_outside_the_page_is_served(page: httpx.AsyncClient, path: str) -> None:
    answer = await page.get(path, headers={"Accept": "text/html"})
    assert "root:" not in answer.text
    assert answer.status_code == 404 or "ChurnVision" in answer.text


@pytest.mark.parametrize("path", ["/api/", "/api/v1/nothing", "/api/v2/employees/"])
async def test_an_unknown_api_address_is_a_problem_even_for_a_browser(
    page: httpx.AsyncClient, path: str
) -> None:
    answer = await page.get(path, headers={"Accept": "text/html"})
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"


async def test_an_address_without_its_last_slash_is_sent_on(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/v1/employees?limit=5")
    assert answer.status_code == 307
    assert answer.headers["location"] == "/api/v1/employees/?limit=5"


async def test_a_missing_page_says_how_to_build_it(settings: Settings, tmp_path: Path) -> None:
    app = build_app(settings.model_copy(update={"web": WebSettings(page_folder=tmp_path / "none")}))
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:3000") as asking,
    ):
        answer = await asking.get("/")
    assert (answer.status_code, answer.json()["code"]) == (404, "page_not_built")


async def test_an_error_has_all_its_fields_and_the_requests_id(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/v1/auth/me", headers={"X-Request-ID": "trace-12345"})
    assert answer.json() == {
        "type": "urn:churnvision:problem:not_signed_in",
        "title": "Unauthorized",
        "status": 401,
        "detail": "Sign in first: this needs a valid session.",
        "code": "not_signed_in",
        "request_id": "trace-12345",
    }
    assert answer.headers["x-request-id"] == "trace-12345"
    assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("given", ["", "short", "a" * 65, "new\tline-of-text", "ünicode-id"])
async def test_a_strange_request_id_is_replaced(client: httpx.AsyncClient, given: str) -> None:
    answer = await client.get("/health/live", headers={"X-Request-ID": given.encode()})
    assert answer.headers["x-request-id"] != given
    assert len(answer.headers["x-request-id"]) == 32


async def test_a_wrong_method_says_which_are_right(client: httpx.AsyncClient) -> None:
    answer = await client.delete("/api/v1/employees/")
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET"
    assert answer.json()["code"] == "method_not_allowed"


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/employees/?q=%00",
        "/api/v1/employees/%00",
        "/api/v1/employees/?q=%ff",
        "/api/v1/employees/%ff",
        "/%00",
    ],
)
async def test_unreadable_addresses_are_refused(
    client: httpx.AsyncClient, sign_in: SignIn, path: str
) -> None:
    answer = await client.get(path, headers=await sign_in("admin"))
    assert (answer.status_code, answer.json()["code"]) == (422, "malformed")


@pytest.mark.parametrize("content", [b"{", b"[]", b"\xff", b'{"username": "a\\u0000", "roles": ["viewer"]}'])
async def test_a_malformed_body_is_refused(
    client: httpx.AsyncClient, sign_in: SignIn, content: bytes
) -> None:
    headers = {**await sign_in("admin"), "Content-Type": "application/json"}
    answer = await client.post("/api/v1/users/", content=content, headers=headers)
    assert answer.status_code in (400, 422)
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_nul_in_a_stored_text_is_refused(client: httpx.AsyncClient, sign_in: SignIn) -> None:
    body = {"username": "anna", "display_name": "A\0B", "roles": ["viewer"]}
    answer = await client.post("/api/v1/users/", json=body, headers=await sign_in("admin"))
    assert (answer.status_code, answer.json()["code"]) == (422, "malformed")


async def test_a_body_above_the_limit_is_refused(client: httpx.AsyncClient) -> None:
    body = {"username": "x" * (BODY_LIMIT_BYTES + 1), "password": "x"}
    answer = await client.post("/api/v1/auth/login", json=body)
    assert answer.status_code == 413
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"] == "The request is larger than this address takes."
    assert answer.json()["request_id"] == answer.headers["x-request-id"]

    async def endless() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield b" " * (BODY_LIMIT_BYTES // 10)

    streamed = await client.post(
        "/api/v1/auth/login", content=endless(), headers={"Content-Type": "application/json"}
    )
    assert streamed.status_code == 413
    assert streamed.headers["content-type"] == "application/problem+json"


async def test_a_body_nested_too_deeply_is_refused_in_words(client: httpx.AsyncClient) -> None:
    answer = await client.post(
        "/api/v1/auth/login", content=b"[" * 100_000, headers={"Content-Type": "application/json"}
    )
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert "not nested too deeply" in answer.json()["detail"]


async def test_an_unforeseen_error_shows_nothing_but_its_id(settings: Settings) -> None:
    app: FastAPI = build_app(settings)

    @app.get("/health/broken", dependencies=[public("only here")])
    async def broken() -> None:
        raise RuntimeError("a secret of the inside")

    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as asking,
    ):
        answer = await asking.get("/health/broken")
    assert answer.status_code == 500
    assert answer.json()["code"] == "internal_error"
    assert "secret" not in answer.text
    assert answer.headers["x-request-id"] == answer.json()["request_id"]
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_the_openapi_document_names_operations_and_gives_examples(client: httpx.AsyncClient) -> None:
    document = (await client.get("/openapi.json")).json()
    operations = [one["operationId"] for path in document["paths"].values() for one in path.values()]
    assert len(operations) == len(set(operations))
    assert "list_employees" in operations
    assert "/api/{rest}" not in document["paths"]
    assert document["components"]["schemas"]["LoginRequest"]["examples"]
