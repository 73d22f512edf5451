"""SQL of imports: datasets, the bytes of their files, saved mappings."""

from collections.abc import AsyncIterator, Sequence
from typing import Any

from sqlalchemy import delete, func, insert, select, text, update
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.asyncio import AsyncSession

from churnvision.features.datasets.tables import Dataset, DatasetFilePart, SavedMapping
from churnvision.kit.clock import utc_now

_IMPORT_LOCK = 7_201_001
# Only lists leave out people of whom they say nothing new; snapshots are written as they stand.
_LATER_THAT_LEFT_OUT = """
SELECT d.id FROM datasets d JOIN observation_windows w ON w.dataset_id = d.id
WHERE d.status = 'committed' AND (d.committed_at, d.id) > (:committed_at, :dataset_id)
    AND d.shape IN ('people', 'terminations') AND jsonb_array_length(w.details -> 'attributes') > 0
    AND (d.counts ->> 'people')::bigint - (d.counts ->> 'new')::bigint > 0
    AND (d.counts ->> 'people')::bigint
        > (SELECT count(*) FROM employee_snapshots s WHERE s.dataset_id = d.id)
ORDER BY d.committed_at DESC, d.id DESC
"""


async def add_dataset(session: AsyncSession, values: dict[str, Any]) -> Dataset:
    """Insert a dataset."""
    return (await session.scalars(insert(Dataset).values(**values).returning(Dataset))).one()


async def change_dataset(session: AsyncSession, dataset_id: int, values: dict[str, Any]) -> Dataset:
    """Change a dataset and read it again."""
    query = update(Dataset).where(Dataset.id == dataset_id).values(**values).returning(Dataset)
    query = query.execution_options(populate_existing=True)
    return (await session.scalars(query)).one()


async def find_dataset(session: AsyncSession, dataset_id: int, *, lock: bool = False) -> Dataset | None:
    """One dataset; with `lock` nobody else changes it until the transaction ends."""
    query = select(Dataset).where(Dataset.id == dataset_id)
    return (await session.scalars(query.with_for_update() if lock else query)).one_or_none()


async def list_datasets(session: AsyncSession, limit: int, before_id: int | None) -> Sequence[Dataset]:
    """The newest datasets."""
    query = select(Dataset).order_by(Dataset.id.desc()).limit(limit)
    if before_id is not None:
        query = query.where(Dataset.id < before_id)
    return (await session.scalars(query)).all()


async def count_datasets(session: AsyncSession) -> int:
    """How many datasets there are."""
    return await session.scalar(select(func.count()).select_from(Dataset)) or 0


async def find_committed_twins(session: AsyncSession, sha256: bytes, except_id: int) -> Sequence[Dataset]:
    """Committed datasets of a file with the same bytes."""
    query = select(Dataset).where(
        Dataset.sha256 == sha256, Dataset.status == "committed", Dataset.id != except_id
    )
    return (await session.scalars(query.order_by(Dataset.id.desc()))).all()


async def find_later_that_left_out(session: AsyncSession, dataset: Dataset) -> list[int]:
    """Ids of later committed lists that did not write what was known already, the newest first."""
    arguments = {"committed_at": dataset.committed_at, "dataset_id": dataset.id}
    return list((await session.execute(text(_LATER_THAT_LEFT_OUT), arguments)).scalars())


async def delete_dataset(session: AsyncSession, dataset_id: int) -> None:
    """Delete a dataset and its file."""
    await session.execute(delete(Dataset).where(Dataset.id == dataset_id))


async def add_part(session: AsyncSession, dataset_id: int, number: int, content: bytes) -> None:
    """Store at most 1 MB of the original."""
    values = {"dataset_id": dataset_id, "part_number": number, "bytes": content}
    await session.execute(insert(DatasetFilePart).values(**values))


async def read_parts(session: AsyncSession, dataset_id: int) -> AsyncIterator[bytes]:
    """The original's bytes, a part at a time."""
    query = (
        select(DatasetFilePart.bytes)
        .where(DatasetFilePart.dataset_id == dataset_id)
        .order_by(DatasetFilePart.part_number)
        .execution_options(yield_per=4)
    )
    async for part in await session.stream_scalars(query):
        yield part


async def find_saved_mapping(session: AsyncSession, header_sha256: bytes) -> dict[str, Any] | None:
    """The mapping that was confirmed for files with this header."""
    return await session.scalar(
        select(SavedMapping.mapping).where(SavedMapping.header_sha256 == header_sha256)
    )


async def save_mapping(
    session: AsyncSession, header_sha256: bytes, mapping: dict[str, Any], user_id: int | None
) -> None:
    """Keep a confirmed mapping for the next file with this header."""
    values = {
        "header_sha256": header_sha256,
        "mapping": mapping,
        "saved_by": user_id,
        "saved_at": utc_now(),
    }
    query = postgresql.insert(SavedMapping).values(**values)
    await session.execute(query.on_conflict_do_update(index_elements=["header_sha256"], set_=values))


async def wait_for_other_imports(session: AsyncSession) -> None:
    """One import at a time changes people; the lock ends with the transaction."""
    await session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _IMPORT_LOCK})
