"""Reads a dump from elsewhere (made by hand with openssl, plain, gzipped): its rows, never its SQL.

A file without a proved manifest may hold anything, also lines that psql would run as programs. So nothing of
it is executed: its rows are read and put into a schema that our own migrations made.
"""

import re
import stat
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from churnvision.dr.dump_text import END_OF_DUMP
from churnvision.dr.encryption import MAGIC, Decryptor
from churnvision.dr.errors import BackupDamaged, BackupNotFound, KeyWrong
from churnvision.dr.keys import Passphrase
from churnvision.dr.sealed_file import GzipStream

_GZIP_MAGIC = b"\x1f\x8b"
_CUSTOM_MAGIC = b"PGDMP"
_READ_BYTES = 1 << 20
_LONGEST_LINE = 1 << 30
_SQL_BEGINS = re.compile(rb"\s*(--|\\|SET |CREATE |BEGIN|/\*|COPY |INSERT |SELECT )", re.IGNORECASE)
_COPY = re.compile(rb'^COPY (?:public\.)?("?)([A-Za-z0-9_]+)\1 \((.+)\) FROM stdin;\r?$')
_ANY_COPY = re.compile(rb"^COPY .* FROM stdin;\r?$", re.IGNORECASE)
_SETVAL = re.compile(
    rb"^SELECT pg_catalog\.setval\('(?:public\.)?([A-Za-z0-9_]+)', ([0-9]{1,19}), (true|false)\);\r?$"
)
_COLUMN = re.compile(r'"?([A-Za-z0-9_]+)"?')


@dataclass(frozen=True, slots=True)
class Section:
    """The rows of one table: where they stand in the schema, and each as COPY's text."""

    table: str
    columns: tuple[str, ...]


@dataclass(slots=True)
class Survey:
    """What a file holds: rows by table, columns by table, sequences, and the schema's revision."""

    rows: dict[str, int] = field(default_factory=dict)
    columns: dict[str, tuple[str, ...]] = field(default_factory=dict)
    sequences: dict[str, tuple[int, bool]] = field(default_factory=dict)
    revision: str | None = None
    has_ended: bool = False


def survey(path: Path, keys: Sequence[Passphrase]) -> Survey:
    """Read all of it once. Raises BackupNotFound, KeyWrong, BackupDamaged for what is no dump, OSError."""
    found = Survey()
    for section, line in read_rows(path, keys, found):
        if found.rows.setdefault(section.table, 0) == 0:
            found.columns[section.table] = section.columns
        if line is None:
            continue
        found.rows[section.table] += 1
        if section.table == "alembic_version":
            found.revision = line.decode(errors="replace").strip()
    if found.rows and not found.has_ended:
        raise BackupDamaged(f"{path.name} does not end as pg_dump ends a dump: it is cut.")
    if not found.rows:
        raise BackupDamaged(f"{path.name} holds no table: it is no dump of a database, or it is cut.")
    if found.revision is None:
        raise BackupDamaged(
            f"{path.name} does not say which schema it is of (alembic_version): "
            "it is not ChurnVision's, or it is cut."
        )
    return found


def read_rows(
    path: Path, keys: Sequence[Passphrase], into: Survey | None = None
) -> Iterator[tuple[Section, bytes | None]]:
    """Each row with its table, and once a table without a row (None) at its beginning; sequences go `into`.

    Raises as `survey`.
    """
    section: Section | None = None
    for line in _lines(path, _text(path, keys)):
        if section is not None:
            if line.rstrip(b"\r\n") == b"\\.":
                section = None
            else:
                yield section, line.rstrip(b"\r\n") + b"\n"
            continue
        section = _take(line.rstrip(b"\n"), path, into)
        if section is not None:
            yield section, None
    if section is not None:
        raise BackupDamaged(f"{path.name} ends in the middle of {section.table}: it is cut.")


def _take(line: bytes, path: Path, into: Survey | None) -> Section | None:
    copy = _COPY.match(line)
    if copy is not None:
        columns = tuple(_COLUMN.findall(copy.group(3).decode(errors="replace")))
        return Section(copy.group(2).decode(), columns)
    if _ANY_COPY.match(line):
        raise BackupDamaged(f"{path.name} holds rows of a table that is not ChurnVision's: {line[:80]!r}.")
    if line.startswith(b"INSERT INTO "):
        raise BackupDamaged(
            f"{path.name} was made with --inserts, which is not read: make it again without that option."
        )
    if into is None:
        return None
    into.has_ended |= line.rstrip(b"\r") == END_OF_DUMP
    setval = _SETVAL.match(line)
    if setval is not None:
        into.sequences[setval.group(1).decode()] = (int(setval.group(2)), setval.group(3) == b"true")
    return None


def _lines(path: Path, chunks: Iterator[bytes]) -> Iterator[bytes]:
    rest = b""
    for chunk in chunks:
        lines = (rest + chunk).split(b"\n")
        rest = lines.pop()
        if len(rest) > _LONGEST_LINE:
            raise BackupDamaged(f"{path.name} has a line of more than a gigabyte: it is no dump.")
        for line in lines:
            yield line + b"\n"
    if rest:
        yield rest


def _text(path: Path, keys: Sequence[Passphrase]) -> Iterator[bytes]:
    """The SQL, decrypted and unpacked as its first bytes ask for."""
    try:
        is_file = stat.S_ISREG(path.stat().st_mode)
    except OSError as error:
        raise BackupNotFound(f"{path} cannot be read ({error.strerror}).") from error
    if not is_file:
        raise BackupNotFound(f"{path} is not a regular file.")
    with path.open("rb") as file:
        head = file.read(len(MAGIC))
    if head.startswith(MAGIC):
        passphrase = _key_of(path, keys)
        return _unpacked(path, _decrypted(path, passphrase))
    return _unpacked(path, _raw(path))


def _key_of(path: Path, keys: Sequence[Passphrase]) -> Passphrase:
    """The key under which the beginning of the file makes sense: openssl's format does not say which."""
    for passphrase in keys:
        try:
            beginning = next(_decrypted(path, passphrase), b"")
        except BackupDamaged:
            continue
        if beginning.startswith(_GZIP_MAGIC) or _SQL_BEGINS.match(beginning):
            return passphrase
    raise KeyWrong(
        f"None of the keys tried opens {path.name}: {', '.join(each.origin for each in keys)}. Name the "
        "right one with --key FILE; it must have been made with `openssl enc -aes-256-cbc -pbkdf2`."
    )


def _raw(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(_READ_BYTES):
            yield chunk


def _decrypted(path: Path, passphrase: Passphrase) -> Iterator[bytes]:
    decryptor = Decryptor(passphrase.text)
    for chunk in _raw(path):
        yield decryptor.update(chunk)
    yield decryptor.finish()


def _unpacked(path: Path, chunks: Iterator[bytes]) -> Iterator[bytes]:
    first = next(chunks, b"")
    while len(first) < len(_CUSTOM_MAGIC) and (more := next(chunks, None)) is not None:
        first += more
    if first.startswith(_CUSTOM_MAGIC):
        raise BackupDamaged(
            f"{path.name} is in pg_dump's own format: turn it into SQL with `pg_restore --no-owner -f x.sql "
            f"{path.name}` and name that file."
        )
    if not first.startswith(_GZIP_MAGIC):
        if first and not _SQL_BEGINS.match(first):
            raise BackupDamaged(f"{path.name} holds no SQL: it is no dump, or it is damaged.")
        yield first
        yield from chunks
        return
    unpacker = GzipStream()
    try:
        yield from unpacker.feed(first)
        for chunk in chunks:
            yield from unpacker.feed(chunk)
    except zlib.error as error:
        raise BackupDamaged(f"{path.name} does not unpack ({error}): it is damaged.") from error
    if not unpacker.has_ended:
        raise BackupDamaged(f"{path.name} ends too early: it is cut.")
