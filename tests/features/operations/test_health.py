"""/health, /health/live and /metrics, with everything there and with services missing."""

import hashlib

import httpx
import psycopg
import pytest
from prometheus_client import Metric
from sqlalchemy import insert

from churnvision.features.training.tables import ModelFile
from churnvision.kit.database import Database
from churnvision.kit.health import HealthContext
from churnvision.kit.metrics import SOURCES
from churnvision.kit.settings import DatabaseSettings, RedisSettings, Settings
from churnvision.web.app import build_app
from tests.factories.forecasts import make_version

CHECKS = {"database", "redis", "worker", "model", "migrations", "licence"}


async def ask(settings: Settings, path: str) -> httpx.Response:
    """One request to an application with these settings."""
    app = build_app(settings)
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as asking:
            return await asking.get(path)


async def test_a_fresh_installation_is_degraded_and_says_why(client: httpx.AsyncClient) -> None:
    answer = await client.get("/health")
    body = answer.json()
    assert answer.status_code == 200
    assert body["status"] == "degraded"
    assert set(body["checks"]) >= CHECKS
    assert all(one["reason"].endswith(".") for one in body["checks"].values())
    states = {name: one["state"] for name, one in body["checks"].items()}
    assert (states["database"], states["migrations"], states["redis"]) == ("ok", "ok", "ok")
    assert (states["worker"], states["model"]) == ("degraded", "degraded")
    assert body["cause"] == (
        "worker: No worker runs; training and scoring wait in the queue. "
        "model: No model is trained yet; import data and start a training."
    )


async def test_a_worker_is_healthy_while_its_heart_beats(client: httpx.AsyncClient, owner_url: str) -> None:
    with psycopg.connect(owner_url, autocommit=True) as connection:
        connection.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now())")
        assert (await client.get("/health")).json()["checks"]["worker"]["state"] == "ok"
        connection.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '5 minutes'")
        assert (await client.get("/health")).json()["checks"]["worker"]["state"] == "degraded"


async def test_without_redis_it_is_degraded_and_not_down(settings: Settings) -> None:
    away = settings.model_copy(update={"redis": RedisSettings(url="redis://127.0.0.1:1/0")})
    answer = await ask(away, "/health")
    assert answer.status_code == 200
    assert answer.json()["checks"]["redis"]["state"] == "degraded"


async def test_without_a_database_it_is_down_but_alive(settings: Settings) -> None:
    nowhere = DatabaseSettings(url="postgresql://churnvision_app@127.0.0.1:1/churnvision")
    away = settings.model_copy(update={"database": nowhere})
    health, live = await ask(away, "/health"), await ask(away, "/health/live")
    assert health.status_code == 503
    assert health.json()["status"] == "down"
    assert health.json()["checks"]["database"]["state"] == "failed"
    assert health.json()["cause"] == "database: PostgreSQL is not running, or not at that address."
    assert live.json() == {"status": "alive"}
    login = await ask(away, "/api/v1/auth/me")
    assert login.status_code == 401


async def test_an_old_schema_is_down(client: httpx.AsyncClient, owner_url: str) -> None:
    with psycopg.connect(owner_url, autocommit=True) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0001'")
    answer = await client.get("/health")
    assert answer.status_code == 503
    assert "churnvision migrate" in answer.json()["checks"]["migrations"]["reason"]


@pytest.mark.parametrize("path", ["/health", "/metrics"])
async def test_monitors_need_no_session_and_learn_nothing_of_persons(
    client: httpx.AsyncClient, path: str
) -> None:
    answer = await client.get(path)
    assert answer.status_code == 200
    assert "postgresql://" not in answer.text


async def test_metrics_count_requests_on_the_api_port_only(client: httpx.AsyncClient) -> None:
    await client.get("/api/v1/auth/me")
    text = (await client.get("/metrics")).text
    assert 'churnvision_requests_total{method="GET",operation="read_me",status="401"}' in text
    assert (await client.get("http://127.0.0.1:3000/metrics")).status_code == 404


async def test_a_changed_or_missing_model_file_is_degraded_with_the_reason(
    client: httpx.AsyncClient, database: Database, settings: Settings
) -> None:
    async with database.transaction() as session:
        version_id = await make_version(session)
        stored = hashlib.sha256(b"the model").hexdigest()
        await session.execute(
            insert(ModelFile).values(
                model_version_id=version_id, name="churn_model.joblib", sha256=stored, size_bytes=9
            )
        )
    settings.models.mkdir(exist_ok=True)
    file = settings.models / "churn_model.joblib"

    async def ask_model() -> dict[str, str]:
        found: dict[str, str] = (await client.get("/health")).json()["checks"]["model"]
        return found

    assert "churn_model.joblib is missing" in (await ask_model())["reason"]
    file.write_bytes(b"the model")
    assert (await ask_model())["state"] == "ok"
    file.write_bytes(b"The model")
    changed = await ask_model()
    assert changed["state"] == "degraded"
    assert "was changed" in changed["reason"] and "doctor --fix" in changed["reason"]
    file.unlink()
    file.write_bytes(b"the model")
    assert (await ask_model())["state"] == "ok"


async def test_figures_that_cannot_be_measured_are_left_out_and_the_others_told(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(_context: HealthContext) -> list[Metric]:
        raise OSError("the disk is gone")

    monkeypatch.setitem(SOURCES, "broken", fail)
    answer = await client.get("/metrics")
    assert answer.status_code == 200
    assert "churnvision_requests_total" in answer.text
    assert "churnvision_recovery_alerts" in answer.text
