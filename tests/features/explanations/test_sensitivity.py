"""Controllable attributes are marked by those who may, and the model's sensitivity to them is shown."""

import httpx
import pytest
from sqlalchemy import insert, text

from churnvision.features.employees.tables import OrgUnitLeader
from churnvision.kit.access import Actor
from churnvision.kit.database import Database
from churnvision.kit.jobs import JobContext
from churnvision.kit.settings import Settings
from tests.conftest import SignIn
from tests.factories.explained import make_scored_workforce

API = "/api/v1/explanations"
MARKS = f"{API}/controllable-attributes"


async def test_marking_shows_how_sensitive_the_forecast_is_and_never_calls_it_an_effect(
    client: httpx.AsyncClient, database: Database, settings: Settings, actor: Actor, sign_in: SignIn
) -> None:
    await make_scored_workforce(JobContext(database, settings), actor, "dated", bags=3)
    headers = await sign_in("hr_manager", username="lead")
    async with database.transaction() as session:
        user_id = await session.scalar(text("SELECT id FROM users WHERE username = 'lead'"))
        unit = await session.scalar(text("SELECT id FROM org_units WHERE path = 'Acme/Sales'"))
        await session.execute(insert(OrgUnitLeader).values(org_unit_id=unit, user_id=user_id))
        person = (
            await session.execute(
                text(
                    "SELECT o.employee_id AS id, o.probability_365 AS p FROM churn_outputs o"
                    " JOIN employees e ON e.id = o.employee_id JOIN org_units u ON u.id = e.org_unit_id"
                    " JOIN employee_snapshots s ON s.employee_id = e.id"
                    " WHERE u.path LIKE 'Acme/Sales/%' AND s.attributes ->> 'overtime' = 'true' LIMIT 1"
                )
            )
        ).one()
        other = await session.scalar(
            text(
                "SELECT e.id FROM employees e JOIN org_units u ON u.id = e.org_unit_id"
                " WHERE u.path = 'Acme/Works' AND e.status = 'active' LIMIT 1"
            )
        )
    address = f"{API}/employees/{person.id}/sensitivity"
    choices = (await client.get(MARKS, headers=headers)).json()["items"]
    assert {one["attribute"] for one in choices} == {"overtime", "salary", "job", "years_since_born_on"}
    assert not any(one["is_controllable"] for one in choices)
    before = (await client.get(address, headers=headers)).json()
    assert (before["changes"], before["probability"]) == ([], None)
    assert "mark those that you can change" in before["reason"]

    marked = await client.put(MARKS, headers=headers, json={"attributes": ["overtime", "job"]})
    is_marked = {one["attribute"]: one["is_controllable"] for one in marked.json()["items"]}
    assert {name for name, is_so in is_marked.items() if is_so} == {"overtime", "job"}
    found = (await client.get(address, headers=headers)).json()
    assert found["probability"] == pytest.approx(person.p, abs=1e-6) and found["horizon_days"] == 365
    first = found["changes"][0]
    assert (first["attribute"], first["value"], first["tried"]) == ("overtime", "yes", "no")
    assert first["lower"] <= first["change"] <= first["upper"] < 0
    changes = [one["change"] for one in found["changes"]]
    assert changes == sorted(changes) and {one["attribute"] for one in found["changes"]} == {
        "overtime",
        "job",
    }
    assert found["statement"].startswith("Model sensitivity") and "does not know causes" in found["statement"]
    assert "effect" not in str(found).lower()

    refused = await client.get(f"{API}/employees/{other}/sensitivity", headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (404, "employee_not_found")
    await the_last_marks_hold_and_are_recorded(client, database, headers)
    viewer = await sign_in("viewer")
    assert (await client.put(MARKS, headers=viewer, json={"attributes": []})).status_code == 403
    assert (await client.get(address, headers=viewer)).status_code == 403


async def the_last_marks_hold_and_are_recorded(
    client: httpx.AsyncClient, database: Database, headers: dict[str, str]
) -> None:
    for attribute, status, code in (
        ("tenure_months", 422, "attribute_not_controllable"),
        ("calendar_month", 409, "attribute_not_varied"),
        ("exit_talk", 409, "attribute_not_read"),
        ("shoe_size", 404, "attribute_unknown"),
    ):
        answer = await client.put(MARKS, headers=headers, json={"attributes": ["salary", attribute]})
        assert (answer.status_code, answer.json()["code"]) == (status, code), attribute
    async with database.transaction() as session:
        await session.execute(
            text("INSERT INTO controllable_attributes (attribute) VALUES ('of_another_model')")
        )
    await client.put(MARKS, headers=headers, json={"attributes": ["salary", "overtime"]})
    async with database.reading() as session:
        names = (await session.scalars(text("SELECT attribute FROM controllable_attributes"))).all()
        told = (
            await session.execute(
                text(
                    "SELECT actor_name, details FROM audit_events"
                    " WHERE action = 'controllable_attributes.set' ORDER BY id"
                )
            )
        ).all()
    assert set(names) == {"of_another_model", "salary", "overtime"}
    assert [row.details for row in told] == [
        {"added": ["job", "overtime"], "removed": []},
        {"added": ["salary"], "removed": ["job"]},
    ]
    assert {row.actor_name for row in told} == {"lead"}
