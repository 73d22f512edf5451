"""Backup and restore beside what one would type: `pg_dump | gzip -6 | openssl enc`, psql on the same text.

`python -m benchmarks.recovery [--gigabytes 1] [--runs 3] [--record FILE]` on a generated database.
"""

import argparse
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import psycopg

from benchmarks.figures import HEADER, Figure
from benchmarks.installation import installation
from churnvision.dr import steps
from churnvision.dr.backup import make_backup
from churnvision.dr.database import Database
from churnvision.dr.restore import restore_backup
from churnvision.dr.settings import RecoverySettings, read_settings
from churnvision.kit.postgres import find_programs

KEY = "Wq7-plum river.9 lantern&Tz31 oxbow"
LONGEST_RESTORE_SECONDS = 90.0
_ROWS = 200_000
_TABLE = """
CREATE TABLE events (
    id bigint PRIMARY KEY, employee_id int NOT NULL, at timestamptz NOT NULL, kind text NOT NULL,
    amount numeric(12, 2), share double precision, note text
);
CREATE INDEX ON events (employee_id, at);
"""
_FILL = """
INSERT INTO events
SELECT n, (n * 7919) %% 100000, timestamptz '2020-01-01' + n * interval '1 minute',
       (ARRAY['salary', 'review', 'transfer', 'absence', 'training'])[1 + n %% 5],
       ((n * 48271) %% 9000000) / 100.0, random(),
       'month ' || n %% 60 || ' of ' || md5((n %% 5000)::text) || ' ' || md5(n::text)
FROM generate_series(%s::bigint, %s::bigint) n
"""
_DUMP = (
    '"$BIN/pg_dump" | gzip -6 | openssl enc -aes-256-cbc -pbkdf2 -pass env:BACKUP_ENCRYPTION_KEY > "$TARGET"'
)
_DECRYPT = (
    'openssl enc -d -aes-256-cbc -pbkdf2 -pass env:BACKUP_ENCRYPTION_KEY -in "$FROM" | gunzip > "$TARGET"'
)
_LOAD = '"$BIN/psql" --quiet --no-psqlrc --output=/dev/null < "$FROM"'


def measure(gigabytes: float, runs: int) -> Iterator[Figure]:
    """The figures; each pair of times is taken in turn, and the median is shown."""
    with tempfile.TemporaryDirectory(prefix="cv-bench-") as name, installation(Path(name)) as running:
        folder, database = Path(name), Database(running.environment["CHURNVISION_DATABASE__OWNER_URL"])
        settings = read_settings({**running.environment, "BACKUP_ENCRYPTION_KEY": KEY})
        fill(database, int(gigabytes * 1e9))
        ours, whole, naive = [], [], []
        for _ in range(runs):
            naive.append(seconds_of(lambda: shell(_DUMP, database, TARGET=folder / "naive.enc")))
            written, total = times_of_backup(settings, database)
            ours.append(written)
            whole.append(total)
        yield ratio("backup, written and synced", ours, naive, "pg_dump, gzip -6, openssl enc", 1.2)
        yield ratio("backup, read back and proved", whole, naive, "pg_dump, gzip -6, openssl enc", 2)
        dump = sorted(settings.backups.glob("*.sql.gz.enc"))[-1]
        shell(_DECRYPT, database, FROM=dump, TARGET=folder / "text.sql")
        restored, loaded = [], []
        for _ in range(runs):
            with empty_database(database) as empty:
                loaded.append(seconds_of(lambda: shell(_LOAD, empty, FROM=folder / "text.sql")))
            restored.append(seconds_of(lambda: restore_backup(settings, database)))
            drop_kept(database)
        yield ratio("restore, proved, compared and swapped in", restored, loaded, "psql < the same text", 1.3)
        longest = max(restored)
        yield Figure(
            f"the longest restore of {gigabytes:g} GB",
            f"{longest:.1f} s",
            f"{LONGEST_RESTORE_SECONDS:.0f} s promised",
            longest / LONGEST_RESTORE_SECONDS,
            1,
            higher_is_better=False,
        )


def fill(database: Database, size: int) -> None:
    """Rows until the database has this size."""
    with database.connect() as connection:
        connection.execute("INSERT INTO users (username, password_hash) VALUES ('admin', 'x')")
        connection.execute(_TABLE)
        first = 1
        while size_of(connection) < size:
            connection.execute(_FILL, (first, first + _ROWS - 1))
            first += _ROWS
        connection.execute("VACUUM (ANALYZE, FREEZE) events")
        connection.execute("CHECKPOINT")


def size_of(connection: psycopg.Connection[tuple[object, ...]]) -> int:
    """Bytes."""
    row = connection.execute("SELECT pg_database_size(current_database())").fetchone()
    assert row is not None
    return int(str(row[0]))


def times_of_backup(settings: RecoverySettings, database: Database) -> tuple[float, float]:
    """Seconds until both files are written and synced, and until they are proved and named."""
    began, written = time.monotonic(), 0.0

    def note(step: str) -> None:
        nonlocal written
        if step == "backup.files":
            written = time.monotonic() - began

    with steps.observed(note):
        make_backup(settings, database)
    return written, time.monotonic() - began


@contextmanager
def empty_database(like: Database) -> Iterator[Database]:
    """An empty database beside it, for the time of the block."""
    empty = like.named(f"{like.name}_empty")
    with like.maintenance.connect() as connection:
        connection.execute(f'CREATE DATABASE "{empty.name}" TEMPLATE template0')
    yield empty
    empty.drop()


def drop_kept(database: Database) -> None:
    """Remove what a restore has replaced."""
    with database.maintenance.connect() as connection:
        names = connection.execute(
            "SELECT datname FROM pg_database WHERE datname LIKE '%\\_before\\_%'"
        ).fetchall()
        for (name,) in names:
            connection.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')
            database.named(str(name)).drop()


def shell(script: str, database: Database, **paths: Path) -> None:
    """What one would type; every part of the pipe must succeed."""
    env = {
        **os.environ,
        **database.environment(),
        "BACKUP_ENCRYPTION_KEY": KEY,
        "BIN": str(find_programs().bin),
        **{name: str(path) for name, path in paths.items()},
    }
    subprocess.run(["bash", "-o", "pipefail", "-c", script + " && sync"], env=env, check=True)


def seconds_of(act: Callable[[], object]) -> float:
    """How long it takes."""
    began = time.monotonic()
    act()
    return time.monotonic() - began


def ratio(name: str, ours: list[float], theirs: list[float], baseline: str, target: float) -> Figure:
    """The medians beside each other."""
    mine, other = statistics.median(ours), statistics.median(theirs)
    return Figure(
        name, f"{mine:.1f} s", f"{other:.1f} s ({baseline})", mine / other, target, higher_is_better=False
    )


def main() -> int:
    """Print the figures, and record them where it is asked for; exit code 1 when a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gigabytes", type=float, default=1.0)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--record", type=Path, help="the page that the table replaces")
    arguments = parser.parse_args()
    figures = list(measure(arguments.gigabytes, arguments.runs))
    lines = [
        "# Recovery: how fast",
        "",
        f"By `python -m benchmarks.recovery --gigabytes {arguments.gigabytes:g}` on "
        f"{datetime.now(UTC):%Y-%m-%d}: {os.cpu_count()} cores, Python {platform.python_version()}, "
        f"{platform.machine()}; medians of {arguments.runs} runs "
        f"taken in turn on one generated database; the machine had a load of {os.getloadavg()[1]:.1f}.",
        "",
        HEADER,
        *(figure.row() for figure in figures),
    ]
    print("\n".join(lines))
    if arguments.record is not None:
        arguments.record.write_text("\n".join(lines) + "\n")
    return 0 if all(figure.reaches for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
