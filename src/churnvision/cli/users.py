"""`churnvision users`: who may sign in."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

import typer
from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncSession

from churnvision.cli.output import AsJson, print_json, print_table
from churnvision.features.users import service
from churnvision.features.users.schemas import UserChange, UserCreate, UserView
from churnvision.kit.access import ROLES, system_actor
from churnvision.kit.cache import Cache
from churnvision.kit.database import Database
from churnvision.kit.errors import Malformed
from churnvision.kit.settings import settings

app = typer.Typer(add_completion=False, no_args_is_help=True, help="Make and change users.")
_DEMANDS = {
    "username": "Give a username of 1 to 100 letters, digits or any of . _ @ + - and no spaces.",
    "display_name": "Give a display name of at most 200 characters.",
    "email": "Give an e-mail address such as anna.berg@example.com, of at most 254 characters.",
    "password": "Give a password of 12 to 200 characters.",
    "roles": f"Give 1 to 10 roles, each one of {', '.join(ROLES)}.",
}
Username = Annotated[str, typer.Argument(help="The name that the user signs in with.")]
FromStdin = Annotated[
    bool, typer.Option("--password-stdin", help="Read the password from standard input, one line.")
]


@app.command("create")
def create(
    username: Username,
    role: Annotated[list[str], typer.Option(help=f"One of {', '.join(ROLES)}; may be repeated.")],
    display_name: Annotated[str | None, typer.Option(help="What the page calls the user.")] = None,
    email: Annotated[str | None, typer.Option()] = None,
    password_stdin: FromStdin = False,
    as_json: AsJson = False,
) -> None:
    """Make a user; without --password-stdin a password is made and shown once."""
    wanted = _wanted(username, role, display_name, email, _read_password() if password_stdin else None)
    _show(asyncio.run(_create(wanted)), as_json)


@app.command("list")
def list_users(as_json: AsJson = False) -> None:
    """List everybody who may sign in."""
    users = asyncio.run(_list())
    if as_json:
        print_json({"items": [_document(user) for user in users], "total": len(users)})
        return
    rows = [
        (user.id, user.username, ", ".join(user.roles), "yes" if user.is_active else "no") for user in users
    ]
    print_table(("id", "username", "roles", "active"), rows)


@app.command("set-password")
def set_password(username: Username, password_stdin: FromStdin = False, as_json: AsJson = False) -> None:
    """Give a user a new password and end the open sessions; without --password-stdin one is made."""
    password = _read_password() if password_stdin else None
    _show(asyncio.run(_set_password(username, password)), as_json)


@app.command("deactivate")
def deactivate(username: Username, as_json: AsJson = False) -> None:
    """Let a user sign in no more; open sessions end at once."""
    _show(asyncio.run(_change(username, UserChange(is_active=False))), as_json)


@app.command("activate")
def activate(username: Username, as_json: AsJson = False) -> None:
    """Let a user sign in again."""
    _show(asyncio.run(_change(username, UserChange(is_active=True))), as_json)


def _wanted(
    username: str, roles: list[str], display_name: str | None, email: str | None, password: str | None
) -> UserCreate:
    try:
        return UserCreate(
            username=username, display_name=display_name, email=email, password=password, roles=roles
        )
    except ValidationError as error:
        raise Malformed(_DEMANDS[str(error.errors()[0]["loc"][0])]) from error


def _read_password() -> str:
    return sys.stdin.readline().rstrip("\r\n")


@asynccontextmanager
async def _transaction() -> AsyncIterator[tuple[AsyncSession, Cache]]:
    database = Database.from_settings(settings().database)
    cache = Cache(settings().redis.url)
    try:
        async with database.transaction() as session:
            yield session, cache
    finally:
        await cache.close()
        await database.close()


async def _create(wanted: UserCreate) -> UserView:
    async with _transaction() as (session, _):
        await service.synchronise_roles(session)
        return await service.create_user(session, system_actor("cli"), wanted)


async def _list() -> list[UserView]:
    async with _transaction() as (session, _):
        return await service.list_users(session)


async def _set_password(username: str, password: str | None) -> UserView:
    if password is None:
        return await _change(username, UserChange(reset_password=True))
    async with _transaction() as (session, cache):
        user = await service.find_by_username(session, username)
        await service.set_password(session, system_actor("cli"), user.id, password, cache=cache)
        return user


async def _change(username: str, wanted: UserChange) -> UserView:
    async with _transaction() as (session, cache):
        user = await service.find_by_username(session, username)
        return await service.change_user(session, system_actor("cli"), user.id, wanted, cache=cache)


def _document(user: UserView) -> dict[str, object]:
    return user.model_dump(mode="json", exclude={"generated_password"})


def _show(user: UserView, as_json: bool) -> None:
    if as_json:
        print_json(user.model_dump(mode="json"))
        return
    state = "active" if user.is_active else "deactivated"
    print(f"{user.username} ({', '.join(user.roles)}) is {state}.")
    if user.generated_password:
        print(f"Password, shown this once: {user.generated_password}")
