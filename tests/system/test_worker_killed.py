"""kill -9 of the worker in the middle of training and of scoring: the work is done again, once."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import psycopg
import pytest

from churnvision.features.predictions import service as predictions
from churnvision.features.training import service as training
from churnvision.features.training.schemas import TrainingOptions
from churnvision.kit.access import Actor
from churnvision.kit.database import Database
from churnvision.kit.model_files import check_model_files
from churnvision.kit.settings import Settings
from tests.factories.history import make_static_workforce

pytestmark = [pytest.mark.system, pytest.mark.timeout(600)]
StartWorker = Callable[[], subprocess.Popen[bytes]]


@pytest.fixture
def start_worker(settings: Settings, tmp_path: Path) -> Iterator[StartWorker]:
    """Starts `python -m churnvision.worker` on this test's database; what still runs is ended."""
    env = os.environ | {
        "CHURNVISION_DATABASE__URL": settings.database.url,
        "CHURNVISION_VAR": str(settings.var),
        "CHURNVISION_MODELS": str(settings.models),
        "CHURNVISION_WORKER__HEARTBEAT_SECONDS": "0.5",
        "CHURNVISION_WORKER__STALLED_AFTER_SECONDS": "3",
    }
    started: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        with (tmp_path / "worker.log").open("ab") as log:
            started.append(
                subprocess.Popen(
                    [sys.executable, "-m", "churnvision.worker"], env=env, stdout=log, stderr=log
                )
            )
        return started[-1]

    yield start
    for worker in started:
        worker.kill()
        worker.wait()


def ask(settings: Settings, query: str) -> Any:
    """One value from the database."""
    with psycopg.connect(settings.database.url) as connection:
        row = connection.execute(query).fetchone()
        return None if row is None else row[0]


def until(settings: Settings, query: str, *, patience_seconds: float = 150.0) -> None:
    """Wait until the query says true."""
    deadline = time.monotonic() + patience_seconds
    while not ask(settings, query):
        assert time.monotonic() < deadline, query
        time.sleep(0.02)


def until_said(log: Path, words: str) -> None:
    """Wait until a log says so."""
    deadline = time.monotonic() + 30
    while words not in log.read_text():
        assert time.monotonic() < deadline, words
        time.sleep(0.02)


def kill_with_its_children_watched(worker: subprocess.Popen[bytes]) -> None:
    """kill -9 the worker alone; its children must end by themselves."""
    children = psutil.Process(worker.pid).children(recursive=True)
    assert children
    worker.kill()
    worker.wait()
    _, alive = psutil.wait_procs(children, timeout=10)
    assert not alive


@pytest.mark.fault("S4")
async def test_a_worker_killed_in_training_and_in_scoring_loses_and_doubles_nothing(
    database: Database, settings: Settings, actor: Actor, start_worker: StartWorker
) -> None:
    async with database.transaction() as session:
        await make_static_workforce(session, people=200)
    async with database.transaction() as session:
        job = await training.start(session, actor, TrainingOptions(bags=2))
    first = start_worker()
    until(settings, "SELECT status = 'running' AND progress >= 5 FROM training_jobs")
    kill_with_its_children_watched(first)
    assert ask(settings, "SELECT count(*) FROM model_versions") == 0

    second = start_worker()
    until(
        settings,
        "SELECT EXISTS (SELECT FROM procrastinate_jobs"
        " WHERE task_name = 'predictions.score' AND status = 'doing')",
    )
    second.send_signal(signal.SIGKILL)
    second.wait()
    assert ask(settings, "SELECT status FROM training_jobs") == "succeeded"
    assert ask(settings, "SELECT attempts FROM training_jobs") == 2
    assert ask(settings, "SELECT count(*) FROM churn_outputs") == 0

    third = start_worker()
    until(settings, "SELECT EXISTS (SELECT FROM scoring_runs WHERE is_current)")
    until(settings, "SELECT NOT EXISTS (SELECT FROM procrastinate_jobs WHERE status IN ('todo', 'doing'))")
    third.send_signal(signal.SIGTERM)
    assert third.wait(timeout=20) == 0

    assert ask(settings, "SELECT count(*) FROM model_versions WHERE status = 'promoted'") == 1
    assert ask(settings, "SELECT count(*) FROM model_versions") == 1
    assert ask(settings, "SELECT count(*) FROM scoring_runs") == 1
    active = ask(settings, "SELECT count(*) FROM employees WHERE status = 'active'")
    assert ask(settings, "SELECT count(*) FROM churn_outputs") == active
    assert ask(settings, "SELECT count(DISTINCT employee_id) FROM churn_outputs") == active
    assert check_model_files(settings.database.url, settings.models) == []
    assert list((settings.var / "work").iterdir()) == []
    async with database.reading() as session:
        assert (await training.get(session, job.id)).status == "succeeded"
        assert (await predictions.summary(session, actor)).state == "ready"


async def test_a_training_whose_worker_was_held_up_is_not_lost_when_the_next_worker_dies(
    database: Database, settings: Settings, actor: Actor, start_worker: StartWorker, tmp_path: Path
) -> None:
    async with database.transaction() as session:
        await make_static_workforce(session, people=200)
    async with database.transaction() as session:
        await training.start(session, actor, TrainingOptions(bags=8))
    first = start_worker()
    until(settings, "SELECT status = 'running' AND progress >= 5 FROM training_jobs")
    first.send_signal(signal.SIGSTOP)
    second = start_worker()
    until(settings, "SELECT attempts = 2 AND progress >= 5 FROM training_jobs")
    first.send_signal(signal.SIGCONT)
    until_said(tmp_path / "worker.log", "job.left_to_another_run")
    kill_with_its_children_watched(second)
    assert ask(settings, "SELECT status FROM training_jobs") == "running"
    until(settings, "SELECT status = 'succeeded' FROM training_jobs")
    assert ask(settings, "SELECT attempts FROM training_jobs") == 3
    assert ask(settings, "SELECT count(*) FROM model_versions") == 1
