"""How often something may be done: counted in Redis, and in this process while Redis is away."""

import time
from typing import Annotated

from fastapi import Depends, Request
from limits import RateLimitItem, RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage, RedisStorage
from limits.aio.strategies import FixedWindowRateLimiter
from limits.errors import StorageError
from redis.asyncio import ConnectionPool
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from churnvision.kit.errors import ChurnVisionError

_WAIT_SECONDS = 0.2
_PAUSE_SECONDS = 1.0


class TooManyRequests(ChurnVisionError):
    """Too many requests in a short time; wait a moment and try again."""

    code = "too_many_requests"
    status = 429


class RateLimits:
    """Counters by name and caller. Without Redis each process counts for itself: slower to forget nothing."""

    def __init__(self, url: str) -> None:
        self._connections = ConnectionPool.from_url(
            url,
            socket_timeout=_WAIT_SECONDS,
            socket_connect_timeout=_WAIT_SECONDS,
            retry=Retry(NoBackoff(), 0),
        )
        shared = RedisStorage(
            f"async+{url}",
            implementation="redispy",
            wrap_exceptions=True,
            connection_pool=self._connections,  # type: ignore[arg-type]  # documented; the hint is too narrow
        )
        self._shared = FixedWindowRateLimiter(shared)
        self._own = FixedWindowRateLimiter(MemoryStorage())
        self._paused_until = 0.0

    async def require(self, name: str, caller: str, *, per_minute: int) -> None:
        """Count one act of `caller`. Raises TooManyRequests above `per_minute`."""
        item = RateLimitItemPerMinute(per_minute)
        if not await self._hit(item, name, caller):
            raise TooManyRequests(retry_after_seconds=60)

    async def close(self) -> None:
        """Close the connections."""
        await self._connections.disconnect()

    async def _hit(self, item: RateLimitItem, name: str, caller: str) -> bool:
        if time.monotonic() >= self._paused_until:
            try:
                return await self._shared.hit(item, name, caller)
            except (StorageError, RedisError, OSError):
                self._paused_until = time.monotonic() + _PAUSE_SECONDS
        return await self._own.hit(item, name, caller)


def limits_of(request: Request) -> RateLimits:
    """The counters of the running application."""
    limits = request.app.state.limits
    assert isinstance(limits, RateLimits)
    return limits


OwnLimits = Annotated[RateLimits, Depends(limits_of)]
