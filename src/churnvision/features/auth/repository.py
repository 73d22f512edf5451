"""SQL of sessions and of failed sign-ins."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    DateTime,
    Interval,
    case,
    column,
    delete,
    func,
    insert,
    literal,
    select,
    table,
    update,
)
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncSession

from churnvision.features.auth.tables import LoginAttempt, Session
from churnvision.features.users.tables import RolePermission, User, UserRole

# The org tree belongs to `employees`, a higher feature: only its names are known here.
_ORG_UNITS = table("org_units", column("id"), column("path"))
_LEADERS = table("org_unit_leaders", column("org_unit_id"), column("user_id"))

EVERYWHERE = "*"
_SECOND = literal(timedelta(seconds=1), Interval())


async def find_live_session(
    session: AsyncSession, session_id: UUID, *, now: datetime, idle_seconds: int
) -> Row[Any] | None:
    """The session with its user, roles and permissions; None when it has ended in any way."""
    roles = select(func.array_agg(UserRole.role)).where(UserRole.user_id == User.id).scalar_subquery()
    permissions = (
        select(func.array_agg(RolePermission.permission))
        .join(UserRole, UserRole.role == RolePermission.role)
        .where(UserRole.user_id == User.id)
        .scalar_subquery()
    )
    query = (
        select(
            Session,
            User.username,
            User.must_change_password,
            roles.label("roles"),
            permissions.label("permissions"),
        )
        .join(User, User.id == Session.user_id)
        .where(Session.id == session_id, *_alive(now), User.is_active)
        .where(func.coalesce(User.sessions_valid_from_at, Session.created_at) <= Session.created_at)
        .where((Session.kind == "api") | (Session.last_seen_at > now - timedelta(seconds=idle_seconds)))
    )
    return (await session.execute(query)).first()


def _alive(now: datetime) -> list[ColumnElement[bool]]:
    return [Session.revoked_at.is_(None), Session.expires_at > now]


async def lock_session(session: AsyncSession, session_id: UUID, *, now: datetime) -> Session | None:
    """A session that is not over, locked until the transaction ends."""
    query = select(Session).where(Session.id == session_id, *_alive(now)).with_for_update()
    return (await session.scalars(query)).first()


async def add_session(session: AsyncSession, values: dict[str, Any]) -> None:
    """Insert a session."""
    await session.execute(insert(Session).values(**values))


async def replace_secret(session: AsyncSession, session_id: UUID, secret_hash: bytes, now: datetime) -> None:
    """Give a session its next secret and remember the one before."""
    await session.execute(
        update(Session)
        .where(Session.id == session_id)
        .values(previous_secret_hash=Session.secret_hash, secret_hash=secret_hash, last_seen_at=now)
    )


async def mark_seen(session: AsyncSession, session_id: UUID, now: datetime) -> None:
    """Write down that the session was used."""
    await session.execute(update(Session).where(Session.id == session_id).values(last_seen_at=now))


async def revoke_session(session: AsyncSession, session_id: UUID, now: datetime) -> None:
    """End one session."""
    await session.execute(
        update(Session).where(Session.id == session_id, Session.revoked_at.is_(None)).values(revoked_at=now)
    )


async def revoke_other_sessions(
    session: AsyncSession, user_id: int, keep: UUID | None, now: datetime
) -> Sequence[UUID]:
    """End all sessions of a user but one; returns their ids."""
    statement = (
        update(Session)
        .where(Session.user_id == user_id, Session.revoked_at.is_(None))
        .values(revoked_at=now)
        .returning(Session.id)
    )
    if keep is not None:
        statement = statement.where(Session.id != keep)
    return (await session.scalars(statement)).all()


async def find_credentials(session: AsyncSession, username: str) -> User | None:
    """The active user of that name."""
    query = select(User).where(func.lower(User.username) == username.lower(), User.is_active)
    return (await session.scalars(query)).first()


async def lock_user(session: AsyncSession, user_id: int) -> User | None:
    """The user, read anew and locked against changes until the transaction ends."""
    query = select(User).where(User.id == user_id).with_for_update()
    return (await session.scalars(query.execution_options(populate_existing=True))).first()


async def store_password_hash(
    session: AsyncSession, user_id: int, password_hash: str, *, must_change: bool
) -> None:
    """Replace a user's password."""
    await session.execute(
        update(User)
        .where(User.id == user_id)
        .values(password_hash=password_hash, must_change_password=must_change)
    )


async def find_led_units(session: AsyncSession, user_id: int) -> list[tuple[int, str]]:
    """Ids and paths of the org units that a user leads."""
    query = (
        select(_ORG_UNITS.c.id, _ORG_UNITS.c.path)
        .join(_LEADERS, _LEADERS.c.org_unit_id == _ORG_UNITS.c.id)
        .where(_LEADERS.c.user_id == user_id)
        .order_by(_ORG_UNITS.c.path)
    )
    return [(row.id, row.path) for row in (await session.execute(query)).all()]


async def find_display_name(session: AsyncSession, user_id: int) -> str | None:
    """What the user is called on the page."""
    return await session.scalar(select(User.display_name).where(User.id == user_id))


async def count_attempt(
    session: AsyncSession, username: str, address: str, *, now: datetime, free: int, longest_seconds: int
) -> datetime | None:
    """Count one attempt before its password is looked at; returns the end of a block that holds, or None.

    The attempts after the first `free` ones block the next for 1, 2, 4 … seconds, at most
    `longest_seconds`. A day without attempts forgets them. While a block holds nothing is counted.
    """
    failures = case(
        (LoginAttempt.last_at < now - timedelta(days=1), 1),
        else_=func.least(LoginAttempt.failures + 1, 1000),
    )
    doubled = func.power(2, func.least(failures - free, 30))
    wait_seconds = case((failures >= free, func.least(longest_seconds, doubled)), else_=0)
    statement = (
        upsert(LoginAttempt)
        .values(username=username, address=address, failures=1, blocked_until_at=now, last_at=now)
        .on_conflict_do_update(
            index_elements=["username", "address"],
            set_={
                "failures": failures,
                "blocked_until_at": literal(now, DateTime(timezone=True)) + wait_seconds * _SECOND,
                "last_at": now,
            },
            where=LoginAttempt.blocked_until_at <= now,
        )
        .returning(LoginAttempt.failures)
    )
    if (await session.execute(statement)).first() is not None:
        return None
    return await session.scalar(
        select(LoginAttempt.blocked_until_at).where(
            LoginAttempt.username == username, LoginAttempt.address == address
        )
    )


async def forget_attempts(session: AsyncSession, username: str, address: str, *, now: datetime) -> None:
    """Forget the counted attempts of a user who has signed in, and everybody's of days ago."""
    await session.execute(
        delete(LoginAttempt).where(
            (LoginAttempt.username == username) & LoginAttempt.address.in_([address, EVERYWHERE])
            | (LoginAttempt.last_at < now - timedelta(days=2))
        )
    )
