"""Training as a job: from facts in the database to a promoted version with forecasts."""

from pathlib import Path

from churnvision.features.predictions import service as predictions
from churnvision.features.training import service
from churnvision.features.training.schemas import TrainingOptions
from churnvision.kit.access import Actor
from churnvision.kit.database import Database
from churnvision.kit.model_files import check_model_files
from churnvision.kit.settings import Settings
from tests.factories.history import make_static_workforce
from tests.factories.worker import running_worker


async def test_training_stores_promotes_and_scores_the_first_version(
    database: Database, settings: Settings, actor: Actor
) -> None:
    async with database.transaction() as session:
        await make_static_workforce(session)
    heard: list[tuple[float, str]] = []
    async with running_worker(database, settings):
        job = await service.train_and_wait(
            database, actor, report=lambda *said: heard.append(said), options=TrainingOptions(bags=3)
        )
        assert job.status == "succeeded", job.message
        run = await predictions.wait_for_promoted_scores(database, report=lambda *_: None)
    assert job.progress == 100 and job.metrics is not None and 0.5 < job.metrics["auc"] < 1
    assert heard and all(0 <= fraction <= 1 for fraction, _ in heard)
    assert run is not None and run.is_current
    assert job.model_version_id is not None
    async with database.reading() as session:
        version = await service.get_version(session, job.model_version_id)
    assert version.status == "promoted" and version.shape == "static" and version.window_days == 365
    assert {one.name for one in version.attributes} == {"overtime", "salary", "job", "born_on"}
    assert check_model_files(database.url, settings.models) == []
    link = settings.models / "churn_model.joblib"
    assert link.is_symlink() and link.resolve().parent == Path(settings.models).resolve() / "versions" / str(
        version.id
    )
