"""`churnvision migrate`: the schema, as the database's owner."""

from typing import Annotated

import typer
from alembic.util import CommandError

from churnvision.cli.output import AsJson, print_json, shortened
from churnvision.kit import migrations
from churnvision.kit.errors import Malformed
from churnvision.kit.settings import settings


def migrate(
    to: Annotated[str, typer.Option(help="The revision to go to; the newest unless told.")] = "head",
    as_json: AsJson = False,
) -> None:
    """Bring the database's schema up to date."""
    url = settings().database.owner_url
    before = migrations.current_revision(url)
    if before is None or before != (migrations.head_revision() if to == "head" else to):
        try:
            migrations.upgrade(url, to)
        except CommandError as error:
            raise Malformed(
                f"The schema cannot go to the revision {shortened(to)}; leave out --to for the newest, "
                f"{migrations.head_revision()}."
            ) from error
    after = migrations.current_revision(url)
    if as_json:
        print_json({"before": before, "after": after})
    else:
        print(
            f"The schema is at {after}." if before == after else f"The schema went from {before} to {after}."
        )
