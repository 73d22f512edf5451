"""Texts of the disk (names of files, errors) as answers and the database can hold them."""

from typing import Any


def printable(text: str) -> str:
    """The text without what UTF-8 or PostgreSQL cannot hold, each such character as a sign of its own."""
    return text.encode("utf-8", "replace").decode().replace("\0", "\ufffd")


def storable(value: Any) -> Any:
    """The same for everything inside a JSON value."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        return {printable(name): storable(inner) for name, inner in value.items()}
    return [storable(inner) for inner in value] if isinstance(value, list) else value
