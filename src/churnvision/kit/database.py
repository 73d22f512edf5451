"""Connections and transactions: one request or one job is one transaction, committed at the boundary.

`Tx` and `ReadTx` are the only session types that routes declare. `Tx` commits before the response is
sent (function scope), so a constraint that fails at commit still becomes an error for the caller.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

import psycopg
from fastapi import Depends, Request
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

from churnvision.kit.settings import DatabaseSettings


class Database:
    """A pool of connections as one role, and the three ways to use it."""

    def __init__(self, url: str, *, pool_size: int = 8) -> None:
        self.url = url
        self.engine = create_async_engine(
            make_url(url).set(drivername="postgresql+psycopg"),
            pool_size=pool_size,
            max_overflow=pool_size,
            pool_pre_ping=True,
        )
        reading = self.engine.execution_options(postgresql_readonly=True, isolation_level="REPEATABLE READ")
        self._writing = async_sessionmaker(self.engine, expire_on_commit=False)
        self._reading = async_sessionmaker(reading, expire_on_commit=False)

    @classmethod
    def from_settings(cls, settings: DatabaseSettings) -> "Database":
        """The application's pool."""
        return cls(settings.url, pool_size=settings.pool_size)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """A session that commits when the block ends and rolls back when it raises."""
        async with self._writing() as session:
            yield session
            await session.commit()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """A read-only session that sees one moment of the database."""
        async with self._reading() as session:
            yield session

    async def ping(self) -> None:
        """Raise when PostgreSQL does not answer."""
        async with self.reading() as session:
            await session.execute(text("SELECT 1"))

    async def close(self) -> None:
        """Close every connection of the pool."""
        await self.engine.dispose()


async def release(session: AsyncSession) -> None:
    """End the session's reading now and give its connection back to the pool.

    Before a second connection is asked for: requests that each hold one and wait for another would
    wait for each other once the pool is empty. What was loaded stays usable.
    """
    await session.close()


async def driver_connection(session: AsyncSession) -> psycopg.AsyncConnection[object]:
    """psycopg's own connection inside the session's transaction, for COPY, NOTIFY and the job queue."""
    pooled = await (await session.connection()).get_raw_connection()
    connection = pooled.driver_connection
    assert isinstance(connection, psycopg.AsyncConnection)
    return connection


def database_of(request: Request) -> Database:
    """The database that the running application was built with."""
    database = request.app.state.database
    assert isinstance(database, Database)
    return database


async def _tx(request: Request) -> AsyncIterator[AsyncSession]:
    async with database_of(request).transaction() as session:
        yield session


async def _read_tx(request: Request) -> AsyncIterator[AsyncSession]:
    async with database_of(request).reading() as session:
        yield session


Tx = Annotated[AsyncSession, Depends(_tx, scope="function")]
ReadTx = Annotated[AsyncSession, Depends(_read_tx, scope="function")]
OwnDatabase = Annotated[Database, Depends(database_of)]
