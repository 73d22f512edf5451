"""What recovery commands ask before they destroy anything, and how they tell of their steps."""

import sys
from typing import Annotated

import typer

from churnvision.kit.errors import Malformed

Key = Annotated[
    str | None,
    typer.Option(help="The file that holds the backup key, or fd:N for a descriptor.", metavar="FILE"),
]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask for the database's name; for scripts.")]


def require_consent(database: str, yes: bool, deed: str) -> None:
    """Ask for the database's name. Raises Malformed where nobody can be asked or the answer is another."""
    if yes:
        return
    if not sys.stdin.isatty():
        raise Malformed(f"This will {deed} the database {database}; say so with --yes. Nothing was changed.")
    answer = typer.prompt(f"This will {deed} the database {database}. Type its name to go on", err=True)
    if answer != database:
        raise Malformed("That is not the database's name; nothing was changed.")


def say(step: str) -> None:
    """Tell of a step on standard error."""
    print(f"{step[0].upper()}{step[1:]} ...", file=sys.stderr, flush=True)
