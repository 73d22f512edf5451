"""One backtest, run as the worker runs it: what it stores, failures, cancelling, and running twice."""

from sqlalchemy import text

from churnvision.features.evaluation import running, service
from churnvision.features.evaluation.schemas import BacktestRequest, BacktestResults
from churnvision.kit.access import Actor
from churnvision.kit.jobs import JobContext
from tests.factories.history import make_dated_workforce
from tests.features.evaluation.conftest import LAST_MONTH, WANTED, found


async def start(context: JobContext, actor: Actor, wanted: BacktestRequest = WANTED, **size: int) -> int:
    async with context.database.transaction() as session:
        await make_dated_workforce(session, **size)
    async with context.database.transaction() as session:
        return (await service.start(session, actor, wanted)).id


async def count(context: JobContext, table: str) -> int:
    async with context.database.reading() as session:
        return await session.scalar(text(f"SELECT count(*) FROM {table}")) or 0


async def test_a_backtest_stores_what_it_found_and_the_lists_of_its_months(
    context: JobContext, finished: BacktestResults
) -> None:
    assert finished.status == "succeeded" and finished.progress == 100, finished.message
    assert finished.results is not None and finished.message == finished.results.reason
    months = {one.month: one for one in finished.results.horizons[-1].months}
    assert len(months) == 8 and max(months) == LAST_MONTH
    async with context.database.reading() as session:
        query = "SELECT month, sha256, cardinality(employee_ids) FROM backtest_lists ORDER BY month"
        lists = (await session.execute(text(query))).all()
        # what became of the first month's people, asked of the database itself
        within_30 = await session.scalar(
            text("""SELECT count(*) FROM backtest_lists l, unnest(l.employee_ids) one JOIN employees e
                    ON e.id = one WHERE l.month = :month AND e.left_on BETWEEN :month AND :month + 29"""),
            {"month": min(months)},
        )
    assert [(month, sha256, size) for month, sha256, size in lists] == [
        (month, one.list_sha256, one.headcount) for month, one in months.items()
    ]
    assert months[min(months)].actual == within_30
    assert list((context.settings.var / "work").iterdir()) == []


async def test_the_same_backtest_again_gives_the_same_lists_beside_a_column_that_tells_the_outcome(
    context: JobContext, actor: Actor, finished: BacktestResults
) -> None:
    async with context.database.transaction() as session:
        await session.execute(text("UPDATE employee_attributes SET is_feature = true"))
        await session.execute(
            text("""UPDATE employee_snapshots s SET attributes = attributes || '{"exit_talk": "yes"}'
                    FROM employees e WHERE e.id = s.employee_id AND e.status = 'left'""")
        )
        again_id = (await service.start(session, actor, WANTED)).id
    await running.run(context, again_id)
    again = await found(context, actor, again_id)
    assert again.results is not None and again.results == finished.results
    assert "Column exit_talk was left out, because it is filled for leavers only" in str(again.message)


async def test_a_history_too_short_fails_with_a_sentence(context: JobContext, actor: Actor) -> None:
    backtest_id = await start(context, actor, people=60, months=9)
    await running.run(context, backtest_id)
    failed = await found(context, actor, backtest_id)
    assert failed.status == "failed" and failed.results is None
    assert "12 months of history" in str(failed.message)
    assert await count(context, "backtest_lists") == 0
