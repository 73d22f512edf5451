"""`churnvision train` and `churnvision score`: what they print, and their exit codes."""

import asyncio
import json

from churnvision.cli import exit_codes
from churnvision.kit.database import Database
from tests.cli.conftest import Run
from tests.factories.forecasts import make_run, make_version
from tests.factories.history import make_static_workforce
from tests.factories.workforce import make_employee


def test_training_on_nothing_is_one_sentence(run: Run) -> None:
    done = run("train")
    assert done.returncode == exit_codes.CONFLICT
    assert done.stderr.strip().splitlines()[-1].startswith("There is nothing to train on yet")


def test_a_column_to_keep_that_is_not_there_is_one_sentence(run: Run, application_url: str) -> None:
    asyncio.run(_make_workforce(application_url))
    done = run("train", "--keep-column", "salary", "--keep-column", "sallary")
    assert done.returncode == exit_codes.WRONG_INPUT
    assert "no attribute to learn from named sallary" in done.stderr.strip().splitlines()[-1]


def test_scoring_without_a_model_is_one_sentence(run: Run) -> None:
    done = run("score")
    assert done.returncode == exit_codes.CONFLICT
    assert done.stderr.strip().splitlines()[-1] == "No model version is promoted yet: train a model first."


def test_the_last_forecasts_are_shown_for_eyes_and_as_json(run: Run, application_url: str) -> None:
    asyncio.run(_fill(application_url))
    shown = run("score", "--last")
    assert shown.returncode == 0, shown.stderr
    assert "6 people as of 2025-12-31, forecasts ready." in shown.stdout
    assert "Within 90 days 0 are expected to leave" in shown.stdout
    document = json.loads(run("score", "--last", "--json").stdout)
    assert document["run"] is None and document["summary"]["headcount"] == 6


def test_versions_are_listed_promoted_and_rolled_back(run: Run, application_url: str) -> None:
    assert run("models", "rollback").returncode == exit_codes.CONFLICT
    first, second = asyncio.run(_make_versions(application_url))
    for version_id in (first, second):
        done = run("models", "promote", str(version_id))
        assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"Version {second} forecasts from now on")
    assert json.loads(run("models", "rollback", "--json").stdout)["id"] == first
    listed = json.loads(run("models", "list", "--json").stdout)["items"]
    assert [(one["id"], one["status"]) for one in listed] == [(second, "retired"), (first, "promoted")]
    again = run("models", "rollback")
    assert again.returncode == exit_codes.CONFLICT and "none to go back to" in again.stderr


async def _make_workforce(url: str) -> None:
    database = Database(url, pool_size=1)
    async with database.transaction() as session:
        await make_static_workforce(session, people=10)
    await database.close()


async def _make_versions(url: str) -> list[int]:
    database = Database(url, pool_size=1)
    async with database.transaction() as session:
        ids = [await make_version(session, status="candidate") for _ in range(2)]
    await database.close()
    return ids


async def _fill(url: str) -> None:
    database = Database(url, pool_size=1)
    async with database.transaction() as session:
        people = [await make_employee(session, str(number)) for number in range(6)]
        await make_run(session, await make_version(session), dict.fromkeys(people, 0.01))
    await database.close()
