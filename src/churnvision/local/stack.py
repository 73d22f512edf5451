"""The embedded stack: started from PostgreSQL up to the web, stopped the other way round."""

import time
from collections.abc import Callable
from pathlib import Path

import psycopg

from churnvision.kit.clock import Pause
from churnvision.kit.errors import ChurnVisionError
from churnvision.kit.logging import get_logger
from churnvision.kit.postgres import Server, find_programs, make_cluster
from churnvision.kit.schema_revision import newest_revision, present_revision
from churnvision.kit.site_state import is_standby
from churnvision.local.application import (
    RecoveryScheduler,
    SiteWatch,
    Web,
    Worker,
    migrate,
    newest_worker,
)
from churnvision.local.errors import ServiceNotStarted
from churnvision.local.keys import Keys, read_or_make_keys
from churnvision.local.libgomp import provide_libgomp, with_library_path
from churnvision.local.liveness import Liveness
from churnvision.local.ports import find_free_port
from churnvision.local.revival import Revival, Service
from churnvision.local.roles import (
    APPLICATION,
    OWNER,
    connect_owner,
    database_url,
    first_line,
    prepare_database,
)
from churnvision.local.settings import LocalSettings, present_environment
from churnvision.local.site import prepare_site, server_options
from churnvision.local.sockets import make_socket_folder, remove_socket_folder
from churnvision.local.state import ProcessState, describe_process
from churnvision.local.valkey import Valkey
from churnvision.local.wholeness import mark_cluster_made

_log = get_logger(__name__)
_ONLY_FOR_COMMANDS = ("CHURNVISION_ADMIN_PASSWORD", "CHURNVISION_DATABASE__OWNER_URL")
Report = Callable[[str], None]


class Stack:
    """Every service of one data folder. `report` hears each step as a short phrase.

    `pause` waits wherever a start or a revival waits; what it raises ends that, and never the stop.
    Start it from the main thread: children end with the thread that started them.
    """

    def __init__(self, settings: LocalSettings, report: Report, *, pause: Pause = time.sleep) -> None:
        self._settings = settings
        self._layout = settings.layout
        self._report = report
        self._pause = pause
        self._services: list[Revival] = []
        self._liveness: Liveness | None = None
        self._socket_folder: Path | None = None
        self.environment: dict[str, str] = {}

    @property
    def is_standby(self) -> bool:
        """Whether the database only follows another site's: then nothing else is started."""
        return is_standby(self._layout.cluster)

    def start(self) -> None:
        """Start everything in order; what was started is left running for `stop` when a step fails."""
        if self.is_standby:
            self.start_standby()
            return
        self.start_stores()
        if not self._is_schema_current():
            self._begin("migrating the database")
            migrate(self._full_environment(), pause=self._pause)
        env = {
            name: value for name, value in self._full_environment().items() if name not in _ONLY_FOR_COMMANDS
        }
        self._begin("starting the worker")
        owner_url = self.environment["CHURNVISION_DATABASE__OWNER_URL"]
        worker = Worker(self._settings, env, pause=self._pause)
        known_before = newest_worker(owner_url)
        self._launch(worker)
        self._begin("starting the web page and the API")
        web = Web(self._settings, env, pause=self._pause)
        self._launch(web)
        self._liveness = Liveness(web, patience_seconds=self._settings.hung_after_seconds)
        self._begin("starting the scheduler of backups")
        self._launch(RecoveryScheduler(self._settings, self._full_environment()))
        self._watch_other_site()
        self._begin("waiting for the worker")
        worker.await_known(owner_url, after=known_before)

    def start_standby(self) -> None:
        """PostgreSQL, which follows the primary, and what watches it."""
        keys = read_or_make_keys(self._layout)
        self.environment = self._own_environment()
        self.environment |= self._start_server(keys)
        self._watch_other_site()

    def start_stores(self) -> None:
        """PostgreSQL with its database and roles, and Valkey; each unless an external one is named."""
        keys = read_or_make_keys(self._layout)
        self.environment = self._own_environment()
        self.environment |= self._start_postgres(keys)
        self.environment["CHURNVISION_REDIS__URL"] = self._settings.redis_url or self._start_valkey(keys)

    def revive(self) -> bool:
        """Start again what has died, or hung, and whose pause is over; whether anything was tried."""
        if self._liveness is not None and self._liveness.end_if_hung():
            _log.warning("service.hung", service="web")
        due = [revival for revival in self._services if revival.is_due()]
        for revival in due:
            name = revival.service.name
            _log.warning("service.died", service=name, restarts=revival.restarts)
            try:
                revival.revive()
                _log.info("service.restarted", service=name)
            except (ChurnVisionError, OSError) as error:
                _log.error("service.restart_failed", service=name, reason=str(error))
        return bool(due)

    def stop(self) -> None:
        """Stop everything that was started, the last first; what will not stop keeps nothing else running.

        Raises what went wrong, after the rest.
        """
        failures: list[Exception] = []
        while self._services:
            service = self._services[-1].service
            self._report(f"stopping {service.name}")
            try:
                service.stop()
            except (ChurnVisionError, OSError) as error:
                failures.append(error)
            self._services.pop()
        remove_socket_folder(self._layout)
        if failures:
            raise failures[0]

    def processes(self) -> tuple[ProcessState, ...]:
        """The children that run now."""
        return tuple(
            describe_process(revival.service.name, pid, restarts=revival.restarts)
            for revival in self._services
            if (pid := revival.service.pid) is not None
        )

    def _start_postgres(self, keys: Keys) -> dict[str, str]:
        settings, layout = self._settings, self._layout
        if settings.database_url is not None and settings.owner_url is not None:
            return {
                "CHURNVISION_DATABASE__URL": settings.database_url,
                "CHURNVISION_DATABASE__OWNER_URL": settings.owner_url,
            }
        programs = find_programs(settings.postgres_programs)
        if not layout.cluster.exists():
            self._begin("making the database cluster")
            make_cluster(programs, layout.cluster, superuser=OWNER, password=keys.owner_password)
        mark_cluster_made(layout)
        found = self._start_server(keys)
        folder, port = self._socket_folder, settings.database_port
        assert folder is not None
        prepare_database(folder, keys, port=port)
        with connect_owner(folder, keys, port=port) as connection:
            prepare_site(connection, settings, pause=self._pause)
        return found

    def _start_server(self, keys: Keys) -> dict[str, str]:
        settings, layout = self._settings, self._layout
        self._begin("starting PostgreSQL")
        folder = self._socket_folder = make_socket_folder(layout)
        self._launch(
            Server(
                find_programs(settings.postgres_programs),
                layout.cluster,
                socket_folder=folder,
                log=layout.logs / "postgresql.log",
                options=server_options(settings),
                pause=self._pause,
            )
        )
        return _database_environment(folder, keys, settings.database_port)

    def _watch_other_site(self) -> None:
        if self._settings.site is not None and self._settings.database_url is None:
            self._begin("starting the watch over both sites")
            self._launch(SiteWatch(self._settings, self._full_environment()))

    def _own_environment(self) -> dict[str, str]:
        settings = self._settings
        return {
            "CHURNVISION_VAR": str(self._layout.var),
            "CHURNVISION_MODELS": str(self._layout.models),
            "CHURNVISION_BACKUPS": str(settings.backups),
            "CHURNVISION_WEB_PORT": str(settings.web_port),
            "CHURNVISION_API_PORT": str(settings.api_port),
            "CHURNVISION_WEB__PAGE_FOLDER": str(settings.page_folder),
            "OMP_WAIT_POLICY": "PASSIVE",
        }

    def _is_schema_current(self) -> bool:
        try:
            return present_revision(self.environment["CHURNVISION_DATABASE__OWNER_URL"]) == newest_revision()
        except psycopg.Error as error:
            raise ServiceNotStarted(
                f"The database did not answer ({first_line(error)}); "
                "check CHURNVISION_DATABASE__OWNER_URL and that server."
            ) from error

    def _start_valkey(self, keys: Keys) -> str:
        self._begin("starting Valkey")
        valkey = Valkey(
            self._layout,
            port=find_free_port(),
            password=keys.valkey_password,
            env=present_environment(),
            pause=self._pause,
        )
        self._launch(valkey)
        return valkey.url

    def _begin(self, step: str) -> None:
        self._pause(0)
        self._report(step)

    def _launch(self, service: Service) -> None:
        self._services.append(Revival(service))
        service.start()

    def _full_environment(self) -> dict[str, str]:
        env = {**present_environment(), **self.environment}
        return with_library_path(env, provide_libgomp(self._layout.lib))


def _database_environment(folder: Path, keys: Keys, port: int) -> dict[str, str]:
    return {
        "CHURNVISION_DATABASE__URL": database_url(APPLICATION, keys.application_password, folder, port=port),
        "CHURNVISION_DATABASE__OWNER_URL": database_url(OWNER, keys.owner_password, folder, port=port),
    }
