"""Forecasts over HTTP: one curve behind every number, scope, bands, pages, audit."""

import httpx
import pytest
from sqlalchemy import insert, text

from churnvision.features.employees.tables import OrgUnitLeader
from churnvision.kit.database import Database
from churnvision.ml.curve import SurvivalFunction
from tests.conftest import SignIn
from tests.factories.forecasts import make_run, make_version
from tests.factories.workforce import make_employee, make_org_unit

API = "/api/v1/predictions"


async def make_people(database: Database) -> dict[str, int]:
    """Four in Sales and two in Works with rising hazards; one more in Works without a forecast."""
    ids: dict[str, int] = {}
    async with database.transaction() as session:
        for number, (name, unit) in enumerate(
            [("a", "Sales"), ("b", "Sales"), ("c", "Sales"), ("d", "Sales"), ("e", "Works"), ("f", "Works")]
        ):
            unit_id = await make_org_unit(session, unit)
            ids[name] = await make_employee(session, name, org_unit_id=unit_id, full_name=f"Person {number}")
        ids["new"] = await make_employee(session, "new", org_unit_id=await make_org_unit(session, "Works"))
        forecast = {ids[name]: 0.004 + 0.012 * place for place, name in enumerate("abcdef")}
        await make_run(session, await make_version(session, window_days=180), forecast)
    return ids


async def test_every_horizon_of_a_person_comes_from_the_one_curve(
    client: httpx.AsyncClient, database: Database, sign_in: SignIn
) -> None:
    ids, headers = await make_people(database), await sign_in("analyst")
    found = (await client.get(f"{API}/{ids['c']}", headers=headers)).json()
    curve = SurvivalFunction(tuple(point["survival"] for point in found["curve"]))
    assert [horizon["days"] for horizon in found["horizons"]] == [30, 90, 180, 365]
    for horizon in found["horizons"]:
        assert horizon["probability"] == pytest.approx(curve.probability_within(horizon["days"]), abs=1e-9)
        assert horizon["lower"] <= horizon["probability"] <= horizon["upper"]
        assert horizon["extrapolated"] is (horizon["days"] > 180)
    assert found["employee_number"] == "c" and found["drivers"][0]["label"] == "Overtime"
    assert not found["stale"] and len(found["limits"]) == 3


async def test_who_has_no_forecast_is_404_with_its_own_code(
    client: httpx.AsyncClient, database: Database, sign_in: SignIn
) -> None:
    ids, headers = await make_people(database), await sign_in("analyst")
    for asked, code in (
        (ids["new"], "no_forecast"),
        (987654, "employee_not_found"),
        (2**63 - 1, "employee_not_found"),
    ):
        answer = await client.get(f"{API}/{asked}", headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (404, code)


async def test_who_left_after_the_scoring_is_not_shown(
    client: httpx.AsyncClient, database: Database, sign_in: SignIn
) -> None:
    ids, headers = await make_people(database), await sign_in("analyst")
    async with database.transaction() as session:
        await session.execute(
            text("UPDATE employees SET status = 'left', left_on = '2026-01-05' WHERE id = :id"),
            {"id": ids["a"]},
        )
    assert (await client.get(f"{API}/{ids['a']}", headers=headers)).status_code == 404
    assert (await client.get(f"{API}/", headers=headers)).json()["total"] == 5


async def test_a_manager_gets_forecasts_of_the_own_subtree_only(
    client: httpx.AsyncClient, database: Database, sign_in: SignIn
) -> None:
    ids, headers = await make_people(database), await sign_in("hr_manager", username="lead")
    async with database.transaction() as session:
        user_id = await session.scalar(text("SELECT id FROM users WHERE username = 'lead'"))
        unit_id = await make_org_unit(session, "Sales")
        await session.execute(insert(OrgUnitLeader).values(org_unit_id=unit_id, user_id=user_id))
    assert (await client.get(f"{API}/{ids['a']}", headers=headers)).status_code == 200
    others = await client.get(f"{API}/{ids['e']}", headers=headers)
    assert (others.status_code, others.json()["code"]) == (404, "employee_not_found")
    assert (await client.get(f"{API}/", headers=headers)).json()["total"] == 4
    asked = [ids["e"], ids["b"], ids["a"]]
    batch = (await client.post(f"{API}/batch", headers=headers, json={"employee_ids": asked})).json()
    assert [one["employee_id"] for one in batch["items"]] == [ids["b"], ids["a"]]
    assert batch["missing"] == [ids["e"]]
    assert (await client.post(f"{API}/score", headers=headers)).status_code == 403


async def test_a_viewer_reads_no_person(
    client: httpx.AsyncClient, database: Database, sign_in: SignIn
) -> None:
    ids, headers = await make_people(database), await sign_in("viewer")
    assert (await client.get(f"{API}/{ids['a']}", headers=headers)).status_code == 403
    assert (await client.get(f"{API}/summary", headers=headers)).status_code == 200


async def test_pages_follow_each_other_without_gap_or_repeat(
    client: httpx.AsyncClient, database: Database, sign_in: SignIn
) -> None:
    ids, headers = await make_people(database), await sign_in("analyst")
    for sort, expected in (("-probability_365", "fedcba"), ("probability_365", "abcdef")):
        seen: list[int] = []
        cursor: str | None = ""
        while cursor is not None:
            parameters = {"limit": 4, "sort": sort} | ({"cursor": cursor} if cursor else {})
            page = (await client.get(f"{API}/", headers=headers, params=parameters)).json()
            assert page["total"] == 6
            seen += [one["employee_id"] for one in page["items"]]
            cursor = page["next_cursor"]
        assert seen == [ids[name] for name in expected]
    assert (await client.get(f"{API}/?cursor=nonsense", headers=headers)).status_code == 422


async def test_new_thresholds_reband_everybody_at_once(
    client: httpx.AsyncClient, database: Database, sign_in: SignIn
) -> None:
    await make_people(database)
    headers = await sign_in("admin")
    limits = {"raised": 0.3, "high": 0.4, "very_high": 0.45}
    answer = await client.put(f"{API}/risk-thresholds", headers=headers, json=limits)
    assert answer.status_code == 200, answer.text
    assert (await client.get(f"{API}/risk-thresholds", headers=headers)).json() == limits
    for item in (await client.get(f"{API}/", headers=headers)).json()["items"]:
        within_a_year = item["horizons"][3]["probability"]
        expected = sum(within_a_year >= limit for limit in limits.values())
        assert item["risk_band"] == ["low", "raised", "high", "very_high"][expected]
        assert item["thresholds"] == limits
    for wrong in (
        {"raised": 0.5, "high": 0.4, "very_high": 0.6},
        {"raised": 0, "high": 0.4, "very_high": 0.6},
        {"rasied": 0.15},
    ):
        assert (await client.put(f"{API}/risk-thresholds", headers=headers, json=wrong)).status_code == 422
    assert (await client.get(f"{API}/risk-thresholds", headers=headers)).json() == limits


async def test_every_read_of_a_forecast_is_audited(
    client: httpx.AsyncClient, database: Database, sign_in: SignIn
) -> None:
    ids, headers = await make_people(database), await sign_in("analyst")
    await client.get(f"{API}/{ids['a']}", headers=headers)
    await client.post(f"{API}/batch", headers=headers, json={"employee_ids": [ids["b"]]})
    await client.get(f"{API}/?limit=2", headers=headers)
    async with database.reading() as session:
        rows = (
            await session.execute(
                text(
                    "SELECT action, subject_id, details FROM audit_events WHERE action LIKE 'prediction%'"
                    " ORDER BY id"
                )
            )
        ).all()
    assert [tuple(row) for row in rows] == [
        ("prediction.read", str(ids["a"]), {}),
        ("predictions.listed", None, {"employee_ids": [ids["b"]]}),
        ("predictions.listed", None, {"employee_ids": [ids["f"], ids["e"]]}),
    ]


async def test_scoring_without_a_model_is_a_conflict_with_a_sentence(
    client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    answer = await client.post(f"{API}/score", headers=await sign_in("analyst"))
    assert answer.status_code == 409 and answer.json()["code"] == "no_promoted_model"


async def test_a_started_scoring_is_listed(
    client: httpx.AsyncClient, database: Database, sign_in: SignIn
) -> None:
    await make_people(database)
    headers = await sign_in("analyst")
    started = (await client.post(f"{API}/score", headers=headers)).json()
    runs = (await client.get(f"{API}/runs", headers=headers)).json()
    assert runs["total"] == 2 and runs["items"][0]["id"] == started["scoring_run_id"]
    assert [run["is_current"] for run in runs["items"]] == [False, True]
