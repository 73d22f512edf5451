"""SQL of users, roles and permissions."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import delete, exists, func, insert, select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession

from churnvision.features.users.tables import Role, RolePermission, User, UserRole

_CHANGING_ADMINISTRATORS = 721115


async def find_user(session: AsyncSession, user_id: int) -> User | None:
    """A user by id."""
    return await session.get(User, user_id)


async def find_by_username(session: AsyncSession, username: str) -> User | None:
    """A user by name, in any case of letters."""
    return (await session.scalars(select(User).where(func.lower(User.username) == username.lower()))).first()


async def find_all_users(session: AsyncSession) -> Sequence[User]:
    """Every user, by name."""
    return (await session.scalars(select(User).order_by(func.lower(User.username)))).all()


async def find_known_ids(session: AsyncSession, user_ids: Iterable[int]) -> set[int]:
    """Which of the ids belong to users."""
    return set((await session.scalars(select(User.id).where(User.id.in_(list(user_ids))))).all())


async def find_roles(session: AsyncSession, user_ids: Iterable[int]) -> dict[int, list[str]]:
    """The names of the roles that each of the users holds."""
    held: dict[int, list[str]] = {user_id: [] for user_id in user_ids}
    query = select(UserRole.user_id, UserRole.role).where(UserRole.user_id.in_(list(held)))
    for user_id, role in (await session.execute(query.order_by(UserRole.role))).all():
        held[user_id].append(role)
    return held


async def has_any_user(session: AsyncSession) -> bool:
    """Whether anybody may sign in at all."""
    return bool(await session.scalar(select(exists().where(User.id.is_not(None)))))


async def count_other_super_admins(session: AsyncSession, user_id: int) -> int:
    """How many active super_admins there are besides one user."""
    query = (
        select(func.count())
        .select_from(User)
        .join(UserRole, UserRole.user_id == User.id)
        .where(UserRole.role == "super_admin", User.is_active, User.id != user_id)
    )
    return await session.scalar(query) or 0


async def wait_for_turn(session: AsyncSession) -> None:
    """Let changes of administrators happen one after the other, until the transaction ends."""
    await session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _CHANGING_ADMINISTRATORS})


async def add_user(session: AsyncSession, values: dict[str, Any]) -> User | None:
    """Insert a user; None when the name is taken."""
    statement = upsert(User).values(**values).on_conflict_do_nothing().returning(User)
    return (await session.scalars(statement)).first()


async def change_user(session: AsyncSession, user_id: int, values: dict[str, Any]) -> None:
    """Set columns of a user."""
    await session.execute(update(User).where(User.id == user_id).values(**values))


async def replace_roles(session: AsyncSession, user_id: int, roles: Iterable[str]) -> None:
    """Let a user hold exactly these roles."""
    await session.execute(delete(UserRole).where(UserRole.user_id == user_id))
    rows = [{"user_id": user_id, "role": role} for role in sorted(set(roles))]
    await session.execute(insert(UserRole), rows)


async def store_roles(session: AsyncSession, roles: dict[str, frozenset[str]]) -> None:
    """Make the tables of roles and permissions equal to what the program declares."""
    await wait_for_turn(session)
    for name, permissions in sorted(roles.items()):
        await session.execute(upsert(Role).values(name=name).on_conflict_do_nothing())
        await session.execute(
            delete(RolePermission).where(
                RolePermission.role == name, RolePermission.permission.not_in(permissions)
            )
        )
        rows = [{"role": name, "permission": permission} for permission in sorted(permissions)]
        await session.execute(upsert(RolePermission).on_conflict_do_nothing(), rows)
