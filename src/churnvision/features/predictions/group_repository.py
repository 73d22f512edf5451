"""SQL of forecasts of groups: sums for each org unit, which add up along the tree."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, and_, false, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from churnvision.features.employees.tables import Employee
from churnvision.features.predictions.schemas import BANDS
from churnvision.features.predictions.tables import ChurnOutput, ScoringRun
from churnvision.ml.curve import HORIZON_DAYS

_YEAR = timedelta(days=365)
# How many counts stand before those of the bands, and all that stands before the causes.
_COUNTS = 4
_CAUSES = _COUNTS + len(BANDS) + 2 * len(HORIZON_DAYS)


@dataclass(frozen=True)
class Sums:
    """Sums over the people of a group; two groups without common people add up.

    `values`: headcount, people with a forecast, leavers of the last year, newcomers, people in each band,
    then for each horizon p and p(1 - p), then for each cause its p of each horizon, then for each horizon the
    p of every bag.
    """

    values: NDArray[np.float64]
    cause_count: int = 0

    @classmethod
    def nobody(cls, alike: Iterable["Sums"]) -> "Sums":
        """The sums over no people, with as many bags as others have."""
        first = next(iter(alike), cls(np.zeros(_CAUSES)))
        return cls(np.zeros_like(first.values), first.cause_count)

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(self.values + other.values, self.cause_count)

    @property
    def headcount(self) -> int:
        """People who have not left."""
        return int(self.values[0])

    @property
    def forecast_count(self) -> int:
        """People with a forecast."""
        return int(self.values[1])

    @property
    def leaver_count(self) -> int:
        """People who left within the year before the as-of date."""
        return int(self.values[2])

    @property
    def newcomer_count(self) -> int:
        """People without a forecast who came after the scoring."""
        return int(self.values[3])

    @property
    def band_counts(self) -> list[int]:
        """People in each band, in the order of BANDS."""
        return [int(count) for count in self.values[_COUNTS : _COUNTS + len(BANDS)]]

    def of_horizon(self, place: int) -> tuple[float, float, NDArray[np.float64]]:
        """Sum of p, sum of p(1 - p), and the sum of p of every bag."""
        start = _COUNTS + len(BANDS)
        bags = self.values[_CAUSES + self._cause_values :].reshape(len(HORIZON_DAYS), -1)
        return float(self.values[start + 2 * place]), float(self.values[start + 2 * place + 1]), bags[place]

    @property
    def causes(self) -> NDArray[np.float64]:
        """Cause after cause, the sum of its p of each horizon; empty without causes."""
        return self.values[_CAUSES : _CAUSES + self._cause_values]

    @property
    def _cause_values(self) -> int:
        return self.cause_count * len(HORIZON_DAYS)


async def count_bags(session: AsyncSession, run_id: int) -> int:
    """How many bags the forecasts of a run have."""
    query = (
        select(func.cardinality(ChurnOutput.bag_probabilities))
        .where(ChurnOutput.scoring_run_id == run_id)
        .limit(1)
    )
    return (await session.scalar(query) or 0) // len(HORIZON_DAYS)


def _came_after(run: ScoringRun | None) -> ColumnElement[bool]:
    """Whether a person was first imported after the run began to read."""
    return false() if run is None else Employee.created_at > run.created_at


async def find_sums(
    session: AsyncSession, run: ScoringRun | None, visible: ColumnElement[bool]
) -> dict[int | None, Sums]:
    """Sums over the visible people directly in each org unit; the key None holds those in no unit."""
    run_id, as_of = (None, None) if run is None else (run.id, run.as_of)
    bags = 0 if run_id is None else await count_bags(session, run_id)
    causes = 0 if run is None else len(run.causes)
    is_active = Employee.status == "active"
    left_lately = and_(Employee.left_on > as_of - _YEAR, Employee.left_on <= as_of) if as_of else false()
    columns: list[ColumnElement[Any]] = [
        func.count().filter(is_active),
        func.count(ChurnOutput.id),
        func.count().filter(left_lately),
        func.count().filter(is_active, ChurnOutput.id.is_(None), _came_after(run)),
        *(func.count().filter(ChurnOutput.risk_band == band) for band in BANDS),
    ]
    for days in HORIZON_DAYS:
        probability = getattr(ChurnOutput, f"probability_{days}")
        columns += [func.sum(probability), func.sum(probability * (1 - probability))]
    columns += [
        func.sum(ChurnOutput.cause_probabilities[place + 1]) for place in range(causes * len(HORIZON_DAYS))
    ]
    columns += [
        func.sum(ChurnOutput.bag_probabilities[place + 1]) for place in range(bags * len(HORIZON_DAYS))
    ]
    query = (
        select(Employee.org_unit_id, *columns)
        .outerjoin(
            ChurnOutput,
            and_(ChurnOutput.employee_id == Employee.id, ChurnOutput.scoring_run_id == run_id, is_active),
        )
        .where(visible)
        .group_by(Employee.org_unit_id)
    )
    return {
        unit: Sums(np.array([value or 0.0 for value in values], dtype=np.float64), causes)
        for unit, *values in (await session.execute(query)).all()
    }
