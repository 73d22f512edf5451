"""Partial dependence over HTTP: the promoted model's own means, with density, and clear refusals."""

import httpx
from sqlalchemy import text

from churnvision.kit.access import Actor
from churnvision.kit.database import Database
from churnvision.kit.jobs import JobContext
from churnvision.kit.settings import Settings
from tests.conftest import SignIn
from tests.factories.explained import make_attributions, make_scored_workforce
from tests.factories.forecasts import make_run, make_version
from tests.factories.workforce import make_employee

API = "/api/v1/explanations/partial-dependence"


async def test_the_curve_lies_around_the_stored_forecasts_and_tells_where_people_are(
    client: httpx.AsyncClient, database: Database, settings: Settings, actor: Actor, sign_in: SignIn
) -> None:
    run_id = await make_scored_workforce(JobContext(database, settings), actor, "static", bags=3)
    headers = await sign_in("viewer")
    found = (await client.get(API, params={"attribute": "overtime"}, headers=headers)).json()
    assert found["horizon_days"] == 365 and found["kind"] == "flag"
    off, on = found["points"]
    assert (off["text"], on["text"]) == ("no", "yes") and on["lower"] > off["upper"]
    async with database.reading() as session:
        rows = (
            await session.execute(
                text("SELECT probability_365 AS p FROM churn_outputs WHERE scoring_run_id = :run"),
                {"run": run_id},
            )
        ).all()
    mean = sum(row.p for row in rows) / len(rows)
    assert off["probability"] < mean < on["probability"]
    assert found["people"] == min(300, len(rows))
    assert off["count"] + on["count"] == len(rows) and off["is_known"] and on["is_known"]
    salary = (await client.get(API, params={"attribute": "salary"}, headers=headers)).json()
    values = [point["value"] for point in salary["points"]]
    assert len(values) > 5 and values == sorted(values)
    told = [point["count"] for point in salary["points"] if point["count"] is not None]
    assert all(count == 0 or count >= 5 for count in told)
    again = (await client.get(API, params={"attribute": "salary"}, headers=headers)).json()
    assert again == salary
    limited = (
        await client.get(API, params={"attribute": "salary"}, headers=await sign_in("hr_manager"))
    ).json()
    assert {point["count"] for point in limited["points"]} == {None}
    assert [p["probability"] for p in limited["points"]] == [p["probability"] for p in salary["points"]]
    await refused_with_a_way_out(client, headers)
    async with database.transaction() as session:
        await session.execute(text("UPDATE model_versions SET status = 'retired'"))
        await make_version(session)
    replaced = await client.get(API, params={"attribute": "job"}, headers=headers)
    assert (replaced.status_code, replaced.json()["code"]) == (409, "model_replaced")


async def refused_with_a_way_out(client: httpx.AsyncClient, headers: dict[str, str]) -> None:
    for attribute, status, code, way_out in (
        ("exit_talk", 409, "attribute_not_read", "train one"),
        ("shoe_size", 404, "attribute_unknown", "lists those"),
    ):
        answer = await client.get(API, params={"attribute": attribute}, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (status, code)
        assert way_out in answer.json()["detail"]
    assert (await client.get(API, headers=headers)).status_code == 422


async def test_values_without_people_are_marked_and_an_attribute_of_one_value_is_refused(
    client: httpx.AsyncClient, database: Database, sign_in: SignIn
) -> None:
    async with database.transaction() as session:
        people = {await make_employee(session, f"p{number}"): (0.1, 0.2) for number in range(4)}
        run_id = await make_run(session, await make_version(session), dict.fromkeys(people, 0.02))
        await make_attributions(session, run_id, people, counts=(4, 0, 0))
    headers = await sign_in("viewer")
    answer = await client.get(API, params={"attribute": "pay"}, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (409, "attribute_not_varied")
    answer = await client.get(API, params={"attribute": "overtime"}, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (409, "group_too_small")
