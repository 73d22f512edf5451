"""Imports over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Query, Request

from churnvision.features.datasets import service, showing, undoing
from churnvision.features.datasets.multipart import Upload
from churnvision.features.datasets.schemas import DatasetPage, DatasetView, Mapping, Preview, TargetView
from churnvision.features.datasets.targets import all_targets
from churnvision.kit.access import Actor, requires
from churnvision.kit.database import OwnDatabase, ReadTx, Tx
from churnvision.kit.identifiers import RowId

router = APIRouter(prefix="/datasets", tags=["datasets"])
# The upload limit is a setting that `service.receive` enforces; the application's own limit is lower.
_NO_OWN_LIMIT_BYTES = 2**60
_UPLOAD_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "application/octet-stream": {"schema": {"type": "string", "format": "binary"}},
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {"file": {"type": "string", "format": "binary"}},
                }
            },
        },
    }
}


@router.post("/", status_code=201, max_body_size=_NO_OWN_LIMIT_BYTES, openapi_extra=_UPLOAD_BODY)
async def upload_dataset(
    request: Request,
    database: OwnDatabase,
    actor: Annotated[Actor, requires("datasets:write")],
    filename: Annotated[str | None, Query(max_length=500, examples=["people.csv"])] = None,
) -> DatasetView:
    """Upload a CSV, XLSX or Parquet file, as the raw body or as the form field "file"."""
    upload = Upload(request.headers.get("content-type", ""), request.stream())
    received = await service.receive(database, actor, lambda: filename or upload.filename, upload.chunks())
    return await showing.show_received(database, actor, received)


@router.get("/")
async def list_datasets(
    session: ReadTx,
    _actor: Annotated[Actor, requires("datasets:read")],
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[
        int | None, Query(ge=1, le=2**63 - 1, description="next_cursor of the page before")
    ] = None,
) -> DatasetPage:
    """Imports, newest first."""
    return await showing.list_page(session, limit, cursor)


@router.get("/targets")
async def list_mapping_targets(_actor: Annotated[Actor, requires("datasets:read")]) -> list[TargetView]:
    """What a column may mean."""
    return all_targets()


@router.get("/{dataset_id}")
async def get_dataset(
    session: ReadTx,
    database: OwnDatabase,
    actor: Annotated[Actor, requires("datasets:read")],
    dataset_id: RowId,
) -> DatasetView:
    """One import."""
    return await showing.get(session, database, actor, dataset_id)


@router.get("/{dataset_id}/preview")
async def preview_dataset(
    session: ReadTx,
    database: OwnDatabase,
    actor: Annotated[Actor, requires("datasets:read")],
    dataset_id: RowId,
    limit: Annotated[int, Query(ge=1, le=200)] = 20,
) -> Preview:
    """The first rows as they stand in the file."""
    return await showing.preview(session, database, actor, dataset_id, limit)


@router.put("/{dataset_id}/mapping")
async def confirm_dataset_mapping(
    session: Tx,
    actor: Annotated[Actor, requires("datasets:write")],
    dataset_id: RowId,
    mapping: Mapping,
) -> DatasetView:
    """Confirm what the columns mean; the same header is mapped alike next time."""
    confirmed = await service.confirm_mapping(session, actor, dataset_id, mapping, repeats_shown=True)
    return await showing.show_changed(session, actor, confirmed)


@router.post("/{dataset_id}/check")
async def check_dataset(
    session: Tx, actor: Annotated[Actor, requires("datasets:write")], dataset_id: RowId
) -> DatasetView:
    """Dry run: what a commit would change, and what is wrong with the rows."""
    return await showing.show_changed(session, actor, await service.check(session, actor, dataset_id))


@router.post("/{dataset_id}/commit")
async def commit_dataset(
    session: Tx, actor: Annotated[Actor, requires("datasets:write")], dataset_id: RowId
) -> DatasetView:
    """Bring the file's facts into the workforce, all or nothing."""
    return await showing.show_changed(session, actor, await service.commit(session, actor, dataset_id))


@router.post("/{dataset_id}/undo")
async def undo_dataset(
    session: Tx, actor: Annotated[Actor, requires("datasets:write")], dataset_id: RowId
) -> DatasetView:
    """Take a committed import back."""
    return await showing.show_changed(session, actor, await undoing.undo(session, actor, dataset_id))


@router.delete("/{dataset_id}", status_code=204)
async def delete_dataset(
    session: Tx, actor: Annotated[Actor, requires("datasets:write")], dataset_id: RowId
) -> None:
    """Forget an upload that was never committed."""
    await service.delete(session, actor, dataset_id)
