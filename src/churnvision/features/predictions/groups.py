"""The forecast of groups: of everybody in scope, and of every org unit with everything below it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from sqlalchemy.ext.asyncio import AsyncSession

from churnvision.features.employees import service as employees
from churnvision.features.employees.schemas import OrgUnitView
from churnvision.features.predictions import group_repository, repository
from churnvision.features.predictions.errors import OrgUnitNotFound
from churnvision.features.predictions.group_repository import Sums
from churnvision.features.predictions.schemas import (
    BANDS,
    BandCount,
    DriverShare,
    EstimateView,
    GroupForecast,
    HorizonEstimate,
    Quality,
    State,
    Summary,
)
from churnvision.features.predictions.scope import visible_groups
from churnvision.features.predictions.suppression import SMALLEST_GROUP, hidden_groups
from churnvision.features.predictions.tables import ScoringRun
from churnvision.features.predictions.views import is_extrapolated, label_of
from churnvision.features.training import service as training
from churnvision.features.training.schemas import ModelVersionView
from churnvision.kit.access import Actor
from churnvision.kit.clock import today_on
from churnvision.ml.curve import HORIZON_DAYS, expected_leavers_of_sums

_STRONGEST_DRIVERS = 10
# The same for everybody on a day, so it tells nobody apart.
_SEASON = "calendar_month"
_OLD_DATA_DAYS = 200


@dataclass(frozen=True)
class Standing:
    """Which run is shown, by which version, and whether it is of the present facts."""

    state: State
    run: ScoringRun | None
    version: ModelVersionView | None


async def find_standing(session: AsyncSession) -> Standing:
    """The state of the forecasts."""
    promoted, run = await training.find_promoted(session), await repository.find_current_run(session)
    if run is None:
        return Standing("no_model" if promoted is None else "no_scores", None, None)
    version = await training.get_version(session, run.model_version_id)
    imports = await repository.find_import_ids(session)
    is_stale = version.status != "promoted" or imports != run.summary.get("import_ids")
    return Standing("stale" if is_stale else "ready", run, version)


async def find_labels(session: AsyncSession) -> dict[str, str]:
    """The label of every attribute by its name."""
    return {one.name: one.label for one in (await employees.list_attributes(session)).items}


async def summarise(session: AsyncSession, actor: Actor, org_unit_id: int | None) -> Summary:
    """The forecast of the actor's scope, or of one org unit in it. Raises OrgUnitNotFound."""
    standing = await find_standing(session)
    run, version = standing.run, standing.version
    as_of = None if run is None else run.as_of
    direct = await group_repository.find_sums(session, run, visible_groups(actor))
    tree = Tree((await employees.list_org_units(session, actor)).items, direct)
    whole = tree.whole if org_unit_id is None else tree.of_unit(org_unit_id)
    is_hidden = whole.forecast_count < SMALLEST_GROUP or org_unit_id in tree.hidden
    # Who sees people by name may count them.
    is_secret = is_hidden and not actor.may("employees:read")
    labels = await find_labels(session)
    window_days = None if version is None else version.window_days
    return Summary(
        state=standing.state,
        as_of=as_of,
        model_version_id=None if run is None else run.model_version_id,
        scored_at=None if run is None else run.finished_at,
        headcount=None if is_secret else whole.headcount,
        forecast_count=None if is_secret else whole.forecast_count,
        leavers_last_365_days=None if is_secret else whole.leaver_count,
        expected_leavers=[] if run is None else _horizons(whole, window_days, is_hidden=is_hidden),
        risk_bands=[] if run is None or is_hidden else _bands(whole),
        org_units=[]
        if run is None
        else tree.forecasts(below=org_unit_id, counts=actor.may("employees:read")),
        top_drivers=[] if run is None else _drivers(run, labels),
        quality=None if version is None else _quality(version),
        thresholds=await repository.find_thresholds(session),
        warnings=await _warnings(session, standing, whole),
    )


class Tree:
    """Org units with the sums of everything below them, and which are too small to show."""

    def __init__(self, units: Sequence[OrgUnitView], direct: dict[int | None, Sums]) -> None:
        self._units = {unit.id: unit for unit in units}
        nobody = Sums(np.zeros_like(next(iter(direct.values())).values) if direct else np.zeros(64))
        self.whole = sum(direct.values(), nobody)
        self._sums = {unit.id: direct.get(unit.id, nobody) for unit in units}
        # Longest paths first, so that every unit is whole before its parent takes it up.
        for unit in sorted(units, key=lambda one: -one.path.count("/")):
            if unit.parent_id in self._sums:
                self._sums[unit.parent_id] += self._sums[unit.id]
        children: dict[int | None, list[int]] = defaultdict(list)
        for unit in units:
            children[unit.parent_id if unit.parent_id in self._units else None].append(unit.id)
        sizes = {unit_id: sums.forecast_count for unit_id, sums in self._sums.items()}
        self.hidden = hidden_groups(self.whole.forecast_count, children, sizes)

    def of_unit(self, org_unit_id: int) -> Sums:
        """Everybody in a unit and below it. Raises OrgUnitNotFound."""
        if org_unit_id not in self._sums:
            raise OrgUnitNotFound(org_unit_id=org_unit_id)
        return self._sums[org_unit_id]

    def forecasts(self, *, below: int | None, counts: bool) -> list[GroupForecast]:
        """Units with people, by path; all, or one with those below it. `counts`: of hidden ones too."""
        prefix = None if below is None else self._units[below].path
        return [
            self._forecast(unit, counts=counts)
            for unit in self._units.values()
            if self._sums[unit.id].headcount
            and (prefix is None or unit.path == prefix or unit.path.startswith(f"{prefix}/"))
        ]

    def _forecast(self, unit: OrgUnitView, *, counts: bool) -> GroupForecast:
        sums = self._sums[unit.id]
        is_hidden = unit.id in self.hidden or sums.forecast_count < SMALLEST_GROUP
        return GroupForecast(
            org_unit_id=unit.id,
            path=unit.path,
            headcount=None if is_hidden and not counts else sums.headcount,
            expected_leavers_90=None if is_hidden else estimate(sums, HORIZON_DAYS.index(90)),
            expected_leavers_365=None if is_hidden else estimate(sums, HORIZON_DAYS.index(365)),
            suppressed=is_hidden,
        )


def estimate(sums: Sums, place: int) -> EstimateView:
    """Expected leavers of a group within a horizon, with the 90 % interval."""
    probability, variance, bags = sums.of_horizon(place)
    found = expected_leavers_of_sums(
        people=sums.forecast_count, probability=probability, variance=variance, bags=bags
    )
    return EstimateView(point=found.point, lower=found.lower, upper=found.upper)


def _horizons(sums: Sums, window_days: int | None, *, is_hidden: bool) -> list[HorizonEstimate]:
    return [
        HorizonEstimate(
            horizon_days=days,
            estimate=None if is_hidden else estimate(sums, place),
            extrapolated=is_extrapolated(days, window_days),
        )
        for place, days in enumerate(HORIZON_DAYS)
    ]


def _bands(sums: Sums) -> list[BandCount]:
    total = max(sums.forecast_count, 1)
    return [
        BandCount(band=band, count=count, share=count / total)
        for band, count in zip(BANDS, sums.band_counts, strict=True)
    ]


def _drivers(run: ScoringRun, labels: dict[str, str]) -> list[DriverShare]:
    shares = [(name, size) for name, size in run.summary.get("drivers", []) if name != _SEASON and size > 0]
    return [
        DriverShare(attribute=name, label=label_of(name, labels), mean_absolute_contribution=size)
        for name, size in shares[:_STRONGEST_DRIVERS]
    ]


def _quality(version: ModelVersionView) -> Quality:
    return Quality(**version.metrics, ece=version.metrics["expected_calibration_error"])


async def _warnings(session: AsyncSession, standing: Standing, whole: Sums) -> list[str]:
    said = list(standing.run.warnings) if standing.run is not None else []
    newest = await repository.find_runs(session, limit=1)
    if newest and newest[0].status == "failed":
        said += [f"The last scoring failed: {reason}" for reason in newest[0].warnings]
    if standing.state == "stale":
        said.append("The data or the model changed since these forecasts were made: score again.")
    if standing.run is not None:
        said += _gaps(standing.run.as_of, whole)
    return said


def _people(count: int) -> str:
    return "1 person has" if count == 1 else f"{count} people have"


def _gaps(as_of: date, whole: Sums) -> list[str]:
    said = []
    without = whole.headcount - whole.forecast_count
    unknown = without - whole.newcomer_count
    if whole.newcomer_count > 0:
        said.append(f"{_people(whole.newcomer_count)} no forecast yet: they came after the last scoring.")
    if unknown > 0:
        said.append(f"{_people(unknown)} no forecast: no attribute that the model reads is known of them.")
    if (today_on() - as_of).days > _OLD_DATA_DAYS:
        said.append(f"The newest data is of {as_of.isoformat()}: forecasts count from that day.")
    return said
