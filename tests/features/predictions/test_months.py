"""Expected leavers month by month: sums of the people's curves, hidden where the whole is."""

import httpx
import numpy as np
import pytest

from churnvision.features.predictions import service
from churnvision.features.predictions.month_schemas import MonthLeavers
from churnvision.features.predictions.schemas import EstimateView
from churnvision.kit.access import ROLES, Actor
from churnvision.kit.database import Database
from churnvision.ml.curve import DAYS_PER_MONTH
from tests.conftest import SignIn
from tests.features.predictions.test_causes import make_company


def points(months: list[MonthLeavers], name: str) -> np.ndarray:
    return np.array([getattr(month, name).point for month in months])


async def test_months_add_up_over_time_and_over_units(database: Database, actor: Actor) -> None:
    units, _ = await make_company(database, ())
    async with database.reading() as session:
        whole = (await service.find_months(session, actor, org_unit_id=None)).months
        sales = (await service.find_months(session, actor, org_unit_id=units["Sales"])).months
        summary = await service.summary(session, actor)
        page = await service.read_batch(session, database, actor, list(range(1, 24)))
    curves = np.array([[point.survival for point in one.curve] for one in page.items])
    assert points(whole, "leavers_so_far") == pytest.approx((1 - curves[:, 1:]).sum(axis=0), abs=1e-9)
    assert np.cumsum(points(whole, "leavers")) == pytest.approx(points(whole, "leavers_so_far"), abs=1e-9)
    of_sales = [place for place, one in enumerate(page.items) if one.employee_number.startswith("Sales")]
    assert points(sales, "leavers_so_far")[-1] == pytest.approx((1 - curves[of_sales, -1]).sum(), abs=1e-9)
    # Twelve months are a quarter of a day longer than 365 days, and no more.
    of_year = summary.expected_leavers[-1].estimate
    assert of_year is not None
    last = whole[-1].leavers_so_far
    assert last is not None
    assert of_year.point < last.point < of_year.point * (1 + 1 / (11 * DAYS_PER_MONTH))
    # The interval too is that of 365 days: the same people, the same bags.
    assert width(last) == pytest.approx(width(of_year), rel=0.02)


def width(estimate: EstimateView) -> float:
    return estimate.upper - estimate.lower


async def test_months_are_hidden_exactly_where_expected_leavers_are(database: Database) -> None:
    units, _ = await make_company(database, ())
    for role in ("viewer", "analyst"):
        reader = Actor(None, role, frozenset({role}), ROLES[role])
        shown = set()
        for unit in (*units.values(), None):
            async with database.reading() as session:
                months = (await service.find_months(session, reader, org_unit_id=unit)).months
                summary = await service.summary(session, reader, org_unit_id=unit)
            is_shown = summary.expected_leavers[0].estimate is not None
            assert len(months) == 12
            for month in months:
                assert (month.leavers is not None) == (month.leavers_so_far is not None) == is_shown
            shown.add(is_shown)
        assert shown == {True, False}


async def test_the_months_of_a_unit_that_is_not_there_are_404(
    client: httpx.AsyncClient, database: Database, sign_in: SignIn
) -> None:
    await make_company(database, ())
    headers = await sign_in("viewer")
    answer = await client.get("/api/v1/predictions/months?org_unit_id=987", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (404, "org_unit_not_found")
    assert (await client.get("/api/v1/predictions/months?org_unit_id=x", headers=headers)).status_code == 422
