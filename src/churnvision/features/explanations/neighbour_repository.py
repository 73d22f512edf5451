"""SQL of the people of the past who were most like a person."""

from dataclasses import dataclass

from sqlalchemy import REAL, ColumnElement, Double, case, cast, column, func, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession

from churnvision.features.employees.tables import Employee
from churnvision.features.predictions.tables import PastCase


@dataclass(frozen=True)
class Neighbour:
    """Somebody of the past; ranks by distance count from 1, among all and among those of one outcome."""

    has_left: bool
    distance: float
    features: list[float]
    rank: int
    rank_of_outcome: int


@dataclass(frozen=True)
class Comparison:
    """A person's features, and for each its weight (they sum to 1) and the difference that counts in full.

    The difference 0 stands for levels without an order: other levels are as different as can be.
    """

    features: list[float]
    weights: list[float]
    full_differences: list[float]


async def count_cases(session: AsyncSession, run_id: int, visible: ColumnElement[bool]) -> tuple[int, int]:
    """People of the past whom the actor may see, and how many of them left."""
    query = (
        select(func.count(), func.count().filter(PastCase.has_left))
        .join(Employee, Employee.id == PastCase.employee_id)
        .where(PastCase.scoring_run_id == run_id, visible)
    )
    people, leavers = (await session.execute(query)).one()
    return people, leavers


async def find_neighbours(
    session: AsyncSession,
    run_id: int,
    visible: ColumnElement[bool],
    employee_id: int,
    asked: Comparison,
    *,
    nearest: int,
    of_outcome: int,
) -> list[Neighbour]:
    """Those among the nearest of all, or among the nearest of their outcome; never the person itself.

    The distance is Gower's with weights, see `docs/decisions/0013-explanations.md`.
    """
    found = (
        select(PastCase.employee_id, PastCase.has_left, PastCase.features, _distance(asked).label("distance"))
        .join(Employee, Employee.id == PastCase.employee_id)
        .where(PastCase.scoring_run_id == run_id, visible, PastCase.employee_id != employee_id)
        .subquery()
    )
    order = (found.c.distance, found.c.employee_id)
    ranked = select(
        found,
        func.row_number().over(order_by=order).label("rank"),
        func.row_number().over(partition_by=found.c.has_left, order_by=order).label("rank_of_outcome"),
    ).subquery()
    query = select(ranked).where((ranked.c.rank <= nearest) | (ranked.c.rank_of_outcome <= of_outcome))
    return [
        Neighbour(row.has_left, row.distance, row.features, row.rank, row.rank_of_outcome)
        for row in (await session.execute(query.order_by(ranked.c.rank))).all()
    ]


def _distance(asked: Comparison) -> ColumnElement[float]:
    """A gap differs in full from a value and not from a gap: here NaN equals itself and is above all."""
    arrays = (
        cast(asked.features, ARRAY(REAL)),
        cast(asked.weights, ARRAY(Double)),
        cast(asked.full_differences, ARRAY(Double)),
    )
    names = (
        column("theirs", REAL),
        column("own", REAL),
        column("weight", Double),
        column("full_size", Double),
    )
    parts = func.unnest(PastCase.features, *arrays).table_valued(*names).render_derived(name="parts")
    part = parts.c
    difference = case(
        (part.theirs == part.own, 0.0),
        (part.full_size == 0, 1.0),
        else_=func.least(func.abs(part.theirs - part.own) / part.full_size, 1.0),
    )
    return select(func.sum(part.weight * difference)).select_from(parts).scalar_subquery()
