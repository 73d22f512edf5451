"""What all explanations rest on: the forecasts that are shown, and the attributes of their model."""

from sqlalchemy.ext.asyncio import AsyncSession

from churnvision.features.explanations import repository
from churnvision.features.explanations.errors import NothingToExplain, NotKept
from churnvision.features.explanations.views import Basis
from churnvision.features.predictions import service as predictions
from churnvision.features.training.errors import NoPromotedModel


async def find_basis(session: AsyncSession) -> Basis:
    """Raises NoPromotedModel, NothingToExplain, NotKept."""
    standing = await predictions.find_standing(session)
    if standing.run is None or standing.version is None:
        raise NoPromotedModel if standing.state == "no_model" else NothingToExplain
    profiles = await repository.find_profiles(session, standing.run.id)
    if not profiles:
        raise NotKept
    labels = await predictions.find_labels(session)
    return Basis(standing.run, standing.version, standing.state == "stale", profiles, labels)
