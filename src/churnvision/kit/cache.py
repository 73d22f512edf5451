"""Redis (or Valkey) as a short cache: it may be wiped, stopped or hung at any time, and nothing is lost.

A call that fails answers as if nothing were cached; then the server is left alone for a second, so that a
hung one costs one short wait a second and not one a request.
"""

import time
from typing import Annotated

from fastapi import Depends, Request
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

_WAIT_SECONDS = 0.2
_PAUSE_SECONDS = 1.0


class Cache:
    """Small values under text keys, each with a time to live."""

    def __init__(self, url: str) -> None:
        self._redis: Redis = Redis.from_url(
            url,
            socket_timeout=_WAIT_SECONDS,
            socket_connect_timeout=_WAIT_SECONDS,
            retry=Retry(NoBackoff(), 0),
        )
        self._paused_until = 0.0
        # Entries written before a failed `put` may be what that `put` meant to replace.
        self.distrusted_before = 0.0

    async def get(self, *keys: str) -> list[bytes | None]:
        """The values under the keys, None for each that is unknown or could not be asked for."""
        if self._is_paused():
            return [None] * len(keys)
        try:
            found = await self._redis.mget(keys)
        except (RedisError, OSError):
            self._pause()
            return [None] * len(keys)
        return [value.encode() if isinstance(value, str) else value for value in found]

    async def put(self, key: str, value: bytes, *, ttl_seconds: int) -> bool:
        """Store a value; False (and entries of before are distrusted) when the server did not take it."""
        if not self._is_paused():
            try:
                await self._redis.set(key, value, ex=ttl_seconds)
            except (RedisError, OSError):
                self._pause()
            else:
                return True
        self.distrusted_before = time.time()
        return False

    async def put_if_absent(self, key: str, value: bytes, *, ttl_seconds: int) -> None:
        """Store a value unless the key holds one; a failure is no loss."""
        if self._is_paused():
            return
        try:
            await self._redis.set(key, value, ex=ttl_seconds, nx=True)
        except (RedisError, OSError):
            self._pause()

    async def ping(self) -> None:
        """Raise RedisError or OSError when the server does not answer."""
        await self._redis.ping()

    async def close(self) -> None:
        """Close the connections."""
        await self._redis.aclose()

    def _is_paused(self) -> bool:
        return time.monotonic() < self._paused_until

    def _pause(self) -> None:
        self._paused_until = time.monotonic() + _PAUSE_SECONDS


def cache_of(request: Request) -> Cache:
    """The cache that the running application was built with."""
    cache = request.app.state.cache
    assert isinstance(cache, Cache)
    return cache


OwnCache = Annotated[Cache, Depends(cache_of)]
