"""`make bench-dr`: backup and restore as ratios against the bare programs on the same database.

The baseline of a backup is `pg_dump | gzip -6 | openssl enc`, which checks nothing; that of a restore is bare
`psql` with the same SQL, decrypted before. Both sides run on one server with fsync on, one after the other.
"""

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import psycopg

from benchmarks.figures import HEADER, Figure
from benchmarks.installation import installation
from churnvision.dr import steps
from churnvision.dr.backup import make_backup
from churnvision.dr.catalogue import find_backups
from churnvision.dr.database import Database
from churnvision.dr.keys import find_keys
from churnvision.dr.restore import restore_backup
from churnvision.dr.sealed_file import SealedReader
from churnvision.dr.settings import RecoverySettings, read_settings
from churnvision.kit.postgres import find_programs

KEY = "Wq7-plum river.9 lantern&Tz31 oxbow"
_ROW_BYTES = 400
_FILL = """
CREATE TABLE filling AS
SELECT n AS id, n % 20834 AS employee_id, date '2020-01-01' + (n % 2000)::int AS valid_from,
       jsonb_build_object('salary', (random() * 90000)::int, 'grade', n % 9, 'department',
           (ARRAY['Sales', 'Research', 'Operations', 'Finance'])[1 + n % 4], 'overtime_hours',
           round((random() * 40)::numeric, 2), 'commute_km', round((random() * 60)::numeric, 1),
           'engagement_score', round((random() * 5)::numeric, 3), 'team', md5((n % 700)::text)) AS attributes,
       ARRAY[random(), random(), random(), random()] AS contributions
FROM generate_series(1, %s) n;
ALTER TABLE filling ADD PRIMARY KEY (id);
CREATE INDEX ON filling (employee_id, valid_from);
"""


def main() -> int:
    """Measure; exit code 1 when a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, default=1000, help="size of the database, about")
    parser.add_argument("--runs", type=int, default=3, help="the best of so many on either side")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="cv-bench-") as name, installation(Path(name)) as made:
        settings = read_settings(
            {**made.environment, "BACKUP_ENCRYPTION_KEY": KEY, "CHURNVISION_BACKUPS": f"{name}/backups"}
        )
        database = Database(made.settings.database.owner_url)
        size = _fill(database, wanted.megabytes)
        figures = [*_backup(settings, database, wanted.runs), *_restore(settings, database, wanted.runs)]
    print(f"A database of {size / 1e6:.0f} MB on {os.cpu_count()} cores\n\n{HEADER}")
    for figure in figures:
        print(figure.row())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"\nPeak memory of the engine: {peak / 1000:.0f} MB")
    return 0 if all(figure.reaches for figure in figures) else 1


def _fill(database: Database, megabytes: int) -> int:
    with database.connect() as connection:
        connection.execute(_FILL.replace("%s", str(megabytes * 1_000_000 // _ROW_BYTES)).encode())
        connection.execute("INSERT INTO users (username, password_hash) VALUES ('admin', 'x')")
        connection.execute("CHECKPOINT")
        row = connection.execute("SELECT pg_database_size(current_database())").fetchone()
    assert row is not None
    return int(str(row[0]))


def _backup(settings: RecoverySettings, database: Database, runs: int) -> list[Figure]:
    bare = _best(runs, lambda: _bare_backup(settings, database))
    marks: dict[str, float] = {}
    written, whole = [], []
    for _ in range(runs):
        shutil.rmtree(settings.backups, ignore_errors=True)
        begins_at = time.perf_counter()
        with steps.observed(lambda step: marks.setdefault(step, time.perf_counter())):
            make_backup(settings, database)
        whole.append(time.perf_counter() - begins_at)
        written.append(marks["backup.files"] - begins_at)
        marks.clear()
    return [
        _figure("backup without reading it back", min(written), bare, 1.2, "pg_dump, gzip, openssl"),
        _figure("backup, read back and proved", min(whole), bare, 2.0, "pg_dump, gzip, openssl"),
    ]


def _bare_backup(settings: RecoverySettings, database: Database) -> float:
    target = settings.backups.parent / "bare.sql.gz.enc"
    line = (
        f'"{find_programs().path("pg_dump")}" | gzip -{settings.gzip_level} | '
        f'openssl enc -aes-256-cbc -pbkdf2 -pass env:BENCH_KEY -out "{target}"'
    )
    begins_at = time.perf_counter()
    environment = {**database.environment(), "BENCH_KEY": KEY, "PATH": os.environ["PATH"]}
    subprocess.run(["bash", "-o", "pipefail", "-c", line], env=environment, check=True)
    os.sync()
    seconds = time.perf_counter() - begins_at
    target.unlink()
    return seconds


def _restore(settings: RecoverySettings, database: Database, runs: int) -> list[Figure]:
    backup = find_backups(settings.backups)[0]
    script = settings.backups.parent / "restore.sql"
    with script.open("wb") as file:
        for chunk in SealedReader(backup.dump, find_keys(settings)[0]):
            file.write(chunk)
    bare = _best(runs, lambda: _bare_restore(database, script))
    ours = []
    for _ in range(runs):
        begins_at = time.perf_counter()
        restored = restore_backup(settings, database)
        ours.append(time.perf_counter() - begins_at)
        _drop(database, str(restored.kept_as))
    figure = _figure("restore, compared and swapped in", min(ours), bare, 1.3, "bare psql, the same SQL")
    limit = replace(figure, name="restore within 90 s", ratio=min(ours), target=90.0, baseline="-", unit="s")
    return [figure, limit]


def _bare_restore(database: Database, script: Path) -> float:
    empty = database.named("bare")
    with database.maintenance.connect() as connection:
        connection.execute("DROP DATABASE IF EXISTS bare WITH (FORCE)")
        connection.execute("CREATE DATABASE bare TEMPLATE template0")
    begins_at = time.perf_counter()
    with script.open("rb") as file:
        subprocess.run(
            [find_programs().path("psql"), "-X", "-q"],
            stdin=file,
            stdout=subprocess.DEVNULL,
            env=empty.environment(),
            check=True,
        )
    seconds = time.perf_counter() - begins_at
    empty.drop()
    return seconds


def _drop(database: Database, name: str) -> None:
    with database.maintenance.connect() as connection:
        connection.execute(
            psycopg.sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS true").format(psycopg.sql.Identifier(name))
        )
    database.named(name).drop()


def _best(runs: int, act: Callable[[], float]) -> float:
    return min(act() for _ in range(runs))


def _figure(name: str, ours: float, bare: float, target: float, baseline: str) -> Figure:
    return Figure(
        name=name,
        ours=f"{ours:.1f} s",
        baseline=f"{bare:.1f} s ({baseline})",
        ratio=ours / bare,
        target=target,
        higher_is_better=False,
    )


if __name__ == "__main__":
    sys.exit(main())
