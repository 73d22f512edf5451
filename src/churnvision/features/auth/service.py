"""Signing in and out, refresh with rotation, change of password.

Failed attempts and reuse of a token must be remembered although the request fails, so these functions
take the database and open their own transactions.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from churnvision.features.audit import service as audit
from churnvision.features.auth import repository
from churnvision.features.auth.errors import (
    PasswordUnchanged,
    SessionEnded,
    TooManyAttempts,
    WrongCredentials,
    WrongPassword,
)
from churnvision.features.auth.schemas import LedUnit, Me
from churnvision.features.auth.sessions import Sessions
from churnvision.features.auth.tokens import Claim, hash_secret, new_secret
from churnvision.features.users.tables import User
from churnvision.kit.access import Actor, user_changed_key
from churnvision.kit.cache import Cache
from churnvision.kit.clock import utc_now
from churnvision.kit.database import Database
from churnvision.kit.passwords import hash_password, require_good_password, verify_password
from churnvision.kit.settings import SessionSettings

FREE_ATTEMPTS = 5
FREE_ATTEMPTS_EVERYWHERE = 20
LONGEST_BLOCK_SECONDS = 900

Kind = Literal["browser", "api"]


@dataclass(frozen=True)
class Caller:
    """Where a sign-in comes from."""

    address: str
    client: str | None
    request_id: str | None


async def sign_in(
    database: Database,
    username: str,
    password: str,
    *,
    kind: Kind,
    caller: Caller,
    lifetimes: SessionSettings,
) -> Claim:
    """Begin a session. Raises TooManyAttempts and WrongCredentials, alike for unknown users."""
    name = username.strip().lower()
    async with database.transaction() as session:
        blocked_seconds = await _count_attempt(session, name, caller.address)
        user = await repository.find_credentials(session, name)
        user_id = None if user is None else user.id
        actor = Actor(user_id, name, frozenset(), frozenset(), request_id=caller.request_id)
        if blocked_seconds:
            why = {"reason": TooManyAttempts.code}
            await audit.record(session, actor, "session.refused", subject=("user", user_id), **why)
    if blocked_seconds:
        raise TooManyAttempts(retry_after_seconds=blocked_seconds)
    fits, renewed_hash = await verify_password(password, user.password_hash if user else None)
    async with database.transaction() as session:
        claim = None
        if user is not None and fits:
            claim = await _begin_session(session, user, renewed_hash, kind, caller, lifetimes)
        if claim is None:
            why = {"reason": WrongCredentials.code}
            await audit.record(session, actor, "session.refused", subject=("user", user_id), **why)
        else:
            await repository.forget_attempts(session, name, caller.address, now=utc_now())
            details = {"session_id": str(claim.session_id), "kind": kind}
            await audit.record(session, actor, "session.begun", subject=("user", user_id), **details)
    if claim is None:
        raise WrongCredentials
    return claim


async def _count_attempt(session: AsyncSession, name: str, address: str) -> int:
    now = utc_now()
    for where, free in ((address, FREE_ATTEMPTS), (repository.EVERYWHERE, FREE_ATTEMPTS_EVERYWHERE)):
        blocked_until_at = await repository.count_attempt(
            session, name, where, now=now, free=free, longest_seconds=LONGEST_BLOCK_SECONDS
        )
        if blocked_until_at is not None:
            return int((blocked_until_at - now).total_seconds()) + 1
    return 0


async def _begin_session(
    session: AsyncSession,
    checked: User,
    renewed_hash: str | None,
    kind: Kind,
    caller: Caller,
    lifetimes: SessionSettings,
) -> Claim | None:
    # The password may have been changed, or the user deactivated, while it was being verified.
    user = await repository.lock_user(session, checked.id)
    if user is None or not user.is_active or user.password_hash != checked.password_hash:
        return None
    if renewed_hash is not None:
        await repository.store_password_hash(
            session, user.id, renewed_hash, must_change=user.must_change_password
        )
    now = utc_now()
    claim = Claim(user.id, uuid4(), new_secret())
    seconds = lifetimes.absolute_seconds if kind == "browser" else lifetimes.refresh_seconds
    await repository.add_session(
        session,
        {
            "id": claim.session_id,
            "user_id": user.id,
            "kind": kind,
            "secret_hash": hash_secret(claim.secret or ""),
            "created_at": now,
            "last_seen_at": now,
            "expires_at": now + timedelta(seconds=seconds),
            "address": caller.address,
            "client": caller.client,
        },
    )
    return claim


async def refresh(database: Database, sessions: Sessions, claim: Claim) -> Claim:
    """Exchange a refresh token for the next one; each can be used once.

    A token that was used before was stolen or copied: its session ends. Raises SessionEnded.
    """
    now = utc_now()
    async with database.transaction() as session:
        stored = await repository.lock_session(session, claim.session_id, now=now)
        if stored is None or stored.kind != "api" or stored.user_id != claim.user_id:
            raise SessionEnded
        following = Claim(claim.user_id, claim.session_id, new_secret())
        is_current = stored.secret_hash == hash_secret(claim.secret or "")
        if is_current:
            await repository.replace_secret(session, stored.id, hash_secret(following.secret or ""), now)
        else:
            await sessions.end(stored.id)
            await repository.revoke_session(session, stored.id, now)
            thief = Actor(claim.user_id, "unknown", frozenset(), frozenset(), session_id=stored.id)
            await audit.record(session, thief, "session.token_reused", subject=("user", claim.user_id))
    if not is_current:
        raise SessionEnded("This refresh token was used before, so its session has ended; sign in again.")
    return following


async def sign_out(session: AsyncSession, actor: Actor, *, sessions: Sessions) -> None:
    """End the actor's session."""
    if actor.session_id is not None:
        await sessions.end(actor.session_id)
        await repository.revoke_session(session, actor.session_id, utc_now())
    await audit.record(session, actor, "session.ended", subject=("user", actor.user_id))


async def change_password(
    database: Database, actor: Actor, current: str, new: str, *, sessions: Sessions, cache: Cache
) -> None:
    """Replace the actor's password and end the actor's other sessions.

    Raises WrongPassword, TooManyAttempts, PasswordUnchanged, PasswordRefused.
    """
    assert actor.user_id is not None
    async with database.transaction() as session:
        blocked_seconds = await _count_attempt(session, actor.username.lower(), _own_address(actor))
        user = await repository.find_credentials(session, actor.username)
        if blocked_seconds:
            await _record_refused_change(session, actor, TooManyAttempts.code)
    if blocked_seconds:
        raise TooManyAttempts(retry_after_seconds=blocked_seconds)
    fits, _ = await verify_password(current, user.password_hash if user else None)
    if user is None or not fits:
        async with database.transaction() as session:
            await _record_refused_change(session, actor, WrongPassword.code)
        raise WrongPassword
    if new == current:
        raise PasswordUnchanged
    require_good_password(new, actor.username)
    new_hash = await hash_password(new)
    async with database.transaction() as session:
        is_stored = await _replace_password(session, actor, user, new_hash, sessions, cache)
    if not is_stored:
        raise WrongPassword


async def _replace_password(
    session: AsyncSession, actor: Actor, checked: User, new_hash: str, sessions: Sessions, cache: Cache
) -> bool:
    """Store the hash, unless the password that was checked holds no more; whether it was stored."""
    # An administrator may have reset it, or deactivated the user, while it was being verified.
    user = await repository.lock_user(session, checked.id)
    if user is None or not user.is_active or user.password_hash != checked.password_hash:
        await _record_refused_change(session, actor, WrongPassword.code)
        return False
    await cache.put(user_changed_key(user.id), b"1", ttl_seconds=120)
    await repository.store_password_hash(session, user.id, new_hash, must_change=False)
    await repository.forget_attempts(session, actor.username.lower(), _own_address(actor), now=utc_now())
    await _end_other_sessions(session, user.id, actor.session_id, sessions)
    await audit.record(session, actor, "user.password_changed", subject=("user", user.id))
    return True


async def _record_refused_change(session: AsyncSession, actor: Actor, reason: str) -> None:
    subject = ("user", actor.user_id)
    await audit.record(session, actor, "user.password_change_refused", subject=subject, reason=reason)


def _own_address(actor: Actor) -> str:
    return f"session:{actor.session_id}"


async def _end_other_sessions(
    session: AsyncSession, user_id: int, keep: UUID | None, sessions: Sessions
) -> None:
    for ended in await repository.revoke_other_sessions(session, user_id, keep, utc_now()):
        await sessions.end(ended)


async def describe_me(session: AsyncSession, actor: Actor) -> Me:
    """What the page needs to know about the signed-in user."""
    assert actor.user_id is not None
    units = await repository.find_led_units(session, actor.user_id)
    names_people = actor.may("employees:read")
    return Me(
        id=actor.user_id,
        username=actor.username,
        display_name=await repository.find_display_name(session, actor.user_id),
        roles=sorted(actor.roles),
        permissions=sorted(actor.permissions),
        must_change_password=actor.must_change_password,
        scope="everyone" if actor.sees_everyone else "org_units" if names_people else "groups",
        org_units=[LedUnit(id=unit_id, path=path) for unit_id, path in units],
    )
