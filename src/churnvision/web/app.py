"""Builds the application: routers, middleware, error answers, and what requests share."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from types import ModuleType

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute

from churnvision.features.audit.routes import router as audit
from churnvision.features.auth.authenticator import Authenticator
from churnvision.features.auth.routes import router as auth
from churnvision.features.auth.sessions import Sessions
from churnvision.features.auth.tokens import TokenSigner
from churnvision.features.datasets.routes import router as datasets
from churnvision.features.employees.routes import router as employees
from churnvision.features.evaluation.routes import router as evaluation
from churnvision.features.explanations.routes import router as explanations
from churnvision.features.licensing.routes import router as licensing
from churnvision.features.operations.heartbeat import beat_for_ever
from churnvision.features.operations.routes import router as operations
from churnvision.features.predictions.routes import router as predictions
from churnvision.features.recovery import figures as recovery_figures
from churnvision.features.recovery.routes import router as recovery
from churnvision.features.training.routes import models_router as models
from churnvision.features.training.routes import router as training
from churnvision.features.users.routes import router as users
from churnvision.kit.cache import Cache
from churnvision.kit.database import Database
from churnvision.kit.health import HealthContext
from churnvision.kit.limits import RateLimits
from churnvision.kit.settings import Settings
from churnvision.kit.version import VERSION
from churnvision.web.body_limit import LimitedApplication
from churnvision.web.guards import require_guards
from churnvision.web.middleware import Envelope
from churnvision.web.page import add_page
from churnvision.web.problems import add_problem_answers
from churnvision.web.readiness import kept_ready

API_PREFIX = "/api/v1"
BODY_LIMIT_BYTES = 1_000_000
API_ROUTERS: list[APIRouter] = [
    auth, users, employees, datasets, audit, licensing, training, models, predictions,
    evaluation,
    explanations,
    recovery,
]  # fmt: skip
ROOT_ROUTERS: list[APIRouter] = [operations]
# Importing one declares what it measures for /metrics.
METRIC_MODULES: tuple[ModuleType, ...] = (recovery_figures,)


def build_app(settings: Settings) -> FastAPI:
    """The whole application, ready to serve; it connects at the first request and survives absent services.

    Raises LookupError when a route declares no permission.
    """
    app = LimitedApplication(
        title="ChurnVision Enterprise",
        version=VERSION,
        summary="Forecasts of who is likely to leave, when and why",
        lifespan=_lifespan,
        docs_url=None,  # the usual pages load scripts from the internet
        redoc_url=None,
        max_body_size=BODY_LIMIT_BYTES,
        generate_unique_id_function=_operation_id,
        separate_input_output_schemas=False,
    )
    app.state.settings = settings
    app.state.database = Database.from_settings(settings.database)
    app.state.cache = Cache(settings.redis.url)
    app.state.limits = RateLimits(settings.redis.url)
    app.state.model_turns = asyncio.Semaphore(1)
    sessions = Sessions(app.state.database, app.state.cache, settings.session)
    signer = TokenSigner(settings.signing_key)
    app.state.authenticate = Authenticator(sessions, signer, behind_tls=settings.web.behind_tls)
    for router in ROOT_ROUTERS:
        app.include_router(router)
    for router in API_ROUTERS:
        app.include_router(router, prefix=API_PREFIX)
    add_page(app, settings.web.page_folder)
    add_problem_answers(app)
    require_guards(app)
    app.add_middleware(Envelope, behind_tls=settings.web.behind_tls)
    return app


def _operation_id(route: APIRoute) -> str:
    return route.name


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    state = app.state
    heart = asyncio.create_task(beat_for_ever(state.database))
    async with kept_ready(HealthContext(state.database, state.cache, state.settings)):
        yield
    heart.cancel()
    with suppress(asyncio.CancelledError):
        await heart
    await state.limits.close()
    await state.cache.close()
    await state.database.close()
