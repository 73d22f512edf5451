"""`churnvision dr psql`: PostgreSQL's own psql on the running database, as its owner."""

import os
from typing import Annotated

import typer

from churnvision.cli.dr_database import settings_at_hand
from churnvision.dr.database import Database
from churnvision.kit.postgres import find_programs
from churnvision.local import settings as local_settings
from churnvision.local.errors import NotRunning


def run_psql(
    arguments: Annotated[list[str] | None, typer.Argument(help="What psql is given.")] = None,
) -> None:
    """Run psql with what follows, as `dr psql -c "SELECT 1"`; a script comes on standard input."""
    local = local_settings.read_settings()
    settings = settings_at_hand(local)
    if settings.owner_url is None:
        raise NotRunning("The database does not run; `churnvision up` starts it.")
    program = find_programs(settings.postgres_programs).path("psql")
    environment = Database(settings.owner_url).environment()
    # It takes our place, so that its input, its exit code and Ctrl-C are its own.
    os.execve(program, [program, *(arguments or [])], environment)  # noqa: S606 - no shell, our own program
