"""One writer that remembers which of its rows the server acknowledged: the only judge of what was lost."""

import threading
import time
from contextlib import suppress
from typing import Self

import psycopg

from churnvision.dr.database import Database

TABLE = "acknowledged"


class AckedWriter:
    """Writes rows 1, 2, 3 ... in a `with` block, one commit each, through every loss of the connection."""

    def __init__(self, database: Database, *, pause_seconds: float = 0.002) -> None:
        self._database = database
        self._pause_seconds = pause_seconds
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._write, daemon=True)
        self._next = 1
        self.acked: dict[int, float] = {}

    def __enter__(self) -> Self:
        with self._database.connect() as connection:
            connection.execute(f"CREATE TABLE IF NOT EXISTS {TABLE} (id bigint PRIMARY KEY)")
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join(30)

    def await_rows(self, count: int) -> None:
        """Wait until that many more rows are acknowledged."""
        wanted, deadline = len(self.acked) + count, time.monotonic() + 60
        while len(self.acked) < wanted:
            assert time.monotonic() < deadline, f"{len(self.acked)} of {wanted} rows"
            time.sleep(0.01)

    def _write(self) -> None:
        while not self._stop.is_set():
            with suppress(psycopg.Error), psycopg.connect(self._database.url, autocommit=True) as connection:
                while not self._stop.is_set():
                    number, self._next = self._next, self._next + 1
                    connection.execute(f"INSERT INTO {TABLE} VALUES (%s)", (number,))
                    self.acked[number] = time.time()
                    time.sleep(self._pause_seconds)
            time.sleep(0.02)


def ids_in(database: Database) -> set[int]:
    """The writer's rows in a database; none where it has no such table."""
    with database.connect() as connection:
        if connection.execute("SELECT to_regclass(%s)", (TABLE,)).fetchone() == (None,):
            return set()
        rows = connection.execute(f"SELECT id FROM {TABLE}").fetchall()
    return {int(str(number)) for (number,) in rows}
