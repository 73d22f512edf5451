"""The licence."""

from typing import Annotated

from fastapi import APIRouter, Request

from churnvision.features.licensing import service
from churnvision.features.licensing.schemas import LicenceView
from churnvision.kit.access import Actor, requires

router = APIRouter(prefix="/licensing", tags=["licensing"])


@router.get("/")
async def read_licence(
    request: Request, _actor: Annotated[Actor, requires("operations:read")]
) -> LicenceView:
    """Which edition runs, and why."""
    return service.read_licence(request.app.state.settings)
