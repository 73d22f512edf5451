"""The card of a trained version, and of one from before cards were kept."""

import httpx
import pytest
from sqlalchemy import insert, text

from churnvision.features.datasets.tables import Dataset
from churnvision.features.training import running, service
from churnvision.features.training.card_limits import limits_of_window
from churnvision.features.training.schemas import TrainingOptions
from churnvision.kit.access import Actor
from churnvision.kit.database import Database
from churnvision.kit.jobs import JobContext
from churnvision.kit.settings import Settings
from tests.conftest import SignIn
from tests.factories.forecasts import make_version
from tests.factories.history import make_static_workforce


@pytest.fixture
def context(database: Database, settings: Settings) -> JobContext:
    return JobContext(database, settings)


async def train(context: JobContext, actor: Actor, *, seed: int = 5) -> int:
    async with context.database.transaction() as session:
        job = await service.start(session, actor, TrainingOptions(bags=2, seed=seed))
    await running.run(context, job.id)
    async with context.database.reading() as session:
        done = await service.get(session, job.id)
    assert done.model_version_id is not None, done.message
    return done.model_version_id


async def test_a_trained_version_has_a_card_of_facts(
    client: httpx.AsyncClient, context: JobContext, actor: Actor, sign_in: SignIn
) -> None:
    problem = {
        "severity": "warning", "code": "mixed_types", "column": "salary", "count": 3,
        "message": "Row 7: ...", "row": 7, "value": "Anna Berg",
    }  # fmt: skip
    async with context.database.transaction() as session:
        await make_static_workforce(session, people=200)
        await session.execute(
            insert(Dataset).values(
                id=1, filename="people.csv", sha256=b"\x07" * 32, size_bytes=10, format="csv", shape="static",
                status="committed", reading={}, counts={}, problems=[problem], row_count=200,
            )
        )  # fmt: skip
    version_id = await train(context, actor)
    headers = await sign_in("viewer")
    answer = await client.get(f"/api/v1/models/{version_id}/card", headers=headers)
    assert answer.status_code == 200, answer.text
    card = answer.json()
    assert "Anna Berg" not in answer.text
    async with context.database.reading() as session:
        leavers = await session.scalar(text("SELECT count(*) FROM employees WHERE status = 'left'"))
        overtime = await session.scalar(
            text("SELECT count(*) FROM employee_snapshots WHERE attributes->>'overtime' = 'true'")
        )
    data, model = card["data"], card["model"]
    assert (data["rows"], data["people"], data["leavers"]) == (200, 200, leavers)
    assert len(data["sha256"]) == 64 and data["window_days"] == 365
    (learnt,) = data["imports"]
    assert learnt["filename"] == "people.csv" and learnt["sha256"] == "07" * 32
    assert learnt["findings"] == [
        {"severity": "warning", "code": "mixed_types", "column": "salary", "count": 3}
    ]
    described = {one["name"]: one for one in data["attributes"]}
    assert set(described) == {"overtime", "salary", "job", "born_on"}
    assert {"level": "true", "count": overtime} in described["overtime"]["levels"]
    assert model["kind"] == "window" and model["seed"] == 5 and model["bags"] == 2
    assert model["members"] and all(one["weight"] > 0 for one in model["members"])
    assert card["validation"]["validation"].startswith("five-fold cross-validation")
    assert {"python", "numpy", "lightgbm"} <= set(card["libraries"])
    assert [one["name"] for one in card["files"]] == [
        "churn_model.joblib", "feature_scaler.joblib", "label_encoder.joblib", "manifest.json",
    ]  # fmt: skip
    assert any("measured on" in limit for limit in card["limits"])
    file = await client.get(f"/api/v1/models/{version_id}/card.md", headers=headers)
    assert file.headers["content-type"].startswith("text/markdown")
    assert f'filename="model-{version_id}.md"' in file.headers["content-disposition"]
    assert file.text.startswith(f"# Model version {version_id}\n") and "- Seed: 5" in file.text
    assert f"- SHA-256: {data['sha256']}" in file.text and "mixed_types in salary: 3" in file.text


async def test_the_same_data_and_seed_give_versions_with_the_same_files(
    context: JobContext, actor: Actor
) -> None:
    async with context.database.transaction() as session:
        await make_static_workforce(session, people=150)
    ids = [await train(context, actor) for _ in range(2)]
    async with context.database.reading() as session:
        first, second = [await service.find_file_hashes(session, version_id) for version_id in ids]
        cards = [await service.get_card(session, version_id) for version_id in ids]
    assert len(first) == 4 and first == second
    assert cards[0].data is not None and cards[0].data == cards[1].data


async def test_a_version_from_before_cards_were_kept_says_so(
    client: httpx.AsyncClient, database: Database, sign_in: SignIn
) -> None:
    async with database.transaction() as session:
        version_id = await make_version(session)
    headers = await sign_in("viewer")
    card = (await client.get(f"/api/v1/models/{version_id}/card", headers=headers)).json()
    assert card["data"] is None and card["model"] is None
    assert card["limits"][-1].startswith("It was trained before cards were kept")
    assert (await client.get(f"/api/v1/models/{version_id}/card.md", headers=headers)).status_code == 200
    assert (await client.get("/api/v1/models/999/card", headers=headers)).status_code == 404


def test_horizons_beyond_the_window_are_named() -> None:
    assert limits_of_window(None) == []
    assert limits_of_window(365)[1:] == []
    assert limits_of_window(90)[1] == "Horizons of 180, 365 days go beyond that window and are extrapolated."
