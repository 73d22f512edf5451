"""The forecast of groups agrees with SQL, hides small groups, and says when it is stale."""

import httpx
import numpy as np
import pytest
from sqlalchemy import insert, text

from churnvision.features.employees import service as employees
from churnvision.features.employees.tables import ObservationWindow, OrgUnitLeader
from churnvision.features.predictions import repository, service
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
    assert all(unit.forecast_count is None for unit in found.org_units)


async def make_newcomers(database: Database, path: str, count: int) -> int:
    """People who came after the scoring; the id of their unit."""
    async with database.transaction() as session:
        unit = await make_org_unit(session, path)
        for number in range(count):
            await make_employee(session, f"new-{path}-{number}", org_unit_id=unit)
    return unit


async def test_a_viewer_is_not_told_how_many_newcomers_a_hidden_unit_has(database: Database) -> None:
    await make_forecast_company(database)
    fresh = await make_newcomers(database, "Fresh", 3)
    async with database.reading() as session:
        hidden = await service.summary(session, actor_with("viewer"), org_unit_id=fresh)
        counted = await service.summary(session, actor_with("analyst"), org_unit_id=fresh)
    assert hidden.headcount is hidden.forecast_count is None
    assert not any("no forecast yet" in warning for warning in hidden.warnings)
    assert counted.headcount == 3
    assert any(warning.startswith("3 people have no forecast yet") for warning in counted.warnings)


async def test_two_newcomers_are_not_what_is_left_of_a_unit_without_its_subunit(database: Database) -> None:
    async with database.transaction() as session:
        north = await make_org_unit(session, "Sales/North")
        scored = [await make_employee(session, f"north-{number}", org_unit_id=north) for number in range(7)]
        await make_run(session, await make_version(session), dict.fromkeys(scored, 0.01))
    await make_newcomers(database, "Sales", 2)
    async with database.reading() as session:
        found = await service.summary(session, actor_with("viewer"))
        alone = await service.summary(session, actor_with("viewer"), org_unit_id=north)
    assert {unit.path: unit.headcount for unit in found.org_units} == {"Sales": 9, "Sales/North": None}
    assert alone.headcount is None and alone.expected_leavers[0].estimate is None


async def test_headcounts_and_forecasts_hide_the_same_units_from_a_viewer(database: Database) -> None:
    async with database.transaction() as session:
        hazards: dict[int, float] = {}
        for path, size in (("Acme/A", 5), ("Acme/B", 5), ("Acme/C", 3), ("Acme/D", 20)):
            unit = await make_org_unit(session, path)
            for number in range(size):
                person = await make_employee(session, f"{path}-{number}", org_unit_id=unit)
                # Only two people of D were there to be scored.
                if path != "Acme/D" or number < 2:
                    hazards[person] = 0.01
        await make_run(session, await make_version(session), hazards)
    async with database.reading() as session:
        found = await service.summary(session, actor_with("viewer"))
        units = (await employees.list_org_units(session, actor_with("viewer"))).items
    assert {unit.path: unit.headcount for unit in found.org_units} == {
        unit.path: unit.headcount for unit in units
    }
    assert {unit.path for unit in units if unit.suppressed} == {"Acme/C", "Acme/D"}
    assert [unit.suppressed for unit in found.org_units] == [unit.suppressed for unit in units]
    assert {unit.path: unit.forecast_count for unit in found.org_units}["Acme"] == 15


async def test_a_viewer_sees_no_band_and_no_leavers_of_one_to_four(database: Database) -> None:
    await make_forecast_company(database)
    async with database.reading() as session:
        full = await service.summary(session, actor_with("analyst"))
        found = await service.summary(session, actor_with("viewer"))
    assert full.leavers_last_365_days == 1 and found.leavers_last_365_days is None
    counts = {one.band: one.count for one in full.risk_bands}
    assert any(0 < (count or 0) < 5 for count in counts.values())
    hidden = [one for one in found.risk_bands if one.count is None]
    assert len(hidden) >= 2 and all(one.share is None for one in hidden)
    assert all(one.count == counts[one.band] for one in found.risk_bands if one.count is not None)
    assert sum(counts[one.band] or 0 for one in hidden) >= 5


async def test_a_unit_of_newcomers_only_is_counted_but_has_no_forecast(database: Database) -> None:
    await make_forecast_company(database)
    fresh = await make_newcomers(database, "Fresh", 6)
    async with database.reading() as session:
        found = await service.summary(session, actor_with("analyst"), org_unit_id=fresh)
    [unit] = found.org_units
    assert (unit.headcount, unit.forecast_count, unit.suppressed) == (6, 0, False)
    assert unit.expected_leavers_365 is None and found.expected_leavers[0].estimate is None
    assert found.risk_bands == []


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


async def test_nobody_is_said_to_have_left_in_a_year_that_no_scoring_names(
    database: Database, actor: Actor
) -> None:
    async with database.transaction() as session:
        await make_employee(session, "gone", left_on=AS_OF)
    async with database.reading() as session:
        found = await service.summary(session, actor)
    assert found.headcount == 0 and found.leavers_last_365_days is None


async def test_the_first_scoring_is_said_to_be_under_way_and_to_have_failed(
    database: Database, actor: Actor
) -> None:
    async with database.transaction() as session:
        old = await make_version(session, status="retired")
        await make_version(session)
        started = await service.start_scoring(session, actor)
    async with database.reading() as session:
        assert (await service.summary(session, actor)).state == "scoring"
    async with database.transaction() as session:
        await session.execute(text("UPDATE scoring_runs SET model_version_id = :old"), {"old": old})
    async with database.reading() as session:
        assert (await service.summary(session, actor)).state == "no_scores"
    async with database.transaction() as session:
        await repository.set_run(
            session, started.scoring_run_id, status="failed", warnings=["The file was changed."]
        )
    async with database.reading() as session:
        found = await service.summary(session, actor)
    assert found.state == "no_scores" and found.as_of is None
    assert found.warnings == ["The last scoring failed: The file was changed."]


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
