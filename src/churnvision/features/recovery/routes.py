"""Recovery over HTTP: look, ask for a backup or a drill. A restore is done by the command line alone."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request, Response

from churnvision.dr.settings import RecoverySettings
from churnvision.features.recovery import service
from churnvision.features.recovery.folders import recovery_settings
from churnvision.features.recovery.schemas import DutyView, RecoveryView
from churnvision.kit.access import Actor, requires
from churnvision.kit.database import OwnDatabase, ReadTx

router = APIRouter(prefix="/recovery", tags=["recovery"])


def own_folders(request: Request) -> RecoverySettings:
    """Where the files of recovery are, for the running application."""
    return recovery_settings(request.app.state.settings)


Folders = Annotated[RecoverySettings, Depends(own_folders)]
Reading = Annotated[Actor, requires("recovery:read")]
Running = Annotated[Actor, requires("recovery:run")]
DrillId = Annotated[str, Path(pattern="^drill_[0-9]{8}_[0-9]{6}$", examples=["drill_20261122_040000"])]


@router.get("/")
async def read_recovery(session: ReadTx, _actor: Reading, folders: Folders) -> RecoveryView:
    """Backups, drills, what comes next, and what is wrong."""
    return await service.read(session, folders)


@router.post("/backups", status_code=202)
async def request_backup(database: OwnDatabase, actor: Running, folders: Folders) -> DutyView:
    """Let the scheduler make a backup at once."""
    return await service.ask_for(database, actor, folders, "backup")


@router.post("/drills", status_code=202)
async def request_drill(database: OwnDatabase, actor: Running, folders: Folders) -> DutyView:
    """Let the scheduler hold a drill at once: the newest backup is restored beside the database."""
    return await service.ask_for(database, actor, folders, "drill")


@router.get(
    "/drills/{drill_id}/report.json",
    response_class=Response,
    responses={200: {"content": {"application/json": {}}}},
)
async def get_drill_report(_actor: Reading, folders: Folders, drill_id: DrillId) -> Response:
    """The signed report of a drill as a file."""
    content = await service.read_report(folders, drill_id, "json")
    return _as_file(content, f"{drill_id}.json", "application/json")


@router.get(
    "/drills/{drill_id}/report.html",
    response_class=Response,
    responses={200: {"content": {"text/html": {}}}},
)
async def get_drill_page(_actor: Reading, folders: Folders, drill_id: DrillId) -> Response:
    """The report of a drill as a page that needs nothing else, as a file."""
    content = await service.read_report(folders, drill_id, "html")
    return _as_file(content, f"{drill_id}.html", "text/html; charset=utf-8")


def _as_file(content: bytes, name: str, media_type: str) -> Response:
    return Response(
        content, media_type=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
