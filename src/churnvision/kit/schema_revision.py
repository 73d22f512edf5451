"""The schema's revision, told without the migrations' own libraries, which take seconds to import."""

import re
from pathlib import Path

import psycopg

MIGRATIONS = Path(__file__).resolve().parents[3] / "migrations" / "versions"


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


def _values(name: str, texts: list[str]) -> set[str]:
    pattern = re.compile(rf"^{name}\b[^=\n]*=\s*[\"']([^\"']+)[\"']", re.M)
    return {found.group(1) for text in texts if (found := pattern.search(text))}
