"""What is shown of imports; whoever sees values of people is recorded."""

import asyncio
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from churnvision.features.audit import service as audit
from churnvision.features.datasets import repository
from churnvision.features.datasets.schemas import DatasetPage, DatasetView, Preview
from churnvision.features.datasets.service import find, open_again
from churnvision.features.datasets.upload import restored_file
from churnvision.features.datasets.views import listed, view
from churnvision.kit.access import Actor
from churnvision.kit.database import Database, release


async def get(session: AsyncSession, database: Database, actor: Actor, dataset_id: int) -> DatasetView:
    """One dataset with samples of its columns. Raises DatasetNotFound."""
    dataset = await find(session, dataset_id)
    await release(session)
    await audit.record_read(database, actor, "dataset.read", subject=("dataset", dataset_id))
    return view(dataset)


async def show_received(database: Database, actor: Actor, dataset: DatasetView) -> DatasetView:
    """The answer to an upload, with samples."""
    await audit.record_read(database, actor, "dataset.read", subject=("dataset", dataset.id))
    return dataset


async def show_changed(session: AsyncSession, actor: Actor, dataset: DatasetView) -> DatasetView:
    """The answer to an act, with samples; the read is recorded in the act's transaction."""
    await audit.record(session, actor, "dataset.read", subject=("dataset", dataset.id))
    return dataset


async def list_page(session: AsyncSession, limit: int, before_id: int | None) -> DatasetPage:
    """The newest imports, without values of people."""
    datasets = await repository.list_datasets(session, limit, before_id)
    following = str(datasets[-1].id) if len(datasets) == limit else None
    return DatasetPage(
        items=[listed(dataset) for dataset in datasets],
        total=await repository.count_datasets(session),
        next_cursor=following,
    )


async def preview(
    session: AsyncSession, database: Database, actor: Actor, dataset_id: int, limit: int
) -> Preview:
    """The first rows as they stand in the file. Raises DatasetNotFound."""
    await find(session, dataset_id)
    async with restored_file(session, dataset_id) as path:
        await release(session)
        rows = await asyncio.to_thread(_preview, path, limit)
    await audit.record_read(database, actor, "dataset.previewed", subject=("dataset", dataset_id))
    return rows


def _preview(path: Path, limit: int) -> Preview:
    table = open_again(path)
    rows = table.frame.head(limit).collect().rows()
    return Preview(columns=table.columns, rows=[list(row) for row in rows])
