"""The forecast of groups agrees with SQL, hides small groups, and says when it is stale."""

import httpx
import numpy as np
import pytest
from sqlalchemy import insert, text

from churnvision.features.employees.tables import ObservationWindow, OrgUnitLeader
from churnvision.features.predictions import service
from churnvision.features.predictions.errors import OrgUnitNotFound
from churnvision.kit.access import ROLES, Actor
from churnvision.kit.database import Database
from churnvision.ml.curve import expected_leavers
from tests.conftest import SignIn
from tests.factories.forecasts import AS_OF, make_run, make_version
from tests.factories.users import make_user
from tests.factories.workforce import make_employee, make_org_unit


def actor_with(role: str, user_id: int | None = None) -> Actor:
    return Actor(user_id, role, frozenset({role}), ROLES[role])


async def make_forecast_company(database: Database) -> dict[str, int]:
    """Sales has 12 people in the North and 8 in the South, Works 3, and one has left."""
    units: dict[str, int] = {}
    async with database.transaction() as session:
        hazards: dict[int, float] = {}
        for path, size in (("Sales/North", 12), ("Sales/South", 8), ("Works", 3)):
            units[path] = await make_org_unit(session, path)
            for number in range(size):
                person = await make_employee(session, f"{path}-{number}", org_unit_id=units[path])
                hazards[person] = 0.005 + 0.004 * number
        units["Sales"] = await make_org_unit(session, "Sales")
        gone = await make_employee(session, "gone", org_unit_id=units["Works"], left_on=AS_OF)
        await session.execute(
            insert(ObservationWindow).values(
                dataset_id=1, shape="static", as_of=AS_OF, window_days=365, details={}
            )
        )
        await make_run(session, await make_version(session), {**hazards, gone: 0.1})
    return units


async def test_the_summary_is_the_sum_that_sql_gives(database: Database, actor: Actor) -> None:
    await make_forecast_company(database)
    async with database.reading() as session:
        found = await service.summary(session, actor)
        rows = (
            await session.execute(
                text(
                    "SELECT o.probability_90 AS p, o.bag_probabilities AS bags, o.risk_band AS band"
                    " FROM churn_outputs o JOIN employees e ON e.id = o.employee_id WHERE e.status = 'active'"
                )
            )
        ).all()
    assert (found.state, found.headcount, found.leavers_last_365_days) == ("ready", 23, 1)
    bags = np.array([row.bags for row in rows]).reshape(len(rows), 4, -1)[:, 1]
    expected = expected_leavers(bags, np.array([row.p for row in rows]))
    shown = found.expected_leavers[1]
    assert shown.horizon_days == 90 and shown.estimate is not None and not shown.extrapolated
    assert shown.estimate.point == pytest.approx(expected.point, abs=1e-9)
    assert shown.estimate.lower == pytest.approx(expected.lower, abs=1e-6)
    assert shown.estimate.upper == pytest.approx(expected.upper, abs=1e-6)
    assert {band.band: band.count for band in found.risk_bands} == {
        band: sum(row.band == band for row in rows) for band in ("low", "raised", "high", "very_high")
    }
    assert [driver.label for driver in found.top_drivers] == ["Overtime", "Salary"]
    assert found.quality is not None and found.quality.ece == 0.02


async def test_units_of_fewer_than_five_are_hidden_with_a_sibling_that_would_give_them_away(
    database: Database, actor: Actor
) -> None:
    units = await make_forecast_company(database)
    async with database.reading() as session:
        found = await service.summary(session, actor)
        works = await service.summary(session, actor, org_unit_id=units["Works"])
        sales = await service.summary(session, actor, org_unit_id=units["Sales/North"])
    # Works has three; Sales is the only other unit of the whole, so it is hidden too, with all below.
    assert {unit.path: unit.suppressed for unit in found.org_units} == {
        "Sales": True, "Sales/North": True, "Sales/South": True, "Works": True,
    }  # fmt: skip
    assert works.expected_leavers[0].estimate is None and works.risk_bands == []
    assert sales.expected_leavers[0].estimate is None and sales.headcount == 12


async def test_a_manager_sees_the_sum_of_the_own_units_only(database: Database) -> None:
    units = await make_forecast_company(database)
    async with database.transaction() as session:
        user_id = await make_user(session, "lead", "hr_manager")
        await session.execute(insert(OrgUnitLeader).values(org_unit_id=units["Sales"], user_id=user_id))
    manager = actor_with("hr_manager", user_id)
    async with database.reading() as session:
        found = await service.summary(session, manager)
        north = await service.summary(session, manager, org_unit_id=units["Sales/North"])
        with pytest.raises(OrgUnitNotFound):
            await service.summary(session, manager, org_unit_id=units["Works"])
    assert found.headcount == 20 and north.headcount == 12
    assert [unit.path for unit in found.org_units] == ["Sales", "Sales/North", "Sales/South"]
    assert not any(unit.suppressed for unit in found.org_units)


async def test_a_viewer_sees_groups_of_the_whole_company(database: Database) -> None:
    await make_forecast_company(database)
    async with database.reading() as session:
        found = await service.summary(session, actor_with("viewer"))
    assert found.headcount == 23 and found.expected_leavers[0].estimate is not None
    assert found.org_units and all(unit.headcount is None for unit in found.org_units)


async def test_an_import_after_the_scoring_makes_forecasts_stale_and_its_undo_makes_them_fresh(
    database: Database, actor: Actor
) -> None:
    await make_forecast_company(database)
    async with database.transaction() as session:
        await session.execute(
            insert(ObservationWindow).values(dataset_id=2, shape="people", as_of=AS_OF, details={})
        )
    async with database.reading() as session:
        found = await service.summary(session, actor)
    assert found.state == "stale" and any("score again" in warning for warning in found.warnings)
    async with database.transaction() as session:
        await session.execute(text("DELETE FROM observation_windows WHERE dataset_id = 2"))
    async with database.reading() as session:
        assert (await service.summary(session, actor)).state == "ready"


async def test_without_a_model_or_a_scoring_the_summary_says_so(database: Database, actor: Actor) -> None:
    async with database.reading() as session:
        assert (await service.summary(session, actor)).state == "no_model"
    async with database.transaction() as session:
        await make_version(session)
    async with database.reading() as session:
        found = await service.summary(session, actor)
    assert found.state == "no_scores" and found.expected_leavers == [] and found.as_of is None


async def test_people_without_a_forecast_are_counted_by_the_reason(database: Database, actor: Actor) -> None:
    await make_forecast_company(database)
    async with database.transaction() as session:
        for number in ("late-1", "late-2", "empty"):
            await make_employee(session, number)
        await session.execute(
            text("UPDATE employees SET created_at = '2020-01-01' WHERE employee_number = 'empty'")
        )
    async with database.reading() as session:
        found = await service.summary(session, actor)
    assert (found.headcount, found.forecast_count) == (26, 23)
    assert "2 people have no forecast yet: they came after the last scoring." in found.warnings
    assert "1 person has no forecast: no attribute that the model reads is known of them." in found.warnings


async def test_the_summary_and_every_forecast_name_the_same_moment_of_scoring(
    client: httpx.AsyncClient, database: Database, sign_in: SignIn
) -> None:
    await make_forecast_company(database)
    headers = await sign_in("analyst")
    summary = (await client.get("/api/v1/predictions/summary", headers=headers)).json()
    page = (await client.get("/api/v1/predictions/?limit=3", headers=headers)).json()
    assert {one["scored_at"] for one in page["items"]} == {summary["scored_at"]}
