"""Character encoding of a text file: found by content, and rewritten as UTF-8 in bounded pieces."""

import codecs
from pathlib import Path

from churnvision.features.datasets.errors import NulBytes, UnknownEncoding

_PIECE_BYTES = 4 * 1024 * 1024
_BOMS = [(codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")]
# Bytes that Windows-1252 does not define; text never has them.
_UNDEFINED_1252 = frozenset(b"\x81\x8d\x8f\x90\x9d")
# High bytes that Western European text really uses: letters, quotes, dashes, euro, degree, section.
_PLAUSIBLE_1252 = frozenset(
    "äöüÄÖÜßéèêëáàâãåçñíìîïóòôõøúùûýÿæœÉÈÊËÁÀÂÃÅÇÑÍÌÎÏÓÒÔÕØÚÙÛÆŒ€„“”‘’–—…§°²³µ´«»\xa0".encode("cp1252")
)
_PLAUSIBLE_SHARE = 0.9


def detect_encoding(path: Path) -> str:
    """The encoding of the text at `path`: utf-8, utf-8-sig, utf-16 or cp1252.

    Raises NulBytes, and UnknownEncoding with the row where UTF-8 ends being valid.
    """
    with path.open("rb") as file:
        first = file.read(4)
    for bom, name in _BOMS:
        if first.startswith(bom):
            if name == "utf-8-sig" and (bad := _first_invalid_utf8(path)) is not None:
                raise _invalid(path, bad)
            return name
    _refuse_nul(path)
    bad = _first_invalid_utf8(path)
    if bad is None:
        return "utf-8"
    if _is_western(path):
        return "cp1252"
    raise _invalid(path, bad)


def write_as_utf8(source: Path, encoding: str, target: Path) -> None:
    """Rewrite a text file as UTF-8 without a byte order mark.

    Raises UnknownEncoding when the bytes do not fit the encoding, NulBytes.
    """
    decoder = codecs.getincrementaldecoder(encoding)()
    with source.open("rb") as incoming, target.open("wb") as outgoing:
        while True:
            piece = incoming.read(_PIECE_BYTES)
            try:
                text = decoder.decode(piece, final=not piece)
            except UnicodeError as error:
                raise UnknownEncoding(
                    f"The file begins like {encoding} text but is not; save it as CSV in UTF-8."
                ) from error
            if "\x00" in text:
                raise NulBytes
            outgoing.write(text.encode())
            if not piece:
                return


def _refuse_nul(path: Path) -> None:
    row = 1
    with path.open("rb") as file:
        while piece := file.read(_PIECE_BYTES):
            position = piece.find(b"\x00")
            if position >= 0:
                row += piece.count(b"\n", 0, position)
                raise NulBytes(
                    f"Row {row} contains a NUL character, so the file is damaged or not text; "
                    "export it again as CSV in UTF-8.",
                    row=row,
                )
            row += piece.count(b"\n")


def _first_invalid_utf8(path: Path) -> int | None:
    """The offset of the first byte that is not UTF-8."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    offset = 0
    with path.open("rb") as file:
        while True:
            piece = file.read(_PIECE_BYTES)
            pending = len(decoder.getstate()[0])
            try:
                decoder.decode(piece, final=not piece)
            except UnicodeDecodeError as error:
                return offset - pending + error.start
            if not piece:
                return None
            offset += len(piece)


def _is_western(path: Path) -> bool:
    plausible = total = 0
    with path.open("rb") as file:
        while piece := file.read(_PIECE_BYTES):
            high = piece.translate(None, bytes(range(128)))
            if not _UNDEFINED_1252.isdisjoint(high):
                return False
            total += len(high)
            plausible += sum(high.count(bytes([byte])) for byte in _PLAUSIBLE_1252)
    return total > 0 and plausible >= _PLAUSIBLE_SHARE * total and not _is_mixed(path)


def _is_mixed(path: Path) -> bool:
    """Whether UTF-8 sequences of letters stand beside other bytes, as when two files were joined."""
    with path.open("rb") as file:
        piece = file.read(_PIECE_BYTES)
    umlauts = [letter.encode() for letter in "äöüßéèáàçñ"]
    return any(umlaut in piece for umlaut in umlauts)


def _invalid(path: Path, offset: int) -> UnknownEncoding:
    row: int | None = None
    if offset < _PIECE_BYTES:
        with path.open("rb") as file:
            row = 1 + file.read(offset).count(b"\n")
    place = f"row {row}" if row else f"byte {offset:,}"
    return UnknownEncoding(
        f"The character encoding is not clear at {place}; save the file as CSV in UTF-8.",
        row=row,
        offset=offset,
    )
