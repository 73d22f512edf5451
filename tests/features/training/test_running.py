"""One training, run as the worker runs it: failures, cancelling, and running twice."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from churnvision.features.training import running, service
from churnvision.features.training.errors import ModelNotFit
from churnvision.features.training.schemas import TrainingJobView, TrainingOptions
from churnvision.kit.access import Actor
from churnvision.kit.database import Database
from churnvision.kit.jobs import JobContext
from churnvision.kit.settings import Settings
from tests.factories.history import AS_OF, make_dated_workforce, make_static_workforce, make_window

OPTIONS = TrainingOptions(bags=2)


@pytest.fixture
def context(database: Database, settings: Settings) -> JobContext:
    return JobContext(database, settings)


async def start(context: JobContext, actor: Actor, *, people: int = 150) -> int:
    async with context.database.transaction() as session:
        await make_static_workforce(session, people=people)
    async with context.database.transaction() as session:
        return (await service.start(session, actor, OPTIONS)).id


async def job(context: JobContext, job_id: int) -> TrainingJobView:
    async with context.database.reading() as session:
        return await service.get(session, job_id)


async def count(context: JobContext, table: str) -> int:
    async with context.database.reading() as session:
        return await session.scalar(text(f"SELECT count(*) FROM {table}")) or 0


async def test_data_without_leavers_fails_with_a_sentence(context: JobContext, actor: Actor) -> None:
    job_id = await start(context, actor)
    async with context.database.transaction() as session:
        await session.execute(text("UPDATE employments SET ended_on = NULL, end_cause = NULL"))
    await running.run(context, job_id)
    found = await job(context, job_id)
    assert found.status == "failed" and found.finished_at is not None
    assert found.message is not None and found.message.startswith("Nobody left in this data")
    assert await count(context, "model_versions") == 0


async def test_data_without_a_column_to_learn_from_fails_with_a_sentence(
    context: JobContext, actor: Actor
) -> None:
    job_id = await start(context, actor)
    async with context.database.transaction() as session:
        await session.execute(text("UPDATE employee_attributes SET is_feature = false"))
    await running.run(context, job_id)
    found = await job(context, job_id)
    assert found.status == "failed" and "map at least one" in str(found.message)


async def test_a_model_that_could_not_learn_from_all_months_says_so(
    context: JobContext, actor: Actor
) -> None:
    ends_known_until = AS_OF - timedelta(days=122)
    async with context.database.transaction() as session:
        await make_dated_workforce(session, people=400)
        await make_window(session, "terminations", dataset_id=2, as_of=ends_known_until)
        await session.execute(text("UPDATE employments SET dataset_id = 2 WHERE ended_on IS NOT NULL"))
    async with context.database.transaction() as session:
        job_id = (await service.start(session, actor, OPTIONS)).id
    await running.run(context, job_id)
    found = await job(context, job_id)
    assert found.status == "succeeded" and found.metrics is not None and found.model_version_id is not None
    (warning,) = found.metrics["warnings"]
    assert f"Leaving is known until {ends_known_until} only" in warning
    assert found.message == f"The model is ready. {warning}"
    async with context.database.reading() as session:
        version = await service.get_version(session, found.model_version_id)
    assert version.as_of == ends_known_until and version.metrics["warnings"] == [warning]


async def test_a_model_of_shuffled_outcomes_stays_unpromoted_and_says_why(
    context: JobContext, actor: Actor
) -> None:
    async with context.database.transaction() as session:
        await make_static_workforce(session, people=400)
        # everybody gets the outcome of somebody else
        await session.execute(
            text("""
            UPDATE employments SET ended_on = given.ended_on, end_cause = given.end_cause
            FROM (SELECT employee_id, row_number() OVER (ORDER BY md5(employee_id::text)) AS place,
                         row_number() OVER (ORDER BY employee_id) AS source FROM employments) AS receiving
            JOIN (SELECT ended_on, end_cause, row_number() OVER (ORDER BY employee_id) AS source
                  FROM employments) AS given ON given.source = receiving.place
            WHERE employments.employee_id = receiving.employee_id
        """)
        )
    async with context.database.transaction() as session:
        promoting = TrainingOptions(bags=2, promote=True)
        job_id = (await service.start(session, actor, promoting)).id
    await running.run(context, job_id)
    found = await job(context, job_id)
    assert found.status == "succeeded" and found.metrics is not None and found.model_version_id is not None
    reason = found.metrics["comparison"]["reason"]
    assert found.message == f"The model is ready. It may not forecast: {reason}"
    assert "than the base rate" in reason and "train again" in reason
    assert await count(context, "model_versions WHERE status = 'promoted'") == 0
    assert await count(context, "procrastinate_jobs WHERE task_name = 'predictions.refresh'") == 0
    async with context.database.transaction() as session:
        with pytest.raises(ModelNotFit, match="than the base rate"):
            await service.promote(session, actor, found.model_version_id)
