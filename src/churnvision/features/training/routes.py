"""Training runs and model versions over HTTP."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Body, Depends, Query
from fastapi.sse import EventSourceResponse, ServerSentEvent

from churnvision.features.training import card_text, service
from churnvision.features.training.card_text import MarkdownResponse
from churnvision.features.training.schemas import (
    ModelCard,
    ModelPage,
    ModelVersionView,
    PromotionPage,
    RollBackRequest,
    ShadowRequest,
    TrainingJobView,
    TrainingOptions,
    TrainingPage,
)
from churnvision.kit.access import Actor, requires
from churnvision.kit.database import OwnDatabase, ReadTx, Tx
from churnvision.kit.identifiers import RowId
from churnvision.kit.pagination import PageRequest
from churnvision.kit.run_events import events

router = APIRouter(prefix="/training", tags=["training"])
models_router = APIRouter(prefix="/models", tags=["models"])


@router.post("/", status_code=202)
async def start_training(
    session: Tx,
    actor: Annotated[Actor, requires("training:run")],
    options: Annotated[TrainingOptions | None, Body()] = None,
) -> TrainingJobView:
    """Queue a training of a new model version."""
    return await service.start(session, actor, options or TrainingOptions())


@router.get("/")
async def list_trainings(
    session: ReadTx,
    _actor: Annotated[Actor, requires("training:read")],
    wanted: Annotated[PageRequest, Query()],
) -> TrainingPage:
    """Training runs, newest first."""
    return await service.find_jobs(session, wanted)


@router.get("/{training_job_id}")
async def get_training(
    session: ReadTx, _actor: Annotated[Actor, requires("training:read")], training_job_id: RowId
) -> TrainingJobView:
    """One training run with its progress."""
    return await service.get(session, training_job_id)


@router.post("/{training_job_id}/cancel", status_code=202)
async def cancel_training(
    session: Tx, actor: Annotated[Actor, requires("training:run")], training_job_id: RowId
) -> TrainingJobView:
    """Cancel a training that has not ended."""
    return await service.cancel(session, actor, training_job_id)


async def _first_state(session: ReadTx, training_job_id: RowId) -> TrainingJobView:
    return await service.get(session, training_job_id)


@router.get("/{training_job_id}/events", response_class=EventSourceResponse)
async def watch_training(
    _actor: Annotated[Actor, requires("training:read")],
    first: Annotated[TrainingJobView, Depends(_first_state)],
    database: OwnDatabase,
) -> AsyncIterator[ServerSentEvent]:
    """Progress as server-sent events: "progress" at each change, "finished" at the end."""
    async for event in events(database, first, service.get):
        yield event


@models_router.get("/")
async def list_models(
    session: ReadTx,
    _actor: Annotated[Actor, requires("training:read")],
    wanted: Annotated[PageRequest, Query()],
) -> ModelPage:
    """Model versions, newest first."""
    return await service.find_versions(session, wanted)


@models_router.get("/promotions")
async def list_promotions(
    session: ReadTx,
    _actor: Annotated[Actor, requires("training:read")],
    wanted: Annotated[PageRequest, Query()],
) -> PromotionPage:
    """Which version forecast from when on, newest first."""
    return await service.find_promotions(session, wanted)


@models_router.post("/rollback")
async def roll_back_model(
    session: Tx, actor: Annotated[Actor, requires("models:promote")], request: RollBackRequest
) -> ModelVersionView:
    """Let the version forecast again that did so before; everybody is scored again with it."""
    return await service.roll_back(session, actor, request.from_version_id)


@models_router.get("/{model_version_id}")
async def get_model(
    session: ReadTx, _actor: Annotated[Actor, requires("training:read")], model_version_id: RowId
) -> ModelVersionView:
    """One model version with its quality on held-out data."""
    return await service.get_version(session, model_version_id)


@models_router.get("/{model_version_id}/card")
async def get_model_card(
    session: ReadTx, _actor: Annotated[Actor, requires("training:read")], model_version_id: RowId
) -> ModelCard:
    """Model card with data card: what the version learnt from, what it is, and where it ends."""
    return await service.get_card(session, model_version_id)


@models_router.get("/{model_version_id}/card.md", response_class=MarkdownResponse)
async def get_model_card_text(
    session: ReadTx, _actor: Annotated[Actor, requires("training:read")], model_version_id: RowId
) -> MarkdownResponse:
    """The same card as a Markdown file."""
    return card_text.as_file(await service.get_card(session, model_version_id))


@models_router.put("/{model_version_id}/shadow")
async def set_shadow(
    session: Tx,
    actor: Annotated[Actor, requires("models:promote")],
    model_version_id: RowId,
    request: ShadowRequest,
) -> ModelVersionView:
    """Let this version score everybody beside the promoted one, to be compared with it, or no longer."""
    return await service.set_shadow(session, actor, model_version_id, is_shadow=request.is_shadow)


@models_router.post("/{model_version_id}/promote")
async def promote_model(
    session: Tx, actor: Annotated[Actor, requires("models:promote")], model_version_id: RowId
) -> ModelVersionView:
    """Let this version forecast from now on; everybody is scored again with it."""
    return await service.promote(session, actor, model_version_id)
