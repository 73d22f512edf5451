"""How the mean forecast follows one attribute, kept for an hour: forecasts that are shown do not change."""

from sqlalchemy.ext.asyncio import AsyncSession

from churnvision.features.explanations import child, repository
from churnvision.features.explanations.basis import find_basis
from churnvision.features.explanations.desk import ModelDesk
from churnvision.features.explanations.errors import GroupTooSmall
from churnvision.features.explanations.schemas import PartialDependence
from churnvision.features.explanations.views import SMALLEST_GROUP, counts_everybody, uncounted
from churnvision.kit.access import Actor
from churnvision.kit.cache import Cache
from churnvision.kit.database import release
from churnvision.ml.sensitivity import Setting

SAMPLE_PEOPLE = 300
_KEPT_SECONDS = 3600


async def find_dependence(
    session: AsyncSession, cache: Cache, desk: ModelDesk, actor: Actor, attribute: str
) -> PartialDependence:
    """Partial dependence over up to 300 people, with the density of everybody who was scored.

    Raises AttributeUnknown, AttributeNotRead, AttributeNotVaried, GroupTooSmall, and what `find_basis` and
    `ModelDesk.ask` raise.
    """
    basis = await find_basis(session)
    profile, run = basis.profile(attribute), basis.run
    # A restored database may give the same id to another run.
    key = f"partial-dependence:{run.id}:{run.finished_at}:{attribute}"
    [kept] = await cache.get(key)
    if kept is not None:
        found = PartialDependence.model_validate_json(kept)
        return _shown(found.model_copy(update={"stale": basis.stale}), actor)
    inputs = await repository.find_sample(session, run.id, SAMPLE_PEOPLE)
    if len(inputs) < SMALLEST_GROUP:
        raise GroupTooSmall("Fewer than five people have a forecast, too few for a mean: import more people.")
    await release(session)
    settings = [Setting(profile.place, one["value"]) for one in profile.values if one["value"] is not None]
    estimates = await desk.ask(basis.version, child.partial_dependence, run.as_of, inputs, settings)
    found = basis.dependence(profile, len(inputs), estimates)
    await cache.put(key, found.model_dump_json().encode(), ttl_seconds=_KEPT_SECONDS)
    return _shown(found, actor)


def _shown(found: PartialDependence, actor: Actor) -> PartialDependence:
    """What the actor may see of it; the same is kept for all."""
    if counts_everybody(actor):
        return found
    points = [one.model_copy(update={"count": None}) for one in found.points]
    return found.model_copy(update={"points": points, "elsewhere": uncounted(found.elsewhere)})
