"""Rows of a file into a temporary table by COPY, a batch at a time, checked on the way.

The table lives in the caller's transaction and vanishes with it, so a dry run writes nothing and a kill
in the middle leaves nothing.
"""

import asyncio
from collections.abc import Callable, Iterator

import polars as pl
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from churnvision.features.datasets.checks import RowChecks
from churnvision.features.datasets.planning import ImportPlan
from churnvision.features.datasets.reading import Table
from churnvision.features.datasets.translation import STAGED_COLUMNS, translate
from churnvision.kit.database import driver_connection

Report = Callable[[float, str], None]

_CREATE = """
CREATE TEMPORARY TABLE staged_rows (
    row_number bigint NOT NULL,
    employee_number text COLLATE "C",
    content_hash text COLLATE "C",
    effective_on date,
    hired_on date,
    left_on date,
    has_left boolean,
    end_cause text,
    end_reason text,
    attributes jsonb NOT NULL
) ON COMMIT DROP
"""
_COPY = f"COPY staged_rows ({', '.join(STAGED_COLUMNS)}) FROM STDIN (FORMAT csv)"


async def stage(
    session: AsyncSession, table: Table, plan: ImportPlan, checks: RowChecks, report: Report
) -> None:
    """Fill `staged_rows`; what the checks find is collected in `checks`.

    Batches are read and translated in a thread, so the event loop stays free.
    """
    await session.execute(text("DROP TABLE IF EXISTS pg_temp.staged_rows"))
    await session.execute(text(_CREATE))
    connection = await driver_connection(session)
    batches = _translated(table, plan, checks)
    done = 0
    async with connection.cursor() as cursor, cursor.copy(_COPY) as copy:
        while (piece := await asyncio.to_thread(next, batches, None)) is not None:
            payload, rows = piece
            await copy.write(payload)
            done += rows
            report(min(done / table.row_count, 1.0), f"{done:,} of {table.row_count:,} rows")
    await session.execute(text("ANALYZE staged_rows"))


def _translated(table: Table, plan: ImportPlan, checks: RowChecks) -> Iterator[tuple[bytes, int]]:
    for batch in table.batches():
        staged = translate(batch, plan)
        checks.look(batch, staged)
        yield _as_csv(staged), batch.height


def _as_csv(staged: pl.DataFrame) -> bytes:
    return staged.write_csv(include_header=False).encode()
