"""Web and worker as processes of their own over one database, with a workforce that is trained and scored."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, LiteralString

import httpx
import psycopg

from churnvision.dr.keys import add_key, ring
from churnvision.dr.serving import is_alive
from churnvision.kit.database import Database
from churnvision.local.ports import find_free_port
from tests.factories.history import make_dated_workforce
from tests.factories.users import PASSWORD, make_user

ROOT = Path(__file__).parents[2]
PAGE_FOLDER = ROOT / "frontend" / "dist"
# Mia leads MIAS_UNIT, tom leads none.
USERS = {"ada": "admin", "vera": "viewer", "tom": "hr_manager", "mia": "hr_manager"}
MIAS_UNIT = "Acme/Works"
# Generous: the machine may be busy with other tests.
_READY_SECONDS = 180
_TRAINED_SECONDS = 270


@dataclass
class RunningProduct:
    """What the tests talk to: the page's address, the API as an administrator, and SQL."""

    folder: Path
    application_url: str
    owner_url: str
    valkey_url: str
    web_port: int = field(default_factory=find_free_port)
    api_port: int = field(default_factory=find_free_port)
    _processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def page_url(self) -> str:
        """Where the page is, without a slash at the end."""
        return f"http://127.0.0.1:{self.web_port}"

    def start(self) -> None:
        """Start both processes over a workforce of 400 people and wait for the page."""
        assert (PAGE_FOLDER / "index.html").is_file(), "The page is not built: run `make web` first."
        asyncio.run(self._make_people())
        # The workforce made here chose its own ids and names dataset 1: what is imported begins behind them.
        self.ask("SELECT setval(pg_get_serial_sequence('employees', 'id'), (SELECT max(id) FROM employees))")
        self.ask("SELECT setval(pg_get_serial_sequence('datasets', 'id'), 1000)")
        for module in ("churnvision.web", "churnvision.worker"):
            with (self.folder / f"{module}.log").open("wb") as log:
                self._processes.append(
                    subprocess.Popen([sys.executable, "-m", module], env=self._env(), stdout=log, stderr=log)
                )
        _wait_until(self._is_live, _READY_SECONDS, "the web process to answer")

    def stop(self) -> None:
        """End both processes."""
        for process in reversed(self._processes):
            process.send_signal(signal.SIGTERM)
        for process in reversed(self._processes):
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    @contextmanager
    def scheduler(self) -> Iterator[None]:
        """The scheduler of backups, with a key in the ring, as a process of its own until the block ends."""
        if not ring(self.folder / "var" / "keys"):
            add_key(self.folder / "var" / "keys", "20260101_000000")
        with (self.folder / "churnvision.dr.log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "churnvision.dr"], env=self._env(), stdout=log, stderr=log
            )
        try:
            state = self.folder / "var" / "dr" / "schedule.json"
            _wait_until(lambda: is_alive(state), _READY_SECONDS, "the scheduler of backups")
            yield
        finally:
            process.terminate()
            process.wait(timeout=20)

    def name_leader(self) -> None:
        """Let mia lead her unit."""
        unit = self.ask("SELECT id FROM org_units WHERE path = %s", MIAS_UNIT)
        mia = self.ask("SELECT id FROM users WHERE username = 'mia'")
        with self.api() as api:
            api.put(f"/employees/org-units/{unit}/leaders", json={"user_ids": [mia]}).raise_for_status()

    def train(self) -> None:
        """Train through the API and wait until everybody is scored."""
        with self.api() as api:
            api.post("/training/", json={}).raise_for_status()

            def is_scored() -> bool:
                job = api.get("/training/").json()["items"][0]
                assert job["status"] not in ("failed", "cancelled"), job
                return bool(api.get("/predictions/summary").json()["state"] == "ready")

            _wait_until(is_scored, _TRAINED_SECONDS, "the training and the scoring")

    def api(self, username: str = "ada") -> httpx.Client:
        """A client of the API, signed in; use it as a context manager."""
        base = f"http://127.0.0.1:{self.api_port}/api/v1"
        answer = httpx.post(f"{base}/auth/login", json={"username": username, "password": PASSWORD})
        token = answer.raise_for_status().json()["access_token"]
        return httpx.Client(base_url=base, headers={"Authorization": f"Bearer {token}"}, timeout=30)

    def ask(self, statement: LiteralString, *parameters: object) -> Any:
        """The first value that SQL answers; one dictionary names its parameters."""
        with psycopg.connect(self.owner_url) as connection:
            named = parameters[0] if len(parameters) == 1 and isinstance(parameters[0], dict) else None
            row = connection.execute(statement, named or parameters or None).fetchone()
        assert row is not None
        return row[0]

    def _env(self) -> dict[str, str]:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("CHURNVISION_")}
        return clean | {
            "CHURNVISION_VAR": str(self.folder / "var"),
            "CHURNVISION_MODELS": str(self.folder / "models"),
            "CHURNVISION_BACKUPS": str(self.folder / "backups"),
            "CHURNVISION_LICENCE_FILE": str(self.folder / "license.key"),
            "CHURNVISION_SECRET_KEY": "a-signing-key-of-tests-only-32-bytes-long",
            "CHURNVISION_DATABASE__URL": self.application_url,
            "CHURNVISION_DATABASE__OWNER_URL": self.owner_url,
            "CHURNVISION_REDIS__URL": self.valkey_url,
            "CHURNVISION_WEB_PORT": str(self.web_port),
            "CHURNVISION_API_PORT": str(self.api_port),
            "CHURNVISION_WEB__PAGE_FOLDER": str(PAGE_FOLDER),
        }

    def _is_live(self) -> bool:
        assert self._processes[0].poll() is None, (self.folder / "churnvision.web.log").read_text()
        try:
            return httpx.get(f"{self.page_url}/health/live").status_code == 200
        except httpx.TransportError:
            return False

    async def _make_people(self) -> None:
        database = Database(self.application_url, pool_size=2)
        try:
            async with database.transaction() as session:
                for username, role in USERS.items():
                    await make_user(session, username, role)
                await make_dated_workforce(session, people=400)
        finally:
            await database.close()


def _wait_until(is_so: Any, seconds: float, what: str) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, f"waited {seconds:.0f} s for {what}"
        time.sleep(0.25)
