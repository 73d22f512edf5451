"""Keyset pagination: a cursor is the sort key of the last row, opaque to the caller."""

import base64
import binascii
from typing import Any

import orjson

from churnvision.kit.errors import Malformed


def encode_cursor(values: list[Any]) -> str:
    """An opaque text of the last row's sort values (JSON types, dates as text)."""
    return base64.urlsafe_b64encode(orjson.dumps(values)).decode().rstrip("=")


def decode_cursor(cursor: str, *, length: int) -> list[Any]:
    """The sort values in a cursor.

    Raises Malformed when the text is not a cursor of `length` values.
    """
    try:
        values = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError) as error:
        raise Malformed("The cursor is not one of ours; ask for the first page again.") from error
    if not isinstance(values, list) or len(values) != length:
        raise Malformed("The cursor belongs to another sort order; ask for the first page again.")
    return values
