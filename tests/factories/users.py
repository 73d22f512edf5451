"""Users who may sign in."""

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import insert
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession

from churnvision.features.users.tables import Role, RolePermission, User, UserRole
from churnvision.kit.access import ROLES

PASSWORD = "correct horse battery"
# Cheap parameters: what is hashed here guards nothing.
_HASHER = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=1024, parallelism=1),))


async def make_user(session: AsyncSession, username: str, role: str, *, password: str = PASSWORD) -> int:
    """A user with one role and the role's declared permissions; returns the id."""
    await session.execute(upsert(Role).values(name=role).on_conflict_do_nothing())
    for permission in sorted(ROLES[role]):
        await session.execute(
            upsert(RolePermission).values(role=role, permission=permission).on_conflict_do_nothing()
        )
    user_id = await session.scalar(
        insert(User).values(username=username, password_hash=_HASHER.hash(password)).returning(User.id)
    )
    assert user_id is not None
    await session.execute(insert(UserRole).values(user_id=user_id, role=role))
    return user_id
