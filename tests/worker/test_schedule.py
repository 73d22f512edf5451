"""Monthly scoring and scheduled training: on the day, once, and caught up where the day was missed."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from churnvision.features.predictions.jobs import follow_schedule as follow_scoring
from churnvision.features.training.jobs import follow_schedule as follow_training
from churnvision.kit.database import Database
from churnvision.kit.jobs import JobContext
from churnvision.kit.schedule import is_due, last_due
from churnvision.kit.settings import ScheduleSettings, Settings
from tests.factories.forecasts import make_run, make_version
from tests.factories.history import make_window
from tests.factories.worker import running_worker

LONG_AGO = "now() - interval '13 months'"


def scheduled(database: Database, settings: Settings, **wanted: object) -> JobContext:
    return JobContext(
        database, settings.model_copy(update={"schedule": ScheduleSettings.model_validate(wanted)})
    )


async def make_past(database: Database, when: str = LONG_AGO) -> None:
    """A promoted version and its scoring of that time."""
    async with database.transaction() as session:
        await make_window(session, "static", days=365)
        await make_run(session, await make_version(session), {})
        for table in ("training_jobs", "scoring_runs"):
            await session.execute(text(f"UPDATE {table} SET created_at = {when}"))


async def count(database: Database, table: str) -> int:
    async with database.reading() as session:
        return await session.scalar(text(f"SELECT count(*) FROM {table}")) or 0


@pytest.mark.parametrize(
    ("now", "day", "every_months", "due"),
    [
        ((2026, 3, 15, 12), 1, 1, (2026, 3, 1)),
        ((2026, 3, 15, 12), 20, 1, (2026, 2, 20)),
        ((2026, 3, 1, 2), 1, 1, (2026, 2, 1)),
        ((2026, 3, 1, 3), 1, 1, (2026, 3, 1)),
        ((2026, 3, 15, 12), 1, 3, (2026, 1, 1)),
        ((2026, 1, 1, 2), 1, 3, (2025, 10, 1)),
        ((2026, 11, 30, 0), 28, 12, (2026, 1, 28)),
    ],
)
def test_the_last_due_day_is_found(
    now: tuple[int, int, int, int], day: int, every_months: int, due: tuple[int, int, int]
) -> None:
    found = last_due(datetime(*now, tzinfo=UTC), day=day, every_months=every_months)
    assert found == datetime(*due, 3, tzinfo=UTC)


def test_what_failed_is_tried_three_times() -> None:
    assert is_due([]) and is_due(["failed", "failed"])
    assert not is_due(["failed"] * 3) and not is_due(["failed", "running"])
    assert not is_due(["succeeded"]) and not is_due(["cancelled"])


@pytest.mark.parametrize(
    ("follow", "table"), [(follow_scoring, "scoring_runs"), (follow_training, "training_jobs")]
)
async def test_a_missed_day_is_caught_up_once_also_by_two_workers(
    database: Database,
    settings: Settings,
    follow: Callable[[JobContext], Awaitable[None]],
    table: str,
) -> None:
    context = scheduled(database, settings)
    await follow(context)
    assert await count(database, table) == 0  # nothing is promoted yet
    await make_past(database)
    await asyncio.gather(*(follow(context) for _ in range(3)))
    assert await count(database, table) == 2
    await follow(context)
    assert await count(database, table) == 2
    async with database.reading() as session:
        actors = (await session.scalars(text("SELECT DISTINCT actor_name FROM audit_events"))).all()
    assert actors == ["schedule"]


async def test_what_was_done_this_month_is_not_done_again(database: Database, settings: Settings) -> None:
    await make_past(database, when="now()")
    context = scheduled(database, settings)
    await follow_scoring(context)
    await follow_training(context)
    assert await count(database, "scoring_runs") == await count(database, "training_jobs") == 1


async def test_the_schedule_can_be_switched_off(database: Database, settings: Settings) -> None:
    await make_past(database)
    context = scheduled(database, settings, score_monthly=False, train_every_months=0)
    await follow_scoring(context)
    await follow_training(context)
    assert await count(database, "scoring_runs") == await count(database, "training_jobs") == 1


@pytest.mark.parametrize("promote", [False, True])
async def test_a_retrained_version_is_promoted_only_where_the_settings_say_so(
    database: Database, settings: Settings, promote: bool
) -> None:
    await make_past(database)
    await follow_training(scheduled(database, settings, promote_retrained=promote))
    async with database.reading() as session:
        newest = await session.scalar(text("SELECT options FROM training_jobs ORDER BY id DESC LIMIT 1"))
    assert newest is not None and newest["promote"] is promote


async def test_a_running_worker_follows_the_schedule(database: Database, settings: Settings) -> None:
    await make_past(database)
    off = settings.model_copy(update={"schedule": ScheduleSettings(train_every_months=0)})
    deadline = time.monotonic() + 20
    async with running_worker(database, off), running_worker(database, off):
        while await count(database, "scoring_runs") < 2:
            assert time.monotonic() < deadline
            await asyncio.sleep(0.1)
        await asyncio.sleep(0.5)
    assert await count(database, "scoring_runs") == 2
