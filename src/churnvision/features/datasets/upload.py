"""The bytes of uploaded originals: from a stream to a temporary file, into rows of at most 1 MB, and back."""

import asyncio
import hashlib
import shutil
from collections.abc import AsyncIterator
from contextlib import AbstractContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from churnvision.features.datasets import repository
from churnvision.features.datasets.errors import FileEmpty, FileTooLarge
from churnvision.kit.settings import settings
from churnvision.kit.work_folder import held_folder

PART_BYTES = 1024 * 1024


@dataclass(frozen=True)
class ReceivedFile:
    """An original on disk."""

    path: Path
    size_bytes: int

    def sha256(self) -> bytes:
        """Its SHA-256, which identifies it."""
        with self.path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").digest()


def scratch_folder() -> AbstractContextManager[Path]:
    """A folder of our own (0700) below `var/work`, removed at the end, after a kill by the next import."""
    return held_folder(settings().var, "import")


async def receive_file(chunks: AsyncIterator[bytes], target: Path, *, limit_bytes: int) -> ReceivedFile:
    """Write the stream to `target`.

    Raises FileTooLarge as soon as the limit is passed, FileEmpty.
    """
    size_bytes = 0
    with target.open("wb") as file:
        async for chunk in chunks:
            size_bytes += len(chunk)
            _refuse_more_than(limit_bytes, size_bytes)
            await asyncio.to_thread(file.write, chunk)
    return _received(target, size_bytes)


async def copy_file(source: Path, target: Path, *, limit_bytes: int) -> ReceivedFile:
    """Copy a local file to `target`: what is imported does not change when the file does.

    Raises FileTooLarge, FileEmpty.
    """
    _refuse_more_than(limit_bytes, source.stat().st_size)
    await asyncio.to_thread(shutil.copyfile, source, target)
    return _received(target, target.stat().st_size)


def _refuse_more_than(limit_bytes: int, size_bytes: int) -> None:
    if size_bytes > limit_bytes:
        raise FileTooLarge(
            f"The file is larger than the upload limit of {limit_bytes / 1e6:,.0f} MB; split it, "
            "save it as Parquet, or raise the setting CHURNVISION_IMPORTS__UPLOAD_LIMIT_BYTES.",
            limit_bytes=limit_bytes,
        )


def _received(path: Path, size_bytes: int) -> ReceivedFile:
    if size_bytes == 0:
        raise FileEmpty
    return ReceivedFile(path, size_bytes)


async def store_file(session: AsyncSession, dataset_id: int, file: ReceivedFile) -> None:
    """Keep the original in the database."""
    with file.path.open("rb") as source:
        number = 0
        while content := await asyncio.to_thread(source.read, PART_BYTES):
            await repository.add_part(session, dataset_id, number, content)
            number += 1


@asynccontextmanager
async def restored_file(session: AsyncSession, dataset_id: int) -> AsyncIterator[Path]:
    """The stored original as a file in a scratch folder of its own."""
    with scratch_folder() as folder:
        path = folder / "original"
        with path.open("wb") as file:
            async for part in repository.read_parts(session, dataset_id):
                await asyncio.to_thread(file.write, part)
        yield path
