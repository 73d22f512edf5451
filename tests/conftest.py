"""Real servers for every test: a database of its own from a migrated template, and a Valkey."""

import os
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from xdist.scheduler import LoadScopeScheduling

from churnvision.kit.access import Actor, system_actor
from churnvision.kit.database import Database
from churnvision.kit.settings import DatabaseSettings, RedisSettings, Settings
from tests.factories.users import PASSWORD, make_user
from tests.servers import Addresses, TestServers

SERVERS = pytest.StashKey[TestServers]()
ADDRESSES = pytest.StashKey[Addresses]()


def pytest_configure(config: pytest.Config) -> None:
    """Start the servers in the controlling process; its workers are told where they are."""
    sent = getattr(config, "workerinput", None)
    if sent is not None:
        config.stash[ADDRESSES] = Addresses(*sent["addresses"])
    elif not config.option.collectonly:
        config.stash[SERVERS] = TestServers()
        config.stash[ADDRESSES] = config.stash[SERVERS].addresses


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Called by xdist in the controlling process for every worker."""
    addresses = node.config.stash[ADDRESSES]
    node.workerinput["addresses"] = (addresses.socket_folder, addresses.valkey_url)


class BrowserTestsTogether(LoadScopeScheduling):
    """Sends the tests of the page to one process, which starts the product once; all others one by one.

    xdist's own groups are written into node ids, which pytest 9.2 no longer lets anybody change.
    """

    def _split_scope(self, nodeid: str) -> str:
        return "browser" if nodeid.startswith("tests/browser/") else nodeid


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> BrowserTestsTogether:
    """Called by xdist in the controlling process."""
    return BrowserTestsTogether(config, log)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop what was started."""
    servers = config.stash.get(SERVERS, None)
    if servers is not None:
        servers.stop()


@pytest.fixture(scope="session")
def addresses(request: pytest.FixtureRequest) -> Addresses:
    """Where the test servers listen."""
    return request.config.stash[ADDRESSES]


@pytest.fixture
def database_name(addresses: Addresses) -> Iterator[str]:
    """A migrated database of this test's own."""
    name = f"test_{secrets.token_hex(6)}"
    addresses.create_database(name)
    yield name
    addresses.drop_database(name)


@pytest.fixture
def owner_url(addresses: Addresses, database_name: str) -> str:
    """This test's database as the owner of the schema."""
    return addresses.owner_url(database_name)


@pytest.fixture
def application_url(addresses: Addresses, database_name: str) -> str:
    """This test's database as the application."""
    return addresses.application_url(database_name)


@pytest.fixture
def valkey_url(addresses: Addresses) -> str:
    """Valkey, in a numbered database that no other test process uses."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0")
    return addresses.valkey_database(int(worker.removeprefix("gw")) % 16)


@pytest.fixture
async def database(application_url: str) -> AsyncIterator[Database]:
    """A pool of connections as the application."""
    pool = Database(application_url, pool_size=4)
    yield pool
    await pool.close()


@pytest.fixture
def settings(tmp_path: Path, application_url: str, owner_url: str, valkey_url: str) -> Settings:
    """Settings of an installation in a temporary folder."""
    return Settings(
        environment="evaluation",
        var=tmp_path / "var",
        models=tmp_path / "models",
        licence_file=tmp_path / "license.key",
        CHURNVISION_SECRET_KEY="a-signing-key-of-tests-only-32-bytes-long",
        database=DatabaseSettings(url=application_url, owner_url=owner_url, pool_size=4),
        redis=RedisSettings(url=valkey_url),
    )


@pytest.fixture(autouse=True)
def _backups_of_its_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What the application writes beside the backups stays in the test's folder."""
    monkeypatch.setenv("CHURNVISION_BACKUPS", str(tmp_path / "backups"))


@pytest.fixture
def actor() -> Actor:
    """Somebody with every permission."""
    return system_actor("tests")


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real HR files; the test is skipped, visibly, where none is named."""
    named = os.environ.get("CHURNVISION_REAL_DATA")
    if not named:
        pytest.skip("CHURNVISION_REAL_DATA names no folder with the real HR files")
    return Path(named)


@pytest.fixture
async def client(settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    """The API over this test's database, without a network."""
    # Loaded here: tests of modelling need no web.
    from churnvision.web.app import build_app

    app = build_app(settings)
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as asking:
            yield asking


SignIn = Callable[..., Awaitable[dict[str, str]]]


@pytest.fixture
def sign_in(client: httpx.AsyncClient, database: Database) -> SignIn:
    """`await sign_in("analyst")` makes a user with that role and returns the headers of a session."""

    async def enter(role: str, *, username: str | None = None) -> dict[str, str]:
        name = username or f"{role}-of-tests"
        async with database.transaction() as session:
            await make_user(session, name, role)
        answer = await client.post("/api/v1/auth/login", json={"username": name, "password": PASSWORD})
        assert answer.status_code == 200, answer.text
        return {"Authorization": f"Bearer {answer.json()['access_token']}"}

    return enter
