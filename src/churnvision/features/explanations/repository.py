"""SQL of explanations; they are stored by the scoring that made the forecasts."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, and_, delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from churnvision.features.employees.tables import Employee
from churnvision.features.explanations.tables import ControllableAttribute
from churnvision.features.predictions.tables import AttributeProfile, Attribution


@dataclass(frozen=True)
class Sums:
    """Sums over the people of a group: headcount, people with a forecast, then each contribution."""

    values: NDArray[np.float64]

    @classmethod
    def nobody(cls, alike: Iterable["Sums"]) -> "Sums":
        """The sums over no people, as long as others."""
        return cls(np.zeros_like(next((sums.values for sums in alike), np.zeros(2))))

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(self.values + other.values)

    @property
    def counts(self) -> tuple[int, int]:
        """Both counts, as suppression compares them."""
        return int(self.values[0]), int(self.values[1])

    @property
    def mean_contributions(self) -> NDArray[np.float64]:
        """Of the people with a forecast, of whom there is at least one."""
        return np.asarray(self.values[2:] / self.values[1])


async def find_profiles(session: AsyncSession, run_id: int) -> Sequence[AttributeProfile]:
    """The attributes of a run, in the order of its contributions."""
    query = select(AttributeProfile).where(AttributeProfile.scoring_run_id == run_id)
    return (await session.scalars(query.order_by(AttributeProfile.place))).all()


async def find_attribution(session: AsyncSession, run_id: int, employee_id: int) -> Attribution | None:
    """What explains one person's forecast, as long as it is shown."""
    query = (
        select(Attribution)
        .join(Employee, Employee.id == Attribution.employee_id)
        # Who left after the scoring has no forecast any more.
        .where(Attribution.scoring_run_id == run_id, Employee.id == employee_id, Employee.status == "active")
    )
    return (await session.scalars(query)).first()


async def find_sample(session: AsyncSession, run_id: int, limit: int) -> list[list[float]]:
    """What the model read of some people of a run; the same ones each time."""
    query = select(Attribution.inputs).where(Attribution.scoring_run_id == run_id)
    chosen = query.order_by(func.hashint8(Attribution.employee_id), Attribution.employee_id).limit(limit)
    return list((await session.scalars(chosen)).all())


async def find_controllable(session: AsyncSession) -> set[str]:
    """The names of the attributes that are marked."""
    return set((await session.scalars(select(ControllableAttribute.attribute))).all())


async def change_controllable(
    session: AsyncSession, removed: Collection[str], added: Collection[str], marked_by: int | None
) -> None:
    """Take marks away and set others; what another request has set meanwhile stays."""
    await session.execute(delete(ControllableAttribute).where(ControllableAttribute.attribute.in_(removed)))
    rows = [{"attribute": name, "marked_by": marked_by} for name in sorted(added)]
    if rows:
        await session.execute(insert(ControllableAttribute).values(rows).on_conflict_do_nothing())


async def find_sums(
    session: AsyncSession, run_id: int, visible: ColumnElement[bool], attributes: int
) -> dict[int | None, Sums]:
    """Sums over the visible people directly in each org unit; the key None holds those in no unit."""
    columns: list[ColumnElement[Any]] = [func.count(), func.count(Attribution.employee_id)]
    columns += [func.sum(Attribution.contributions[place + 1]) for place in range(attributes)]
    query = (
        select(Employee.org_unit_id, *columns)
        .outerjoin(
            Attribution,
            and_(Attribution.employee_id == Employee.id, Attribution.scoring_run_id == run_id),
        )
        .where(visible, Employee.status == "active")
        .group_by(Employee.org_unit_id)
    )
    return {
        unit: Sums(np.array([value or 0.0 for value in values], dtype=np.float64))
        for unit, *values in (await session.execute(query)).all()
    }
