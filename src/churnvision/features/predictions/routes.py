"""Forecasts over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse

from churnvision.features.predictions import drift, service, shadow
from churnvision.features.predictions.drift_schemas import DriftCheckPage, DriftCheckView
from churnvision.features.predictions.month_schemas import MonthlyLeavers
from churnvision.features.predictions.schemas import (
    Batch,
    BatchRequest,
    Prediction,
    PredictionFilter,
    PredictionPage,
    RunFilter,
    ScoringRunPage,
    ScoringStarted,
    Summary,
    Thresholds,
)
from churnvision.features.predictions.shadow_schemas import ShadowRunPage
from churnvision.kit.access import Actor, requires
from churnvision.kit.database import OwnDatabase, ReadTx, Tx
from churnvision.kit.identifiers import LARGEST_ID, RowId

router = APIRouter(prefix="/predictions", tags=["predictions"])
Reading = Annotated[Actor, requires("predictions:read")]


@router.get("/summary")
async def get_summary(
    session: ReadTx,
    actor: Annotated[Actor, requires("employees:groups")],
    org_unit_id: Annotated[int | None, Query(ge=1, le=LARGEST_ID)] = None,
) -> Summary:
    """The forecast of everybody in scope, or of one org unit."""
    return await service.summary(session, actor, org_unit_id=org_unit_id)


@router.get("/months")
async def get_months(
    session: ReadTx,
    actor: Annotated[Actor, requires("employees:groups")],
    org_unit_id: Annotated[int | None, Query(ge=1, le=LARGEST_ID)] = None,
) -> MonthlyLeavers:
    """Expected leavers of everybody in scope, or of one org unit, in each of the coming twelve months."""
    return await service.find_months(session, actor, org_unit_id=org_unit_id)


@router.get("/export", response_class=StreamingResponse, responses={200: {"content": {"text/csv": {}}}})
async def export_predictions(session: ReadTx, database: OwnDatabase, actor: Reading) -> StreamingResponse:
    """The forecasts of everybody in scope as a CSV file."""
    export = await service.open_export(session, database, actor)
    return StreamingResponse(
        export.rows,
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{export.name}"'},
    )


@router.get("/")
async def list_predictions(
    session: ReadTx, database: OwnDatabase, actor: Reading, wanted: Annotated[PredictionFilter, Query()]
) -> PredictionPage:
    """Forecasts of everybody in scope, the most likely leavers first."""
    return await service.read_page(session, database, actor, wanted)


@router.post("/batch")
async def get_prediction_batch(
    session: ReadTx, database: OwnDatabase, actor: Reading, request: BatchRequest
) -> Batch:
    """Forecasts of up to 500 people."""
    return await service.read_batch(session, database, actor, request.employee_ids)


@router.post("/score", status_code=202)
async def start_scoring(
    session: Tx, actor: Annotated[Actor, requires("predictions:score")]
) -> ScoringStarted:
    """Queue a scoring of everybody by the promoted model."""
    return await service.start_scoring(session, actor)


@router.get("/runs")
async def list_scoring_runs(
    session: ReadTx,
    _actor: Annotated[Actor, requires("training:read")],
    wanted: Annotated[RunFilter, Query()],
) -> ScoringRunPage:
    """Scorings, newest first."""
    return await service.find_runs(session, wanted)


@router.post("/drift-checks", status_code=202)
async def start_drift_check(
    session: Tx, actor: Annotated[Actor, requires("predictions:score")]
) -> DriftCheckView:
    """Queue a comparison of present people and leavers with what the promoted model knows."""
    return await drift.start(session, actor)


@router.get("/drift-checks")
async def list_drift_checks(
    session: ReadTx,
    actor: Annotated[Actor, requires("training:read")],
    model_version_id: Annotated[int, Query(ge=1, le=LARGEST_ID)],
) -> DriftCheckPage:
    """The newest drift checks of a model version."""
    return await drift.find_checks(session, actor, model_version_id)


@router.get("/shadow-runs")
async def list_shadow_runs(
    session: ReadTx,
    database: OwnDatabase,
    actor: Annotated[Actor, requires("training:read")],
    model_version_id: Annotated[int, Query(ge=1, le=LARGEST_ID)],
) -> ShadowRunPage:
    """What a version made of the scorings beside which it ran as shadow."""
    return await shadow.find_runs(session, database, actor, model_version_id)


@router.get("/risk-thresholds")
async def get_risk_thresholds(
    session: ReadTx, _actor: Annotated[Actor, requires("employees:groups")]
) -> Thresholds:
    """The limits of the risk bands."""
    return await service.find_thresholds(session)


@router.put("/risk-thresholds")
async def set_risk_thresholds(
    session: Tx, actor: Annotated[Actor, requires("settings:write")], limits: Thresholds
) -> Thresholds:
    """Set the limits of the risk bands; every shown forecast gets its new band at once."""
    return await service.set_thresholds(session, actor, limits)


@router.get("/{employee_id}")
async def get_prediction(
    session: ReadTx, database: OwnDatabase, actor: Reading, employee_id: RowId
) -> Prediction:
    """One person's forecast: curve with band, horizons, drivers, and what it does not know."""
    return await service.read_one(session, database, actor, employee_id)
