"""Imports: receive a file, confirm what its columns mean, check, commit.

`undo` is in undoing, what is shown of imports in showing. `import_file` (in whole_import) does all of it for
a local file, as the command line and the demo need.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path, PurePath

from sqlalchemy.ext.asyncio import AsyncSession

from churnvision.features.audit import service as audit
from churnvision.features.datasets import repository
from churnvision.features.datasets.answer_key import refuse_answer_key
from churnvision.features.datasets.assumptions import assumed_as_of, with_assumptions, without_assumed
from churnvision.features.datasets.committing import CheckedImport, check_rows, write
from churnvision.features.datasets.errors import AlreadyCommitted, AlreadyImported, DatasetNotFound
from churnvision.features.datasets.file_format import detect_format
from churnvision.features.datasets.headers import header_sha256
from churnvision.features.datasets.inspection import Inspection, inspect
from churnvision.features.datasets.planning import check_as_of, complete, make_plan
from churnvision.features.datasets.reading import Table, open_table
from churnvision.features.datasets.schemas import (
    DatasetView,
    Mapping,
    MappingSource,
    Problem,
    StoredReading,
)
from churnvision.features.datasets.staging import Report
from churnvision.features.datasets.tables import Dataset
from churnvision.features.datasets.upload import (
    ReceivedFile,
    receive_file,
    restored_file,
    scratch_folder,
    store_file,
)
from churnvision.features.datasets.views import open_questions, view
from churnvision.kit.access import Actor
from churnvision.kit.clock import today_on
from churnvision.kit.database import Database
from churnvision.kit.settings import ImportSettings, settings

_FILENAME_CHARACTERS = 200


def silent(_fraction: float, _message: str) -> None:
    """Report progress to nobody."""


async def receive(
    database: Database,
    actor: Actor,
    filename: str | Callable[[], str | None],
    chunks: AsyncIterator[bytes],
    *,
    limits: ImportSettings | None = None,
) -> DatasetView:
    """Take an uploaded file: keep its bytes, find out what it is, propose a mapping.

    `filename` may be a function that is asked once the stream has ended.
    Raises UnreadableFile, FileTooLarge or ExpandsTooMuch; then nothing is kept.
    """
    limits = limits or settings().imports
    with scratch_folder() as scratch:
        file = await receive_file(chunks, scratch / "original", limit_bytes=limits.upload_limit_bytes)
        name = filename if isinstance(filename, str) else filename()
        async with database.transaction() as session:
            dataset, _ = await keep(session, actor, name or "upload", file, scratch, limits)
            return view(dataset)


async def keep(
    session: AsyncSession,
    actor: Actor,
    filename: str,
    file: ReceivedFile,
    scratch: Path,
    limits: ImportSettings,
) -> tuple[Dataset, Table]:
    """Store a received file and meanwhile find out what it is; a mapping saved for its header is proposed.

    Raises UnreadableFile (also for the answers of a simulation) or ExpandsTooMuch.
    """
    values = {
        "filename": (PurePath(filename.replace("\\", "/")).name or "upload")[:_FILENAME_CHARACTERS],
        "size_bytes": file.size_bytes,
        "format": detect_format(file.path),
        "status": "uploaded",
        "reading": {},
        "counts": {},
        "created_by": actor.user_id,
    }
    inspecting = asyncio.create_task(asyncio.to_thread(inspect, file.path, scratch, limits, today_on()))
    try:
        sha256 = await asyncio.to_thread(file.sha256)
        dataset = await repository.add_dataset(session, values | {"sha256": sha256})
        await store_file(session, dataset.id, file)
    finally:
        # Also when storing fails: the thread must not go on in a folder that is about to be removed.
        await asyncio.wait([inspecting])
    inspection = inspecting.result()
    refuse_answer_key(inspection.table.columns)
    dataset = await _keep_inspection(session, dataset, inspection)
    await audit.record(
        session,
        actor,
        "dataset.uploaded",
        subject=("dataset", dataset.id),
        size_bytes=file.size_bytes,
        sha256=sha256.hex(),
    )
    return dataset, inspection.table


async def _keep_inspection(session: AsyncSession, dataset: Dataset, inspection: Inspection) -> Dataset:
    reading, mapping = inspection.reading, inspection.mapping
    saved = await repository.find_saved_mapping(session, header_sha256(inspection.table.columns))
    if saved is not None:
        mapping, reading = with_assumptions(Mapping.model_validate(saved), reading, today_on())
        reading = reading.model_copy(update={"mapping_source": "saved"})
    values = {
        "shape": mapping.shape,
        "reading": reading.model_dump(mode="json"),
        "mapping": mapping.model_dump(mode="json"),
        "row_count": inspection.table.row_count,
        "problems": [problem.model_dump(mode="json") for problem in open_questions(reading)],
    }
    return await repository.change_dataset(session, dataset.id, values)


async def find(session: AsyncSession, dataset_id: int, *, lock: bool = False) -> Dataset:
    """One dataset. Raises DatasetNotFound."""
    dataset = await repository.find_dataset(session, dataset_id, lock=lock)
    if dataset is None:
        raise DatasetNotFound(dataset_id=dataset_id)
    return dataset


async def confirm_mapping(
    session: AsyncSession,
    actor: Actor,
    dataset_id: int,
    mapping: Mapping,
    *,
    source: MappingSource = "confirmed",
    repeats_shown: bool = False,
) -> DatasetView:
    """Settle what the columns mean and keep that for later files with the same header.

    `repeats_shown` says that the mapping comes from a form that was filled in with what the dataset shows:
    a date or window that was assumed and comes back unchanged stays assumed.
    Raises DatasetNotFound, AlreadyCommitted, ColumnMissing, MappingInvalid.
    """
    dataset = await _open_for_change(session, dataset_id)
    reading = StoredReading.model_validate(dataset.reading)
    check_as_of(mapping.as_of, today_on())
    told = complete(without_assumed(mapping, dataset) if repeats_shown else mapping, reading.suggestions)
    mapping, reading = with_assumptions(told, reading, assumed_as_of(dataset) or today_on())
    make_plan(mapping, reading.suggestions)
    values = {
        "mapping": mapping.model_dump(mode="json"),
        "mapping_confirmed": True,
        "shape": mapping.shape,
        "reading": reading.model_copy(update={"mapping_source": source}).model_dump(mode="json"),
        "status": "uploaded",
        "as_of": None,
        "window_days": None,
        "counts": {},
        "problems": [],
    }
    dataset = await repository.change_dataset(session, dataset_id, values)
    header = header_sha256([one.source for one in reading.suggestions])
    saved = {**told.model_dump(mode="json"), "as_of": None}
    await repository.save_mapping(session, header, saved, actor.user_id)
    await audit.record(
        session, actor, "dataset.mapping_confirmed", subject=("dataset", dataset_id), shape=mapping.shape
    )
    return view(dataset)


async def check(
    session: AsyncSession, actor: Actor, dataset_id: int, *, report: Report = silent
) -> DatasetView:
    """Say what a commit would change and what is wrong with the rows; no person is touched.

    Raises DatasetNotFound, AlreadyCommitted, MappingInvalid.
    """
    dataset = await _open_for_change(session, dataset_id)
    async with restored_file(session, dataset_id) as path:
        table = await asyncio.to_thread(open_again, path)
        checked = await _check(session, dataset, table, report)
    dataset = await _keep_findings(session, dataset, checked, status="checked")
    await audit.record(session, actor, "dataset.checked", subject=("dataset", dataset_id), **checked.counts)
    return view(dataset)


async def commit(
    session: AsyncSession, actor: Actor, dataset_id: int, *, report: Report = silent
) -> DatasetView:
    """Bring the file's facts into the workforce, all or nothing.

    Raises DatasetNotFound, AlreadyCommitted, AlreadyImported (the same file with the same mapping is
    committed), ChecksFailed, MappingInvalid.
    """
    dataset = await _open_for_change(session, dataset_id)
    if (twin := await find_twin(session, dataset)) is not None:
        message = f"{already_imported(twin).message} Undo import {twin.id} first to import the file again."
        raise AlreadyImported(message, dataset_id=twin.id)
    async with restored_file(session, dataset_id) as path:
        table = await asyncio.to_thread(open_again, path)
        return await commit_table(session, actor, dataset, table, report=report)


async def commit_table(
    session: AsyncSession, actor: Actor, dataset: Dataset, table: Table, *, report: Report = silent
) -> DatasetView:
    """Commit a dataset whose file is already open as `table`."""
    await repository.wait_for_other_imports(session)
    checked = await _check(session, dataset, table, report)
    reading = StoredReading.model_validate(dataset.reading)
    await write(session, dataset.id, table, checked, reading, report)
    dataset = await _keep_findings(session, dataset, checked, status="committed")
    await audit.record(
        session,
        actor,
        "dataset.committed",
        subject=("dataset", dataset.id),
        shape=checked.plan.shape,
        **checked.counts,
    )
    return view(dataset)


async def check_table(
    session: AsyncSession, dataset: Dataset, table: Table, *, report: Report = silent
) -> DatasetView:
    """Check a dataset whose file is already open as `table`."""
    return view(
        await _keep_findings(
            session, dataset, await _check(session, dataset, table, report), status="checked"
        )
    )


async def delete(session: AsyncSession, actor: Actor, dataset_id: int) -> None:
    """Forget an uploaded file that was never committed.

    Raises DatasetNotFound, AlreadyCommitted (also for an undone import: it belongs to the record).
    """
    await _open_for_change(session, dataset_id)
    await repository.delete_dataset(session, dataset_id)
    await audit.record(session, actor, "dataset.deleted", subject=("dataset", dataset_id))


async def find_twin(session: AsyncSession, dataset: Dataset) -> Dataset | None:
    """A committed import of the same bytes with the same meaning of every column.

    Waits for imports that are under way: one of them may be the twin.
    Raises ColumnMissing or MappingInvalid when the mapping does not fit the file.
    """
    await repository.wait_for_other_imports(session)
    wanted = _meaning(dataset)
    for twin in await repository.find_committed_twins(session, dataset.sha256, dataset.id):
        if _meaning(twin) == wanted and _has_same_date(dataset, twin):
            return twin
    return None


def already_imported(twin: Dataset) -> Problem:
    """The sentence for a file that was imported before."""
    when = f" on {twin.committed_at:%Y-%m-%d}" if twin.committed_at else ""
    message = f"This file was already imported{when} as dataset {twin.id}; nothing was changed."
    return Problem(severity="warning", code="already_imported", message=message, value=str(twin.id))


def _meaning(dataset: Dataset) -> tuple[object, ...]:
    """The mapping as far as it says something: kinds and a window that it leaves open are as found."""
    reading = StoredReading.model_validate(dataset.reading)
    plan = make_plan(Mapping.model_validate(dataset.mapping), reading.suggestions)
    columns = sorted((column.source, column.target, column.form.kind) for column in plan.columns)
    return plan.shape, plan.window_days, plan.absence_is_leaving, tuple(columns)


def _has_same_date(dataset: Dataset, twin: Dataset) -> bool:
    """Whether both mean the same as-of date; two that assume theirs do."""
    mine, others = (StoredReading.model_validate(one.reading) for one in (dataset, twin))
    if mine.as_of_is_assumed and others.as_of_is_assumed:
        return True
    return Mapping.model_validate(dataset.mapping).as_of == twin.as_of


async def _open_for_change(session: AsyncSession, dataset_id: int) -> Dataset:
    dataset = await find(session, dataset_id, lock=True)
    if dataset.status in ("committed", "undone"):
        sentence = f"Import {dataset_id} is already {dataset.status}; upload the file again to change it."
        raise AlreadyCommitted(sentence, dataset_id=dataset_id)
    return dataset


async def _check(session: AsyncSession, dataset: Dataset, table: Table, report: Report) -> CheckedImport:
    reading = StoredReading.model_validate(dataset.reading)
    plan = make_plan(Mapping.model_validate(dataset.mapping), reading.suggestions)
    return await check_rows(session, table, plan, reading, report)


async def _keep_findings(
    session: AsyncSession, dataset: Dataset, checked: CheckedImport, *, status: str
) -> Dataset:
    values = {
        "status": status,
        "counts": checked.counts,
        "problems": [problem.model_dump(mode="json") for problem in checked.problems],
        "as_of": checked.as_of,
        "window_days": checked.plan.window_days,
    }
    return await repository.change_dataset(session, dataset.id, values)


def open_again(path: Path) -> Table:
    """Open a restored original, which lies in a scratch folder of its own."""
    return open_table(path, path.parent, settings().imports)
