"""Scoring with real model files: stored curves agree, leavers are left out, changed files are refused."""

import numpy as np
import pytest
from sqlalchemy import text

from churnvision.features.predictions import repository, running, service
from churnvision.features.predictions.errors import ScoringFailed
from churnvision.features.predictions.tables import ScoringRun
from churnvision.features.training import running as training_running
from churnvision.features.training import service as training
from churnvision.features.training.schemas import TrainingOptions
from churnvision.kit.access import Actor, system_actor
from churnvision.kit.database import Database
from churnvision.kit.jobs import JobContext
from churnvision.kit.model_files import check_model_files, write_model_files
from churnvision.kit.settings import Settings
from churnvision.ml.curve import SurvivalFunction
from churnvision.ml.risk import risk_band
from tests.factories.forecasts import make_version
from tests.factories.history import AS_OF, make_dated_workforce
from tests.factories.worker import running_worker


async def score(context: JobContext, actor: Actor) -> ScoringRun:
    async with context.database.transaction() as session:
        started = await service.start_scoring(session, actor)
    await running.run(context, started.scoring_run_id)
    async with context.database.reading() as session:
        found = await repository.find_run(session, started.scoring_run_id)
    assert found is not None
    return found


async def test_dated_records_are_trained_on_and_scored(
    database: Database, settings: Settings, actor: Actor
) -> None:
    context = JobContext(database, settings)
    async with database.transaction() as session:
        await make_dated_workforce(session, people=400)
    async with database.transaction() as session:
        job = await training.start(session, actor, TrainingOptions(bags=3))
    await training_running.run(context, job.id)
    run = await score(context, actor)
    assert run.status == "succeeded", run.warnings
    assert (run.is_current, run.as_of) == (True, AS_OF)
    async with database.reading() as session:
        active = set((await session.scalars(text("SELECT id FROM employees WHERE status = 'active'"))).all())
        rows = (await session.execute(text("SELECT * FROM churn_outputs"))).all()
    assert {row.employee_id for row in rows} == active and run.scored_count == len(active)
    for row in rows:
        for survival in (row.survival, row.survival_lower, row.survival_upper):
            assert len(survival) == 13
            SurvivalFunction(tuple(survival))
        assert np.all(np.array(row.survival_lower) <= row.survival)
        assert np.all(np.array(row.survival_upper) >= row.survival)
        curve = SurvivalFunction(tuple(row.survival))
        for days in (30, 90, 180, 365):
            stored = getattr(row, f"probability_{days}")
            assert stored == pytest.approx(curve.probability_within(days), abs=1e-9)
            assert (
                getattr(row, f"probability_{days}_lower")
                <= stored
                <= getattr(row, f"probability_{days}_upper")
            )
        assert len(row.bag_probabilities) == 4 * 3
        of_causes = np.array(row.cause_probabilities).reshape(len(run.causes), 4).sum(axis=0)
        whole = [getattr(row, f"probability_{days}") for days in (30, 90, 180, 365)]
        assert run.causes and of_causes == pytest.approx(whole, abs=1e-9)
        assert row.risk_band == risk_band(row.probability_365)
        assert 1 <= len(row.drivers) <= 5
        assert all({"attribute", "value", "contribution"} == set(driver) for driver in row.drivers)
    await files_are_guarded(context, actor)


async def files_are_guarded(context: JobContext, actor: Actor) -> None:
    """A missing file is written again, a changed one is refused until somebody repairs it."""
    url, models = context.database.url, context.settings.models
    (models / "feature_scaler.joblib").resolve().unlink()
    assert [problem.state for problem in check_model_files(url, models)] == ["missing"]
    assert await training.restore_model_files(context.database, models) == ["feature_scaler.joblib"]
    assert check_model_files(url, models) == []
    with (models / "churn_model.joblib").open("ab") as stream:
        stream.write(b"!")
    assert await training.restore_model_files(context.database, models) == []
    [problem] = check_model_files(url, models)
    assert (problem.name, problem.state) == ("churn_model.joblib", "changed")
    refused = await score(context, actor)
    assert refused.status == "failed" and "was changed" in refused.warnings[0]
    assert "doctor --fix" in refused.warnings[0]
    async with context.database.reading() as session:
        summary = await service.summary(session, actor)
    assert any("was changed" in warning for warning in summary.warnings)
    assert write_model_files(url, models, also_changed=True) == ["churn_model.joblib"]
    again = await score(context, actor)
    assert again.status == "succeeded" and again.is_current
    await only_two_runs_keep_forecasts(context, actor, again.id)


async def only_two_runs_keep_forecasts(context: JobContext, actor: Actor, last_id: int) -> None:
    """The current run's and those of the one before it; every run keeps its row."""
    newest = await score(context, actor)
    async with context.database.reading() as session:
        kept = await session.scalars(text("SELECT DISTINCT scoring_run_id FROM churn_outputs"))
        assert set(kept.all()) == {last_id, newest.id}
        assert await repository.count_runs(session) == 4


async def test_a_scoring_by_a_version_that_is_no_longer_promoted_fails_with_a_sentence(
    database: Database, settings: Settings, actor: Actor
) -> None:
    context = JobContext(database, settings)
    async with database.transaction() as session:
        await make_version(session)
        started = await service.start_scoring(session, actor)
        await session.execute(text("UPDATE model_versions SET status = 'retired'"))
    await running.run(context, started.scoring_run_id)
    async with database.reading() as session:
        found = await repository.find_run(session, started.scoring_run_id)
    assert found is not None and found.status == "failed" and "train a model first" in found.warnings[0]


async def test_a_scoring_that_had_failed_before_is_queued_again_and_waited_for(
    database: Database, settings: Settings
) -> None:
    async with database.transaction() as session:
        version_id = await make_version(session)
        failed = await service.start_scoring(session, system_actor("worker"))
        await repository.set_run(session, failed.scoring_run_id, status="failed", warnings=["No room."])
    async with running_worker(database, settings):
        # There are no files of this version, so that the new scoring fails as well, with its own sentence.
        with pytest.raises(ScoringFailed) as raised:
            await service.wait_for_promoted_scores(database, report=lambda *_: None)
    assert raised.value.facts["scoring_run_id"] > failed.scoring_run_id
    assert "No room." not in str(raised.value)
    async with database.reading() as session:
        [newest, before] = await repository.find_runs(session, limit=5)
    assert newest.model_version_id == version_id and before.id == failed.scoring_run_id


async def test_a_promotion_is_followed_by_one_scoring_however_often_its_job_runs(
    database: Database, settings: Settings
) -> None:
    context = JobContext(database, settings)
    async with database.transaction() as session:
        await make_version(session)
    await running.refresh(context, None)
    await running.refresh(context, None)
    async with database.transaction() as session:
        assert await repository.count_runs(session) == 1
        await session.execute(text("UPDATE scoring_runs SET status = 'failed'"))
    await running.refresh(context, None)
    async with database.transaction() as session:
        assert await repository.count_runs(session) == 2
        await session.execute(text("UPDATE model_versions SET promoted_at = now()"))
    await running.refresh(context, None)
    async with database.reading() as session:
        assert await repository.count_runs(session) == 3
