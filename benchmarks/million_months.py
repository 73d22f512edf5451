"""A million employee-months: rows imported a second against bare `\\copy`, and the memory it all takes.

The import is the command as a user types it, from reading the CSV file to the commit, the original kept.
The baseline is `psql \\copy` of the very rows that it wrote into an empty table with the same keys and
indexes. Memory is the sum of the peaks of the command or the worker and of its children that live at one
time (not of PostgreSQL).
"""

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import psutil
import psycopg

from benchmarks.figures import Figure
from benchmarks.installation import Installation, installation
from churnvision.kit.postgres import find_programs
from churnvision.ml.sample import SampleOptions, simulate, write

EMPLOYEES, MONTHS = 20_834, 48
# A new cluster makes the files of its write-ahead log as it goes, an older one uses them again. Without this
# the first to be measured would make them for the second.
_MAKE_LOG_FILES = """
CREATE TABLE written AS
SELECT n, (SELECT string_agg(md5(n::text || k), '') FROM generate_series(1, 30) k) AS filling
FROM generate_series(1, 1000000) n;
DROP TABLE written;
"""
# Looking at every process costs time that the measured command would lack on two cores.
_SAMPLE_SECONDS = 0.5
_TABLE = """
CREATE TABLE bare_snapshots (LIKE employee_snapshots INCLUDING ALL);
ALTER TABLE bare_snapshots ADD FOREIGN KEY (employee_id) REFERENCES employees (id) ON DELETE CASCADE;
"""


class Watched:
    """A command, its seconds, and the most bytes that it and its children alive at one time can have held."""

    def __init__(self, arguments: list[str], environment: dict[str, str]) -> None:
        self.peak_bytes = 0
        self.seconds = 0.0
        self._begins_at = time.perf_counter()
        self._process = subprocess.Popen(
            [sys.executable, "-m", *arguments], env=environment, stdout=subprocess.PIPE, text=True
        )
        self._watching = threading.Thread(target=self._watch, daemon=True)
        self._watching.start()

    def _watch(self) -> None:
        root = psutil.Process(self._process.pid)
        while self._process.poll() is None:
            self.peak_bytes = max(self.peak_bytes, _memory_bytes(root))
            time.sleep(_SAMPLE_SECONDS)

    def finish(self) -> str:
        """Wait for the end and return what it printed. Raises CalledProcessError."""
        printed, _ = self._process.communicate()
        self.seconds = time.perf_counter() - self._begins_at  # before the watcher has slept out
        self._watching.join()
        if self._process.returncode != 0:
            raise subprocess.CalledProcessError(self._process.returncode, self._process.args, printed)
        return printed

    def end(self) -> None:
        """Ask it to stop and wait."""
        self._process.terminate()
        self._process.communicate()
        self._watching.join()


def _memory_bytes(root: psutil.Process) -> int:
    total = 0
    try:
        for process in [root, *root.children(recursive=True)]:
            total += _peak_bytes(process.pid)
    except (psutil.NoSuchProcess, OSError):
        pass
    return total


def _peak_bytes(pid: int) -> int:
    """The most that one process has held so far, as the kernel notes it: no short peak is missed."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:")), 0)


def _psql(installed: Installation, statement: str) -> None:
    url = installed.settings.database.owner_url
    options = ["--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1", f"--dbname={url}"]
    subprocess.run([find_programs().path("psql"), *options, "-c", statement], check=True)


def _import(installed: Installation, path: Path) -> tuple[float, int]:
    """Seconds and peak bytes of one import, from a checkpoint on."""
    _psql(installed, "CHECKPOINT")
    command = Watched(
        ["churnvision.cli.main", "import", str(path), "--yes", "--json"], os.environ | installed.environment
    )
    command.finish()
    return command.seconds, command.peak_bytes


def _bare_copy(installed: Installation, folder: Path) -> float:
    """Seconds of `\\copy` of the imported rows into an empty table with the same keys, from a checkpoint."""
    rows = folder / "rows.csv"
    newest = "SELECT * FROM employee_snapshots WHERE dataset_id = (SELECT max(id) FROM datasets)"
    _psql(installed, f"\\copy ({newest}) TO '{rows}' CSV")
    _psql(installed, _TABLE)
    _psql(installed, "CHECKPOINT")
    begins_at = time.perf_counter()
    _psql(installed, f"\\copy bare_snapshots FROM '{rows}' CSV")
    return time.perf_counter() - begins_at


def _train_and_score(installed: Installation) -> int:
    """Peak bytes of the worker while it scores everybody (its training is not counted)."""
    environment = os.environ | installed.environment
    trainer = Watched(["churnvision.worker"], environment)
    try:
        Watched(["churnvision.cli.main", "train", "--json"], environment).finish()
    finally:
        trainer.end()
    print(f"training on a million employee-months: peak {trainer.peak_bytes / 1e6:,.0f} MB", file=sys.stderr)
    scorer = Watched(["churnvision.worker"], environment)
    try:
        Watched(["churnvision.cli.main", "score", "--json"], environment).finish()
    finally:
        scorer.end()
    return scorer.peak_bytes


def measure() -> list[Figure]:
    """Rows a second against `\\copy`, and peak memory against 1.5 GB."""
    with (
        tempfile.TemporaryDirectory(prefix="cv-bench-") as name,
        installation(Path(name)) as installed,
    ):
        folder = Path(name)
        write(simulate(SampleOptions(EMPLOYEES, MONTHS, seed=1)), folder)
        _psql(installed, _MAKE_LOG_FILES)
        _import(installed, folder / "people.csv")
        seconds, import_bytes = _import(installed, folder / "snapshots.csv")
        bare_seconds = _bare_copy(installed, folder)
        with psycopg.connect(installed.settings.database.owner_url) as connection:
            counted = connection.execute("SELECT count(*) FROM bare_snapshots").fetchone()
        assert counted is not None
        rows = int(counted[0])
        _import(installed, folder / "terminations.csv")
        scoring_bytes = _train_and_score(installed)
    return [
        Figure(
            name=f"import of {rows:,} employee-months, from the file to the commit",
            ours=f"{rows / seconds:,.0f} rows/s",
            baseline=f"{rows / bare_seconds:,.0f} rows/s (psql \\copy, same rows, keys and indexes)",
            ratio=bare_seconds / seconds,
            target=0.5,
            higher_is_better=True,
        ),
        Figure(
            name=f"peak memory of importing and scoring {rows:,} employee-months",
            ours=json.dumps({"import_mb": import_bytes // 10**6, "scoring_mb": scoring_bytes // 10**6}),
            baseline="1,500 MB",
            ratio=max(import_bytes, scoring_bytes) / 1.5e9,
            target=1.0,
            higher_is_better=False,
        ),
    ]


if __name__ == "__main__":
    for figure in measure():
        print(figure.row())
