"""A small company: two branches with people, a leaver, and a manager of one branch."""

from dataclasses import dataclass
from datetime import date

import httpx
import psycopg
import pytest

from churnvision.kit.database import Database
from tests.conftest import SignIn
from tests.factories.workforce import make_employee, make_org_unit

EMPLOYEES = "/api/v1/employees/"


@dataclass(frozen=True)
class Company:
    """The ids of what was made."""

    sales: int
    berlin: int
    factory: int
    anna: int
    ben: int
    cleo: int
    dan: int
    eve: int


@pytest.fixture
async def company(database: Database) -> Company:
    """Anna and Ben in Sales and Sales/Berlin, Cleo and Dan (left) in Factory, Eve in no unit."""
    async with database.transaction() as session:
        sales = await make_org_unit(session, "Acme/Sales")
        berlin = await make_org_unit(session, "Acme/Sales/Berlin")
        factory = await make_org_unit(session, "Acme/Factory")
        return Company(
            sales=sales,
            berlin=berlin,
            factory=factory,
            anna=await make_employee(session, "E-1", org_unit_id=sales, full_name="Anna Berg"),
            ben=await make_employee(
                session, "E-2", org_unit_id=berlin, full_name="Ben 100%_Sure", hired_on=date(2021, 5, 1)
            ),
            cleo=await make_employee(session, "E-3", org_unit_id=factory, full_name="CLEO Öz"),
            dan=await make_employee(
                session, "E-4", org_unit_id=factory, full_name="Dan Berger", left_on=date(2024, 1, 31)
            ),
            eve=await make_employee(session, "e-5"),
        )


@pytest.fixture
async def admin(sign_in: SignIn) -> dict[str, str]:
    """Headers of an admin."""
    return await sign_in("admin")


@pytest.fixture
async def sales_manager(
    client: httpx.AsyncClient, sign_in: SignIn, company: Company, owner_url: str
) -> dict[str, str]:
    """Headers of an hr_manager who leads Sales."""
    headers = await sign_in("hr_manager")
    user_id = (await client.get("/api/v1/auth/me", headers=headers)).json()["id"]
    with psycopg.connect(owner_url) as connection:
        connection.execute("INSERT INTO org_unit_leaders VALUES (%s, %s)", [company.sales, user_id])
    return headers
