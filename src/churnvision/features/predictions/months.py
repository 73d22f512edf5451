"""Expected leavers of a group in each of the coming months."""

from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.ext.asyncio import AsyncSession

from churnvision.features.predictions import groups
from churnvision.features.predictions.group_repository import Sums
from churnvision.features.predictions.month_repository import MonthSums, find_month_sums
from churnvision.features.predictions.month_schemas import MonthLeavers, MonthlyLeavers
from churnvision.features.predictions.schemas import EstimateView
from churnvision.features.predictions.scope import visible_groups
from churnvision.kit.access import Actor
from churnvision.ml.curve import (
    CURVE_MONTHS,
    DAYS_PER_MONTH,
    HORIZON_DAYS,
    expected_leavers_of_sums,
    is_extrapolated,
)

Floats = NDArray[np.float64]


async def find_months(session: AsyncSession, actor: Actor, *, org_unit_id: int | None) -> MonthlyLeavers:
    """The coming months of the actor's scope, or of one org unit in it. Raises OrgUnitNotFound."""
    standing = await groups.find_standing(session)
    tree = await groups.find_tree(session, actor, standing.run)
    group = tree.sums(org_unit_id)
    if standing.run is None or standing.version is None:
        return MonthlyLeavers(as_of=None, model_version_id=None, months=[])
    sums = None
    if tree.has_forecast(org_unit_id):
        below = None if org_unit_id is None else tree.below(org_unit_id)
        sums = await find_month_sums(session, standing.run.id, visible_groups(actor), below)
    return MonthlyLeavers(
        as_of=standing.run.as_of,
        model_version_id=standing.run.model_version_id,
        months=_months(standing.run.as_of, sums, group, standing.version.window_days),
    )


def _months(as_of: date, sums: MonthSums | None, group: Sums, window_days: int | None) -> list[MonthLeavers]:
    disagreement = disagreement_by_month(group)
    found = []
    for place in range(CURVE_MONTHS):
        days = (place + 1) * DAYS_PER_MONTH
        leavers = so_far = None
        if sums is not None:
            people, share = group.forecast_count, float(disagreement[place])
            leavers = _estimate(people, sums.within[place], sums.within_variance[place], share)
            so_far = _estimate(people, sums.until[place], sums.until_variance[place], share)
        found.append(
            MonthLeavers(
                month=place + 1,
                ends_on=as_of + timedelta(days=round(days)),
                leavers=leavers,
                leavers_so_far=so_far,
                extrapolated=is_extrapolated(days, window_days),
            )
        )
    return found


def disagreement_by_month(group: Sums) -> Floats:
    """(12,) standard deviation of the bags' expected leavers until each month's end, as a share of them."""
    shares = []
    for place in range(len(HORIZON_DAYS)):
        bags = group.of_horizon(place)[2]
        is_spread = len(bags) > 1 and bags.mean() > 0
        shares.append(float(bags.std(ddof=1) / bags.mean()) if is_spread else 0.0)
    ends = DAYS_PER_MONTH * np.arange(1, CURVE_MONTHS + 1)
    return np.asarray(np.interp(ends, HORIZON_DAYS, shares))


def _estimate(people: int, probability: float, variance: float, disagreement: float) -> EstimateView:
    found = expected_leavers_of_sums(
        people=people,
        probability=float(probability),
        variance=float(variance) + (disagreement * float(probability)) ** 2,
        bags=np.empty(0),
    )
    return EstimateView(point=found.point, lower=found.lower, upper=found.upper)
