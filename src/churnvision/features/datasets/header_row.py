"""Which row holds the column names: titles, notes and empty rows may stand above it.

The header is the first row that fills at least half of the table's columns, mostly with words that differ
from each other; the table is as wide as most of the first rows.
"""

import re
from collections import Counter
from collections.abc import Sequence

# The column that holds the number of each row, as a spreadsheet shows it.
ROW_NUMBER = "row number"
SAMPLED_ROWS = 200
_TITLE_CHARACTERS = 80
_VALUE = re.compile(r"^[\d\s.,:/%€$£+-]+$")

Row = Sequence[str | None]


def find_header_row(rows: Sequence[Row]) -> int:
    """The index of the header among the first rows of a file; 0 when no row looks like one."""
    filled = [_texts(row) for row in rows]
    width = _usual_width(rows)
    for index, texts in enumerate(filled):
        if not texts or 2 * len(texts) < width or (len(texts) == 1 < width):
            continue
        return index if _are_names(texts) and len(rows[index]) >= width else _first_filled(filled)
    return _first_filled(filled)


def titles_above(rows: Sequence[Row], header: int) -> list[str]:
    """What the skipped rows say, without the empty ones."""
    texts = [" ".join(_texts(row)) for row in rows[:header]]
    return [text[:_TITLE_CHARACTERS] for text in texts if text]


def _texts(row: Row) -> list[str]:
    return [text for value in row if value is not None and (text := value.strip())]


def _usual_width(rows: Sequence[Row]) -> int:
    """How many columns most rows use, counted to the last filled one; of equals the most."""
    widths = Counter(width for row in rows if (width := _used_width(row)))
    return max(widths, key=lambda width: (widths[width], width), default=0)


def _used_width(row: Row) -> int:
    return max(
        (number for number, value in enumerate(row, 1) if value is not None and value.strip()), default=0
    )


def _are_names(texts: list[str]) -> bool:
    words = [text for text in texts if not _VALUE.match(text)]
    return 2 * len(words) > len(texts) and 2 * len(set(texts)) > len(texts)


def _first_filled(filled: list[list[str]]) -> int:
    return next((index for index, texts in enumerate(filled) if texts), 0)
