"""`GET /employees/` at 100,000 employees and a fixed offered rate, against the same statements by psycopg."""

import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
import psycopg
from sqlalchemy import event

from benchmarks.figures import Figure
from benchmarks.installation import Installation, installation
from churnvision.kit.database import Database
from churnvision.local.ports import find_free_port
from churnvision.web.app import build_app
from tests.factories.users import PASSWORD, make_user

EMPLOYEES = 100_000
RATE_PER_SECOND = 20
SECONDS = 20
QUERIES = ("", "?status=active&sort=-probability_365", "?q=E0042", "?sort=full_name&limit=100")

SEED = """
INSERT INTO org_units (name, path) SELECT 'Unit ' || g, 'Company/Unit ' || g FROM generate_series(1, 200) g;
INSERT INTO employees (employee_number, full_name, org_unit_id, job_title, hired_on, status)
    SELECT 'E' || lpad(g::text, 6, '0'), 'Person ' || g * 7919 % 100000,
        (SELECT min(id) FROM org_units) + g % 200, 'Job ' || g % 30, date '2010-01-01' + g % 5000, 'active'
    FROM generate_series(1, {employees}) g;
INSERT INTO training_jobs (status, options) VALUES ('succeeded', '{{}}');
INSERT INTO model_versions (training_job_id, status, shape, algorithm, as_of, attributes, metrics, manifest)
    SELECT id, 'promoted', 'dated', 'none', date '2025-01-01', '[]', '{{}}', '{{}}' FROM training_jobs;
INSERT INTO scoring_runs (model_version_id, as_of, status, is_current, summary, thresholds)
    SELECT id, as_of, 'succeeded', true, '{{}}', '{{}}' FROM model_versions;
INSERT INTO churn_outputs (scoring_run_id, employee_id, model_version_id, as_of, scored_at,
        probability_30, probability_30_lower, probability_30_upper,
        probability_90, probability_90_lower, probability_90_upper,
        probability_180, probability_180_lower, probability_180_upper,
        probability_365, probability_365_lower, probability_365_upper,
        survival, survival_lower, survival_upper, bag_probabilities, log_odds, risk_band, drivers)
    SELECT r.id, e.id, r.model_version_id, r.as_of, now(), p, p, p, p, p, p, p, p, p, p, p, p,
        array_fill(1 - p, ARRAY[13]), array_fill(1 - p, ARRAY[13]), array_fill(1 - p, ARRAY[13]),
        array_fill(p::real, ARRAY[40]), 0, 'low', '[]'
    FROM scoring_runs r, employees e, LATERAL (SELECT (e.id * 7919 % 9973) / 20000.0::float8 AS p) q;
"""

Statement = tuple[str, Any]


async def _seed(installed: Installation) -> None:
    async with await psycopg.AsyncConnection.connect(installed.settings.database.owner_url) as connection:
        await connection.execute(SEED.format(employees=EMPLOYEES).encode())
        await connection.commit()
        await connection.set_autocommit(True)
        await connection.execute("VACUUM ANALYZE")
    database = Database(installed.settings.database.url)
    async with database.transaction() as session:
        await make_user(session, "bench", "admin")
    await database.close()


async def _offered(request: Callable[[int], Awaitable[None]]) -> list[float]:
    """Latencies in seconds when requests begin at the fixed rate whether or not earlier ones have ended."""

    async def timed(number: int, begins_at: float) -> float:
        await asyncio.sleep(max(0.0, begins_at - time.perf_counter()))
        await request(number)
        return time.perf_counter() - begins_at

    start = time.perf_counter() + 0.1
    count = RATE_PER_SECOND * SECONDS
    return await asyncio.gather(*(timed(n, start + n / RATE_PER_SECOND) for n in range(count)))


async def _measure_http(port: int) -> list[float]:
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
        answer = await client.post("/api/v1/auth/login", json={"username": "bench", "password": PASSWORD})
        answer.raise_for_status()
        client.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"

        async def ask(number: int) -> None:
            answer = await client.get("/api/v1/employees/" + QUERIES[number % len(QUERIES)])
            answer.raise_for_status()
            assert answer.json()["items"]

        for number in range(40):
            await ask(number)
        return await _offered(ask)


async def _captured_statements(installed: Installation) -> list[list[Statement]]:
    """What the application itself sends to PostgreSQL for each of the queries."""
    app = build_app(installed.settings)
    sent: list[Statement] = []

    def remember(_c: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        sent.append((statement, parameters))

    event.listen(app.state.database.engine.sync_engine, "before_cursor_execute", remember)
    transport = httpx.ASGITransport(app=app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://x") as client,
    ):
        answer = await client.post("/api/v1/auth/login", json={"username": "bench", "password": PASSWORD})
        headers = {"Authorization": f"Bearer {answer.json()['access_token']}"}
        captured = []
        for query in QUERIES:
            await client.get("/api/v1/employees/" + query, headers=headers)
            sent.clear()
            await client.get("/api/v1/employees/" + query, headers=headers)
            captured.append(list(sent))
    return captured


async def _measure_psycopg(installed: Installation, captured: list[list[Statement]]) -> list[float]:
    """The same statements over a few open connections, fetched and committed, nothing else."""
    connections: asyncio.Queue[psycopg.AsyncConnection[Any]] = asyncio.Queue()
    for _ in range(8):
        opened = await psycopg.AsyncConnection.connect(installed.settings.database.url)
        connections.put_nowait(opened)

    async def ask(number: int) -> None:
        connection = await connections.get()
        try:
            for statement, parameters in captured[number % len(captured)]:
                cursor = await connection.execute(statement.encode(), parameters or None)
                if cursor.description is not None:
                    await cursor.fetchall()
            await connection.commit()
        finally:
            connections.put_nowait(connection)

    for number in range(40):
        await ask(number)
    latencies = await _offered(ask)
    while not connections.empty():
        await connections.get_nowait().close()
    return latencies


def _p95(latencies: list[float]) -> float:
    return statistics.quantiles(latencies, n=20)[-1]


async def _wait_until_alive(port: int) -> None:
    async with httpx.AsyncClient() as client:
        for _ in range(300):
            try:
                if (await client.get(f"http://127.0.0.1:{port}/health/live")).status_code == 200:
                    return
            except httpx.TransportError:
                pass
            await asyncio.sleep(0.1)
    raise TimeoutError("the web process did not answer within 30 s")


async def _measure(installed: Installation, port: int) -> tuple[float, float, int]:
    await _wait_until_alive(port)
    ours = await _measure_http(port)
    captured = await _captured_statements(installed)
    bare = await _measure_psycopg(installed, captured)
    # Once more in the other order, so that neither side has the warmer machine.
    bare += await _measure_psycopg(installed, captured)
    ours += await _measure_http(port)
    return _p95(ours), _p95(bare), sum(len(statements) for statements in captured)


def measure() -> list[Figure]:
    """The ratio of the 95th percentiles."""
    port = find_free_port()
    with (
        tempfile.TemporaryDirectory(prefix="cv-bench-") as folder,
        installation(Path(folder), web_port=find_free_port(), api_port=port) as installed,
    ):
        asyncio.run(_seed(installed))
        environment = os.environ | installed.environment
        web = subprocess.Popen([sys.executable, "-m", "churnvision.web"], env=environment)
        try:
            ours, bare, statements = asyncio.run(_measure(installed, port))
        finally:
            web.terminate()
            web.wait()
    return [
        Figure(
            name=f"GET /employees/ p95, {EMPLOYEES:,} employees, {RATE_PER_SECOND} requests/s offered",
            ours=f"{ours * 1000:.1f} ms",
            baseline=f"{bare * 1000:.1f} ms (psycopg, the same {statements} statements of 4 requests)",
            ratio=ours / bare,
            target=3.0,
            higher_is_better=False,
        )
    ]


if __name__ == "__main__":
    for figure in measure():
        print(figure.row())
