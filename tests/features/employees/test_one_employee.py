"""One employee: attributes, employments and history, of several imports."""

from datetime import date
from typing import Any

import httpx
import psycopg
import pytest
from psycopg.types.json import Jsonb

from tests.features.employees.conftest import EMPLOYEES, Company


@pytest.fixture
def facts(company: Company, owner_url: str) -> None:
    """What three imports stated of Anna; the third corrects the second."""
    statements: list[tuple[int, date, dict[str, Any]]] = [
        (1, date(2021, 1, 1), {"salary": 1000, "grade": "A"}),
        (1, date(2022, 1, 1), {"salary": 1100, "grade": "A"}),
        (2, date(2023, 1, 1), {"salary": 1, "grade": "B", "secret_code": "x"}),
        (3, date(2023, 1, 1), {"salary": 1300, "grade": "B"}),
        (2, date(2024, 1, 1), {"grade": "B", "remote": True}),
    ]
    with psycopg.connect(owner_url) as connection:
        for name, label, kind in (
            ("salary", "Salary (EUR)", "number"),
            ("grade", "Grade", "category"),
            ("remote", "Remote", "boolean"),
        ):
            connection.execute(
                "INSERT INTO employee_attributes VALUES (%s, %s, %s, true, NULL, 1)", [name, label, kind]
            )
        for dataset_id, effective_on, attributes in statements:
            connection.execute(
                "INSERT INTO employee_snapshots VALUES (%s, %s, %s, %s)",
                [company.anna, effective_on, dataset_id, Jsonb(attributes)],
            )


async def test_an_employee_shows_what_is_known_now_and_since_when(
    client: httpx.AsyncClient, admin: dict[str, str], company: Company, facts: None
) -> None:
    body = (await client.get(f"{EMPLOYEES}{company.anna}", headers=admin)).json()
    known = {one["name"]: (one["label"], one["value"], one["effective_on"]) for one in body["attributes"]}
    assert known == {
        "grade": ("Grade", "B", "2024-01-01"),
        "remote": ("Remote", True, "2024-01-01"),
        "salary": ("Salary (EUR)", 1300, "2023-01-01"),
    }
    assert body["full_name"] == "Anna Berg"


async def test_the_history_tells_each_change_with_the_value_before(
    client: httpx.AsyncClient, admin: dict[str, str], company: Company, facts: None
) -> None:
    items = (await client.get(f"{EMPLOYEES}{company.anna}/history", headers=admin)).json()["items"]
    told = {
        item["effective_on"]: {one["name"]: (one["before"], one["after"]) for one in item["changes"]}
        for item in items
    }
    assert told == {
        "2024-01-01": {"remote": (None, True)},
        "2023-01-01": {"salary": (1100, 1300), "grade": ("A", "B")},
        "2022-01-01": {"salary": (1000, 1100)},
        "2021-01-01": {"salary": (None, 1000), "grade": (None, "A")},
    }
    assert list(told) == sorted(told, reverse=True)


async def test_a_leaver_shows_cause_and_reason_of_the_later_import(
    client: httpx.AsyncClient, admin: dict[str, str], company: Company, owner_url: str
) -> None:
    with psycopg.connect(owner_url) as connection:
        connection.execute(
            "INSERT INTO employments (employee_id, dataset_id, ended_on, end_cause, end_reason) "
            "VALUES (%s, 2, '2024-01-31', 'voluntary', 'New job')",
            [company.dan],
        )
    body = (await client.get(f"{EMPLOYEES}{company.dan}", headers=admin)).json()
    assert body["employments"] == [
        {
            "started_on": "2020-01-01",
            "ended_on": "2024-01-31",
            "end_cause": "voluntary",
            "end_reason": "New job",
        }
    ]


async def test_reading_one_person_is_audited(
    client: httpx.AsyncClient, admin: dict[str, str], company: Company
) -> None:
    await client.get(f"{EMPLOYEES}{company.anna}", headers=admin)
    await client.get(f"{EMPLOYEES}{company.anna}/history", headers=admin)
    query = f"/api/v1/audit/?subject_type=employee&subject_id={company.anna}"
    events = (await client.get(query, headers=admin)).json()["items"]
    assert [event["action"] for event in events] == ["employee.history_read", "employee.read"]
    assert {event["actor_name"] for event in events} == {"admin-of-tests"}


@pytest.mark.parametrize(
    ("path", "status"), [("0", 422), ("-1", 422), ("x", 422), ("9" * 30, 422), ("9" * 18, 404), ("1.5", 422)]
)
async def test_an_impossible_id_is_no_server_error(
    client: httpx.AsyncClient, admin: dict[str, str], path: str, status: int
) -> None:
    assert (await client.get(EMPLOYEES + path, headers=admin)).status_code == status


async def test_the_catalogue_lists_every_attribute(
    client: httpx.AsyncClient, admin: dict[str, str], facts: None
) -> None:
    items = (await client.get(f"{EMPLOYEES}attributes", headers=admin)).json()["items"]
    assert [(one["name"], one["kind"]) for one in items] == [
        ("grade", "category"),
        ("remote", "boolean"),
        ("salary", "number"),
    ]
