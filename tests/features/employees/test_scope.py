"""Whose people an actor sees."""

import httpx
import pytest

from tests.conftest import SignIn
from tests.features.employees.conftest import EMPLOYEES, Company


async def test_a_manager_lists_the_own_subtree_only(
    client: httpx.AsyncClient, sales_manager: dict[str, str], company: Company
) -> None:
    body = (await client.get(EMPLOYEES, headers=sales_manager)).json()
    assert [row["id"] for row in body["items"]] == [company.anna, company.ben]
    assert body["total"] == 2
    for query in ("?q=cleo", "?status=left"):
        assert (await client.get(EMPLOYEES + query, headers=sales_manager)).json()["total"] == 0


async def test_an_org_unit_of_others_looks_as_if_it_did_not_exist(
    client: httpx.AsyncClient, sales_manager: dict[str, str], company: Company
) -> None:
    own = await client.get(f"{EMPLOYEES}?org_unit_id={company.berlin}", headers=sales_manager)
    assert [row["id"] for row in own.json()["items"]] == [company.ben]
    for unit_id in (company.factory, 999999):
        answer = await client.get(f"{EMPLOYEES}?org_unit_id={unit_id}", headers=sales_manager)
        assert (answer.status_code, answer.json()["code"]) == (404, "org_unit_not_found")


@pytest.mark.parametrize("path", ["", "/history"])
async def test_people_of_others_look_as_if_they_did_not_exist(
    client: httpx.AsyncClient, sales_manager: dict[str, str], company: Company, path: str
) -> None:
    own = await client.get(f"{EMPLOYEES}{company.ben}{path}", headers=sales_manager)
    others = await client.get(f"{EMPLOYEES}{company.cleo}{path}", headers=sales_manager)
    unitless = await client.get(f"{EMPLOYEES}{company.eve}{path}", headers=sales_manager)
    nobody = await client.get(f"{EMPLOYEES}999999{path}", headers=sales_manager)
    assert own.status_code == 200
    assert others.status_code == unitless.status_code == nobody.status_code == 404
    assert others.json()["detail"] == nobody.json()["detail"]


async def test_a_manager_of_nothing_sees_nobody(
    client: httpx.AsyncClient, sign_in: SignIn, company: Company
) -> None:
    headers = await sign_in("hr_manager")
    assert (await client.get(EMPLOYEES, headers=headers)).json()["total"] == 0
    assert (await client.get(f"{EMPLOYEES}org-units", headers=headers)).json()["items"] == []


async def test_a_viewer_sees_no_person(client: httpx.AsyncClient, sign_in: SignIn, company: Company) -> None:
    headers = await sign_in("viewer")
    for path in ("", str(company.anna), f"{company.anna}/history"):
        assert (await client.get(EMPLOYEES + path, headers=headers)).status_code == 403


async def test_leaders_are_set_by_an_admin_and_take_effect_at_once(
    client: httpx.AsyncClient, admin: dict[str, str], sign_in: SignIn, company: Company
) -> None:
    manager = await sign_in("hr_manager")
    user_id = (await client.get("/api/v1/auth/me", headers=manager)).json()["id"]
    leaders = f"{EMPLOYEES}org-units/{company.factory}/leaders"
    put = await client.put(leaders, headers=admin, json={"user_ids": [user_id, user_id]})
    assert put.status_code == 204
    assert (await client.get(leaders, headers=admin)).json() == {"user_ids": [user_id]}
    assert (await client.get(EMPLOYEES, headers=manager)).json()["total"] == 2
    me = (await client.get("/api/v1/auth/me", headers=manager)).json()
    assert me["org_units"] == [{"id": company.factory, "path": "Acme/Factory"}]
    await client.put(leaders, headers=admin, json={"user_ids": []})
    assert (await client.get(EMPLOYEES, headers=manager)).json()["total"] == 0


async def test_a_leader_must_be_a_user_and_the_unit_must_exist(
    client: httpx.AsyncClient, admin: dict[str, str], company: Company
) -> None:
    unknown = await client.put(
        f"{EMPLOYEES}org-units/{company.sales}/leaders", headers=admin, json={"user_ids": [999]}
    )
    nowhere = await client.put(f"{EMPLOYEES}org-units/999999/leaders", headers=admin, json={"user_ids": []})
    assert (unknown.status_code, unknown.json()["code"]) == (422, "leader_unknown")
    assert (nowhere.status_code, nowhere.json()["code"]) == (404, "org_unit_not_found")
