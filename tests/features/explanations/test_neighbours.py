"""Neighbours are the nearest by the stated distance, known before they left, and told in groups only."""

from datetime import date, timedelta

import httpx
import numpy as np
import pytest
from sqlalchemy import insert, text

from churnvision.features.employees.tables import OrgUnitLeader
from churnvision.features.explanations import neighbour_repository, service
from churnvision.features.explanations.basis import find_basis
from churnvision.features.explanations.neighbour_repository import Comparison
from churnvision.features.explanations.neighbours import comparison
from churnvision.features.predictions import service as predictions
from churnvision.features.predictions.tables import PastCase
from churnvision.kit.access import Actor
from churnvision.kit.database import Database
from churnvision.kit.jobs import JobContext
from churnvision.kit.settings import Settings
from tests.conftest import SignIn
from tests.factories.explained import make_attributions, train_and_score
from tests.factories.forecasts import make_run, make_version
from tests.factories.history import AS_OF, make_dated_workforce
from tests.factories.workforce import make_employee, make_org_unit

API = "/api/v1/explanations/employees"


def gower(features: np.ndarray, asked: Comparison) -> np.ndarray:
    """The distance as the decision page states it."""
    own, full = np.array(asked.features), np.array(asked.full_differences)
    with np.errstate(divide="ignore", invalid="ignore"):
        sizes = np.where(full == 0, features != own, np.minimum(np.abs(features - own) / full, 1.0))
    gap, own_gap = np.isnan(features), np.isnan(own)
    sizes = np.where(gap | own_gap, (gap != own_gap).astype(float), sizes)
    return np.asarray((sizes * np.array(asked.weights)).sum(axis=1))


async def test_leavers_are_known_a_year_before_they_left_and_nothing_later_is_read(
    database: Database, settings: Settings, actor: Actor
) -> None:
    async with database.transaction() as session:
        await make_dated_workforce(session, people=400, months=30)
        # what is stated within the last year before the end, of leavers and of all others, is told apart
        await session.execute(
            text(
                "UPDATE employee_snapshots s SET attributes = s.attributes || '{\"salary\": 9999999}'"
                " FROM employees e WHERE e.id = s.employee_id"
                " AND s.effective_on > coalesce(e.left_on, :as_of) - 365"
            ),
            {"as_of": AS_OF},
        )
    run_id = await train_and_score(JobContext(database, settings), actor)
    async with database.reading() as session:
        rows = (
            await session.execute(
                text(
                    "SELECT p.has_left, p.features, e.left_on, e.hired_on FROM past_cases p"
                    " JOIN employees e ON e.id = p.employee_id WHERE p.scoring_run_id = :run"
                ),
                {"run": run_id},
            )
        ).all()
        basis = await find_basis(session)
        names = [one.attribute for one in basis.profiles]
        person = await session.scalar(text("SELECT max(employee_id) FROM attributions"))
        found = await service.find_neighbours(session, database, actor, person)
    salary, tenure = names.index("salary"), names.index("tenure_months")
    assert sum(row.has_left for row in rows) >= 10 and not all(row.has_left for row in rows)
    for row in rows:
        assert row.features[salary] < 9_000_000
        end = row.left_on if row.has_left else AS_OF
        months = (end - timedelta(days=364) - row.hired_on).days / (365.25 / 12)
        assert row.features[tenure] == pytest.approx(months, abs=0.01)
        assert row.has_left is (row.left_on is not None and row.left_on <= AS_OF)
        assert row.left_on is None or row.left_on > AS_OF - timedelta(days=365)
    assert found.compared == len(rows) and found.compared_leavers == sum(row.has_left for row in rows)
    assert found.nearest == 50 and found.within_days == 365 and found.reason is None
    assert found.leavers is not None and found.leavers.people == 10
    assert found.stayers is not None and 0 < found.stayers.mean_distance < 1
    assert {one.attribute for one in found.attributes} == set(names) - {"calendar_month"}


async def make_past(database: Database) -> tuple[list[int], dict[int, np.ndarray], int]:
    """Fifteen people of Sales and four of Works with states of a year ago, of whom six left Sales."""
    rng = np.random.default_rng(5)
    async with database.transaction() as session:
        sales, works = await make_org_unit(session, "Sales"), await make_org_unit(session, "Works")
        present = [
            await make_employee(session, f"p{number}", org_unit_id=sales if number < 9 else works)
            for number in range(13)
        ]
        gone = [
            await make_employee(session, f"g{number}", org_unit_id=sales, left_on=date(2025, 8, 1))
            for number in range(6)
        ]
        run_id = await make_run(session, await make_version(session), dict.fromkeys(present, 0.02))
        people = {one: (0.4, 0.1 * number) for number, one in enumerate(present)}
        await make_attributions(session, run_id, people, counts=(12, 1, 0))
        features = {one: np.array([rng.integers(0, 2), rng.normal(1000, 300)]) for one in present + gone}
        features[gone[0]][0] = features[present[3]][1] = np.nan
        await session.execute(
            insert(PastCase),
            [
                {
                    "scoring_run_id": run_id,
                    "employee_id": one,
                    "has_left": one in gone,
                    "features": values.astype(np.float32).tolist(),
                }
                for one, values in features.items()
            ],
        )
    return present, features, sales


async def test_the_nearest_are_those_of_the_stated_distance_and_never_the_person(
    database: Database, actor: Actor
) -> None:
    present, features, _ = await make_past(database)
    async with database.reading() as session:
        basis = await find_basis(session)
        visible = predictions.visible_groups(actor)
        for own in ([1.0, 1000.0], [0.0, float("nan")]):
            asked = Comparison(own, [0.7, 0.3], [1.0, 400.0])
            found = await neighbour_repository.find_neighbours(
                session, basis.run.id, visible, present[0], asked, nearest=7, of_outcome=5
            )
            others = np.array([values for one, values in features.items() if one != present[0]])
            expected = np.sort(gower(others.astype(np.float32).astype(float), asked))
            assert [one.distance for one in found if one.rank <= 7] == pytest.approx(expected[:7].tolist())
            for has_left in (True, False):
                assert sum(one.has_left is has_left and one.rank_of_outcome <= 5 for one in found) == 5
        of_profiles = comparison(basis.profiles, [1.0, 1000.0])
    assert sum(of_profiles.weights) == pytest.approx(1) and of_profiles.full_differences == [2.0, 0.0]


async def test_a_manager_is_told_of_the_own_people_only_and_of_no_group_under_five(
    client: httpx.AsyncClient, database: Database, sign_in: SignIn
) -> None:
    present, _, sales = await make_past(database)
    analyst = await sign_in("analyst")
    whole = (await client.get(f"{API}/{present[0]}/neighbours", headers=analyst)).json()
    assert (whole["compared"], whole["compared_leavers"]) == (19, 6)
    assert (whole["nearest"], whole["nearest_leavers"]) == (18, 6)
    assert whole["leavers"]["people"] == 6 and whole["stayers"]["people"] == 10
    assert not {"g0", "p3"} & set(str(whole).replace("'", " ").split())
    manager = await sign_in("hr_manager", username="lead")
    async with database.transaction() as session:
        user_id = await session.scalar(text("SELECT id FROM users WHERE username = 'lead'"))
        works = await make_org_unit(session, "Works")
        await session.execute(insert(OrgUnitLeader).values(org_unit_id=works, user_id=user_id))
    own = (await client.get(f"{API}/{present[-1]}/neighbours", headers=manager)).json()
    assert (own["compared"], own["nearest"], own["leavers"], own["stayers"]) == (0, 0, None, None)
    assert own["attributes"] == [] and "import older snapshots" in own["reason"]
    other = await client.get(f"{API}/{present[0]}/neighbours", headers=manager)
    assert (other.status_code, other.json()["code"]) == (404, "employee_not_found")
    async with database.transaction() as session:
        await session.execute(insert(OrgUnitLeader).values(org_unit_id=sales, user_id=user_id))
        await session.execute(text("UPDATE past_cases SET has_left = false WHERE employee_id % 2 = 0"))
    few = (await client.get(f"{API}/{present[0]}/neighbours", headers=manager)).json()
    assert few["compared"] == 19 and few["leavers"] is None
    assert few["nearest_leavers"] is None and few["compared_leavers"] is None
