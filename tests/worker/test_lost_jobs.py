"""What a user sees ends with a sentence when the queue has lost the job behind it."""

import pytest
from sqlalchemy import text

from churnvision.features.predictions import running as scoring
from churnvision.features.predictions import service as predictions
from churnvision.kit.access import Actor
from churnvision.kit.database import Database
from churnvision.kit.jobs import JobContext
from churnvision.kit.settings import Settings
from tests.factories.forecasts import make_version


@pytest.fixture
def context(database: Database, settings: Settings) -> JobContext:
    return JobContext(database, settings)


async def end_job(context: JobContext, status: str, argument: str, value: int) -> None:
    async with context.database.transaction() as session:
        await session.execute(
            text(
                "UPDATE procrastinate_jobs SET status = CAST(:status AS procrastinate_job_status)"
                " WHERE args = jsonb_build_object(CAST(:argument AS text), CAST(:value AS bigint))"
            ),
            {"status": status, "argument": argument, "value": value},
        )


async def test_a_scoring_without_a_job_ends_and_one_with_a_job_goes_on(
    context: JobContext, actor: Actor
) -> None:
    async with context.database.transaction() as session:
        await make_version(session)
    async with context.database.transaction() as session:
        lost = (await predictions.start_scoring(session, actor)).scoring_run_id
        waiting = (await predictions.start_scoring(session, actor)).scoring_run_id
    await end_job(context, "failed", "scoring_run_id", lost)
    await scoring.recover(context)
    async with context.database.reading() as session:
        query = text("SELECT id, status, warnings FROM scoring_runs ORDER BY id")
        rows = [tuple(row) for row in (await session.execute(query)).all()]
    assert rows == [
        (lost, "failed", ["The queue has lost this scoring; score again."]),
        (waiting, "running", []),
    ]
