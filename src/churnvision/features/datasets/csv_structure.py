"""The structure of a CSV text in UTF-8: delimiter, header, and whether every row has as many values.

Rows are numbered as a spreadsheet shows them: the header is row 1.
"""

import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from churnvision.features.datasets.errors import (
    FileCutOff,
    FileEmpty,
    NoRows,
    NotATable,
    RaggedRows,
    TooManyRows,
)
from churnvision.features.datasets.header_row import SAMPLED_ROWS, find_header_row, titles_above

ROW_LIMIT = 20_000_000
_PIECE_BYTES = 2 * 1024 * 1024
_SAMPLE_ROWS = 200
_SAMPLE_CHARACTERS = 1_000_000
_DELIMITERS = ",;\t|"
_QUOTE, _NEWLINE, _RETURN, _SPACE, _TAB = (ord(sign) for sign in '"\n\r \t')
csv.field_size_limit(_SAMPLE_CHARACTERS)


@dataclass(frozen=True)
class CsvStructure:
    """How a CSV text is laid out; `skipped_lines` stand before the header, `titles` is what they say.

    `header_row` counts as a spreadsheet does, from 1. `has_stray_quotes`: quotation marks stand inside plain
    values, so other readers may stumble.
    """

    delimiter: str
    header: list[str]
    skipped_lines: int
    row_count: int
    has_stray_quotes: bool
    header_row: int = 1
    titles: tuple[str, ...] = ()


def read_structure(path: Path) -> CsvStructure:
    """Find the delimiter and header, and check every row of the UTF-8 text at `path`.

    Raises FileEmpty, NoRows, NotATable, RaggedRows, FileCutOff, TooManyRows.
    """
    sample, is_whole = _sample(path)
    lines = sample.split("\n")
    skipped, told = _leading_lines(lines)
    rest = lines[skipped:]
    if not rest:
        raise FileEmpty
    delimiter = told or _find_delimiter(rest)
    title_lines, titles = _title_lines(rest, delimiter)
    skipped, rest = skipped + title_lines, rest[title_lines:]
    header_row = skipped + 1 - (told is not None)
    header = next(_parse(rest, delimiter))
    _refuse_title_lines(rest, delimiter, len(header))
    if is_whole and len([line for line in rest if line.strip()]) == 1:
        raise NoRows
    row_count = _count_rows(path, delimiter, len(header), skipped)
    has_stray_quotes = row_count is None
    if row_count is None:
        row_count = _count_rows_exactly(path, delimiter, len(header), skipped, header_row)
    if row_count == 0:
        raise NoRows
    return CsvStructure(delimiter, header, skipped, row_count, has_stray_quotes, header_row, titles)


def may_hold_formulas(path: Path, delimiter: str) -> bool:
    """Whether any value of the UTF-8 text may begin with "="; looks at the bytes only, which is quick."""
    starts = [f"{before}=".encode() for before in (delimiter, '"', "\n", "\r")]
    last = b""
    with path.open("rb") as file:
        while piece := file.read(_PIECE_BYTES):
            # One sign is found several times faster than two, and most files hold none.
            if b"=" in piece and (any(start in piece for start in starts) or (last + piece[:1]) in starts):
                return True
            last = piece[-1:]
    return False


def rewrite_quotes(path: Path, structure: CsvStructure, target: Path) -> None:
    """Write the same table, row after row, with quotation marks where the standard wants them."""
    with path.open(encoding="utf-8-sig", newline="") as source, target.open("w", newline="") as file:
        for _ in range(structure.skipped_lines):
            source.readline()
        writer = csv.writer(file, delimiter=structure.delimiter)
        writer.writerows(row for row in csv.reader(source, delimiter=structure.delimiter) if row)


def _sample(path: Path) -> tuple[str, bool]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        text = file.read(_SAMPLE_CHARACTERS)
        return text, not file.read(1)


def _leading_lines(lines: list[str]) -> tuple[int, str | None]:
    """How many lines stand before the header (blank ones, Excel's `sep=;`), and the delimiter told there."""
    told: str | None = None
    for number, line in enumerate(lines):
        text = line.strip()
        if text.lower().startswith("sep=") and len(text) == len("sep=") + 1:
            told = text[-1]
        elif text:
            return number, told
    return len(lines), told


def _title_lines(lines: list[str], delimiter: str) -> tuple[int, tuple[str, ...]]:
    """How many lines stand above the row of column names, and what they say."""
    reader = csv.reader((line + "\n" for line in lines), delimiter=delimiter)
    rows: list[list[str]] = []
    starts = [0]
    for row, _ in zip(reader, range(SAMPLED_ROWS), strict=False):
        rows.append(row)
        starts.append(reader.line_num)
    header = find_header_row(rows)
    return starts[header], tuple(titles_above(rows, header))


def _parse(lines: list[str], delimiter: str) -> Iterator[list[str]]:
    return csv.reader((line + "\n" for line in lines), delimiter=delimiter)


def _find_delimiter(lines: list[str]) -> str:
    """The sign that splits the first rows most evenly into most columns."""
    best, best_score = "", (0.0, 0)
    for delimiter in _DELIMITERS:
        widths = [
            len(row) for row, _ in zip(_parse(lines, delimiter), range(_SAMPLE_ROWS), strict=False) if row
        ]
        width, count = Counter(widths).most_common(1)[0]
        if width > 1 and (count / len(widths), width) > best_score:
            best, best_score = delimiter, (count / len(widths), width)
    if not best:
        raise NotATable(
            "The file has only one column, so it is not a table of people; separate the values by commas, "
            "semicolons or tabs."
        )
    return best


def _refuse_title_lines(lines: list[str], delimiter: str, width: int) -> None:
    widths = [len(row) for row, _ in zip(_parse(lines, delimiter), range(_SAMPLE_ROWS), strict=False) if row]
    usual, count = Counter(widths).most_common(1)[0]
    if width < usual and count > len(widths) / 2 and width == 1:
        raise NotATable(
            "The first row is not a header but a title; remove the lines above the column names.", row=1
        )


def _count_rows(path: Path, delimiter: str, width: int, skipped: int) -> int | None:
    """The number of rows below the header when each has `width` values, else None."""
    counter = _RowCounter(delimiter, width)
    with path.open("rb") as file:
        for _ in range(skipped):
            file.readline()
        while piece := file.read(_PIECE_BYTES):
            if not counter.take(piece):
                break
    return counter.row_count - 1 if counter.finish() else None


class _RowCounter:
    """Counts separators between quotes over the bytes, a piece at a time; doubtful rows end the count."""

    def __init__(self, delimiter: str, width: int) -> None:
        self._delimiter = ord(delimiter)
        self._separators = width - 1
        self._is_quoted = False
        self._open_separators = 0
        self._open_bytes = 0
        self.row_count = 0
        self._fits = True

    def take(self, piece: bytes) -> bool:
        """Count one piece; False when the exact reading must look."""
        data = np.frombuffer(piece, dtype=np.uint8)
        outside = self._outside_quotes(data)
        ends = np.flatnonzero((data == _NEWLINE) & outside)
        separators = np.flatnonzero((data == self._delimiter) & outside)
        counts = np.diff(np.searchsorted(separators, ends), prepend=0)
        lengths = np.diff(ends, prepend=-1) - 1
        lengths -= self._returns_before(data, ends)
        if len(ends):
            counts[0] += self._open_separators
            lengths[0] += self._open_bytes
            self._open_separators = len(separators) - int(np.searchsorted(separators, ends[-1]))
            self._open_bytes = len(data) - int(ends[-1]) - 1
        else:
            self._open_separators += len(separators)
            self._open_bytes += len(data)
        filled = lengths > 0
        self._fits = self._fits and bool(np.all(counts[filled] == self._separators))
        self.row_count += int(filled.sum())
        if self.row_count > ROW_LIMIT:
            raise TooManyRows(f"The file has more than {ROW_LIMIT:,} rows; split it.", limit=ROW_LIMIT)
        return self._fits

    def _outside_quotes(self, data: NDArray[np.uint8]) -> NDArray[np.bool_]:
        quotes = data == _QUOTE
        if not self._is_quoted and not quotes.any():
            return np.ones(len(data), dtype=np.bool_)
        inside = (np.cumsum(quotes) + int(self._is_quoted)) % 2 == 1
        self._is_quoted = bool(inside[-1])
        outside: NDArray[np.bool_] = ~inside
        return outside

    @staticmethod
    def _returns_before(data: NDArray[np.uint8], ends: NDArray[np.int64]) -> NDArray[np.int64]:
        before = data[np.maximum(ends - 1, 0)] == _RETURN
        found: NDArray[np.int64] = (before & (ends > 0)).astype(np.int64)
        return found

    def finish(self) -> bool:
        """Count what follows the last line end; whether everything fitted."""
        if self._open_bytes > 0:
            self.row_count += 1
            self._fits = self._fits and self._open_separators == self._separators
        return self._fits and not self._is_quoted


def _count_rows_exactly(path: Path, delimiter: str, width: int, skipped: int, header_row: int) -> int:
    """Read row after row; names the first one that does not fit."""
    count = 0
    with path.open(encoding="utf-8-sig", newline="") as file:
        for _ in range(skipped):
            file.readline()
        reader = csv.reader(file, delimiter=delimiter, strict=False)
        rows = _rows_or_cut_off(reader)
        for number, row in enumerate(rows, header_row):
            if not row:
                continue
            if len(row) != width:
                _refuse_row(number, row, width, is_last=next(rows, None) is None)
            count += 1
    return count - 1


def _rows_or_cut_off(reader: Iterator[list[str]]) -> Iterator[list[str]]:
    try:
        yield from reader
    except csv.Error as error:
        raise RaggedRows(
            f"A value is longer than {_SAMPLE_CHARACTERS:,} characters; a quotation mark is probably "
            "never closed."
        ) from error


def _refuse_row(number: int, row: list[str], width: int, *, is_last: bool) -> None:
    facts = {"row": number, "expected": width, "found": len(row)}
    if any("\n" in value for value in row) and (is_last or len(row) < width):
        raise RaggedRows(
            f"A quotation mark that opens in row {number} is never closed; correct the row or export again.",
            **facts,
        )
    if is_last and len(row) < width:
        raise FileCutOff(
            f"The file ends in the middle of row {number} ({len(row)} of {width} values), so it was cut off; "
            "export or copy it again.",
            **facts,
        )
    raise RaggedRows(
        f"Row {number} has {len(row)} values but the header has {width} columns; correct the row, or put "
        "values that contain the separator in quotation marks.",
        **facts,
    )
