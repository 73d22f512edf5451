"""The promoted version's files on this machine, ready for scoring."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from churnvision.features.training import repository
from churnvision.features.training.errors import ModelFilesUnusable, NoPromotedModel
from churnvision.kit.database import Database
from churnvision.kit.model_files import find_promoted_files, problems_of, write_model_files
from churnvision.ml.inputs import Attribute


@dataclass(frozen=True)
class PromotedModel:
    """The version that forecasts: what it reads, and the SHA-256 (hex) that each of its files must have."""

    version_id: int
    shape: str
    attributes: tuple[Attribute, ...]
    window_days: int | None
    as_of: date
    sha256: Mapping[str, str]


async def restore(database: Database, models: Path) -> list[str]:
    """Write the promoted version's files where they are missing; the names written."""
    return await asyncio.to_thread(write_model_files, database.url, models)


async def prepare_promoted(database: Database, models: Path) -> PromotedModel:
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
    return PromotedModel(
        version_id=version.id,
        shape=version.shape,
        attributes=tuple(Attribute(one["name"], one["kind"]) for one in version.attributes),
        window_days=version.window_days,
        as_of=version.as_of,
        sha256=promoted.sha256,
    )
