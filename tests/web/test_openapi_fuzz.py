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
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.schemas import APIOperation

from churnvision.kit.settings import Settings
from churnvision.web.app import build_app
from tests.factories.users import _HASHER, PASSWORD

ENDS_THE_SESSION = "/api/v1/auth/logout"
EXAMPLES = 12


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


def test_no_request_makes_a_server_error(address: str, headers: dict[str, str]) -> None:
    document = schemathesis.openapi.from_url(f"{address}/openapi.json")
    # An event stream stays open until a job ends; the tests of training read it.
    chosen = document.exclude(path=ENDS_THE_SESSION).exclude(path_regex="/events$")
    broken: list[str] = []
    successes: set[str] = set()
    operations = [found.ok() for found in chosen.get_all_operations()]
    assert len(operations) > 30
    for operation in operations:
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            broken += fuzz(operation, mode, headers, successes)
    assert not broken
    assert len(successes) > 15, "most requests must get past the door"


def fuzz(
    operation: APIOperation, mode: GenerationMode, headers: dict[str, str], successes: set[str]
) -> list[str]:
    """Server errors of one operation, and lost sessions: they would make the rest of the test blind."""
    broken: list[str] = []

    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def ask(case: schemathesis.Case) -> None:
        answer = case.call(headers=headers)
        if answer.status_code < 300:
            successes.add(operation.label)
        is_lost = answer.status_code == 401 and "/auth/" not in operation.path
        if answer.status_code >= 500 or is_lost:
            broken.append(f"{answer.status_code} {answer.text[:200]} {case.as_curl_command()}")

    try:
        ask()
    except Unsatisfiable:
        # An operation without parameters has nothing that could be wrong.
        assert mode is GenerationMode.NEGATIVE
    return broken[:3]
