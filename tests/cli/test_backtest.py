"""`churnvision backtest`: what it prints, and its exit codes."""

import asyncio
import json

from churnvision.cli import exit_codes
from churnvision.kit.database import Database
from churnvision.kit.settings import Settings
from tests.cli.conftest import Run
from tests.factories.history import make_dated_workforce, make_static_workforce
from tests.factories.worker import running_worker


async def test_one_table_with_a_flag_is_refused_in_one_sentence(run: Run, database: Database) -> None:
    async with database.transaction() as session:
        await make_static_workforce(session, people=20)
    done = await asyncio.to_thread(run, "backtest")
    assert done.returncode == exit_codes.CONFLICT
    assert done.stderr.strip().splitlines()[-1].startswith("Only dated records can be backtested")


async def test_a_backtest_prints_its_verdict_and_each_horizon_and_the_document_of_it(
    run: Run, database: Database, settings: Settings
) -> None:
    async with database.transaction() as session:
        await make_dated_workforce(session)
    async with running_worker(database, settings):
        options = ("--months", "4", "--retrain-every", "4", "--bags", "2")
        done = await asyncio.to_thread(run, "backtest", *options)
        told = await asyncio.to_thread(run, "backtest", *options, "--json")
    assert done.returncode == told.returncode == 0, done.stderr
    document = json.loads(told.stdout)
    assert document["results"]["reason"] in done.stdout
    quarter = next(one for one in document["results"]["horizons"] if one["days"] == 90)
    over = [month for month in quarter["months"] if month["actual"] is not None]
    left = sum(month["actual"] for month in over)
    assert f"  90 days, {len(over)} months:" in done.stdout and f"expected, {left} left; AUC" in done.stdout


async def test_a_backtest_that_fails_says_why_and_ends_with_4(
    run: Run, database: Database, settings: Settings
) -> None:
    async with database.transaction() as session:
        await make_dated_workforce(session, people=60, months=9)
    async with running_worker(database, settings):
        done = await asyncio.to_thread(run, "backtest")
    assert done.returncode == exit_codes.CHECK_FAILED
    assert "failed: No month has 12 months of history" in done.stdout
