"""Results on stdout: for eyes, or as one JSON document."""

import json
from collections.abc import Sequence
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document instead of text.")]


_SHOWN_CHARACTERS = 60


def shortened(text: str) -> str:
    """What somebody wrote, in quotes, cut where a sentence would become unreadable."""
    return repr(text if len(text) <= _SHOWN_CHARACTERS else text[:_SHOWN_CHARACTERS] + "…")


def print_json(document: Any) -> None:
    """One JSON document, dates and paths as text."""
    print(json.dumps(document, indent=2, default=str, ensure_ascii=False))


def print_table(headers: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """A table without borders, as wide as it needs."""
    table = Table(*headers, box=None, pad_edge=False, header_style="bold")
    for row in rows:
        table.add_row(*(str(cell) for cell in row))
    Console(soft_wrap=True).print(table)
