"""Rows of a file into temporary tables by COPY, a batch at a time, checked on the way.

The tables live in the caller's transaction and vanish with it, so a dry run writes nothing and a kill
in the middle leaves nothing. Snapshots, the bulk of most files, are staged without their attributes and
copied straight to where they belong in a second reading (`copy_snapshots`).
"""

import asyncio
import io
from collections.abc import AsyncIterator, Callable, Iterator

import polars as pl
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from churnvision.features.datasets.checks import RowChecks
from churnvision.features.datasets.header_row import ROW_NUMBER
from churnvision.features.datasets.planning import ImportPlan
from churnvision.features.datasets.reading import Table
from churnvision.features.datasets.translation import (
    attributes_in,
    effective_on_of,
    employee_number_of,
    filled_columns,
    org_unit_of,
    translate,
)
from churnvision.kit.database import driver_connection

Report = Callable[[float, str], None]
Piece = tuple[memoryview, int]

# Grouping a million rows by person and date in memory instead of in files.
_ENOUGH_MEMORY = "SET LOCAL work_mem = '64MB'"
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
    attributes jsonb
) ON COMMIT DROP
"""
_COPY = "COPY staged_rows ({columns}) FROM STDIN (FORMAT csv)"
_CREATE_DETAILS = "CREATE TEMPORARY TABLE staged_details (row_number bigint, attributes jsonb) ON COMMIT DROP"
_COPY_DETAILS = "COPY staged_details FROM STDIN (FORMAT csv)"
_MERGE_DETAILS = """
UPDATE staged_rows s SET attributes = d.attributes FROM staged_details d WHERE d.row_number = s.row_number
"""
_PLACES_BY_NUMBER = "COPY (SELECT employee_number, employee_id FROM staged_people) TO STDOUT (FORMAT csv)"
# Of rows that say the same twice only the first has a place.
_PLACES_BY_ROW = """
COPY (
    SELECT min(s.row_number), p.employee_id
    FROM staged_rows s JOIN staged_people p USING (employee_number)
    GROUP BY p.employee_id, s.effective_on, CASE WHEN {keeps_copies} THEN s.row_number END
) TO STDOUT (FORMAT csv)
"""
# In PostgreSQL's own text format: the quotation marks of JSON need no second ones, as they do in CSV.
_COPY_SNAPSHOTS = "COPY employee_snapshots (employee_id, effective_on, dataset_id, attributes) FROM STDIN"


async def stage(
    session: AsyncSession, table: Table, plan: ImportPlan, checks: RowChecks, report: Report
) -> set[str]:
    """Fill `staged_rows`, with attributes for lists of people only; the checks collect what they find.

    Returns the paths of the org units. Batches are read and translated in a thread, one ahead.
    """
    await session.execute(text(_ENOUGH_MEMORY))
    await session.execute(text("DROP TABLE IF EXISTS pg_temp.staged_rows"))
    await session.execute(text(_CREATE))
    paths: set[str] = set()
    statement = _COPY.format(columns=", ".join(filled_columns(plan)))
    await _copy(session, statement, _rows(table, plan, checks, paths), table.row_count, report)
    await session.execute(text("ANALYZE staged_rows"))
    return paths


async def add_details(session: AsyncSession, table: Table, plan: ImportPlan, row_numbers: list[int]) -> None:
    """Fill in the attributes of the staged rows with these numbers, to compare them."""
    await session.execute(text("DROP TABLE IF EXISTS pg_temp.staged_details"))
    await session.execute(text(_CREATE_DETAILS))
    wanted = pl.DataFrame({ROW_NUMBER: row_numbers}, schema={ROW_NUMBER: pl.UInt32})
    await _copy(session, _COPY_DETAILS, _details(table, plan, wanted), table.row_count, _silent)
    await session.execute(text("ANALYZE staged_details"))
    await session.execute(text(_MERGE_DETAILS))


async def copy_snapshots(
    session: AsyncSession,
    table: Table,
    plan: ImportPlan,
    dataset_id: int,
    report: Report,
    *,
    has_copies: bool,
) -> None:
    """Read the file once more and copy its attributes to the people whom its rows are about.

    With `has_copies` some rows say the same twice.
    """
    if plan.find("employee_number") is None or has_copies:
        statement = _PLACES_BY_ROW.format(keeps_copies=str(not has_copies).lower())
        key, places = pl.col(ROW_NUMBER), await _read_places(session, statement, pl.UInt32())
    else:
        key, places = employee_number_of(plan), await _read_places(session, _PLACES_BY_NUMBER, pl.String())
    pieces = _snapshots(table, plan, dataset_id, key, places)
    await _copy(session, _COPY_SNAPSHOTS, pieces, table.row_count, report)


async def _read_places(session: AsyncSession, statement: str, key_type: pl.DataType) -> pl.DataFrame:
    """Which row, or which employee number (`key`), belongs to which person (`employee_id`)."""
    connection = await driver_connection(session)
    found = io.BytesIO()
    async with connection.cursor() as cursor, cursor.copy(statement) as copy:
        async for block in copy:
            found.write(block)
    found.seek(0)
    return pl.read_csv(found, has_header=False, schema={"key": key_type, "employee_id": pl.Int64()})


def _rows(table: Table, plan: ImportPlan, checks: RowChecks, paths: set[str]) -> Iterator[Piece]:
    unit, columns = org_unit_of(plan), filled_columns(plan)
    for batch in table.batches():
        staged = translate(batch, plan)
        checks.look(batch, staged)
        if unit is not None:
            paths.update(batch.select(unit.alias("unit"))["unit"].drop_nulls().unique().to_list())
        yield _as_csv(staged.select(columns)), batch.height


def _details(table: Table, plan: ImportPlan, wanted: pl.DataFrame) -> Iterator[Piece]:
    for batch in table.batches():
        chosen = batch.join(wanted, on=ROW_NUMBER, how="semi")
        details = chosen.select(ROW_NUMBER, attributes_in(chosen, plan).alias("attributes"))
        yield _as_csv(details), batch.height


def _snapshots(
    table: Table, plan: ImportPlan, dataset_id: int, key: pl.Expr, places: pl.DataFrame
) -> Iterator[Piece]:
    for batch in table.batches():
        # The file's own columns stay out of the join: one of them may be named as ours are.
        facts = batch.select(
            key.alias("key"),
            effective_on_of(plan).alias("effective_on"),
            pl.lit(dataset_id).alias("dataset_id"),
            attributes_in(batch, plan).alias("attributes"),
        )
        placed = facts.join(places, on="key", how="inner", maintain_order="left")
        frame = placed.select("employee_id", "effective_on", "dataset_id", "attributes")
        # Neighbours in the index are written together, which spares the server a tenth of its work.
        yield _as_text(frame.sort("employee_id", maintain_order=True)), batch.height


async def _copy(
    session: AsyncSession, statement: str, pieces: Iterator[Piece], row_count: int, report: Report
) -> None:
    connection = await driver_connection(session)
    done = 0
    async with connection.cursor() as cursor, cursor.copy(statement) as copy:
        async for payload, rows in _one_ahead(pieces):
            await copy.write(payload)
            done += rows
            report(min(done / row_count, 1.0), f"{done:,} of {row_count:,} rows")


async def _one_ahead(pieces: Iterator[Piece]) -> AsyncIterator[Piece]:
    """The pieces, each next one made in a thread while the last one is sent."""
    coming = asyncio.create_task(asyncio.to_thread(next, pieces, None))
    try:
        while (piece := await coming) is not None:
            coming = asyncio.create_task(asyncio.to_thread(next, pieces, None))
            yield piece
    finally:
        # The thread must not go on reading a file whose folder is about to be removed.
        await asyncio.gather(coming, return_exceptions=True)


def _as_csv(frame: pl.DataFrame) -> memoryview:
    # Into a buffer: text that is encoded afterwards would be copied twice while no other thread can run.
    written = io.BytesIO()
    frame.write_csv(written, include_header=False)
    return written.getbuffer()


def _as_text(frame: pl.DataFrame) -> memoryview:
    """COPY's text format. JSON holds no tab and no line break; its backslashes are doubled."""
    if frame["attributes"].str.contains("\\", literal=True).any():
        frame = frame.with_columns(pl.col("attributes").str.replace_all("\\", "\\\\", literal=True))
    written = io.BytesIO()
    frame.write_csv(written, include_header=False, separator="\t", quote_style="never")
    return written.getbuffer()


def _silent(_fraction: float, _message: str) -> None:
    """Report progress to nobody."""
