"""The list of employees: totals, filters, search, order and pages."""

import base64
import json
from typing import Any

import httpx
import psycopg
import pytest

from churnvision.kit.pagination import encode_cursor
from tests.features.employees.conftest import EMPLOYEES, Company


async def numbers(client: httpx.AsyncClient, headers: dict[str, str], query: str) -> list[str]:
    """The employee numbers that a query lists."""
    answer = await client.get(EMPLOYEES + query, headers=headers)
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert body["total"] == len(body["items"])
    return [row["employee_number"] for row in body["items"]]


async def test_the_total_of_an_admin_counts_everybody_leavers_included(
    client: httpx.AsyncClient, admin: dict[str, str], company: Company, owner_url: str
) -> None:
    body = (await client.get(EMPLOYEES + "?limit=2", headers=admin)).json()
    with psycopg.connect(owner_url) as connection:
        count = connection.execute("SELECT count(*) FROM employees").fetchone()
    assert (body["total"],) == count == (5,)
    assert len(body["items"]) == 2


async def test_a_row_shows_the_present_state(
    client: httpx.AsyncClient, admin: dict[str, str], company: Company
) -> None:
    row = (await client.get(EMPLOYEES + "?q=dan", headers=admin)).json()["items"][0]
    assert row == {
        "id": company.dan,
        "employee_number": "E-4",
        "full_name": "Dan Berger",
        "org_unit_id": company.factory,
        "org_unit_path": "Acme/Factory",
        "job_title": None,
        "location": None,
        "hired_on": "2020-01-01",
        "left_on": "2024-01-31",
        "status": "left",
        "tenure_months": 48,
        "forecast": None,
    }


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?status=left", ["E-4"]),
        ("?status=active", ["E-1", "E-2", "E-3", "e-5"]),
        ("?q=berg", ["E-1", "E-4"]),
        ("?q=CLEO", ["E-3"]),
        ("?q=ö", ["E-3"]),
        ("?q=E-", ["E-1", "E-2", "E-3", "E-4", "e-5"]),
        ("?q=E-5", ["e-5"]),
        ("?q=%25", ["E-2"]),
        ("?q=_", ["E-2"]),
        ("?q=%5C", []),
        ("?q=%25_", ["E-2"]),
        ("?q=' OR 1=1 --", []),
        ("?risk_band=high", []),
    ],
)
async def test_filters_and_search_find_what_they_say(
    client: httpx.AsyncClient, admin: dict[str, str], company: Company, query: str, found: list[str]
) -> None:
    assert await numbers(client, admin, query) == found


async def test_an_org_unit_means_those_below_it_too(
    client: httpx.AsyncClient, admin: dict[str, str], company: Company
) -> None:
    assert await numbers(client, admin, f"?org_unit_id={company.sales}") == ["E-1", "E-2"]
    assert await numbers(client, admin, f"?org_unit_id={company.berlin}") == ["E-2"]


@pytest.mark.parametrize(
    ("sort", "found"),
    [
        ("employee_number", ["E-1", "E-2", "E-3", "E-4", "e-5"]),
        ("-employee_number", ["e-5", "E-4", "E-3", "E-2", "E-1"]),
        ("full_name", ["E-1", "E-2", "E-3", "E-4", "e-5"]),
        ("-full_name", ["E-4", "E-3", "E-2", "E-1", "e-5"]),
        ("-hired_on", ["E-2", "e-5", "E-4", "E-3", "E-1"]),
        ("left_on", ["E-4", "E-1", "E-2", "E-3", "e-5"]),
        ("org_unit_path", ["E-3", "E-4", "E-1", "E-2", "e-5"]),
    ],
)
@pytest.mark.parametrize("limit", [1, 2, 3, 200])
async def test_pages_show_everybody_once_in_order(
    client: httpx.AsyncClient,
    admin: dict[str, str],
    company: Company,
    sort: str,
    found: list[str],
    limit: int,
) -> None:
    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        query = {"sort": sort, "limit": limit, **({"cursor": cursor} if cursor else {})}
        page: dict[str, Any] = (await client.get(EMPLOYEES, params=query, headers=admin)).json()
        assert len(page["items"]) <= limit
        seen += [row["employee_number"] for row in page["items"]]
        cursor = page["next_cursor"]
    assert seen == found


def _raw(values: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode()


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "é",
        _raw("text"),
        _raw(["employee_number", "E-1"]),
        _raw(["-full_name", "a", 1]),
        _raw(["employee_number", 5, 1]),
        _raw(["employee_number", {"a": 1}, 1]),
        _raw(["employee_number", "E-1", "1"]),
        _raw(["employee_number", "E-1", -1]),
        _raw(["employee_number", "E-1", 2**70]),
        _raw(["employee_number", "E-1\0", 1]),
        _raw(["employee_number", "\ud800", 1]),
        _raw([["employee_number"], "E-1", 1]),
        "A" * 1999,
    ],
)
async def test_a_tampered_cursor_is_refused(
    client: httpx.AsyncClient, admin: dict[str, str], cursor: str
) -> None:
    answer = await client.get(EMPLOYEES, params={"cursor": cursor}, headers=admin)
    assert answer.status_code == 422
    assert answer.json()["code"] == "malformed"


async def test_a_cursor_opens_no_others_rows(
    client: httpx.AsyncClient, sales_manager: dict[str, str], company: Company
) -> None:
    cursor = encode_cursor(["employee_number", "E-2", company.ben])
    page = (await client.get(EMPLOYEES, params={"cursor": cursor}, headers=sales_manager)).json()
    assert page["items"] == []
    assert page["total"] == 2


@pytest.mark.parametrize(
    "query", ["?limit=0", "?limit=201", "?sort=salary", "?status=x", "?org_unit_id=99999999999999999999"]
)
async def test_a_malformed_query_is_refused(
    client: httpx.AsyncClient, admin: dict[str, str], query: str
) -> None:
    assert (await client.get(EMPLOYEES + query, headers=admin)).status_code == 422


async def test_a_listing_is_audited_with_the_ids_that_were_shown(
    client: httpx.AsyncClient, admin: dict[str, str], company: Company
) -> None:
    await client.get(EMPLOYEES + "?limit=2", headers=admin)
    events = (await client.get("/api/v1/audit/?subject_type=employee", headers=admin)).json()["items"]
    assert [event["action"] for event in events] == ["employees.listed"]
    assert events[0]["details"] == {"employee_ids": [company.anna, company.ben], "total": 5}
    assert "Anna" not in str(events)
