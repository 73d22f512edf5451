"""/health, /health/live and /metrics: at the root, for monitors and the product's own supervisor."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST

from churnvision.features.operations import measuring, service
from churnvision.features.operations.errors import NotHere
from churnvision.features.operations.schemas import HealthView, LiveView
from churnvision.kit.access import public
from churnvision.kit.health import HealthContext

router = APIRouter(tags=["operations"])


def health_context(request: Request) -> HealthContext:
    """What the checks may ask, of the running application."""
    state = request.app.state
    return HealthContext(state.database, state.cache, state.settings)


@router.get(
    "/health",
    dependencies=[public("monitors have no session; it shows states, no data")],
    responses={503: {"model": HealthView, "description": "The database or its schema fails."}},
)
async def read_health(
    response: Response, context: Annotated[HealthContext, Depends(health_context)]
) -> HealthView:
    """The state of every service with the reason; 503 only when database or migrations fail."""
    view = await service.check_everything(context)
    response.status_code = 503 if view.status == "down" else 200
    return view


@router.get("/health/live", dependencies=[public("drives restarts; asks nothing of other services")])
async def read_liveness() -> LiveView:
    """This process answers."""
    return LiveView()


@router.get(
    "/metrics",
    dependencies=[public("counts without persons, on the API's port only")],
    response_class=Response,
    responses={200: {"content": {"text/plain": {}}}},
)
async def read_metrics(
    request: Request, context: Annotated[HealthContext, Depends(health_context)]
) -> Response:
    """Counters and figures for Prometheus."""
    server = request.scope.get("server")
    if server is None or server[1] == request.app.state.settings.web_port:
        raise NotHere
    return Response(await measuring.measure_everything(context), media_type=CONTENT_TYPE_LATEST)
