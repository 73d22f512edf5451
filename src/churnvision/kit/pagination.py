"""Keyset pagination: a cursor is the sort key of the last row, opaque to the caller."""

import base64
import binascii
from typing import Any

import orjson
from pydantic import BaseModel, Field

from churnvision.kit.errors import Malformed
from churnvision.kit.identifiers import LARGEST_ID


class PageRequest(BaseModel):
    """Which part of a list, newest first."""

    limit: int = Field(50, ge=1, le=200)
    cursor: str | None = Field(None, max_length=200, description="next_cursor of the page before")


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


def next_id_cursor(ids: list[int], limit: int) -> str | None:
    """The cursor after a page of these ids; None where the page was not full, so that none follows."""
    return encode_cursor([ids[-1]]) if len(ids) == limit else None


def decode_id_cursor(cursor: str | None) -> int | None:
    """The id in the cursor of a list that is sorted by id alone; None for the first page.

    Raises Malformed for the cursor of another list.
    """
    if cursor is None:
        return None
    match decode_cursor(cursor, length=1):
        case [int() as last_id] if abs(last_id) < LARGEST_ID:
            return last_id
        case _:
            raise Malformed("The cursor belongs to another list; ask for the first page again.")
