"""The forecast of groups: of everybody in scope, and of every org unit with everything below it."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from churnvision.features.employees import service as employees
from churnvision.features.predictions import causes, group_repository, repository
from churnvision.features.predictions.group_repository import Sums
from churnvision.features.predictions.schemas import (
    CauseLeavers,
    DriverShare,
    HorizonEstimate,
    Quality,
    State,
    Summary,
)
from churnvision.features.predictions.scope import visible_groups
from churnvision.features.predictions.tables import ScoringRun
from churnvision.features.predictions.tenure import value_measure
from churnvision.features.predictions.tree import Tree, estimate
from churnvision.features.predictions.views import label_of
from churnvision.features.training import service as training
from churnvision.features.training.schemas import ModelVersionView
from churnvision.kit.access import Actor
from churnvision.kit.clock import today_on
from churnvision.kit.settings import settings
from churnvision.ml.curve import HORIZON_DAYS, is_extrapolated

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
        promoted_id = None if promoted is None else promoted.id
        return Standing(await _state_without_forecasts(session, promoted_id), None, None)
    version = await training.get_version(session, run.model_version_id)
    imports = await repository.find_import_ids(session)
    is_stale = version.status != "promoted" or imports != run.summary.get("import_ids")
    return Standing("stale" if is_stale else "ready", run, version)


async def _state_without_forecasts(session: AsyncSession, promoted_id: int | None) -> State:
    if promoted_id is None:
        return "no_model"
    newest = await repository.find_runs(session, limit=1)
    is_under_way = any(run.status == "running" and run.model_version_id == promoted_id for run in newest)
    return "scoring" if is_under_way else "no_scores"


async def find_labels(session: AsyncSession) -> dict[str, str]:
    """The label of every attribute by its name."""
    return {one.name: one.label for one in (await employees.list_attributes(session)).items}


async def find_tree(session: AsyncSession, actor: Actor, run: ScoringRun | None) -> Tree:
    """The sums of the actor's scope, by org unit."""
    direct = await group_repository.find_sums(session, run, visible_groups(actor))
    units = (await employees.list_org_units(session, actor)).items
    # Who sees people by name may count them.
    return Tree(units, direct, counts_people=actor.may("employees:read"))


async def summarise(session: AsyncSession, actor: Actor, org_unit_id: int | None) -> Summary:
    """The forecast of the actor's scope, or of one org unit in it. Raises OrgUnitNotFound."""
    standing = await find_standing(session)
    run, version = standing.run, standing.version
    tree = await find_tree(session, actor, run)
    whole, has_counts = tree.sums(org_unit_id), tree.has_counts(org_unit_id)
    labels = await find_labels(session)
    return Summary(
        state=standing.state,
        as_of=None if run is None else run.as_of,
        model_version_id=None if run is None else run.model_version_id,
        scored_at=None if run is None else run.finished_at,
        headcount=whole.headcount if has_counts else None,
        forecast_count=whole.forecast_count if has_counts else None,
        leavers_last_365_days=None if run is None else tree.leavers(org_unit_id),
        expected_leavers=[] if run is None else _horizons(tree, org_unit_id, run, version),
        risk_bands=tree.bands(org_unit_id),
        org_units=[] if run is None else tree.forecasts(below=org_unit_id),
        top_drivers=[] if run is None else _drivers(run, labels),
        quality=None if version is None else _quality(version),
        thresholds=await repository.find_thresholds(session),
        warnings=await _warnings(session, standing, whole if has_counts else None),
    )


def _horizons(
    tree: Tree, group: int | None, run: ScoringRun, version: ModelVersionView | None
) -> list[HorizonEstimate]:
    window_days = None if version is None else version.window_days
    sums, is_shown = tree.sums(group), tree.has_forecast(group)
    return [
        HorizonEstimate(
            horizon_days=days,
            estimate=estimate(sums, place) if is_shown else None,
            extrapolated=is_extrapolated(days, window_days),
            causes=[
                CauseLeavers(cause=cause, expected=expected)
                for cause, expected in causes.of_horizon(run.causes, sums.causes if is_shown else (), place)
            ],
        )
        for place, days in enumerate(HORIZON_DAYS)
    ]


def _drivers(run: ScoringRun, labels: dict[str, str]) -> list[DriverShare]:
    shares = [(name, size) for name, size in run.summary.get("drivers", []) if name != _SEASON and size > 0]
    return [
        DriverShare(attribute=name, label=label_of(name, labels), mean_absolute_contribution=size)
        for name, size in shares[:_STRONGEST_DRIVERS]
    ]


def _quality(version: ModelVersionView) -> Quality:
    return Quality(**version.metrics, ece=version.metrics["expected_calibration_error"])


async def _warnings(session: AsyncSession, standing: Standing, counted: Sums | None) -> list[str]:
    said = list(standing.run.warnings) if standing.run is not None else []
    newest = await repository.find_runs(session, limit=1)
    if newest and newest[0].status == "failed":
        said += [f"The last scoring failed: {reason}" for reason in newest[0].warnings]
    if standing.state == "stale":
        said.append("The data or the model changed since these forecasts were made: score again.")
    if standing.run is not None:
        said += await _unknown_value(session)
        said += [] if counted is None else _gaps(counted)
        if (today_on() - standing.run.as_of).days > _OLD_DATA_DAYS:
            as_of = standing.run.as_of.isoformat()
            said.append(f"The newest data is of {as_of}: forecasts count from that day.")
    return said


async def _unknown_value(session: AsyncSession) -> list[str]:
    named = settings().value
    if named.attribute is None:
        return []
    catalogue = (await employees.list_attributes(session)).items
    if value_measure(catalogue, named) is not None:
        return []
    numbers = ", ".join(one.name for one in catalogue if one.kind == "number") or "none"
    return [
        f"CHURNVISION_VALUE__ATTRIBUTE names {named.attribute}, which is no number of the imported data"
        f" (these are: {numbers}), so the value of keeping people is not shown."
    ]


def _people(count: int) -> str:
    return "1 person has" if count == 1 else f"{count} people have"


def _gaps(whole: Sums) -> list[str]:
    said = []
    unknown = whole.headcount - whole.forecast_count - whole.newcomer_count
    if whole.newcomer_count > 0:
        said.append(f"{_people(whole.newcomer_count)} no forecast yet: they came after the last scoring.")
    if unknown > 0:
        said.append(f"{_people(unknown)} no forecast: no attribute that the model reads is known of them.")
    return said
