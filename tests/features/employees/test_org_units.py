"""Headcounts of org units, and what is hidden from those who see groups only."""

import httpx

from churnvision.kit.database import Database
from tests.conftest import SignIn
from tests.factories.workforce import make_employee, make_org_unit
from tests.features.employees.conftest import EMPLOYEES, Company


async def test_headcounts_count_active_people_in_the_unit_and_below(
    client: httpx.AsyncClient, admin: dict[str, str], company: Company
) -> None:
    items = (await client.get(f"{EMPLOYEES}org-units", headers=admin)).json()["items"]
    assert {one["path"]: (one["headcount"], one["suppressed"]) for one in items} == {
        "Acme": (3, False),
        "Acme/Factory": (1, False),
        "Acme/Sales": (2, False),
        "Acme/Sales/Berlin": (1, False),
    }


async def test_a_manager_sees_the_own_units(
    client: httpx.AsyncClient, sales_manager: dict[str, str], company: Company
) -> None:
    items = (await client.get(f"{EMPLOYEES}org-units", headers=sales_manager)).json()["items"]
    assert [(one["path"], one["headcount"]) for one in items] == [("Acme/Sales", 2), ("Acme/Sales/Berlin", 1)]


async def test_a_viewer_sees_groups_of_five_or_more_and_cannot_compute_smaller_ones(
    client: httpx.AsyncClient, database: Database, sign_in: SignIn
) -> None:
    async with database.transaction() as session:
        for path, size in (("Acme/A", 9), ("Acme/B", 6), ("Acme/C", 2)):
            unit = await make_org_unit(session, path)
            for number in range(size):
                await make_employee(session, f"{path}-{number}", org_unit_id=unit)
    items = (await client.get(f"{EMPLOYEES}org-units", headers=await sign_in("viewer"))).json()["items"]
    shown = {one["path"]: one["headcount"] for one in items}
    assert shown == {"Acme": 17, "Acme/A": 9, "Acme/B": None, "Acme/C": None}
    assert {one["path"] for one in items if one["suppressed"]} == {"Acme/B", "Acme/C"}


async def test_people_in_no_unit_cannot_be_had_as_everybody_less_the_units(
    client: httpx.AsyncClient, database: Database, sign_in: SignIn
) -> None:
    async with database.transaction() as session:
        for path, size in (("A", 50), ("B", 40)):
            unit = await make_org_unit(session, path)
            for number in range(size):
                await make_employee(session, f"{path}-{number}", org_unit_id=unit)
        for number in range(3):
            await make_employee(session, f"nowhere-{number}")
    viewer = await sign_in("viewer")
    summary = (await client.get("/api/v1/predictions/summary", headers=viewer)).json()
    items = (await client.get(f"{EMPLOYEES}org-units", headers=viewer)).json()["items"]
    assert summary["headcount"] == 93
    assert {one["path"]: one["headcount"] for one in items} == {"A": 50, "B": None}
