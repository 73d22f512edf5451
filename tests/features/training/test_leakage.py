"""A column that tells the outcome is not learnt from, unless somebody says that it may be."""

from datetime import timedelta

import httpx
import pytest
from sqlalchemy import text

from churnvision.features.training import running, service
from churnvision.features.training.schemas import ModelCard, ModelVersionView, TrainingOptions
from churnvision.kit.access import Actor
from churnvision.kit.clock import utc_now
from churnvision.kit.database import Database
from churnvision.kit.jobs import JobContext
from churnvision.kit.settings import Settings
from tests.conftest import SignIn
from tests.factories.history import make_static_workforce

USED = {"overtime", "salary", "job", "born_on"}


@pytest.fixture
async def context(database: Database, settings: Settings) -> JobContext:
    """A workforce with a talk that only leavers had, mapped as an attribute like any other."""
    async with database.transaction() as session:
        await make_static_workforce(session)
        await session.execute(text("UPDATE employee_attributes SET is_feature = true"))
    return JobContext(database, settings)


async def train(
    context: JobContext, actor: Actor, options: TrainingOptions
) -> tuple[str, ModelVersionView, ModelCard]:
    async with context.database.transaction() as session:
        job = await service.start(session, actor, options)
    await running.run(context, job.id)
    async with context.database.reading() as session:
        done = await service.get(session, job.id)
        assert done.model_version_id is not None, done.message
        version = await service.get_version(session, done.model_version_id)
        return str(done.message), version, await service.get_card(session, version.id)


async def test_a_column_that_tells_the_outcome_is_left_out_and_named(
    client: httpx.AsyncClient, context: JobContext, actor: Actor, sign_in: SignIn
) -> None:
    message, version, card = await train(context, actor, TrainingOptions(bags=2))
    assert {one.name for one in version.attributes} == USED
    assert version.metrics["auc"] < 0.9
    (warning,) = version.metrics["warnings"]
    assert warning in message and warning in card.limits
    assert warning.startswith("Column exit_talk was left out, because it differs from no for leavers only")
    assert card.data is not None and card.data.leakage is not None
    assert {one.name for one in card.data.attributes} == USED
    (verdict,) = card.data.leakage.columns
    assert (verdict.column, verdict.verdict) == ("exit_talk", "excluded")
    headers = await sign_in("viewer")
    file = await client.get(f"/api/v1/models/{version.id}/card.md", headers=headers)
    assert f"| exit_talk | excluded | {verdict.reason} |" in file.text


async def test_it_is_learnt_from_on_the_users_word_and_again_by_the_schedule(
    context: JobContext, actor: Actor
) -> None:
    options = TrainingOptions(bags=2, keep_columns=["exit_talk"])
    message, version, card = await train(context, actor, options)
    assert {one.name for one in version.attributes} == USED | {"exit_talk"}
    assert "Column exit_talk was kept as asked" in message
    assert "too good to be true" in message
    assert card.data is not None and card.data.leakage is not None
    assert [one.verdict for one in card.data.leakage.columns] == ["kept"]
    async with context.database.transaction() as session:
        await service.promote(session, actor, version.id)
        await service.start_if_due(session, utc_now() + timedelta(days=1), TrainingOptions())
        again = await session.execute(text("SELECT options FROM training_jobs ORDER BY id DESC LIMIT 1"))
    assert again.scalar_one()["keep_columns"] == ["exit_talk"]


async def test_an_unknown_column_cannot_be_kept(
    client: httpx.AsyncClient, context: JobContext, sign_in: SignIn
) -> None:
    headers = await sign_in("analyst")
    wanted = {"keep_columns": ["salary", "sallary"]}
    answer = await client.post("/api/v1/training/", json=wanted, headers=headers)
    assert answer.status_code == 422, answer.text
    assert "no attribute to learn from named sallary" in answer.json()["detail"]
    async with context.database.reading() as session:
        assert await session.scalar(text("SELECT count(*) FROM training_jobs")) == 0


async def test_a_column_that_the_import_left_out_cannot_be_kept_without_importing_again(
    client: httpx.AsyncClient, context: JobContext, sign_in: SignIn
) -> None:
    async with context.database.transaction() as session:
        reason = "UPDATE employee_attributes SET is_feature = false, excluded_reason = 'it is new'"
        await session.execute(text(f"{reason} WHERE name = 'exit_talk'"))
    headers = await sign_in("analyst")
    answer = await client.post("/api/v1/training/", json={"keep_columns": ["exit_talk"]}, headers=headers)
    assert answer.status_code == 422, answer.text
    assert answer.json()["detail"].startswith(
        "exit_talk was left out when it was imported, because it is new: undo that import"
    )
    assert "There is no attribute" not in answer.json()["detail"]
