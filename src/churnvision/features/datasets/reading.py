"""Opening an uploaded file as one kind of table, whatever its format: columns of text, read in batches.

CSV is scanned as text; a workbook is rewritten as Parquet of text; the columns of a Parquet file are cast
to text (dates as YYYY-MM-DD). Nothing holds a whole file: every consumer scans the `Table` lazily.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from churnvision.features.datasets.csv_structure import (
    ROW_LIMIT,
    CsvStructure,
    may_hold_formulas,
    read_structure,
    rewrite_quotes,
)
from churnvision.features.datasets.encoding import detect_encoding, write_as_utf8
from churnvision.features.datasets.errors import (
    DamagedParquet,
    DuplicateHeaders,
    FormulaInCell,
    NoRows,
    NotATable,
    NulBytes,
    TooManyColumns,
    TooManyRows,
    UnreadableFile,
)
from churnvision.features.datasets.file_format import FileFormat, detect_format
from churnvision.features.datasets.header_row import ROW_NUMBER
from churnvision.features.datasets.workbook import check_workbook, rewrite_workbook
from churnvision.kit.settings import ImportSettings

BATCH_ROWS = 30_000
_HEADER_CHARACTERS = 200
_ROW_BELOW_HEADER = 2


@dataclass(frozen=True)
class Table:
    """A file opened for reading: `numbered` has a text column per name in `columns`, empty cells as null.

    Its column ROW_NUMBER is the row as a spreadsheet shows it; blank rows are left out but counted.
    `header_row` counts the same way; `titles` is what stood above it, `other_sheets` was not read.
    """

    numbered: pl.LazyFrame
    columns: list[str]
    row_count: int
    format: FileFormat
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    header_row: int = 1
    titles: tuple[str, ...] = ()
    other_sheets: tuple[str, ...] = ()
    may_hold_formulas: bool = True

    @property
    def frame(self) -> pl.LazyFrame:
        """The rows without their numbers."""
        return self.numbered.drop(ROW_NUMBER)

    def batches(self, rows: int = BATCH_ROWS) -> Iterator[pl.DataFrame]:
        """The rows of `numbered` in order.

        Raises UnreadableFile when the file turns out damaged on the way.
        """
        try:
            for batch in self.numbered.collect_batches(chunk_size=rows, maintain_order=True):
                if batch.height:
                    yield batch
        except pl.exceptions.PolarsError as error:
            raise _unreadable(self.format) from error


def open_table(path: Path, scratch: Path, limits: ImportSettings) -> Table:
    """Open the file at `path`; rewritten copies go into the folder `scratch`.

    Raises a subclass of UnreadableFile, or ExpandsTooMuch; each says what to do.
    """
    file_format = detect_format(path)
    try:
        if file_format == "xlsx":
            table = _open_workbook(path, scratch, limits)
        elif file_format == "parquet":
            table = _open_parquet(path, limits)
        else:
            table = _open_csv(path, scratch, limits)
        if table.format != "csv":
            _refuse_nul(table)
        if table.may_hold_formulas:
            _refuse_formulas(table)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise _unreadable(file_format) from error
    return table


def _open_csv(path: Path, scratch: Path, limits: ImportSettings) -> Table:
    encoding = detect_encoding(path)
    text = path
    if encoding != "utf-8":
        text = scratch / "utf8.csv"
        write_as_utf8(path, encoding, text)
    structure = read_structure(text)
    columns = _checked_header(structure.header, limits)
    if structure.has_stray_quotes:
        rewrite_quotes(text, structure, scratch / "quoted.csv")
        text, structure = scratch / "quoted.csv", replace(structure, skipped_lines=0)
    frame = _scan_csv(text, structure, columns)
    return Table(
        frame,
        columns,
        structure.row_count,
        "csv",
        encoding,
        structure.delimiter,
        header_row=structure.header_row,
        titles=structure.titles,
        may_hold_formulas=may_hold_formulas(text, structure.delimiter),
    )


def _scan_csv(path: Path, structure: CsvStructure, columns: list[str]) -> pl.LazyFrame:
    frame = pl.scan_csv(
        path,
        separator=structure.delimiter,
        has_header=False,
        schema={f"column_{number}": pl.String() for number in range(len(columns))},
        skip_lines=structure.skipped_lines,
        skip_rows_after_header=1,
        null_values=[""],
    )
    numbered = _named(frame, columns).with_row_index(ROW_NUMBER, offset=structure.header_row + 1)
    return numbered.filter(~pl.all_horizontal(pl.exclude(ROW_NUMBER).is_null()))


def _open_workbook(path: Path, scratch: Path, limits: ImportSettings) -> Table:
    check_workbook(path, limit_bytes=limits.expanded_limit_bytes)
    target = scratch / "sheet.parquet"
    sheet = rewrite_workbook(path, target)
    columns = _checked_header(sheet.header, limits)
    frame = pl.scan_parquet(target)
    return Table(
        _named(frame, columns),
        columns,
        _count(frame),
        "xlsx",
        sheet=sheet.name,
        header_row=sheet.header_row,
        titles=sheet.titles,
        other_sheets=sheet.others,
    )


def _open_parquet(path: Path, limits: ImportSettings) -> Table:
    try:
        frame = pl.scan_parquet(path)
        schema = frame.collect_schema()
        row_count = _count(frame)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise DamagedParquet from error
    columns = _checked_header(schema.names(), limits)
    nested = [name for name, kind in schema.items() if kind.is_nested() or kind in (pl.Binary, pl.Object)]
    if nested:
        raise NotATable(
            f"The column {nested[0]!r} of the Parquet file holds nested or binary values; leave it out.",
            column=nested[0],
        )
    if row_count == 0:
        raise NoRows
    if row_count > ROW_LIMIT:
        raise TooManyRows(f"The file has more than {ROW_LIMIT:,} rows; split it.", limit=ROW_LIMIT)
    texts = [
        _as_text(name, kind).alias(new) for (name, kind), new in zip(schema.items(), columns, strict=True)
    ]
    numbered = frame.select(texts).with_row_index(ROW_NUMBER, offset=_ROW_BELOW_HEADER)
    return Table(numbered, columns, row_count, "parquet")


def _as_text(name: str, kind: pl.DataType) -> pl.Expr:
    column = pl.col(name)
    if isinstance(kind, pl.Datetime):
        return column.dt.strftime("%Y-%m-%d")
    if kind.is_float():
        return column.fill_nan(None).cast(pl.String)
    if kind == pl.String:
        return column
    return column.cast(pl.String)


def _count(frame: pl.LazyFrame) -> int:
    return int(frame.select(pl.len()).collect().item())


def _named(frame: pl.LazyFrame, columns: list[str]) -> pl.LazyFrame:
    return frame.rename({f"column_{number}": name for number, name in enumerate(columns)})


def _checked_header(header: list[str], limits: ImportSettings) -> list[str]:
    """The header's names, trimmed; a column without a name gets one by its position."""
    if len(header) > limits.column_limit:
        raise TooManyColumns(
            f"The file has {len(header):,} columns; at most {limits.column_limit:,} are allowed. Leave out "
            "those that are not needed.",
            columns=len(header),
        )
    names = [name.strip()[:_HEADER_CHARACTERS] or f"column {number}" for number, name in enumerate(header, 1)]
    seen: dict[str, str] = {}
    for name in names:
        if name.lower() in seen:
            raise DuplicateHeaders(f"Two columns are named {name!r}; rename one of them.", column=name)
        seen[name.lower()] = name
    if ROW_NUMBER in seen:
        raise DuplicateHeaders(f"Rename the column {ROW_NUMBER!r}; the name is reserved.", column=ROW_NUMBER)
    return names


def _refuse_nul(table: Table) -> None:
    has_nul = table.frame.select(pl.all().str.contains("\x00", literal=True).any()).collect(
        engine="streaming"
    )
    for name in table.columns:
        if has_nul[name][0]:
            raise NulBytes(
                f"The column {name!r} contains a NUL character; remove it and save the file again.",
                column=name,
            )


def _refuse_formulas(table: Table) -> None:
    """A cell that begins with "=" would run as soon as somebody opens an export in a spreadsheet."""
    formulas = table.frame.select(pl.all().str.starts_with("=").any()).collect(engine="streaming")
    for name in table.columns:
        if formulas[name][0]:
            is_formula = pl.col(name).str.starts_with("=").fill_null(False)
            rows = table.numbered.filter(is_formula).select(ROW_NUMBER).head(1).collect(engine="streaming")
            row = int(rows.item())
            raise FormulaInCell(
                f"Row {row} of the column {name!r} holds a formula; put its value there "
                "instead and save again.",
                row=row,
                column=name,
            )


def _unreadable(file_format: FileFormat) -> UnreadableFile:
    return DamagedParquet() if file_format == "parquet" else UnreadableFile()
