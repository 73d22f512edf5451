"""kill -9 of PostgreSQL in the middle of training, scoring and import: nothing is lost or doubled."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from churnvision.cli import exit_codes
from churnvision.features.training import service as training
from churnvision.features.training.schemas import TrainingOptions
from churnvision.kit import migrations
from churnvision.kit.access import Actor
from churnvision.kit.database import Database
from churnvision.local.application import Worker
from churnvision.local.settings import LocalSettings, read_settings
from churnvision.local.stack import Stack
from churnvision.local.wholeness import prepare_folders
from churnvision.ml.sample import SampleOptions, simulate, write
from tests.factories.history import make_static_workforce

pytestmark = [pytest.mark.system, pytest.mark.timeout(600)]


@pytest.fixture
def local_settings(tmp_path: Path) -> LocalSettings:
    """Settings of an embedded stack that nothing else uses."""
    names = {"CHURNVISION_VAR": str(tmp_path / "var"), "CHURNVISION_MODELS": str(tmp_path / "models")}
    return read_settings(names)


@pytest.fixture
def stack(local_settings: LocalSettings) -> Iterator[Stack]:
    """PostgreSQL and Valkey of an installation with a migrated database."""
    prepare_folders(local_settings.layout)
    found = Stack(local_settings, report=lambda _step: None)
    try:
        found.start_stores()
        migrations.upgrade(found.environment["CHURNVISION_DATABASE__OWNER_URL"])
        yield found
    finally:
        found.stop()


def ask(url: str, query: str) -> Any:
    """One value from the database."""
    with psycopg.connect(url) as connection:
        row = connection.execute(query).fetchone()
        return None if row is None else row[0]


def until(url: str, query: str) -> None:
    """Wait until the query says true."""
    deadline = time.monotonic() + 200
    while not ask(url, query):
        assert time.monotonic() < deadline, query
        time.sleep(0.05)


async def fill(url: str, actor: Actor) -> None:
    database = Database(url, pool_size=2)
    async with database.transaction() as session:
        await make_static_workforce(session, people=200)
    async with database.transaction() as session:
        await training.start(session, actor, TrainingOptions(bags=2))
    await database.close()


def kill_postgresql(stack: Stack) -> None:
    """SIGKILL, and what the supervisor does about it."""
    server = next(one for one in stack.processes() if one.name == "postgresql")
    os.kill(server.pid, signal.SIGKILL)
    deadline = time.monotonic() + 60
    while not stack.revive():
        assert time.monotonic() < deadline
        time.sleep(0.05)


IN_IMPORT = """
    SELECT EXISTS (SELECT FROM pg_stat_activity
                   WHERE state = 'active' AND query LIKE 'COPY employee_snapshots%')
"""
IN_TRAINING = "SELECT status = 'running' AND progress >= 4 FROM training_jobs"
IN_SCORING = """
    SELECT EXISTS (SELECT FROM procrastinate_jobs
                   WHERE task_name = 'predictions.score' AND status = 'doing')
"""


@pytest.mark.fault("S6")
@pytest.mark.parametrize("moment", [IN_TRAINING, IN_SCORING], ids=["training", "scoring"])
def test_training_and_scoring_survive_the_death_of_postgresql(
    stack: Stack, local_settings: LocalSettings, actor: Actor, moment: str
) -> None:
    url = stack.environment["CHURNVISION_DATABASE__URL"]
    asyncio.run(fill(url, actor))
    pace = {"CHURNVISION_WORKER__HEARTBEAT_SECONDS": "0.5", "CHURNVISION_WORKER__STALLED_AFTER_SECONDS": "3"}
    worker = Worker(local_settings, {**os.environ, **stack.environment, **pace})
    worker.start()
    try:
        until(url, moment)
        kill_postgresql(stack)
        assert ask(url, "SELECT count(*) FROM churn_outputs") == 0
        until(url, "SELECT status = 'succeeded' FROM training_jobs")
        until(url, "SELECT EXISTS (SELECT FROM scoring_runs WHERE is_current)")
    finally:
        worker.stop()
    assert ask(url, "SELECT count(*) FROM model_versions") == 1
    assert ask(url, "SELECT count(*) FROM scoring_runs") == 1
    active = ask(url, "SELECT count(*) FROM employees WHERE status = 'active'")
    assert ask(url, "SELECT count(*) FROM churn_outputs") == active


def test_an_import_in_which_postgresql_dies_leaves_nothing_and_works_again(
    stack: Stack, tmp_path: Path
) -> None:
    url = stack.environment["CHURNVISION_DATABASE__URL"]
    write(simulate(SampleOptions(employees=1000, months=36, seed=1)), tmp_path)
    command = [
        sys.executable,
        "-m",
        "churnvision.cli.main",
        "import",
        str(tmp_path / "snapshots.csv"),
        "--yes",
    ]
    env = {**os.environ, **stack.environment}
    with subprocess.Popen(command, env=env, stderr=subprocess.PIPE, text=True) as importing:
        until(url, IN_IMPORT)
        kill_postgresql(stack)
        said = importing.communicate(timeout=60)[1]
    assert importing.returncode == exit_codes.NOT_RUNNING
    assert said.strip().splitlines()[-1].startswith("The database did not answer")
    for table in ("employees", "employee_snapshots", "employments", "observation_windows", "datasets"):
        assert ask(url, f"SELECT count(*) FROM {table}") == 0
    again = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert again.returncode == 0, again.stderr
    rows = len((tmp_path / "snapshots.csv").read_text().splitlines()) - 1
    assert ask(url, "SELECT count(*) FROM employee_snapshots") == rows
