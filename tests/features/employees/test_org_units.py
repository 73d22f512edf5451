"""Headcounts of org units, and what is hidden from those who see groups only."""

import httpx
from hypothesis import given
from hypothesis import strategies as st

from churnvision.features.employees.headcount import SMALLEST_GROUP, count_with_units_below, too_small
from churnvision.features.employees.tables import OrgUnit
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


@given(
    st.lists(st.tuples(st.integers(0, 20), st.integers(0, 12)), min_size=1, max_size=12),
)
def test_no_difference_of_shown_headcounts_is_a_small_group(shape: list[tuple[int, int]]) -> None:
    units, direct = [], {}
    for index, (above, people) in enumerate(shape):
        parent = units[above % index] if index else None
        path = f"{parent.path}/{index}" if parent else "root"
        units.append(
            OrgUnit(id=index + 1, name=str(index), path=path, parent_id=parent.id if parent else None)
        )
        direct[index + 1] = people
    totals = count_with_units_below(units, direct)
    hidden = too_small(units, totals)
    for unit in units:
        if unit.id in hidden:
            continue
        assert totals[unit.id] == 0 or totals[unit.id] >= SMALLEST_GROUP
        below = [one for one in units if one.parent_id == unit.id]
        rest = totals[unit.id] - sum(totals[one.id] for one in below if one.id not in hidden)
        has_shown = any(one.id not in hidden for one in below)
        assert rest == 0 or rest >= SMALLEST_GROUP or not has_shown
