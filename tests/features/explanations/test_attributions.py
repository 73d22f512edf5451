"""Contributions of people, groups and everybody add up; small groups stay hidden; scope holds."""

import httpx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert, text

from churnvision.features.employees.tables import OrgUnitLeader
from churnvision.features.explanations import service
from churnvision.features.explanations.views import hidden_counts
from churnvision.kit.access import Actor
from churnvision.kit.database import Database
from churnvision.kit.jobs import JobContext
from churnvision.kit.settings import Settings
from tests.conftest import SignIn
from tests.factories.explained import make_attributions, make_scored_workforce
from tests.factories.forecasts import make_run, make_version
from tests.factories.workforce import make_employee, make_org_unit

API = "/api/v1/explanations"


@pytest.mark.parametrize("shape", ["static", "dated"])
async def test_explanations_add_up_to_the_stored_scores_to_a_billionth(
    database: Database, settings: Settings, actor: Actor, shape: str
) -> None:
    run_id = await make_scored_workforce(JobContext(database, settings), actor, shape)
    async with database.reading() as session:
        rows = (
            await session.execute(
                text(
                    "SELECT e.id, e.org_unit_id, o.log_odds, o.drivers FROM churn_outputs o"
                    " JOIN employees e ON e.id = o.employee_id WHERE o.scoring_run_id = :run"
                ),
                {"run": run_id},
            )
        ).all()
        whole = await service.explain_workforce(session, actor)
        for row in rows[:20]:
            one = await service.explain_person(session, database, actor, row.id)
            total = one.base + sum(part.contribution for part in one.contributions)
            assert abs(total - row.log_odds) < 1e-9 and abs(one.score - row.log_odds) < 1e-9
            told = {part.attribute: (part.value, part.contribution) for part in one.contributions}
            for driver in row.drivers:
                assert told[driver["attribute"]] == (driver["value"], pytest.approx(driver["contribution"]))
        for unit in {row.org_unit_id for row in rows}:
            group = await service.explain_group(session, actor, unit)
            mine = [row.log_odds for row in rows if row.org_unit_id == unit]
            assert group.people == len(mine)
            total = group.base + sum(part.mean_contribution for part in group.attributes)
            assert abs(total - np.mean(mine)) < 1e-9 and abs(group.mean_score - np.mean(mine)) < 1e-9
            away = sum(part.difference for part in group.attributes)
            assert abs(away - (group.mean_score - group.workforce_mean_score)) < 1e-9
    everybody = np.mean([row.log_odds for row in rows])
    assert abs(whole.base + sum(one.mean_contribution for one in whole.attributes) - everybody) < 1e-9
    assert "before the noise floor and the calibration" in " ".join(whole.scale.split())
    sizes = [one.mean_absolute_contribution for one in whole.attributes]
    assert sizes == sorted(sizes, reverse=True)
    overtime = next(one for one in whole.attributes if one.attribute == "overtime")
    assert (overtime.direction, overtime.kind) == ("higher_raises", "flag")
    assert sum(value.count or 0 for value in overtime.values) == len(rows)


async def make_company(database: Database, settings: Settings) -> tuple[dict[str, int], int]:
    """Sales with six people and Works with four and eight below; ids of units, and of a person in Works."""
    units: dict[str, int] = {}
    people: dict[int, tuple[float, float]] = {}
    async with database.transaction() as session:
        for path, size in (("Sales", 6), ("Works/Day", 8), ("Works/Night", 4)):
            units[path] = await make_org_unit(session, path)
            for number in range(size):
                person = await make_employee(session, f"{path}-{number}", org_unit_id=units[path])
                people[person] = (0.5 if path == "Sales" else -0.25, 0.125 * number)
        units["Works"] = await make_org_unit(session, "Works")
        run_id = await make_run(session, await make_version(session), dict.fromkeys(people, 0.02))
        await make_attributions(session, run_id, people, counts=(12, 5, 1))
    return units, max(people)


async def test_groups_under_five_and_those_that_would_give_them_away_are_refused_with_a_way_out(
    client: httpx.AsyncClient, database: Database, settings: Settings, sign_in: SignIn
) -> None:
    units, _ = await make_company(database, settings)
    headers = await sign_in("viewer")
    for path in ("Works/Night", "Works/Day"):
        answer = await client.get(f"{API}/org-units/{units[path]}", headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (409, "group_too_small")
        assert "choose a larger org unit" in answer.json()["detail"]
    found = (await client.get(f"{API}/org-units/{units['Sales']}", headers=headers)).json()
    assert (found["people"], found["path"]) == (6, "Sales")
    [first, *_] = found["attributes"]
    assert first["attribute"] == "overtime" and first["mean_contribution"] == pytest.approx(0.5)
    assert first["difference"] == pytest.approx(0.5 - (6 * 0.5 - 12 * 0.25) / 18)
    unknown = await client.get(f"{API}/org-units/987654", headers=headers)
    assert (unknown.status_code, unknown.json()["code"]) == (404, "org_unit_not_found")


async def test_counts_of_one_to_four_people_are_told_neither_directly_nor_by_subtraction(
    client: httpx.AsyncClient, database: Database, settings: Settings, sign_in: SignIn
) -> None:
    await make_company(database, settings)
    found = (await client.get(f"{API}/", headers=await sign_in("viewer"))).json()
    overtime = next(one for one in found["attributes"] if one["attribute"] == "overtime")
    assert [one["count"] for one in overtime["values"]] == [12, None, None]
    assert [one["mean_contribution"] for one in overtime["values"]][1:] == [None, None]


@given(st.lists(st.integers(0, 12), max_size=8))
def test_what_hidden_counts_sum_to_is_nobody_or_at_least_five(counts: list[int]) -> None:
    hidden = hidden_counts(counts)
    assert all(place in hidden for place, count in enumerate(counts) if 0 < count < 5)
    rest = sum(counts[place] for place in hidden)
    assert rest == 0 or rest >= 5 or rest == sum(counts)


async def test_a_person_is_explained_to_those_who_lead_them_only(
    client: httpx.AsyncClient, database: Database, settings: Settings, sign_in: SignIn
) -> None:
    units, person = await make_company(database, settings)
    headers = await sign_in("hr_manager", username="lead")
    async with database.transaction() as session:
        user_id = await session.scalar(text("SELECT id FROM users WHERE username = 'lead'"))
        await session.execute(insert(OrgUnitLeader).values(org_unit_id=units["Works"], user_id=user_id))
        other = await session.scalar(text("SELECT id FROM employees WHERE employee_number = 'Sales-0'"))
    found = await client.get(f"{API}/employees/{person}", headers=headers)
    assert found.status_code == 200
    assert [one["value"] for one in found.json()["contributions"]] == ["1,000", "yes"]
    refused = await client.get(f"{API}/employees/{other}", headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (404, "employee_not_found")
    assert (await client.get(f"{API}/org-units/{units['Sales']}", headers=headers)).status_code == 404
    whole = (await client.get(f"{API}/", headers=headers)).json()
    assert {value["count"] for one in whole["attributes"] for value in one["values"]} == {None}
    viewer = await sign_in("viewer")
    assert (await client.get(f"{API}/employees/{person}", headers=viewer)).status_code == 403
    async with database.reading() as session:
        read = await session.scalars(
            text("SELECT subject_id FROM audit_events WHERE action = 'explanation.read'")
        )
        assert read.all() == [str(person)]


async def test_without_model_scores_or_kept_explanations_the_answer_says_what_to_do(
    client: httpx.AsyncClient, database: Database, sign_in: SignIn
) -> None:
    headers = await sign_in("analyst")

    async def refusal(path: str) -> tuple[int, str, str]:
        answer = await client.get(f"{API}{path}", headers=headers)
        return answer.status_code, answer.json()["code"], answer.json()["detail"]

    status, code, sentence = await refusal("/")
    assert (status, code) == (409, "no_promoted_model") and "train a model" in sentence
    async with database.transaction() as session:
        version = await make_version(session)
    status, code, sentence = await refusal("/")
    assert (status, code) == (409, "nothing_to_explain") and "score everybody" in sentence
    async with database.transaction() as session:
        person, other = await make_employee(session, "a"), await make_employee(session, "b")
        run_id = await make_run(session, version, {person: 0.02})
    status, code, sentence = await refusal(f"/employees/{person}")
    assert (status, code) == (409, "explanations_not_kept") and "score everybody again" in sentence
    async with database.transaction() as session:
        await make_attributions(session, run_id, {person: (0.1, 0.2)})
    assert (await refusal(f"/employees/{other}"))[:2] == (404, "no_forecast")
    assert (await refusal("/employees/987654"))[:2] == (404, "employee_not_found")
