"""Whether the server can take a backup: everything in the way, in one list, before anything changes."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg

from churnvision.dr.database import Database
from churnvision.dr.errors import RestoreRefused
from churnvision.dr.manifest import Manifest
from churnvision.kit.postgres import Programs
from churnvision.kit.schema_revision import known_revisions

# What an unpacked dump takes as tables and indexes; measured at 1.9 on the sample workforce.
_SPACE_RATIO = 2.5


def require_ready(database: Database, programs: Programs, manifest: Manifest) -> None:
    """Raise RestoreRefused with everything that keeps this server from taking the backup."""
    with database.maintenance.connect() as connection:
        problems = list(_problems(connection, programs, manifest))
    if problems:
        raise RestoreRefused(f"The backup cannot be restored here: {' '.join(problems)} Nothing was changed.")


def _problems(connection: psycopg.Connection[Any], programs: Programs, manifest: Manifest) -> Iterator[str]:
    row = connection.execute(
        "SELECT current_setting('server_version_num')::int / 10000, rolsuper, current_user::text,"
        " current_setting('data_directory', true), pg_is_in_recovery()"
        " FROM pg_roles WHERE rolname = current_user"
    ).fetchone()
    assert row is not None
    major, is_superuser, role, data, is_standby = row
    made_by = manifest.server.server_version_number // 10_000
    if major < made_by:
        yield f"It comes from PostgreSQL {made_by} and this server is {major}: use one at least as new."
    if programs.version < max(made_by, major):
        yield (f"psql in {programs.bin} is {programs.version}, older than server or dump: set PG_BIN_DIR.")
    if not is_superuser:
        yield f"The role {role} is no superuser: give the owner's address in CHURNVISION_DATABASE__OWNER_URL."
    if is_standby:
        yield "This server is a standby: restore on the primary."
    yield from _extensions(connection, manifest)
    yield from _revision(manifest)
    yield from _space(str(data or ""), manifest)


def _extensions(connection: psycopg.Connection[Any], manifest: Manifest) -> Iterator[str]:
    available = {str(name) for (name,) in connection.execute("SELECT name FROM pg_available_extensions")}
    for name in sorted(manifest.contents.extensions.keys() - available):
        yield f"The extension {name} is not installed on this server."


def _revision(manifest: Manifest) -> Iterator[str]:
    revision = manifest.contents.schema_revision
    if revision not in known_revisions():
        yield (
            f"Its schema is at {revision}, which this program does not know: "
            f"install ChurnVision {manifest.application_version} or newer."
        )


def _space(data: str, manifest: Manifest) -> Iterator[str]:
    if not data or not Path(data).is_dir():
        return
    needed = int(manifest.dump.content_bytes * _SPACE_RATIO) + 50_000_000
    free = shutil.disk_usage(data).free
    if free < needed:
        yield f"{data} has {free / 1e6:.0f} MB free and the restore may need {needed / 1e6:.0f} MB."
