"""Users and roles."""

from typing import Annotated

from fastapi import APIRouter

from churnvision.features.users import service
from churnvision.features.users.schemas import RoleView, UserChange, UserCreate, UserList, UserView
from churnvision.kit.access import Actor, requires
from churnvision.kit.cache import OwnCache
from churnvision.kit.database import ReadTx, Tx
from churnvision.kit.identifiers import RowId

router = APIRouter(prefix="/users", tags=["users"])


@router.get("/")
async def list_users(session: ReadTx, _actor: Annotated[Actor, requires("users:read")]) -> UserList:
    """Everybody who may sign in."""
    users = await service.list_users(session)
    return UserList(items=users, total=len(users))


@router.post("/", status_code=201)
async def create_user(
    session: Tx, actor: Annotated[Actor, requires("users:write")], wanted: UserCreate
) -> UserView:
    """Make a user; a password that is left out is made and shown once."""
    return await service.create_user(session, actor, wanted)


@router.get("/roles")
async def list_roles(_actor: Annotated[Actor, requires("users:read")]) -> list[RoleView]:
    """The roles and what each allows."""
    return service.list_roles()


@router.get("/{user_id}")
async def read_user(
    session: ReadTx, _actor: Annotated[Actor, requires("users:read")], user_id: RowId
) -> UserView:
    """One user."""
    return await service.find_user(session, user_id)


@router.patch("/{user_id}")
async def change_user(
    session: Tx,
    cache: OwnCache,
    actor: Annotated[Actor, requires("users:write")],
    user_id: RowId,
    wanted: UserChange,
) -> UserView:
    """Change a user's name, roles, activity or password; takes effect at once."""
    return await service.change_user(session, actor, user_id, wanted, cache=cache)
