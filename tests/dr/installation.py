"""An installation to back up and destroy: a database with nasty content, folders, and keys."""

import hashlib
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from churnvision.dr.backup import Backup, make_backup
from churnvision.dr.database import Database
from churnvision.dr.restore import Restored, restore_backup
from churnvision.dr.settings import RecoverySettings, read_settings
from churnvision.kit.postgres import find_programs

KEY = "Wq7-plum river.9 lantern&Tz31 oxbow"
OTHER_KEY = "Kd4 velvet+harbour 88 quince!moss Yb"
CANARY = "canary-7f3a-of-a-salary"
CLUSTER_PASSWORD = "a-password-of-tests-only"
NASTY = [
    CANARY,
    "\\.",
    "COPY public.users (id) FROM stdin;",
    "SELECT pg_catalog.setval('public.users_id_seq', 1, true);",
    "-- PostgreSQL database dump complete",
    "a tab\tand a line\nand a backslash \\ and \\N",
    "Zürich, 東京, \U0001f9ee",
    "",
]


@dataclass(frozen=True)
class Installation:
    """Where everything is; `environment` is what commands of this installation see."""

    environment: dict[str, str]
    settings: RecoverySettings
    database: Database

    def backup(self) -> Backup:
        """A backup by the engine."""
        return make_backup(self.settings, self.database)

    def restore(self, name: str | None = None, **options: str) -> Restored:
        """A restore by the engine."""
        return restore_backup(self.settings, self.database, name=name, **options)

    def execute(self, statement: str) -> None:
        """Run SQL in the live database."""
        with self.database.connect() as connection:
            connection.execute(statement)  # type: ignore[arg-type]  # text of a test

    def value(self, query: str) -> object:
        """The first column of the first row."""
        with self.database.connect() as connection:
            row = connection.execute(query).fetchone()  # type: ignore[arg-type]  # text of a test
        return None if row is None else row[0]

    def content(self) -> str:
        """A hash of every row of every table, by another path than the manifest's."""
        return content_of(self.database)

    def databases(self) -> list[str]:
        """The databases of this installation on the server."""
        return databases_like(self.database)


def make_installation(folder: Path, owner_url: str) -> Installation:
    """Folders, key and content; the database is migrated already."""
    (folder / "infra" / "ssl").mkdir(parents=True)
    (folder / "infra" / "ssl" / "server.crt").write_text("a certificate\n")
    (folder / "license.key").write_text("a licence\n")
    (folder / ".env.production").write_text(f"POSTGRES_PASSWORD=x\nBACKUP_ENCRYPTION_KEY={KEY}\nLAST=1\n")
    environment = {
        "CHURNVISION_BACKUPS": str(folder / "backups"),
        "CHURNVISION_VAR": str(folder / "var"),
        "CHURNVISION_ENVIRONMENT_FILE": str(folder / ".env.production"),
        "CHURNVISION_LICENCE_FILE": str(folder / "license.key"),
        "CHURNVISION_CERTIFICATES": str(folder / "infra" / "ssl"),
        "CHURNVISION_DATABASE__OWNER_URL": owner_url,
        "BACKUP_ENCRYPTION_KEY": KEY,
    }
    made = Installation(environment, read_settings(environment), Database(owner_url))
    with made.database.connect() as connection:
        connection.execute("CREATE TABLE notes (id bigserial PRIMARY KEY, text text NOT NULL)")
        with connection.cursor() as cursor:
            cursor.executemany("INSERT INTO notes (text) VALUES (%s)", [(text,) for text in NASTY])
        connection.execute("INSERT INTO notes (text) SELECT md5(n::text) FROM generate_series(1, 20000) n")
        connection.execute("SELECT lo_from_bytea(0, 'a large object')")
        connection.execute(
            "INSERT INTO users (username, password_hash) SELECT 'user' || n, 'x' FROM generate_series(1, 4) n"
        )
        connection.execute(
            "INSERT INTO audit_events (actor_name, action, subject_type, details)"
            " VALUES ('tests', 'user.created', 'user', '{}')"
        )
    return made


def content_of(database: Database, *, with_sequences: bool = True) -> str:
    """A hash over the sorted text of each row of each table, and the sequences.

    The log writes a sequence up to 32 values ahead, so after its replay they are not those of before.
    """
    total = hashlib.sha256()
    with database.connect() as connection:
        tables = connection.execute(
            "SELECT table_name::text FROM information_schema.tables"
            " WHERE table_schema = 'public' AND table_type = 'BASE TABLE' ORDER BY 1"
        ).fetchall()
        for (table,) in tables:
            with connection.cursor() as cursor:
                statement = sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(str(table)))
                with cursor.copy(statement) as copy:
                    rows = sorted(b"".join(bytes(part) for part in copy).split(b"\n"))
            total.update(str(table).encode() + b"\n".join(rows))
        sequences = "SELECT sequencename, last_value FROM pg_sequences ORDER BY 1"
        for row in connection.execute(sequences) if with_sequences else ():
            total.update(repr(row).encode())
        for (data,) in connection.execute("SELECT lo_get(oid) FROM pg_largeobject_metadata ORDER BY oid"):
            total.update(bytes(data))  # type: ignore[call-overload]  # bytes from the server
    return total.hexdigest()


def databases_like(database: Database) -> list[str]:
    """Every database whose name begins with this one's."""
    with database.maintenance.connect() as connection:
        rows = connection.execute(
            "SELECT datname::text FROM pg_database WHERE starts_with(datname::text, %s) ORDER BY 1",
            (database.name,),
        ).fetchall()
    return [str(name) for (name,) in rows]


def drop_relatives(database: Database) -> None:
    """Remove what restores left beside the database of a test."""
    for name in databases_like(database):
        if name != database.name:
            with database.maintenance.connect() as connection:
                connection.execute(
                    sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS true").format(sql.Identifier(name))
                )
            database.named(name).drop()


def files_of(folder: Path) -> dict[str, bytes]:
    """Every file of a folder but the lock."""
    return {
        file.name: file.read_bytes()
        for file in sorted(folder.iterdir())
        if file.is_file() and file.name != ".recovery.lock"
    }


def plaintext_in(folder: Path) -> list[str]:
    """The files below `folder` in which the canary can be read."""
    return [
        str(file)
        for file in folder.rglob("*")
        if file.is_file() and not file.is_symlink() and CANARY.encode() in file.read_bytes()
    ]


def psql(database: Database, script: bytes, *options: str) -> subprocess.CompletedProcess[bytes]:
    """The guide's line: bare psql reads a script from its input."""
    return subprocess.run(
        [find_programs().path("psql"), *options],
        input=script,
        env={**os.environ, **database.environment()},
        capture_output=True,
        timeout=120,
        check=False,
    )


def decrypted_by_openssl(file: Path, key: str = KEY) -> bytes:
    """The guide's two lines: openssl decrypts and gunzip unpacks."""
    compressed = subprocess.run(
        ["openssl", "enc", "-aes-256-cbc", "-d", "-pbkdf2", "-in", str(file), "-pass", "env:CV_TEST_KEY"],
        env={**os.environ, "CV_TEST_KEY": key},
        capture_output=True,
        check=True,
        timeout=120,
    ).stdout
    return subprocess.run(
        ["gunzip", "-c"], input=compressed, capture_output=True, check=True, timeout=120
    ).stdout


@contextmanager
def session_of(database: Database) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    """Somebody who is connected to the live database."""
    connection = psycopg.connect(database.url, autocommit=True)
    try:
        yield connection
    finally:
        connection.close()
