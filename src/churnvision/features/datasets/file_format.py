"""Telling a file's format from its content; its name is never asked."""

from pathlib import Path
from typing import Literal

from churnvision.features.datasets.errors import DamagedParquet, FileEmpty, NotATable

FileFormat = Literal["csv", "xlsx", "parquet"]
_FIRST_BYTES = 4096

_KNOWN_OTHERS: list[tuple[bytes, str]] = [
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook (.xls) or one protected by a password"),
    (b"\x1f\x8b", "a gzip archive; unpack it first"),
    (b"BZh", "a bzip2 archive; unpack it first"),
    (b"7z\xbc\xaf", "a 7z archive; unpack it first"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive; unpack it first"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"SQLite format 3", "an SQLite database"),
    (b"ARROW1", "an Arrow file; write it as Parquet"),
    (b"{\\rtf", "an RTF document"),
]
_KNOWN_TEXTS: list[tuple[bytes, str]] = [
    (b"{", "a JSON document"),
    (b"[", "a JSON document"),
    (b"<!", "an HTML or XML document"),
    (b"<?", "an XML document"),
    (b"<html", "an HTML document"),
]


def detect_format(path: Path) -> FileFormat:
    """The format of the file at `path`.

    Raises FileEmpty, NotATable (naming what it is instead) and DamagedParquet.
    """
    with path.open("rb") as file:
        first = file.read(_FIRST_BYTES)
        file.seek(0, 2)
        size_bytes = file.tell()
        file.seek(max(0, size_bytes - 4))
        last = file.read(4)
    if not first.strip(b" \t\r\n\xef\xbb\xbf"):
        raise FileEmpty
    if first.startswith(b"PAR1"):
        if last != b"PAR1":
            raise DamagedParquet
        return "parquet"
    if first.startswith(b"PK\x03\x04") or first.startswith(b"PK\x05\x06"):
        return "xlsx"
    _refuse_others(first)
    return "csv"


def _refuse_others(first: bytes) -> None:
    text = first.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    for start, what in _KNOWN_OTHERS:
        if first.startswith(start):
            raise _not_a_table(what)
    for start, what in _KNOWN_TEXTS:
        if text.startswith(start):
            raise _not_a_table(what)


def _not_a_table(what: str) -> NotATable:
    return NotATable(f"The file is {what}, not a table; save it as CSV (UTF-8), XLSX or Parquet.", found=what)
