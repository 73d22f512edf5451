"""Backtests over HTTP: who may do what, row scope, and small numbers."""

import httpx
from sqlalchemy import insert, select, text

from churnvision.features.employees.tables import OrgUnit, OrgUnitLeader
from churnvision.features.evaluation.schemas import BacktestResults
from churnvision.features.users.tables import User
from churnvision.kit.database import Database
from tests.conftest import SignIn
from tests.factories.history import make_static_workforce, make_window
from tests.features.evaluation.conftest import LAST_MONTH

API = "/api/v1/evaluation/backtests"


async def test_one_table_with_a_flag_cannot_be_backtested_and_the_page_is_told_why(
    client: httpx.AsyncClient, database: Database, sign_in: SignIn
) -> None:
    headers = await sign_in("analyst")
    nothing = await client.post(API, headers=headers)
    assert (nothing.status_code, nothing.json()["code"]) == (409, "nothing_to_train_on")
    async with database.transaction() as session:
        await make_static_workforce(session, people=30)
    refused = await client.post(API, headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (409, "dated_records_needed")
    page = (await client.get(API, headers=headers)).json()
    assert page["total"] == 0 and page["obstacle"] == refused.json()["detail"]


async def test_a_started_backtest_waits_in_the_queue_and_can_be_cancelled(
    client: httpx.AsyncClient, database: Database, sign_in: SignIn
) -> None:
    headers = await sign_in("analyst")
    async with database.transaction() as session:
        await make_window(session, "snapshots")
    started = await client.post(API, headers=headers, json={"months": 6})
    assert started.status_code == 202 and started.json()["options"]["months"] == 6
    backtest_id = started.json()["id"]
    async with database.reading() as session:
        queued = (await session.execute(text("SELECT task_name, args FROM procrastinate_jobs"))).all()
    assert [tuple(row) for row in queued] == [("evaluation.backtest", {"backtest_id": backtest_id})]
    cancelled = await client.post(f"{API}/{backtest_id}/cancel", headers=headers)
    assert cancelled.status_code == 202 and cancelled.json()["status"] == "cancelled"
    again = await client.post(f"{API}/{backtest_id}/cancel", headers=headers)
    assert (again.status_code, again.json()["code"]) == (409, "backtest_finished")
    page = (await client.get(API, headers=headers)).json()
    assert page["total"] == 1 and page["items"][0]["id"] == backtest_id and page["obstacle"] is None


async def test_wrong_requests_are_told_what_is_wrong(client: httpx.AsyncClient, sign_in: SignIn) -> None:
    headers, viewer = await sign_in("analyst"), await sign_in("viewer")
    for wrong in ({"months": 0}, {"bags": 1}, {"trees": 5}):
        assert (await client.post(API, headers=headers, json=wrong)).status_code == 422
    assert (await client.get(f"{API}/77", headers=headers)).json()["code"] == "backtest_not_found"
    assert (await client.get(f"{API}/77/lists/2025-01-01", headers=headers)).status_code == 404
    assert (await client.post(API, headers=viewer)).status_code == 403
    assert (await client.get(f"{API}/77/lists/2025-01-01", headers=viewer)).status_code == 403


async def test_a_list_shows_the_people_in_scope_as_they_stood_then(
    client: httpx.AsyncClient, database: Database, sign_in: SignIn, finished: BacktestResults
) -> None:
    path = f"{API}/{finished.id}/lists/{LAST_MONTH}"
    assert finished.results is not None
    told = finished.results.horizons[0].months[-1]
    whole = (await client.get(path, headers=await sign_in("analyst"), params={"limit": 500})).json()
    assert whole["sha256"] == told.list_sha256
    assert whole["headcount"] == whole["total"] == len(whole["items"]) == told.headcount
    yearly = [person["probability_365"] for person in whole["items"]]
    assert yearly == sorted(yearly, reverse=True)
    assert abs(sum(yearly) - told.expected) < 1e-6
    manager = await sign_in("hr_manager")
    async with database.transaction() as session:
        unit = await session.scalar(select(OrgUnit.id).where(OrgUnit.path == "Acme/Works"))
        user = await session.scalar(select(User.id).where(User.username == "hr_manager-of-tests"))
        await session.execute(insert(OrgUnitLeader).values(org_unit_id=unit, user_id=user))
        own = set((await session.scalars(text(f"SELECT id FROM employees WHERE org_unit_id = {unit}"))).all())
    scoped = (await client.get(path, headers=manager, params={"limit": 500})).json()
    listed = {person["employee_id"] for person in scoped["items"]}
    assert listed == own & {person["employee_id"] for person in whole["items"]}
    assert 0 < scoped["total"] == len(listed) < scoped["headcount"] == told.headcount
    page = (await client.get(path, headers=manager, params={"limit": 5, "offset": 5})).json()
    assert page["items"] == scoped["items"][5:10]
    other_month = await client.get(f"{API}/{finished.id}/lists/2019-01-01", headers=manager)
    assert other_month.json()["code"] == "month_not_looked_back_from"
    async with database.reading() as session:
        reads = "SELECT count(*) FROM audit_events WHERE action = 'backtest.list_read'"
        assert await session.scalar(text(reads)) == 3


async def test_a_viewer_sees_no_number_of_one_to_four_leavers_nor_can_subtract_it(
    client: httpx.AsyncClient, sign_in: SignIn, finished: BacktestResults
) -> None:
    path = f"{API}/{finished.id}"
    full = (await client.get(path, headers=await sign_in("analyst"))).json()["results"]
    shown = (await client.get(path, headers=await sign_in("viewer"))).json()["results"]
    hidden = 0
    for all_of_it, part in zip(full["horizons"], shown["horizons"], strict=True):
        counts = [month["actual"] for month in part["months"] if month["actual"] is not None]
        assert all(count == 0 or count >= 5 for count in counts)
        left_over = [
            before["actual"]
            for before, after in zip(all_of_it["months"], part["months"], strict=True)
            if after["suppressed"]
        ]
        hidden += len(left_over)
        if part["leavers"] is not None:
            assert sum(left_over) == 0 or sum(left_over) >= 5
        else:
            assert all(one["expected_over_observed"] is None for one in part["measures"].values())
    assert hidden > 0 and not any(month["suppressed"] for month in full["horizons"][-1]["months"])
