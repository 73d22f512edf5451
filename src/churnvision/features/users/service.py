"""Who may sign in, and as what."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from churnvision.dr.removals import record_user
from churnvision.dr.settings import read_settings
from churnvision.features.audit import service as audit
from churnvision.features.users import repository
from churnvision.features.users.errors import (
    LastAdministrator,
    OwnDeactivation,
    RemovalNotRecorded,
    RoleReserved,
    RoleUnknown,
    UsernameTaken,
    UserNotFound,
)
from churnvision.features.users.schemas import RoleView, UserChange, UserCreate, UserView
from churnvision.features.users.tables import User
from churnvision.kit.access import ROLES, Actor, system_actor, user_changed_key
from churnvision.kit.cache import Cache
from churnvision.kit.clock import utc_now
from churnvision.kit.database import Database
from churnvision.kit.passwords import generate_password, hash_password, require_good_password
from churnvision.kit.settings import settings

_HIGHEST = "super_admin"
# Longer than any cached session lives.
_CHANGED_SECONDS = 120


async def synchronise_roles(session: AsyncSession) -> None:
    """Make the stored roles and permissions equal to `kit.access.ROLES`; safe to run at every start."""
    await repository.store_roles(session, ROLES)


async def ensure_admin(database: Database, password: str | None) -> tuple[bool, str | None]:
    """Make the user "admin" (super_admin) where nobody may sign in yet.

    Returns whether it was made, and the password when it was generated because none was given. A
    generated one must be changed at the first sign-in in production; a given one need not be.

    Raises PasswordRefused for a given password that breaks the rules.
    """
    async with database.transaction() as session:
        await synchronise_roles(session)
        if await repository.has_any_user(session):
            return False, None
        must_change = password is None and settings().environment == "production"
        view = await create_user(
            session,
            system_actor("setup"),
            UserCreate(username="admin", display_name="Administrator", password=password, roles=[_HIGHEST]),
            must_change_password=must_change,
        )
    return True, view.generated_password


async def list_users(session: AsyncSession) -> list[UserView]:
    """Every user, by name."""
    return await _views(session, await repository.find_all_users(session))


async def find_user(session: AsyncSession, user_id: int) -> UserView:
    """One user. Raises UserNotFound."""
    return (await _views(session, [await _existing(session, user_id)]))[0]


async def find_by_username(session: AsyncSession, username: str) -> UserView:
    """One user by name. Raises UserNotFound."""
    user = await repository.find_by_username(session, username)
    if user is None:
        raise UserNotFound(f"There is no user {username!r}.")
    return (await _views(session, [user]))[0]


def list_roles() -> list[RoleView]:
    """The roles and what each allows."""
    return [RoleView(name=name, permissions=sorted(held)) for name, held in ROLES.items()]


async def create_user(
    session: AsyncSession, actor: Actor, wanted: UserCreate, *, must_change_password: bool | None = None
) -> UserView:
    """Make a user. Without a password one is made, returned once and to be changed at the first sign-in.

    Raises RoleUnknown, RoleReserved, PasswordRefused, UsernameTaken.
    """
    _require_grantable(actor, wanted.roles)
    if wanted.password is not None:
        require_good_password(wanted.password, wanted.username)
    password = wanted.password or generate_password()
    generated = wanted.password is None
    user = await repository.add_user(
        session,
        {
            "username": wanted.username,
            "display_name": wanted.display_name,
            "email": wanted.email,
            "password_hash": await hash_password(password),
            "must_change_password": generated if must_change_password is None else must_change_password,
        },
    )
    if user is None:
        raise UsernameTaken
    await repository.replace_roles(session, user.id, wanted.roles)
    await audit.record(session, actor, "user.created", subject=("user", user.id), roles=sorted(wanted.roles))
    view = (await _views(session, [user]))[0]
    return view.model_copy(update={"generated_password": password if generated else None})


async def change_user(
    session: AsyncSession, actor: Actor, user_id: int, wanted: UserChange, *, cache: Cache
) -> UserView:
    """Change a user; a new role, a deactivation and a reset password take effect at once.

    Raises UserNotFound, OwnDeactivation, RoleUnknown, RoleReserved, LastAdministrator, RemovalNotRecorded.
    """
    await repository.wait_for_turn(session)
    user = await _existing(session, user_id)
    await _require_changeable(session, actor, user, wanted)
    values = _columns(wanted)
    password = generate_password() if wanted.reset_password else None
    if password is not None:
        values |= {"password_hash": await hash_password(password), "must_change_password": True}
    await _store_change(session, user, values, wanted.roles)
    await audit.record(session, actor, "user.changed", subject=("user", user_id), changed=_names(wanted))
    if values.get("is_active") is not None:
        await _record_beside_backups(user_id, is_active=values["is_active"])
    await cache.put(user_changed_key(user_id), b"1", ttl_seconds=_CHANGED_SECONDS)
    await session.refresh(user)
    return (await _views(session, [user]))[0].model_copy(update={"generated_password": password})


async def set_password(
    session: AsyncSession, actor: Actor, user_id: int, password: str, *, cache: Cache
) -> None:
    """Give a user a password and end the sessions begun before. Raises UserNotFound, PasswordRefused."""
    user = await _existing(session, user_id)
    require_good_password(password, user.username)
    values = {"password_hash": await hash_password(password), "must_change_password": False}
    await _store_change(session, user, values, None)
    await audit.record(session, actor, "user.password_set", subject=("user", user_id))
    await cache.put(user_changed_key(user_id), b"1", ttl_seconds=_CHANGED_SECONDS)


async def keep_disabled(session: AsyncSession, disabled: Mapping[int, datetime]) -> list[int]:
    """Disable again whom an older database would let in; `disabled` says since when by id. Who it was."""
    again = []
    for user_id, at in sorted(disabled.items()):
        user = await repository.find_user(session, user_id)
        # A user made later has the id of somebody whom the database does not know any more.
        if user is None or not user.is_active or user.created_at > at:
            continue
        await _store_change(session, user, {"is_active": False}, None)
        await audit.record(
            session,
            system_actor("recovery"),
            "user.changed",
            subject=("user", user_id),
            changed=["is_active"],
        )
        again.append(user_id)
    return again


async def unknown_user_ids(session: AsyncSession, user_ids: Iterable[int]) -> list[int]:
    """Which of the ids belong to nobody."""
    wanted = set(user_ids)
    return sorted(wanted - await repository.find_known_ids(session, wanted))


async def _record_beside_backups(user_id: int, *, is_active: bool) -> None:
    try:
        await asyncio.to_thread(record_user, read_settings().backups, user_id, is_active=is_active)
    except OSError as error:
        raise RemovalNotRecorded from error


async def _existing(session: AsyncSession, user_id: int) -> User:
    user = await repository.find_user(session, user_id)
    if user is None:
        raise UserNotFound
    return user


async def _views(session: AsyncSession, users: Sequence[User]) -> list[UserView]:
    roles = await repository.find_roles(session, [user.id for user in users])
    return [
        UserView(
            id=user.id,
            username=user.username,
            display_name=user.display_name,
            email=user.email,
            roles=roles[user.id],
            is_active=user.is_active,
            must_change_password=user.must_change_password,
            created_at=user.created_at,
            generated_password=None,
        )
        for user in users
    ]


def _require_grantable(actor: Actor, roles: Iterable[str]) -> None:
    unknown = sorted(set(roles) - set(ROLES))
    if unknown:
        raise RoleUnknown(f"There is no role {unknown[0]!r}; the roles are {', '.join(ROLES)}.")
    if _HIGHEST in roles and _HIGHEST not in actor.roles:
        raise RoleReserved


async def _require_changeable(session: AsyncSession, actor: Actor, user: User, wanted: UserChange) -> None:
    if wanted.is_active is False and user.id == actor.user_id:
        raise OwnDeactivation
    held = (await repository.find_roles(session, [user.id]))[user.id]
    if wanted.roles is not None:
        _require_grantable(actor, wanted.roles)
    if _HIGHEST not in held:
        return
    if _HIGHEST not in actor.roles:
        raise RoleReserved
    loses_role = wanted.roles is not None and _HIGHEST not in wanted.roles
    if (loses_role or wanted.is_active is False) and not await repository.count_other_super_admins(
        session, user.id
    ):
        raise LastAdministrator


async def _store_change(
    session: AsyncSession, user: User, values: dict[str, Any], roles: list[str] | None
) -> None:
    if values.get("is_active") is False or "password_hash" in values:
        values["sessions_valid_from_at"] = utc_now()
    if values:
        await repository.change_user(session, user.id, values)
    if roles is not None:
        await repository.replace_roles(session, user.id, roles)


def _columns(wanted: UserChange) -> dict[str, Any]:
    named = wanted.model_dump(include={"display_name", "is_active"}, exclude_unset=True)
    return {name: value for name, value in named.items() if name == "display_name" or value is not None}


def _names(wanted: UserChange) -> list[str]:
    return sorted(wanted.model_fields_set)
