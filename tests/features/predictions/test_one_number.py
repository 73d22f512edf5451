"""The same figure wherever it is asked for: person, list, batch, export, command; and what exports guard."""

import asyncio
import csv
import io
import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from sqlalchemy import insert, text
from typer.testing import CliRunner

from churnvision.cli import employees as employees_command
from churnvision.cli import score as score_command
from churnvision.features.employees.tables import EmployeeAttribute, OrgUnitLeader
from churnvision.features.predictions.export import COLUMNS
from churnvision.kit.database import Database
from churnvision.kit.settings import Settings, settings
from tests.conftest import SignIn
from tests.factories.forecasts import make_run, make_version
from tests.factories.workforce import make_employee, make_org_unit

API = "/api/v1/predictions"
CAUSES = ("voluntary", "involuntary", "retirement", "other")
EXPORTED_CAUSES = ("voluntary", "involuntary", "retirement_or_other")


@pytest.fixture
def installation(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """The process's own settings are those of this test's installation, with a value of people."""
    for name, value in {
        "DATABASE__URL": settings.database.url,
        "REDIS__URL": settings.redis.url,
        "VAR": str(settings.var),
        "VALUE__ATTRIBUTE": "salary",
    }.items():
        monkeypatch.setenv(f"CHURNVISION_{name}", value)
    yield monkeypatch


@pytest.fixture(autouse=True)
def fresh_settings() -> Iterator[None]:
    settings.cache_clear()
    yield
    settings.cache_clear()


async def make_company(database: Database, window_days: int | None = None) -> dict[str, int]:
    """Eight people in Sales and six in Works, of whom the first have a salary; ids by employee number."""
    ids: dict[str, int] = {}
    async with database.transaction() as session:
        await session.execute(
            insert(EmployeeAttribute).values(name="salary", label="Salary", kind="number", is_feature=True)
        )
        for unit, size in (("Sales", 8), ("Works", 6)):
            unit_id = await make_org_unit(session, unit)
            for place in range(size):
                number = f"={unit}{place}"
                attributes: dict[str, Any] = {"salary": 30_000 + 1_000 * place} if place < 3 else {}
                ids[number] = await make_employee(session, number, org_unit_id=unit_id, attributes=attributes)
        hazards = {person: 0.004 + 0.011 * place for place, person in enumerate(ids.values())}
        version = await make_version(session, window_days=window_days)
        await make_run(session, version, hazards, causes=CAUSES)
    return ids


def read_csv(content: str) -> dict[str, dict[str, str]]:
    rows = list(csv.DictReader(io.StringIO(content)))
    return {row["employee_number"]: row for row in rows}


def assert_same(row: dict[str, str], one: dict[str, Any]) -> None:
    """The row of an export tells what the API tells, to the last digit."""
    for horizon in one["horizons"]:
        name = f"probability_{horizon['days']}"
        for end, key in (("", "probability"), ("_lower", "lower"), ("_upper", "upper")):
            assert float(row[name + end]) == horizon[key]
        parts = {part["cause"]: part["probability"] for part in horizon["causes"]}
        assert {cause: float(row[f"{name}_{cause}"]) for cause in EXPORTED_CAUSES} == parts
    assert [float(row[f"survival_{point['month']}"]) for point in one["curve"]] == [
        point["survival"] for point in one["curve"]
    ]
    tenure = one["remaining_tenure"]
    assert float(row["expected_months"]) == tenure["expected_months"]["point"]
    assert row["median_months"] == ("" if tenure["median_months"] is None else str(tenure["median_months"]))
    assert row["expected_value"] == (
        "" if tenure["value"] is None else str(tenure["value"]["expected"]["point"])
    )
    assert (row["risk_band"], float(row["log_odds"])) == (one["risk_band"], one["log_odds"])


async def test_person_list_batch_export_and_command_tell_the_same(
    installation: pytest.MonkeyPatch,
    client: httpx.AsyncClient,
    database: Database,
    sign_in: SignIn,
    tmp_path: Any,
) -> None:
    ids, headers = await make_company(database), await sign_in("analyst")
    listed = (await client.get(f"{API}/", headers=headers)).json()["items"]
    by_id = {one["employee_id"]: one for one in listed}
    batch = await client.post(f"{API}/batch", headers=headers, json={"employee_ids": list(ids.values())})
    assert {one["employee_id"]: one for one in batch.json()["items"]} == by_id
    exported = read_csv((await client.get(f"{API}/export", headers=headers)).text)
    out = tmp_path / "out.csv"
    runner = CliRunner()
    written = await asyncio.to_thread(runner.invoke, score_command.app, ["--last", "--out", str(out)])
    assert written.exit_code == 0, written.output
    assert read_csv(out.read_text()) == exported
    assert len(exported) == len(ids)
    for number, person in ids.items():
        one = (await client.get(f"{API}/{person}", headers=headers)).json()
        assert one == by_id[person]
        assert_same(exported[f"'{number}"], one)
    command = await asyncio.to_thread(runner.invoke, employees_command.app, ["show", "=Sales1", "--json"])
    assert json.loads(command.stdout)["prediction"] == by_id[ids["=Sales1"]]
    kept = by_id[ids["=Sales1"]]["remaining_tenure"]["value"]
    months = by_id[ids["=Sales1"]]["remaining_tenure"]["expected_months"]
    assert (kept["label"], kept["amount"], kept["amount_months"]) == ("Salary", 31_000, 12)
    assert kept["expected"]["point"] == pytest.approx(31_000 / 12 * months["point"])
    assert by_id[ids["=Sales5"]]["remaining_tenure"]["value"] is None


async def test_the_median_is_told_where_the_curve_reaches_one_half(
    client: httpx.AsyncClient, database: Database, sign_in: SignIn
) -> None:
    ids, headers = await make_company(database), await sign_in("analyst")
    states = {}
    for person in ids.values():
        one = (await client.get(f"{API}/{person}", headers=headers)).json()
        tenure = one["remaining_tenure"]
        states[tenure["median_state"]] = tenure["median_months"]
        has_half = one["curve"][-1]["survival"] <= 0.5
        assert tenure["median_state"] == ("within" if has_half else "beyond")
    assert 0 < states["within"] <= 12 and states["beyond"] is None


async def test_a_model_of_one_table_knows_no_median_and_says_where_it_extrapolates(
    client: httpx.AsyncClient, database: Database, sign_in: SignIn
) -> None:
    ids, headers = await make_company(database, window_days=180), await sign_in("analyst")
    tenure = (await client.get(f"{API}/{ids['=Works5']}", headers=headers)).json()["remaining_tenure"]
    assert (tenure["median_state"], tenure["median_months"], tenure["extrapolated"]) == (
        "unknown",
        None,
        True,
    )
    months = (await client.get(f"{API}/months", headers=headers)).json()["months"]
    assert [month["extrapolated"] for month in months] == [False] * 5 + [True] * 7


async def test_an_export_holds_the_own_people_only_and_is_recorded(
    client: httpx.AsyncClient, database: Database, sign_in: SignIn
) -> None:
    await make_company(database)
    headers = await sign_in("hr_manager", username="lead")
    async with database.transaction() as session:
        user_id = await session.scalar(text("SELECT id FROM users WHERE username = 'lead'"))
        unit_id = await make_org_unit(session, "Works")
        await session.execute(insert(OrgUnitLeader).values(org_unit_id=unit_id, user_id=user_id))
    answer = await client.get(f"{API}/export", headers=headers)
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="forecasts-2025-12-31.csv"'
    assert sorted(read_csv(answer.text)) == [f"'=Works{place}" for place in range(6)]
    async with database.reading() as session:
        recorded = await session.execute(
            text("SELECT actor_name, details FROM audit_events WHERE action = 'predictions.exported'")
        )
        assert recorded.all() == [("lead", {"people": 6})]
    assert (await client.get(f"{API}/export", headers=await sign_in("viewer"))).status_code == 403


async def test_without_forecasts_there_is_nothing_to_export_and_no_month(
    client: httpx.AsyncClient, database: Database, sign_in: SignIn
) -> None:
    headers = await sign_in("analyst")
    answer = await client.get(f"{API}/export", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (409, "nothing_to_export")
    assert (await client.get(f"{API}/months", headers=headers)).json()["months"] == []
    async with database.transaction() as session:
        await make_run(session, await make_version(session), {})
    empty = await client.get(f"{API}/export", headers=headers)
    assert empty.text.splitlines() == [",".join(COLUMNS)]


async def test_a_value_that_the_data_does_not_hold_is_named(
    installation: pytest.MonkeyPatch, client: httpx.AsyncClient, database: Database, sign_in: SignIn
) -> None:
    installation.setenv("CHURNVISION_VALUE__ATTRIBUTE", "wages")
    settings.cache_clear()
    ids, headers = await make_company(database), await sign_in("analyst")
    warnings = (await client.get(f"{API}/summary", headers=headers)).json()["warnings"]
    assert any("names wages" in one and "(these are: salary)" in one for one in warnings)
    one = (await client.get(f"{API}/{ids['=Sales0']}", headers=headers)).json()
    assert one["remaining_tenure"]["value"] is None
