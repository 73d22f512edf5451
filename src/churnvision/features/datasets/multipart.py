"""The file inside an upload request, as a stream: the raw body, or the part named "file" of a form.

The framework's own form parser would keep the whole file twice; here each piece is passed on as it comes.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from python_multipart.exceptions import MultipartParseError
from python_multipart.multipart import MultipartParser, parse_options_header

from churnvision.features.datasets.errors import UnreadableFile

_FILE_FIELD = "file"


class UploadMalformed(UnreadableFile):
    """The upload is not a valid form with a file in the field "file"; send it again."""

    code = "upload_malformed"


@dataclass
class _Parts:
    """Follows the parser: which part is open, and what of the file has come."""

    header: bytes = b""
    value: bytes = b""
    is_file: bool = False
    has_file: bool = False
    filename: str | None = None
    pieces: list[bytes] = field(default_factory=list)

    def on_header_field(self, data: bytes, start: int, end: int) -> None:
        self.header += data[start:end]

    def on_header_value(self, data: bytes, start: int, end: int) -> None:
        self.value += data[start:end]

    def on_header_end(self) -> None:
        if self.header.lower() == b"content-disposition":
            _, options = parse_options_header(self.value)
            self.is_file = options.get(b"name") == _FILE_FIELD.encode() and not self.has_file
            if self.is_file:
                self.has_file = True
                self.filename = options.get(b"filename", b"").decode("utf-8", "replace") or None
        self.header = self.value = b""

    def on_part_begin(self) -> None:
        self.is_file = False

    def on_part_data(self, data: bytes, start: int, end: int) -> None:
        if self.is_file:
            self.pieces.append(data[start:end])


class Upload:
    """An upload's chunks, and the file's name as the form gives it (known once chunks come)."""

    def __init__(self, content_type: str, body: AsyncIterator[bytes]) -> None:
        kind, options = parse_options_header(content_type)
        self._boundary = options.get(b"boundary") if kind == b"multipart/form-data" else None
        self._is_form = kind == b"multipart/form-data"
        self._body = body
        self._parts = _Parts()

    @property
    def filename(self) -> str | None:
        """The name that the form gives, None for a raw body."""
        return self._parts.filename

    async def chunks(self) -> AsyncIterator[bytes]:
        """The file's bytes. Raises UploadMalformed for a form without a file."""
        if not self._is_form:
            async for chunk in self._body:
                yield chunk
            return
        parser = self._parser()
        async for chunk in self._body:
            _feed(parser, chunk)
            for piece in self._parts.pieces:
                yield piece
            self._parts.pieces.clear()
        if not self._parts.has_file:
            raise UploadMalformed

    def _parser(self) -> MultipartParser:
        if not self._boundary:
            raise UploadMalformed
        parts = self._parts
        return MultipartParser(
            self._boundary,
            {
                "on_part_begin": parts.on_part_begin,
                "on_part_data": parts.on_part_data,
                "on_header_field": parts.on_header_field,
                "on_header_value": parts.on_header_value,
                "on_header_end": parts.on_header_end,
            },
        )


def _feed(parser: MultipartParser, chunk: bytes) -> None:
    try:
        parser.write(chunk)
    except MultipartParseError as error:
        raise UploadMalformed from error
