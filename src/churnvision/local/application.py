"""The product's own processes, web and worker, as children of the supervisor."""

import http.client
import sys
import time
from collections.abc import Mapping

import psycopg

from churnvision.kit.clock import Pause
from churnvision.local.errors import ServiceNotStarted
from churnvision.local.process import Child, run_to_end
from churnvision.local.roles import first_line
from churnvision.local.settings import LocalSettings

_READY_SECONDS = 90.0


class Worker(Child):
    """Runs jobs; counts as started at once when it is revived, since it reconnects by itself."""

    def __init__(self, settings: LocalSettings, env: Mapping[str, str], *, pause: Pause = time.sleep) -> None:
        super().__init__(
            "worker",
            [sys.executable, "-m", "churnvision.worker"],
            env=env,
            log=settings.layout.logs / "worker.log",
            stop_seconds=20.0,
        )
        self._pause = pause

    def await_known(self, owner_url: str, *, after: int) -> None:
        """Wait until the queue knows a worker with an id above `after`. Raises ServiceNotStarted."""
        deadline = time.monotonic() + _READY_SECONDS
        while newest_worker(owner_url) <= after:
            if not self.is_running():
                raise ServiceNotStarted(f"The worker ended at its start: {self.last_line()}; see {self.log}.")
            if time.monotonic() > deadline:
                raise ServiceNotStarted(
                    f"The worker was not known to the queue within {_READY_SECONDS:.0f} s; see {self.log}."
                )
            self._pause(0.1)


class RecoveryScheduler(Child):
    """Backs up daily and holds drills; the one child that reaches the database as its owner."""

    def __init__(self, settings: LocalSettings, env: Mapping[str, str]) -> None:
        super().__init__(
            "recovery",
            [sys.executable, "-m", "churnvision.dr"],
            env=env,
            log=settings.layout.logs / "recovery.log",
        )


class SiteWatch(Child):
    """Measures how far the standby is behind, and fences this site when the other one was promoted."""

    def __init__(self, settings: LocalSettings, env: Mapping[str, str]) -> None:
        super().__init__(
            "site-watch",
            [sys.executable, "-m", "churnvision.dr.site_watch"],
            env=env,
            log=settings.layout.logs / "site-watch.log",
        )


class Web(Child):
    """Serves the page and the API on two sockets; started means that both answer."""

    def __init__(self, settings: LocalSettings, env: Mapping[str, str], *, pause: Pause = time.sleep) -> None:
        super().__init__(
            "web",
            [sys.executable, "-m", "churnvision.web"],
            env=env,
            log=settings.layout.logs / "web.log",
        )
        self._host = "127.0.0.1" if settings.host in ("0.0.0.0", "::", "") else settings.host  # noqa: S104 - compared only
        self._ports = (settings.api_port, settings.web_port)
        self._pause = pause

    def start(self) -> None:
        """Start and wait until it is live. Raises ServiceNotStarted."""
        super().start()
        deadline = time.monotonic() + _READY_SECONDS
        while not all(self._answers(port, timeout_seconds=5.0) for port in self._ports):
            if not self.is_running() or time.monotonic() > deadline:
                self.stop()
                raise ServiceNotStarted(f"The web process did not start: {self.last_line()}; see {self.log}.")
            self._pause(0.05)

    def is_live(self, *, timeout_seconds: float) -> bool:
        """Whether /health/live answers in time."""
        return self._answers(self._ports[0], timeout_seconds=timeout_seconds)

    def _answers(self, port: int, *, timeout_seconds: float) -> bool:
        connection = http.client.HTTPConnection(self._host, port, timeout=timeout_seconds)
        try:
            connection.request("GET", "/health/live" if port == self._ports[0] else "/")
            return connection.getresponse().status < http.client.INTERNAL_SERVER_ERROR
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()


def newest_worker(owner_url: str) -> int:
    """The highest id of the workers that the queue knows, 0 without any. Raises ServiceNotStarted."""
    try:
        with psycopg.connect(owner_url, connect_timeout=5) as connection:
            row = connection.execute("SELECT coalesce(max(id), 0) FROM procrastinate_workers").fetchone()
    except psycopg.Error as error:
        raise ServiceNotStarted(
            f"The queue could not be asked for its workers: {first_line(error)}"
        ) from error
    assert row is not None
    return int(row[0])


def migrate(env: Mapping[str, str], *, pause: Pause) -> None:
    """Bring the schema to this program's revision, in a process of its own. Raises ServiceNotStarted."""
    command = [sys.executable, "-m", "churnvision.cli.main", "migrate"]
    code, complaint = run_to_end(command, env=env, pause=pause)
    if code != 0:
        raise ServiceNotStarted(f"The database's schema was not migrated: {complaint or f'exit {code}'}")
