"""Whatever fits, or nearly fits, the OpenAPI document: no answer is a server error."""

import socket
import threading
import time
from collections.abc import Iterator

import httpx
import psycopg
import pytest
import schemathesis
import uvicorn
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error

from churnvision.kit.settings import Settings
from churnvision.web.app import build_app
from tests.factories.users import _HASHER, PASSWORD

ENDS_THE_SESSION = "/api/v1/auth/logout"


@pytest.fixture
def address(settings: Settings) -> Iterator[str]:
    """The application on a real socket, in a thread with a loop of its own."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(build_app(settings), log_config=None, timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    thread.join()
    listening.close()


@pytest.fixture
def headers(address: str, owner_url: str) -> dict[str, str]:
    """A super_admin's session, with an id that no guess of a small number hits."""
    with psycopg.connect(owner_url) as connection:
        connection.execute(
            "INSERT INTO users (id, username, password_hash) VALUES (987654, 'fuzz', %s)",
            [_HASHER.hash(PASSWORD)],
        )
        connection.execute("INSERT INTO user_roles VALUES (987654, 'super_admin')")
    answer = httpx.post(f"{address}/api/v1/auth/login", json={"username": "fuzz", "password": PASSWORD})
    return {"Authorization": f"Bearer {answer.json()['access_token']}"}


@pytest.fixture
def schema(address: str) -> schemathesis.BaseSchema:
    """The OpenAPI document of the running application."""
    document = schemathesis.openapi.from_url(f"{address}/openapi.json")
    # An event stream stays open until a job ends; the tests of training read it.
    return document.exclude(path=ENDS_THE_SESSION).exclude(path_regex="/events$")


fuzzed = schemathesis.pytest.from_fixture("schema")


@fuzzed.parametrize()
@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_no_request_makes_a_server_error(case: schemathesis.Case, headers: dict[str, str]) -> None:
    answer = case.call(headers=headers)
    case.validate_response(answer, checks=[not_a_server_error])
    assert answer.status_code != 401 or "/auth/" in case.path, "the session was lost on the way"
