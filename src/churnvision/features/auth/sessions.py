"""The state of a session: asked for at every request, from the cache or from PostgreSQL.

The cache only ever shortens the way to what PostgreSQL says. Whatever ends or changes a session first
puts a mark under its key (or its user's), which outlives every cached copy; a mark is never overwritten
by a copy, so a reader that was already on its way cannot bring an ended session back.
"""

import hmac
import time
from uuid import UUID

from pydantic import ValidationError

from churnvision.features.auth import repository
from churnvision.features.auth.errors import SessionEnded
from churnvision.features.auth.schemas import SessionState
from churnvision.features.auth.tokens import Claim, hash_secret
from churnvision.kit.access import user_changed_key
from churnvision.kit.cache import Cache
from churnvision.kit.clock import utc_now
from churnvision.kit.database import Database
from churnvision.kit.settings import SessionSettings

_ENDED = b"ended"
_MARK_SECONDS = 120
_SEEN_EVERY_SECONDS = 60


class Sessions:
    """Looks sessions up and marks them as ended."""

    def __init__(self, database: Database, cache: Cache, settings: SessionSettings) -> None:
        self._database = database
        self._cache = cache
        self._settings = settings

    async def find(self, claim: Claim) -> SessionState:
        """The live session that a caller claims to hold. Raises SessionEnded."""
        key = _key(claim.session_id)
        cached, changed = await self._cache.get(key, user_changed_key(claim.user_id))
        state = self._from_cache(cached) if changed is None else None
        if state is None:
            state = await self._from_database(claim.session_id)
            if changed is None and self._settings.cache_seconds > 0:
                content = state.model_dump_json().encode()
                await self._cache.put_if_absent(key, content, ttl_seconds=self._settings.cache_seconds)
        _require_same(state, claim)
        return state

    async def end(self, session_id: UUID) -> None:
        """Mark a session as ended; call before the transaction that ends it commits."""
        await self._cache.put(_key(session_id), _ENDED, ttl_seconds=_MARK_SECONDS)

    def _from_cache(self, content: bytes | None) -> SessionState | None:
        if content is None or content == _ENDED:
            return None
        try:
            state = SessionState.model_validate_json(content)
        except ValidationError:
            return None
        is_fresh = state.cached_at > self._cache.distrusted_before and state.expires_at > utc_now()
        return state if is_fresh else None

    async def _from_database(self, session_id: UUID) -> SessionState:
        now = utc_now()
        async with self._database.reading() as session:
            row = await repository.find_live_session(
                session, session_id, now=now, idle_seconds=self._settings.idle_seconds
            )
        if row is None:
            raise SessionEnded
        stored = row.Session
        if (now - stored.last_seen_at).total_seconds() > _SEEN_EVERY_SECONDS:
            async with self._database.transaction() as session:
                await repository.mark_seen(session, session_id, now)
        return SessionState(
            session_id=stored.id,
            user_id=stored.user_id,
            username=row.username,
            kind=stored.kind,
            secret_hash=stored.secret_hash.hex(),
            expires_at=stored.expires_at,
            roles=row.roles or [],
            permissions=sorted(set(row.permissions or [])),
            must_change_password=row.must_change_password,
            cached_at=time.time(),
        )


def _require_same(state: SessionState, claim: Claim) -> None:
    same_user = state.user_id == claim.user_id
    proven = claim.secret is None or hmac.compare_digest(hash_secret(claim.secret).hex(), state.secret_hash)
    # The page's sessions are opened by their cookie alone, an API client's by its token alone.
    right_door = (state.kind == "browser") == (claim.secret is not None)
    if not (same_user and proven and right_door):
        raise SessionEnded


def _key(session_id: UUID) -> str:
    return f"session:{session_id.hex}"
