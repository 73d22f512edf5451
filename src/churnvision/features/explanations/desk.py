"""Where requests ask the model: one after the other, each in a process of its own.

A process costs a second or two and some hundred megabytes, so a few readers at once must not multiply it; and
the web process itself never opens a model file, which is code.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Request

from churnvision.features.explanations.errors import ModelDidNotAnswer, ModelReplaced
from churnvision.features.training import service as training
from churnvision.features.training.errors import ModelFilesUnusable
from churnvision.features.training.schemas import ModelVersionView
from churnvision.kit.database import Database, database_of
from churnvision.kit.isolated import ChildEnded, Progress, Refused, run_isolated
from churnvision.kit.logging import get_logger

_log = get_logger(__name__)
Answer = TypeVar("Answer")


@dataclass(frozen=True)
class ModelDesk:
    """`turns` is shared by all requests of the process."""

    database: Database
    models: Path
    memory_limit_bytes: int
    turns: asyncio.Semaphore

    async def ask(
        self, version: ModelVersionView, function: Callable[..., Answer], *arguments: Any
    ) -> Answer:
        """`function(report, models, sha256, *arguments)` with the files of the promoted version.

        Raises ModelReplaced when `version` is not that one, ModelFilesUnusable, ModelDidNotAnswer.
        """
        if version.status != "promoted":
            raise ModelReplaced(model_version_id=version.id)
        model = await training.prepare_promoted(self.database, self.models)
        if model.version_id != version.id:
            raise ModelReplaced(model_version_id=version.id)
        async with self.turns:
            try:
                return await run_isolated(
                    function, _ignore, self.memory_limit_bytes, self.models, model.sha256, *arguments
                )
            except Refused as refusal:
                raise ModelFilesUnusable(str(refusal)) from refusal
            except ChildEnded as ended:
                _log.error("model.did_not_answer", model_version_id=version.id, reason=str(ended))
                raise ModelDidNotAnswer from ended


async def _ignore(_progress: Progress) -> None:
    """The answer takes a second or two; nobody watches its progress."""


def desk_of(request: Request) -> ModelDesk:
    """The desk of the running application."""
    state = request.app.state
    return ModelDesk(
        database_of(request), state.settings.models, state.settings.worker.job_memory_bytes, state.model_turns
    )


OwnDesk = Annotated[ModelDesk, Depends(desk_of)]
