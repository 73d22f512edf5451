"""Versions' files on this machine, ready for scoring: those of the promoted one are kept."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from churnvision.features.training import repository
from churnvision.features.training.errors import ModelFilesUnusable, ModelVersionNotFound, NoPromotedModel
from churnvision.features.training.tables import ModelVersion
from churnvision.kit.database import Database
from churnvision.kit.model_files import (
    find_promoted_files,
    problems_of,
    write_model_files,
    write_version_files,
)
from churnvision.ml.inputs import Attribute


@dataclass(frozen=True)
class ReadyModel:
    """A version whose files are at hand: what it reads, and the SHA-256 (hex) that each of them must have."""

    version_id: int
    shape: str
    attributes: tuple[Attribute, ...]
    window_days: int | None
    as_of: date
    import_ids: tuple[int, ...]
    sha256: Mapping[str, str]


async def restore(database: Database, models: Path) -> list[str]:
    """Write the promoted version's files where they are missing; the names written."""
    return await asyncio.to_thread(write_model_files, database.url, models)


async def prepare_promoted(database: Database, models: Path) -> ReadyModel:
    """The promoted version with its files in `models`.

    Raises NoPromotedModel, and ModelFilesUnusable for a file that was changed: it is code, so it is
    neither loaded nor quietly replaced.
    """
    async with database.reading() as session:
        version = await repository.find_promoted(session)
    if version is None:
        raise NoPromotedModel
    await restore(database, models)
    promoted = await asyncio.to_thread(find_promoted_files, database.url)
    if promoted is None or promoted.model_version_id != version.id:
        raise NoPromotedModel("Another model version was promoted at this moment; score again.")
    problems = await asyncio.to_thread(problems_of, promoted, models)
    if problems:
        raise ModelFilesUnusable(problems[0].sentence, files=[problem.name for problem in problems])
    return _ready(version, promoted.sha256)


async def prepare_version(database: Database, version_id: int, folder: Path) -> ReadyModel:
    """Any version with its files in `folder`, which is empty. Raises ModelVersionNotFound."""
    async with database.reading() as session:
        version = await repository.find_version(session, version_id)
    if version is None:
        raise ModelVersionNotFound(model_version_id=version_id)
    return _ready(version, await asyncio.to_thread(write_version_files, database.url, version_id, folder))


def _ready(version: ModelVersion, sha256: Mapping[str, str]) -> ReadyModel:
    return ReadyModel(
        version_id=version.id,
        shape=version.shape,
        attributes=tuple(Attribute(one["name"], one["kind"]) for one in version.attributes),
        window_days=version.window_days,
        as_of=version.as_of,
        import_ids=tuple(version.manifest.get("import_ids", ())),
        sha256=sha256,
    )
