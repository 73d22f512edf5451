"""Training and models over HTTP."""

import httpx
from sqlalchemy import text

from churnvision.kit.database import Database
from tests.conftest import SignIn
from tests.factories.forecasts import METRICS, make_version
from tests.factories.history import make_window

API = "/api/v1/training"


async def start(client: httpx.AsyncClient, database: Database, headers: dict[str, str]) -> int:
    async with database.transaction() as session:
        await make_window(session, "static", days=365)
    answer = await client.post(f"{API}/", headers=headers, json={"seed": 3})
    assert answer.status_code == 202, answer.text
    return int(answer.json()["id"])


async def test_training_on_nothing_is_a_conflict_with_a_sentence(
    client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    answer = await client.post(f"{API}/", headers=await sign_in("analyst"))
    assert answer.status_code == 409 and answer.json()["code"] == "nothing_to_train_on"


async def test_a_started_training_waits_in_the_queue_and_can_be_cancelled(
    client: httpx.AsyncClient, database: Database, sign_in: SignIn
) -> None:
    headers = await sign_in("analyst")
    job_id = await start(client, database, headers)
    async with database.reading() as session:
        queued = (await session.execute(text("SELECT task_name, lock, args FROM procrastinate_jobs"))).all()
    assert [tuple(row) for row in queued] == [("training.run", "training", {"training_job_id": job_id})]
    assert (await client.get(f"{API}/{job_id}", headers=headers)).json()["status"] == "queued"
    cancelled = await client.post(f"{API}/{job_id}/cancel", headers=headers)
    assert cancelled.status_code == 202 and cancelled.json()["status"] == "cancelled"
    again = await client.post(f"{API}/{job_id}/cancel", headers=headers)
    assert again.status_code == 409 and again.json()["code"] == "training_finished"
    listed = (await client.get(f"{API}/", headers=headers)).json()
    assert listed["total"] == 1 and listed["items"][0]["id"] == job_id


async def test_wrong_options_are_malformed(client: httpx.AsyncClient, sign_in: SignIn) -> None:
    headers = await sign_in("analyst")
    for wrong in ({"bags": 1}, {"seed": -1}, {"trees": 5}):
        assert (await client.post(f"{API}/", headers=headers, json=wrong)).status_code == 422
    assert (await client.get(f"{API}/77", headers=headers)).status_code == 404


async def test_a_version_is_promoted_by_hand_and_a_scoring_follows(
    client: httpx.AsyncClient, database: Database, sign_in: SignIn
) -> None:
    async with database.transaction() as session:
        first = await make_version(session)
        second = await make_version(session, status="candidate")
    headers = await sign_in("analyst")
    promoted = await client.post(f"/api/v1/models/{second}/promote", headers=headers)
    assert promoted.status_code == 200 and promoted.json()["status"] == "promoted"
    listed = (await client.get("/api/v1/models/", headers=headers)).json()
    assert {one["id"]: one["status"] for one in listed["items"]} == {first: "retired", second: "promoted"}
    async with database.reading() as session:
        jobs = (await session.scalars(text("SELECT task_name FROM procrastinate_jobs"))).all()
    assert jobs == ["predictions.refresh"]
    assert (await client.post("/api/v1/models/999/promote", headers=headers)).status_code == 404
    back = await client.post(f"/api/v1/models/{first}/promote", headers=headers)
    assert back.status_code == 200 and back.json()["status"] == "promoted"
    manager = await sign_in("hr_manager")
    assert (await client.post(f"/api/v1/models/{first}/promote", headers=manager)).status_code == 403


async def test_a_version_that_knows_no_more_than_the_base_rate_is_refused_with_its_figures(
    client: httpx.AsyncClient, database: Database, sign_in: SignIn
) -> None:
    reason = "The model is not shown to be better than the base rate."
    unfit = METRICS | {"comparison": METRICS["comparison"] | {"fit": False, "reason": reason}}
    never_compared = {name: value for name, value in METRICS.items() if name != "comparison"}
    async with database.transaction() as session:
        refused = await make_version(session, status="candidate", metrics=unfit)
        older = await make_version(session, status="candidate", metrics=never_compared)
        shown = await make_version(session, metrics=never_compared)
    headers = await sign_in("analyst")
    answer = await client.post(f"/api/v1/models/{refused}/promote", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (409, "model_not_fit")
    assert answer.json()["detail"] == reason
    assert answer.json()["comparison"]["log_loss"] == {"model": 0.3, "base_rate": 0.4}
    answer = await client.post(f"/api/v1/models/{older}/promote", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (409, "model_not_fit")
    # what forecasts since before there were comparisons goes on
    assert (await client.post(f"/api/v1/models/{shown}/promote", headers=headers)).status_code == 200
    async with database.reading() as session:
        assert await session.scalar(text("SELECT count(*) FROM procrastinate_jobs")) == 0
