"""`churnvision models`: the trained versions, and which of them forecasts."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Annotated, TypeVar

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from churnvision.cli.output import AsJson, print_json, print_table
from churnvision.features.training import service
from churnvision.features.training.errors import NoPromotedModel
from churnvision.features.training.schemas import ModelPage, ModelVersionView
from churnvision.kit.access import system_actor
from churnvision.kit.database import Database
from churnvision.kit.pagination import PageRequest
from churnvision.kit.settings import settings

app = typer.Typer(
    add_completion=False, no_args_is_help=True, help="List model versions, promote one, or roll back."
)
T = TypeVar("T")
VersionId = Annotated[int, typer.Argument(min=1, help="The version's number, as `models list` shows it.")]


@app.command("list")
def list_models(as_json: AsJson = False) -> None:
    """List the newest model versions with their quality on data that they had not seen."""
    page = asyncio.run(_in_transaction(_list))
    if as_json:
        print_json(page.model_dump(mode="json"))
        return
    rows = [
        (one.id, one.status, one.algorithm, one.as_of, _measure(one, "auc"), _measure(one, "log_loss"))
        for one in page.items
    ]
    print_table(("version", "status", "algorithm", "as of", "AUC", "log loss"), rows)


@app.command("promote")
def promote(version_id: VersionId, as_json: AsJson = False) -> None:
    """Let a version forecast from now on; everybody is scored again with it."""

    async def act(session: AsyncSession) -> ModelVersionView:
        return await service.promote(session, system_actor("cli"), version_id)

    _show(asyncio.run(_in_transaction(act)), as_json)


@app.command("rollback")
def rollback(as_json: AsJson = False) -> None:
    """Let the version forecast again that did so before the present one."""
    _show(asyncio.run(_in_transaction(_roll_back)), as_json)


async def _list(session: AsyncSession) -> ModelPage:
    return await service.find_versions(session, PageRequest(limit=200))


async def _roll_back(session: AsyncSession) -> ModelVersionView:
    present = await service.find_promoted(session)
    if present is None:
        raise NoPromotedModel
    return await service.roll_back(session, system_actor("cli"), present.id)


async def _in_transaction(act: Callable[[AsyncSession], Awaitable[T]]) -> T:
    database = Database.from_settings(settings().database)
    try:
        async with database.transaction() as session:
            return await act(session)
    finally:
        await database.close()


def _measure(version: ModelVersionView, name: str) -> str:
    value = version.metrics.get(name)
    return f"{value:.3f}" if isinstance(value, float) else ""


def _show(version: ModelVersionView, as_json: bool) -> None:
    if as_json:
        print_json(version.model_dump(mode="json"))
    else:
        print(f"Version {version.id} forecasts from now on; everybody is being scored again.")
