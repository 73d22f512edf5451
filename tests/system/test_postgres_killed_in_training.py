"""kill -9 of PostgreSQL in the middle of a training: the worker comes back and finishes it, once."""

import asyncio
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from churnvision.features.training import service as training
from churnvision.features.training.schemas import TrainingOptions
from churnvision.kit import migrations
from churnvision.kit.access import Actor
from churnvision.kit.database import Database
from churnvision.local.application import Worker
from churnvision.local.settings import LocalSettings, read_settings
from churnvision.local.stack import Stack
from churnvision.local.wholeness import prepare_folders
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


def test_a_training_survives_the_death_of_postgresql(
    stack: Stack, local_settings: LocalSettings, actor: Actor
) -> None:
    url = stack.environment["CHURNVISION_DATABASE__URL"]
    asyncio.run(fill(url, actor))
    pace = {"CHURNVISION_WORKER__HEARTBEAT_SECONDS": "0.5", "CHURNVISION_WORKER__STALLED_AFTER_SECONDS": "3"}
    worker = Worker(local_settings, {**os.environ, **stack.environment, **pace})
    worker.start()
    try:
        until(url, "SELECT status = 'running' AND progress >= 4 FROM training_jobs")
        server = next(one for one in stack.processes() if one.name == "postgresql")
        os.kill(server.pid, signal.SIGKILL)
        deadline = time.monotonic() + 60
        while not stack.revive():
            assert time.monotonic() < deadline
            time.sleep(0.05)
        until(url, "SELECT status = 'succeeded' FROM training_jobs")
        until(url, "SELECT EXISTS (SELECT FROM scoring_runs WHERE is_current)")
    finally:
        worker.stop()
    assert ask(url, "SELECT count(*) FROM model_versions") == 1
    assert ask(url, "SELECT count(*) FROM scoring_runs WHERE status = 'succeeded'") == 1
    active = ask(url, "SELECT count(*) FROM employees WHERE status = 'active'")
    assert ask(url, "SELECT count(*) FROM churn_outputs") == active
