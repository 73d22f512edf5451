"""XLSX workbooks: checked before they are opened (size unpacked, formulas), then rewritten as Parquet.

A workbook is a ZIP archive of XML parts. Every part of a sheet is unpacked once as a stream that is
measured and thrown away, so an archive that lies about its size is found without filling memory.
A sheet can only be opened whole, as a rectangle up to its farthest cell: that is done in a child process
with a limit of memory, for one far cell in a small file would take more than any machine has.
"""

import asyncio
import re
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

import fastexcel
import polars as pl

from churnvision.features.datasets.errors import (
    DamagedWorkbook,
    ExpandsTooMuch,
    FormulaInCell,
    NoRows,
    NotATable,
)
from churnvision.features.datasets.header_row import ROW_NUMBER, SAMPLED_ROWS, find_header_row, titles_above
from churnvision.kit.errors import ChurnVisionError
from churnvision.kit.isolated import ChildDied, Progress, Refused, Report, run_isolated

_PIECE_BYTES = 1024 * 1024
_OVERLAP_BYTES = 512
_TEXT_SIZE = 1
_PART_LIMIT = 5000
_SHEET_LIMIT_BYTES = 1_200_000_000
MEMORY_LIMIT_BYTES = 1_000_000_000
_RATIO_LIMIT = 250
_RATIO_COUNTS_FROM_BYTES = 50_000_000
_FORMULA = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3})(\d{1,7})"[^>]*><(?:\w+:)?f[\s>/]')
_ANY_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
_SHEET = re.compile(r"^xl/worksheets/.*\.xml$")
# What zipfile raises for a damaged archive; of it NotImplementedError for an unknown compression and
# RuntimeError for an encrypted part.
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError)


def check_workbook(path: Path, *, limit_bytes: int) -> None:
    """Refuse what must not be opened.

    Raises NotATable (another ZIP archive), ExpandsTooMuch, FormulaInCell with its cell, DamagedWorkbook.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            if not any(part.filename == "xl/workbook.xml" for part in parts):
                raise NotATable(
                    "The file is a ZIP archive but no Excel workbook; unpack it and import the table inside."
                )
            _check_declared_sizes(path, parts, min(limit_bytes, _SHEET_LIMIT_BYTES))
            for part in parts:
                _measure(archive, part, has_formulas=_SHEET.match(part.filename) is not None)
    except _BROKEN as error:
        raise DamagedWorkbook from error


def _check_declared_sizes(path: Path, parts: list[zipfile.ZipInfo], limit_bytes: int) -> None:
    total = sum(part.file_size for part in parts)
    is_bomb = total > _RATIO_COUNTS_FROM_BYTES and total > _RATIO_LIMIT * path.stat().st_size
    if len(parts) > _PART_LIMIT or total > limit_bytes or is_bomb:
        raise ExpandsTooMuch(
            f"The workbook unpacks to {total / 1e6:,.0f} MB, so it was not opened; save the table as CSV.",
            expanded_bytes=total,
        )


def _measure(archive: zipfile.ZipFile, part: zipfile.ZipInfo, *, has_formulas: bool) -> None:
    """Unpack one part as a stream; zipfile stops at the declared size and then compares the checksum."""
    tail = b""
    with archive.open(part) as stream:
        while piece := stream.read(_PIECE_BYTES):
            if has_formulas:
                _refuse_formula(tail + piece)
                tail = piece[-_OVERLAP_BYTES:]


def _refuse_formula(xml: bytes) -> None:
    if not _ANY_FORMULA.search(xml):
        return
    found = _FORMULA.search(xml)
    place = f"Cell {found[1].decode()}{found[2].decode()}" if found else "A cell"
    raise FormulaInCell(
        f"{place} holds a formula; put its value there instead (copy, paste values) and save again.",
        row=int(found[2]) if found else None,
        column=found[1].decode() if found else None,
    )


@dataclass(frozen=True)
class Sheet:
    """The sheet that was read; `header_row` counts as the spreadsheet does, from 1.

    `titles` is what the rows above the header say, `others` names further sheets that hold tables.
    """

    name: str
    header: list[str]
    header_row: int
    titles: tuple[str, ...]
    others: tuple[str, ...]


def rewrite_workbook(path: Path, target: Path) -> Sheet:
    """Write the visible sheet with the largest table as Parquet, every value as text. Blocking; in a thread.

    Raises DamagedWorkbook, NoRows, ExpandsTooMuch (it takes more than MEMORY_LIMIT_BYTES).
    """
    try:
        found = asyncio.run(run_isolated(_rewrite, _ignore, MEMORY_LIMIT_BYTES, path, target))
    except (Refused, ChildDied) as error:
        raise ExpandsTooMuch(
            f"The workbook cannot be opened within {MEMORY_LIMIT_BYTES / 1e6:,.0f} MB of memory: it is too "
            "large, has a cell far from its table, or is damaged; save the table as CSV or Parquet.",
            limit_bytes=MEMORY_LIMIT_BYTES,
        ) from error
    if isinstance(found, ChurnVisionError):
        raise found
    return found


async def _ignore(_progress: Progress) -> None:
    """Opening a workbook takes seconds and tells nothing meanwhile."""


def _rewrite(_report: Report, path: Path, target: Path) -> Sheet | ChurnVisionError:
    """In the child: the sheet, or what is wrong with the workbook."""
    try:
        name, sheet, others = _largest_table(fastexcel.read_excel(path))
        header, header_row, titles = _write(sheet.to_polars(), target)
    except fastexcel.FastExcelError:
        return DamagedWorkbook()
    except NoRows as error:
        return error
    return Sheet(name, header, header_row, titles, others)


def _largest_table(workbook: fastexcel.ExcelReader) -> tuple[str, fastexcel.ExcelSheet, tuple[str, ...]]:
    """The visible sheet with the most cells, by name, and the names of further sheets that hold tables.

    Raises NoRows.
    """
    sizes: dict[str, int] = {}
    largest: tuple[str, fastexcel.ExcelSheet] | None = None
    for name in workbook.sheet_names:
        sheet = workbook.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
        size = _table_size(sheet)
        if size > max(sizes.values(), default=0):
            largest = name, sheet
        sizes[name] = size
    if largest is None:
        raise NoRows("No visible sheet of the workbook holds a table; export it again.")
    name, sheet = largest
    others = tuple(other for other, size in sizes.items() if other != name and size > _TEXT_SIZE)
    return name, sheet, others


def _table_size(sheet: fastexcel.ExcelSheet) -> int:
    """The cells of a visible sheet; a text of one column counts little, an empty or hidden sheet nothing."""
    if sheet.visible != "visible" or sheet.total_height == 0:
        return 0
    return int(sheet.total_height * sheet.width) if sheet.width > 1 else _TEXT_SIZE


def _write(frame: pl.DataFrame, target: Path) -> tuple[list[str], int, tuple[str, ...]]:
    """Write what stands below the header row, without blank rows and columns without header and values.

    The column ROW_NUMBER tells each row's number in the sheet. Returns the header, its row, and what stands
    above it.
    """
    first_rows = frame.head(SAMPLED_ROWS).rows()
    first = find_header_row(first_rows)
    header = ["" if value is None else str(value).strip() for value in frame.row(first)]
    is_blank = pl.all_horizontal(pl.all().fill_null("").str.strip_chars() == "")
    is_filled = frame.slice(first + 1).select(~is_blank).to_series()
    body = frame.slice(first + 1).filter(is_filled)
    kept = [index for index, name in enumerate(header) if name or body[:, index].null_count() < body.height]
    if body.height == 0:
        raise NoRows
    body = body.select(frame.columns[index] for index in kept)
    body.columns = [f"column_{number}" for number in range(len(kept))]
    body.insert_column(0, pl.Series(ROW_NUMBER, is_filled.arg_true() + first + 2, dtype=pl.UInt32))
    body.write_parquet(target, compression="lz4", row_group_size=100_000)
    return [header[index] for index in kept], first + 1, tuple(titles_above(first_rows, first))
