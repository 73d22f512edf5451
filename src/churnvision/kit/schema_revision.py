"""The schema's revision, told without the migrations' own libraries, which take seconds to import."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import psycopg

MIGRATIONS = Path(__file__).resolve().parents[3] / "migrations" / "versions"


@dataclass(frozen=True, slots=True)
class SchemaStanding:
    """How a database's schema relates to this program; the sentence says what to do."""

    kind: Literal["current", "empty", "older", "newer", "unknown"]
    sentence: str


def newest_revision(folder: Path = MIGRATIONS) -> str | None:
    """The newest migration of this program, read from the files: the one that no other builds on."""
    texts = [file.read_text() for file in folder.glob("*.py")]
    heads = _values("revision", texts) - _values("down_revision", texts)
    return heads.pop() if len(heads) == 1 else None


def known_revisions(folder: Path = MIGRATIONS) -> set[str]:
    """Every revision that this program can bring up to date."""
    return _values("revision", [file.read_text() for file in folder.glob("*.py")])


def present_revision(owner_url: str) -> str | None:
    """The revision of a database, None when it is empty. Raises psycopg.Error."""
    with psycopg.connect(owner_url, connect_timeout=5) as connection:
        exists = connection.execute("SELECT to_regclass('public.alembic_version')::text").fetchone()
        if exists is None or exists[0] is None:
            return None
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        return str(row[0]) if row else None


def judge_revision(present: str | None, folder: Path = MIGRATIONS) -> SchemaStanding:
    """What a database at the revision `present` (None: without one) needs from this program."""
    newest = newest_revision(folder)
    if present is None:
        return SchemaStanding(
            "empty", f"The database has no schema, this program needs {newest}: run `churnvision migrate`."
        )
    if present == newest:
        return SchemaStanding("current", f"The schema is at revision {present}.")
    if present in known_revisions(folder):
        return SchemaStanding(
            "older",
            f"The schema is at revision {present}, this program needs {newest}: run `churnvision migrate`.",
        )
    if newest is not None and present.isdigit() and newest.isdigit() and int(present) > int(newest):
        return SchemaStanding(
            "newer",
            f"The schema is at revision {present}, newer than this program's {newest}: start the version "
            "that migrated it, or restore a backup that was made before.",
        )
    return SchemaStanding(
        "unknown",
        f"The schema is at revision {present}, which this program (newest: {newest}) does not know: restore "
        "a backup, or start the program that made this schema.",
    )


def _values(name: str, texts: list[str]) -> set[str]:
    pattern = re.compile(rf"^{name}\b[^=\n]*=\s*[\"']([^\"']+)[\"']", re.M)
    return {found.group(1) for text in texts if (found := pattern.search(text))}
