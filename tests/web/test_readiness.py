"""The web process starts without its services, says why at /health and in one line, and recovers."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from churnvision.kit import migrations
from churnvision.kit.postgres import Server, find_programs, make_cluster
from churnvision.kit.schema_revision import newest_revision
from churnvision.local.keys import Keys
from churnvision.local.machine_checks import check_machine
from churnvision.local.ports import find_free_port
from churnvision.local.roles import APPLICATION, OWNER, database_url, prepare_database
from churnvision.local.settings import read_settings
from churnvision.local.valkey import Valkey
from tests.local.conftest import layout, local_settings
from tests.servers import FORGETFUL, PASSWORD

pytestmark = [pytest.mark.system, pytest.mark.timeout(120)]
__all__ = ["layout", "local_settings"]
KEYS = Keys(owner_password=PASSWORD, application_password=PASSWORD, valkey_password=PASSWORD)


@dataclass
class Backend:
    """A running `python -m churnvision.web`, its environment and its log."""

    env: dict[str, str]
    process: subprocess.Popen[bytes]
    address: str
    log: Path

    def health(self) -> tuple[int, dict[str, Any]]:
        """The status and the document of /health; 0 while nobody listens."""
        try:
            answer = httpx.get(f"{self.address}/health", timeout=10)
        except httpx.TransportError:
            return 0, {}
        return answer.status_code, answer.json()

    def wait_for(self, wanted: Callable[[int, dict[str, Any]], bool], seconds: float = 30) -> dict[str, Any]:
        """The first document of /health that is as wanted."""
        deadline = time.monotonic() + seconds
        while True:
            status, document = self.health()
            if wanted(status, document):
                return document
            assert time.monotonic() < deadline, f"{status}: {document}\n{self.log.read_text()}"
            assert self.process.poll() is None, self.log.read_text()
            time.sleep(0.1)

    def told(self) -> list[str]:
        """The lines of the log that say how the application is."""
        return [line for line in self.log.read_text().splitlines() if "application." in line]


@pytest.fixture
def postgres(tmp_path: Path) -> Iterator[Server]:
    """A cluster of this test's own, not running and without any database of the product."""
    make_cluster(find_programs(), tmp_path / "pg", superuser=OWNER, password=PASSWORD)
    server = Server(
        find_programs(), tmp_path / "pg", socket_folder=tmp_path / "s", log=tmp_path / "pg.log",
        options=FORGETFUL,
    )  # fmt: skip
    yield server
    server.stop()


@pytest.fixture
def valkey(layout: Any) -> Iterator[Valkey]:
    """A Valkey of this test's own, not running."""
    server = Valkey(layout, port=find_free_port(), password=PASSWORD, env={})
    yield server
    server.stop()


@contextmanager
def running(env: dict[str, str], log: Path) -> Iterator[Backend]:
    """The web process in this environment, ended with the block."""
    with log.open("wb") as stream:
        process = subprocess.Popen(
            [sys.executable, "-m", "churnvision.web"], env=env, stdout=stream, stderr=stream
        )
    try:
        yield Backend(env, process, f"http://127.0.0.1:{env['CHURNVISION_API_PORT']}", log)
    finally:
        process.terminate()
        process.wait(20)


@pytest.fixture
def backend_env(tmp_path: Path, postgres: Server, valkey: Valkey) -> dict[str, str]:
    """Settings that name this test's servers."""
    return {
        **os.environ,
        "CHURNVISION_DATABASE__URL": database_url(APPLICATION, PASSWORD, postgres.socket_folder),
        "CHURNVISION_DATABASE__OWNER_URL": database_url(OWNER, PASSWORD, postgres.socket_folder),
        "CHURNVISION_REDIS__URL": valkey.url,
        "CHURNVISION_SECRET_KEY": "a-signing-key-of-tests-only-32-bytes-long",
        "CHURNVISION_VAR": str(tmp_path / "var"),
        "CHURNVISION_MODELS": str(tmp_path / "models"),
        "CHURNVISION_API_PORT": str(find_free_port()),
        "CHURNVISION_WEB_PORT": str(find_free_port()),
    }


@pytest.fixture
def backend(backend_env: dict[str, str], tmp_path: Path) -> Iterator[Backend]:
    """The web process, started while neither of its servers runs."""
    with running(backend_env, tmp_path / "web.log") as started:
        yield started


def test_it_starts_without_anything_and_recovers_step_by_step(
    backend: Backend, postgres: Server, valkey: Valkey
) -> None:
    down = backend.wait_for(lambda status, _: status == 503)
    assert down["status"] == "down"
    assert down["cause"] == "database: PostgreSQL is not running, or not at that address."
    assert httpx.get(f"{backend.address}/health/live").status_code == 200
    (line,) = backend.told()
    assert "PostgreSQL is not running" in line

    postgres.start()
    prepare_database(postgres.socket_folder, KEYS)
    empty = backend.wait_for(lambda _, found: "migrations" in (found.get("cause") or ""))
    assert empty["cause"] == (
        f"migrations: The database has no schema, this program needs {newest_revision()}: "
        "run `churnvision migrate`."
    )
    assert backend.health()[0] == 503
    login = httpx.post(f"{backend.address}/api/v1/auth/login", json={"username": "a", "password": "b"})
    assert login.status_code == 503, login.text
    assert "/health says what to do" in login.json()["detail"]

    owner_url = database_url(OWNER, PASSWORD, postgres.socket_folder)
    migrations.upgrade(owner_url)
    degraded = backend.wait_for(lambda status, _: status == 200)
    assert degraded["status"] == "degraded"
    assert "redis: Redis does not answer" in degraded["cause"]
    with psycopg.connect(owner_url, autocommit=True) as connection:
        # What a start writes is made up for, without a restart.
        deadline = time.monotonic() + 10
        while connection.execute("SELECT count(*) FROM roles").fetchone() == (0,):
            assert time.monotonic() < deadline
            time.sleep(0.1)

    valkey.start()
    backend.wait_for(lambda status, found: status == 200 and "redis" not in found["cause"])
    postgres.stop()
    backend.wait_for(lambda status, _: status == 503)
    postgres.start()
    backend.wait_for(lambda status, _: status == 200)
    assert backend.process.poll() is None
    # Without a supervisor, as in a container, its ports are its own and not taken.
    ports = [one for one in check_machine(read_settings(backend.env), None) if one.check == "ports"]
    assert [one.state for one in ports] == ["ok", "ok"]


def test_a_database_that_says_nothing_does_not_keep_it_from_starting(backend_env: dict[str, str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        env = backend_env | {"CHURNVISION_DATABASE__URL": f"postgresql://a@127.0.0.1:{port}/churnvision"}
        began_at = time.monotonic()
        with running(env, Path(env["CHURNVISION_MODELS"]).parent / "web.log") as backend:
            down = backend.wait_for(lambda status, _: status == 503)
            assert down["cause"] == "database: No answer within three seconds."
            assert time.monotonic() - began_at < 20


def test_another_schema_is_told_once_and_not_again_at_every_look(
    backend: Backend, postgres: Server, valkey: Valkey
) -> None:
    postgres.start()
    valkey.start()
    prepare_database(postgres.socket_folder, KEYS)
    owner_url = database_url(OWNER, PASSWORD, postgres.socket_folder)
    migrations.upgrade(owner_url)
    with psycopg.connect(owner_url, autocommit=True) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        newer = backend.wait_for(lambda status, found: status == 503 and "9999" in found["cause"])
        assert "newer than this program's" in newer["cause"]
        time.sleep(2.2)  # two looks more
        assert len([line for line in backend.told() if "9999" in line]) == 1
        connection.execute("UPDATE alembic_version SET version_num = %s", (newest_revision(),))
    backend.wait_for(lambda status, _: status == 200)


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        (
            {"CHURNVISION_SESSION__IDLE_SECONDS": "soon", "CHURNVISION_DATABASE__URL": "db:5432"},
            ("CHURNVISION_SESSION__IDLE_SECONDS", "CHURNVISION_DATABASE__URL"),
        ),
        ({"CHURNVISION_VAR": "/nowhere"}, ("CHURNVISION_SECRET_KEY",)),
    ],
)
def test_settings_that_keep_it_from_starting_are_one_sentence(
    settings: dict[str, str], named: tuple[str, ...]
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "churnvision.web"],
        env={**os.environ, **settings}, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    (sentence,) = done.stderr.splitlines()
    assert all(name in sentence for name in named)
