"""SQL of forecasts month by month: sums over the people of a group."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, func, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from churnvision.features.employees.tables import Employee
from churnvision.features.predictions.tables import ChurnOutput
from churnvision.ml.curve import CURVE_MONTHS

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class MonthSums:
    """(12,) sums over a group of the probability p of leaving in each month, and until its end, each with
    its p(1 - p).
    """

    within: Floats
    within_variance: Floats
    until: Floats
    until_variance: Floats


async def find_month_sums(
    session: AsyncSession, run_id: int, visible: ColumnElement[bool], units: Collection[int] | None
) -> MonthSums:
    """Sums over the visible active people directly in these org units; over all for None."""
    in_units = true() if units is None else Employee.org_unit_id.in_(units)
    columns: list[ColumnElement[Any]] = []
    for month in range(1, CURVE_MONTHS + 1):  # arrays of PostgreSQL begin at 1: that is month 0
        before, after = ChurnOutput.survival[month], ChurnOutput.survival[month + 1]
        for p in (before - after, 1 - after):
            columns += [func.sum(p), func.sum(p * (1 - p))]
    query = (
        select(*columns)
        .select_from(ChurnOutput)
        .join(Employee, Employee.id == ChurnOutput.employee_id)
        .where(ChurnOutput.scoring_run_id == run_id, Employee.status == "active", visible, in_units)
    )
    row = (await session.execute(query)).one()
    sums = np.array([value or 0.0 for value in row], dtype=np.float64).reshape(CURVE_MONTHS, 4)
    return MonthSums(*sums.T)
