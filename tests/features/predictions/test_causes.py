"""Causes of leaving in forecasts of people and groups: parts that add up, hidden where the whole is."""

import httpx
import pytest

from churnvision.features.predictions import service
from churnvision.kit.access import ROLES, Actor
from churnvision.kit.database import Database
from tests.conftest import SignIn
from tests.factories.forecasts import make_run, make_version
from tests.factories.workforce import make_employee, make_org_unit

CAUSES = ("voluntary", "involuntary", "retirement", "other")
SHOWN = ["voluntary", "involuntary", "retirement_or_other"]


async def make_company(database: Database, causes: tuple[str, ...]) -> tuple[dict[str, int], int]:
    """Fourteen people in Sales, six in Works and three in Lab; units by name, and one person's id."""
    units: dict[str, int] = {}
    hazards: dict[int, float] = {}
    async with database.transaction() as session:
        for name, size in (("Sales", 14), ("Works", 6), ("Lab", 3)):
            units[name] = await make_org_unit(session, name)
            for number in range(size):
                person = await make_employee(session, f"{name}-{number}", org_unit_id=units[name])
                hazards[person] = 0.005 + 0.004 * number
        await make_run(session, await make_version(session, window_days=None), hazards, causes=causes)
    return units, next(iter(hazards))


async def test_causes_of_a_person_add_up_at_every_horizon(
    client: httpx.AsyncClient, database: Database, sign_in: SignIn
) -> None:
    _, person = await make_company(database, CAUSES)
    found = (await client.get(f"/api/v1/predictions/{person}", headers=await sign_in("analyst"))).json()
    for horizon in found["horizons"]:
        parts = {one["cause"]: one["probability"] for one in horizon["causes"]}
        assert list(parts) == SHOWN
        assert sum(parts.values()) == pytest.approx(horizon["probability"], abs=1e-9)
        # retirement and other reasons have 2/15 and 1/15 of it
        assert parts["retirement_or_other"] == pytest.approx(horizon["probability"] * 3 / 15, abs=1e-9)


async def test_causes_of_groups_add_up_to_the_expected_leavers_and_units_to_the_whole(
    database: Database, actor: Actor
) -> None:
    units, _ = await make_company(database, CAUSES)
    async with database.reading() as session:
        whole = await service.summary(session, actor)
        sales = await service.summary(session, actor, org_unit_id=units["Sales"])
    for found in (whole, sales):
        for horizon in found.expected_leavers:
            if horizon.estimate is None:
                continue
            assert [one.cause for one in horizon.causes] == SHOWN
            assert sum(one.expected for one in horizon.causes) == pytest.approx(
                horizon.estimate.point, abs=1e-9
            )
    assert whole.expected_leavers[0].estimate is not None


async def test_causes_are_hidden_exactly_where_expected_leavers_are(database: Database) -> None:
    units, _ = await make_company(database, CAUSES)
    for role in ("viewer", "analyst"):
        reader = Actor(None, role, frozenset({role}), ROLES[role])
        async with database.reading() as session:
            answers = [await service.summary(session, reader, org_unit_id=one) for one in units.values()]
            answers.append(await service.summary(session, reader))
        shown = [bool(one.causes) for answer in answers for one in answer.expected_leavers]
        assert shown == [one.estimate is not None for answer in answers for one in answer.expected_leavers]
        assert set(shown) == {True, False}


async def test_forecasts_without_causes_say_nothing_of_them(
    client: httpx.AsyncClient, database: Database, sign_in: SignIn
) -> None:
    _, person = await make_company(database, ())
    headers = await sign_in("analyst")
    found = (await client.get(f"/api/v1/predictions/{person}", headers=headers)).json()
    assert [horizon["causes"] for horizon in found["horizons"]] == [[]] * 4
    summary = (await client.get("/api/v1/predictions/summary", headers=headers)).json()
    assert [horizon["causes"] for horizon in summary["expected_leavers"]] == [[]] * 4
