"""The schema's revision, told without the migrations' own libraries, which take seconds to import."""

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import psycopg

MIGRATIONS = Path(__file__).resolve().parents[3] / "migrations" / "versions"

_VERSION_TABLE = "alembic_version"


@dataclass(frozen=True, slots=True)
class SchemaStanding:
    """How a database's schema relates to this program; the sentence says what to do."""

    kind: Literal["current", "empty", "older", "newer", "unknown", "half_done"]
    sentence: str
    evidence: str = ""


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


def inspect_schema(owner_url: str) -> SchemaStanding:
    """`judge_revision` after a look at the tables, which may be half done. Raises psycopg.Error."""
    with psycopg.connect(owner_url, connect_timeout=5) as connection:
        names = {
            str(name)
            for (name,) in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        }
        has_table = _VERSION_TABLE in names
        rows = connection.execute("SELECT version_num FROM alembic_version").fetchall() if has_table else []
    others = len(names - {_VERSION_TABLE})
    revisions = ", ".join(str(row[0]) for row in rows) or "none"
    evidence = f"revisions in alembic_version: {revisions}; {others} other tables"
    if len(rows) > 1 or (not rows and others):
        return SchemaStanding(
            "half_done",
            "The schema is half done: it has tables but not one revision. A migration keeps all or "
            "nothing, so something else made this; restore a backup.",
            evidence,
        )
    standing = judge_revision(str(rows[0][0]) if rows else None)
    return replace(standing, evidence=evidence)


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
