"""Importing a local file from start to end, as the command line and the demo do."""

from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from churnvision.features.datasets import service
from churnvision.features.datasets.assumptions import without_assumed
from churnvision.features.datasets.errors import MappingNeeded, UnreadableFile
from churnvision.features.datasets.mapping_file import mapping_text
from churnvision.features.datasets.schemas import DatasetView, Mapping, Shape, StoredReading
from churnvision.features.datasets.staging import Report
from churnvision.features.datasets.tables import Dataset
from churnvision.features.datasets.upload import copy_file, scratch_folder
from churnvision.features.datasets.views import CERTAIN_ENOUGH, view
from churnvision.kit.access import Actor
from churnvision.kit.database import Database
from churnvision.kit.settings import settings


async def import_file(  # noqa: PLR0913 - the command's options, each by its name
    database: Database,
    actor: Actor,
    path: Path,
    *,
    mapping: Mapping | None = None,
    shape: Shape | None = None,
    as_of: date | None = None,
    window_days: int | None = None,
    absence_is_leaving: bool | None = None,
    certainty: float = CERTAIN_ENOUGH,
    dry_run: bool = False,
    report: Report = service.silent,
) -> DatasetView:
    """Import the file at `path` in one transaction and return the dataset.

    Without `mapping` the one saved for its header is used, else the suggested one when it is at least
    `certainty` sure. `dry_run` writes nothing at all. A file that was imported before changes nothing:
    the earlier dataset is returned with a problem `already_imported`.
    Raises UnreadableFile, FileTooLarge, ExpandsTooMuch, MappingNeeded (with a mapping file to edit),
    MappingInvalid, ColumnMissing, ChecksFailed.
    """
    if path.is_dir():
        raise UnreadableFile(f"{path} is a folder; name a CSV, XLSX or Parquet file in it.")
    if not path.is_file():
        raise UnreadableFile(f"There is no file {path}; check the name.")
    limits = settings().imports
    with scratch_folder() as scratch:
        report(0.0, "reading the file")
        file = await copy_file(path, scratch / "original", limit_bytes=limits.upload_limit_bytes)
        async with database.transaction() as session:
            dataset, table = await service.keep(session, actor, path.name, file, scratch, limits)
            told = {
                "shape": shape,
                "as_of": as_of,
                "window_days": window_days,
                "absence_is_leaving": absence_is_leaving,
            }
            dataset = await _settle_mapping(session, actor, dataset, mapping, told, certainty)
            twin = await service.find_twin(session, dataset)
            if twin is not None:
                return await _as_before(session, twin)
            if dry_run:
                checked = await service.check_table(session, dataset, table, report=report)
                await session.rollback()
                return checked
            return await service.commit_table(session, actor, dataset, table, report=report)


async def _settle_mapping(
    session: AsyncSession,
    actor: Actor,
    dataset: Dataset,
    mapping: Mapping | None,
    told: dict[str, Any],
    certainty: float,
) -> Dataset:
    """Use the given mapping, or the saved or suggested one with what was told on top."""
    shown = view(dataset)
    proposed = Mapping.model_validate(dataset.mapping)
    told = {name: value for name, value in told.items() if value is not None}
    if mapping is None and shown.mapping_confidence < certainty:
        reading = StoredReading.model_validate(dataset.reading)
        raise MappingNeeded(
            f"It is not clear what the columns of {dataset.filename} mean ({reading.shape_reason}; certainty "
            f"{shown.mapping_confidence:.0%}, needed {certainty:.0%}); "
            "edit the mapping and import again with it.",
            mapping_text=mapping_text(proposed.model_copy(update=told), reading),
        )
    if mapping is None and not told:
        return dataset
    wanted = (mapping or without_assumed(proposed, dataset)).model_copy(update=told)
    await service.confirm_mapping(session, actor, dataset.id, wanted)
    return await service.find(session, dataset.id)


async def _as_before(session: AsyncSession, twin: Dataset) -> DatasetView:
    """The earlier import, with the sentence that nothing was changed; the upload is dropped."""
    earlier = view(twin)
    people = earlier.counts.get("people", 0)
    counts = {**earlier.counts, "new": 0, "changed": 0, "left": 0, "unchanged": people}
    problem = service.already_imported(twin)
    await session.rollback()
    return earlier.model_copy(update={"problems": [problem], "counts": counts})
