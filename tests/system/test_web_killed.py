"""kill -9 of the web process in the middle of a commit over the API: all of the import or nothing of it."""

import json
import os
import signal
import threading
import time
from http.client import HTTPException
from typing import Any
from urllib.request import Request, urlopen

import psycopg
import pytest

from churnvision.local.state import read_state
from churnvision.ml.sample import SampleOptions, simulate, write
from tests.system.installation import PASSWORD, Installation, wait_for

pytestmark = [pytest.mark.system, pytest.mark.timeout(180)]
COMMITTING = """
    SELECT EXISTS (SELECT FROM pg_stat_activity
                   WHERE state = 'active' AND query LIKE 'COPY employee_snapshots%')
"""


class Api:
    """The API as the first admin."""

    def __init__(self, installation: Installation) -> None:
        self._address = f"http://127.0.0.1:{installation.api_port}/api/v1"
        self._headers = {"Content-Type": "application/json"}
        credentials = json.dumps({"username": "admin", "password": PASSWORD}).encode()
        self._headers["Authorization"] = (
            f"Bearer {self.ask('POST', '/auth/login', credentials)['access_token']}"
        )

    def ask(self, method: str, path: str, body: bytes | None = None) -> dict[str, Any]:
        """The answer's document."""
        request = Request(self._address + path, data=body, headers=self._headers, method=method)
        with urlopen(request, timeout=60) as answer:
            document: dict[str, Any] = json.load(answer)
        return document


def database_of(installation: Installation) -> psycopg.Connection[tuple[Any, ...]]:
    state = read_state(installation.layout)
    assert state is not None
    return psycopg.connect(state.environment["CHURNVISION_DATABASE__OWNER_URL"], autocommit=True)


def commit_and_lose_the_answer(api: Api, dataset_id: int, lost: list[str]) -> None:
    try:
        api.ask("POST", f"/datasets/{dataset_id}/commit")
    except (OSError, HTTPException) as error:
        lost.append(type(error).__name__)


def test_a_commit_in_which_the_web_process_dies_leaves_nothing_and_works_again(
    installation: Installation,
) -> None:
    write(simulate(SampleOptions(employees=1000, months=36, seed=1)), installation.folder)
    file = (installation.folder / "snapshots.csv").read_bytes()
    assert installation.run("up", "--detach").returncode == 0
    api, lost = Api(installation), list[str]()
    dataset_id = int(api.ask("POST", "/datasets/?filename=snapshots.csv", file)["id"])
    with database_of(installation) as database:
        committing = threading.Thread(target=commit_and_lose_the_answer, args=(api, dataset_id, lost))
        committing.start()
        deadline = time.monotonic() + 60
        while database.execute(COMMITTING).fetchone() != (True,):
            assert time.monotonic() < deadline and committing.is_alive()
            time.sleep(0.01)
        killed = installation.pid_of("web")
        os.kill(killed, signal.SIGKILL)
        committing.join(timeout=60)
        assert lost
        assert wait_for(
            lambda: any(p.name == "web" and p.pid != killed for p in installation.processes()), seconds=60
        )
        assert api.ask("GET", "/employees/?limit=1")["total"] == 0
        assert api.ask("GET", f"/datasets/{dataset_id}")["status"] == "uploaded"
        assert database.execute("SELECT count(*) FROM employee_snapshots").fetchone() == (0,)
        done = api.ask("POST", f"/datasets/{dataset_id}/commit")
        assert done["status"] == "committed"
        assert api.ask("GET", "/employees/?limit=1")["total"] == done["counts"]["people"] > 1000
        rows = file.count(b"\n") - 1
        assert database.execute("SELECT count(*) FROM employee_snapshots").fetchone() == (rows,)
