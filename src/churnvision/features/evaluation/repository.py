"""SQL of backtests and their monthly lists."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, insert, literal, select
from sqlalchemy.ext.asyncio import AsyncSession

from churnvision.features.employees.tables import Employee, ObservationWindow
from churnvision.features.evaluation.errors import BacktestFinished, BacktestNotFound
from churnvision.features.evaluation.schemas import BacktestRequest, ListRequest
from churnvision.features.evaluation.tables import Backtest, BacktestList
from churnvision.kit.long_runs import LongRuns

RUNS = LongRuns(
    Backtest,
    BacktestRequest,
    task="evaluation.backtest",
    argument="backtest_id",
    noun="backtest",
    missing=BacktestNotFound,
    ended=BacktestFinished,
)

_SIDE_BY_SIDE = (
    "employee_ids",
    "probability_30",
    "probability_90",
    "probability_180",
    "probability_365",
    "has_left",
)


async def find_newest_shape(session: AsyncSession) -> str | None:
    """How the newest import that a model learns from describes people: "static" or "snapshots"."""
    query = select(ObservationWindow.shape).where(ObservationWindow.shape.in_(("static", "snapshots")))
    return await session.scalar(query.order_by(ObservationWindow.dataset_id.desc()).limit(1))


async def find_backtest(session: AsyncSession, backtest_id: int) -> Backtest | None:
    """One backtest as it is now."""
    query = select(Backtest).where(Backtest.id == backtest_id)
    return (await session.scalars(query.execution_options(populate_existing=True))).first()


async def find_backtests(session: AsyncSession, *, limit: int, before_id: int | None) -> Sequence[Backtest]:
    """The newest backtests."""
    query = select(Backtest).order_by(Backtest.id.desc()).limit(limit)
    if before_id is not None:
        query = query.where(Backtest.id < before_id)
    return (await session.scalars(query)).all()


async def add_list(session: AsyncSession, backtest_id: int, columns: Mapping[str, Any]) -> None:
    """Store the list of one month."""
    await session.execute(insert(BacktestList).values(backtest_id=backtest_id, **columns))


async def find_list(session: AsyncSession, backtest_id: int, month: date) -> tuple[str, int] | None:
    """The hash and the size of a month's list."""
    query = select(BacktestList.sha256, func.cardinality(BacktestList.employee_ids)).where(
        BacktestList.backtest_id == backtest_id, BacktestList.month == month
    )
    found = (await session.execute(query)).first()
    return None if found is None else (found[0], found[1])


def _listed(backtest_id: int, month: date, visible: ColumnElement[bool]) -> Select[Any]:
    """The people of a list whom the actor may see, by employee."""
    arrays = (getattr(BacktestList, name) for name in _SIDE_BY_SIDE)
    places = func.unnest(*arrays).table_valued(*_SIDE_BY_SIDE).render_derived()
    return (
        select(
            Employee.id.label("employee_id"),
            Employee.employee_number,
            Employee.full_name,
            *(places.c[name] for name in _SIDE_BY_SIDE[1:]),
        )
        .select_from(BacktestList)
        .join(places, literal(True))
        .join(Employee, Employee.id == places.c.employee_ids)
        .where(BacktestList.backtest_id == backtest_id, BacktestList.month == month, visible)
    )


async def find_listed(
    session: AsyncSession, backtest_id: int, month: date, visible: ColumnElement[bool], wanted: ListRequest
) -> Sequence[Row[Any]]:
    """A part of the list, the most likely leavers within a year first."""
    people = _listed(backtest_id, month, visible).subquery()
    query = (
        select(people)
        .order_by(people.c.probability_365.desc(), people.c.employee_id)
        .limit(wanted.limit)
        .offset(wanted.offset)
    )
    return (await session.execute(query)).all()


async def count_listed(
    session: AsyncSession, backtest_id: int, month: date, visible: ColumnElement[bool]
) -> int:
    """How many people of the list the actor may see."""
    people = _listed(backtest_id, month, visible).subquery()
    return await session.scalar(select(func.count()).select_from(people)) or 0
