"""Two sites on this machine: each has a data folder, a listener on the loopback, and the real stores."""

import os
import shutil
import signal
import tempfile
import threading
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import psycopg

from churnvision.dr import site_clone, site_promote, site_rejoin, site_stop, site_watch
from churnvision.dr.backup import make_backup
from churnvision.dr.database import Database
from churnvision.dr.keys import Passphrase
from churnvision.dr.settings import RecoverySettings, read_settings
from churnvision.dr.site_clone import Followed
from churnvision.dr.site_figures import SiteFigures
from churnvision.dr.site_keys import take_keys
from churnvision.dr.site_promote import Promoted
from churnvision.dr.site_token import read_token
from churnvision.kit import migrations
from churnvision.kit.postgres_leftovers import servers_in
from churnvision.kit.site_peer import hear_peer
from churnvision.kit.site_settings import SiteSettings
from churnvision.kit.site_state import SiteState, read_site_state
from churnvision.local import settings as local_settings
from churnvision.local.ports import find_free_port
from churnvision.local.site import require_may_start
from churnvision.local.site_options import restore_command
from churnvision.local.stack import Stack
from churnvision.local.wholeness import mark_cluster_made, prepare_folders
from tests.dr.installation import KEY

OWNER_URL = "CHURNVISION_DATABASE__OWNER_URL"


@dataclass
class Site:
    """One site; `start` and `stop` do what the supervisor does, without web and worker."""

    folder: Path
    name: str
    environment: dict[str, str]
    stack: Stack | None = None

    @property
    def local(self) -> local_settings.LocalSettings:
        return local_settings.read_settings(self.environment)

    @property
    def site(self) -> SiteSettings:
        found = self.local.site
        assert found is not None
        return found

    @property
    def settings(self) -> RecoverySettings:
        known = {} if self.stack is None else self.stack.environment
        return read_settings({**known, **self.environment})

    @property
    def data(self) -> Path:
        return self.local.layout.cluster

    @property
    def state(self) -> SiteState:
        found = read_site_state(self.settings.var)
        assert found is not None
        return found

    @property
    def database(self) -> Database:
        assert self.stack is not None
        return Database(self.stack.environment[OWNER_URL])

    def start(self) -> None:
        """As `churnvision up`: refused where the supervisor would refuse."""
        prepare_folders(self.local.layout)
        require_may_start(self.local)
        self.stack = Stack(self.local, report=lambda _: None)
        try:
            if self.stack.is_standby:
                self.stack.start_standby()
            else:
                self.stack.start_stores()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        if self.stack is not None:
            self.stack.stop()
            self.stack = None

    def kill(self) -> None:
        """kill -9 of every process of PostgreSQL; nothing is flushed, nothing says goodbye."""
        for process in servers_in(self.data):
            os.kill(process.pid, signal.SIGKILL)
        self.stop()

    def sql(self, statement: str) -> object:
        with psycopg.connect(self.database.url, autocommit=True) as connection:
            cursor = connection.execute(statement.encode())
            row = cursor.fetchone() if cursor.description else None
        return None if row is None else row[0]

    def ids(self) -> set[int]:
        with psycopg.connect(self.database.url) as connection:
            return {int(number) for (number,) in connection.execute("SELECT id FROM acked")}

    def look(self) -> SiteFigures:
        return site_promote.look_at(self.settings, self.site, self.database)

    def watch(self) -> SiteFigures:
        """One look of the watch, which in the real stack is a process of its own."""
        peer = hear_peer(self.site, self.settings.var)
        return site_watch.look(self.settings, self.site, self.database, peer)

    def follow(self) -> Followed:
        """As `dr site create`, without the start."""
        prepare_folders(self.local.layout)
        key = [Passphrase(KEY, "the test")]
        take_keys(self.settings, key, self.settings.backups, "20260101_000000")
        followed = site_clone.clone(self.settings, self.site, self.data)
        mark_cluster_made(self.local.layout)
        return followed

    def stop_for_good(self) -> Path:
        """As `dr site stop-primary`; the token."""
        state = site_stop.require_stoppable(self.settings, self.data)
        site_stop.fence_primary(self.settings, state)
        self.stop()
        token = self.folder / "token"
        site_stop.give_token(self.settings, state, self.data, Passphrase(KEY, "the test"), token)
        return token

    def promote(self, token: Path | None = None, *, accepts_loss: bool = False) -> Promoted:
        """As `dr site promote`, with the restart as the primary."""
        proved = None if token is None else read_token(token, [Passphrase(KEY, "the test")])
        promoted = site_promote.promote(
            self.settings, self.site, self.database, proved, accepts_loss=accepts_loss
        )
        self.stop()
        self.start()
        return promoted

    def rejoin(self, *, by_copy: bool = False) -> Followed:
        return site_rejoin.rejoin(
            self.settings, self.site, self.data, restore_command(self.local, self.site), by_copy=by_copy
        )

    def wait_until_level(self, seconds: float = 30) -> None:
        deadline = time.monotonic() + seconds
        while (figures := self.watch()).lag_bytes or not figures.is_connected:
            assert time.monotonic() < deadline, figures
            time.sleep(0.05)


@dataclass
class Pair:
    """Alpha, the primary, and bravo, which follows it; neither runs until it is started."""

    alpha: Site
    bravo: Site

    def start(self) -> None:
        """Both, until bravo has everything."""
        self.alpha.start()
        self.bravo.start()
        self.bravo.wait_until_level()

    def remove(self) -> None:
        for site in (self.bravo, self.alpha):
            site.stop()


class Writer:
    """Commits one row after another, and remembers when each was acknowledged."""

    def __init__(self, database: Database) -> None:
        self._url = database.url
        self.acked_at: dict[int, float] = {}
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._write, daemon=True)
        self._thread.start()

    @property
    def acked(self) -> list[int]:
        return list(self.acked_at)

    @property
    def last_at(self) -> float:
        return max(self.acked_at.values())

    def await_rows(self, number: int) -> None:
        deadline = time.monotonic() + 30
        while len(self.acked_at) < number:
            assert time.monotonic() < deadline
            time.sleep(0.01)

    def end(self) -> set[int]:
        self._ended.set()
        self._thread.join(10)
        return set(self.acked)

    def _write(self) -> None:
        try:
            with psycopg.connect(self._url, autocommit=True) as connection:
                while not self._ended.is_set():
                    row = connection.execute("INSERT INTO acked DEFAULT VALUES RETURNING id").fetchone()
                    assert row is not None
                    self.acked_at[int(row[0])] = time.monotonic()
        except psycopg.Error:
            return  # the server was killed: what was acknowledged by now counts


def copy_pair(folder: Path, **settings: str) -> Pair:
    """A pair of a test's own; `settings` are more of both."""
    shutil.copytree(_template(), folder, dirs_exist_ok=True)
    return empty_pair(folder, **settings)


def empty_pair(folder: Path, **settings: str) -> Pair:
    """Two sites without data."""
    ports = {"alpha": find_free_port(), "bravo": find_free_port()}
    sites = {}
    for name, other in (("alpha", "bravo"), ("bravo", "alpha")):
        home = folder / name
        home.mkdir(exist_ok=True)
        environment = {
            "CHURNVISION_VAR": str(home / "var"),
            "CHURNVISION_MODELS": str(home / "models"),
            "CHURNVISION_BACKUPS": str(folder / "backups"),
            "CHURNVISION_LICENCE_FILE": str(home / "license.key"),
            "CHURNVISION_ENVIRONMENT_FILE": str(home / ".env.production"),
            "CHURNVISION_CERTIFICATES": str(home / "ssl"),
            "CHURNVISION_SITE_NAME": name,
            "CHURNVISION_SITE_LISTEN": f"127.0.0.1:{ports[name]}",
            "CHURNVISION_SITE_PEER": f"127.0.0.1:{ports[other]}",
            **settings,
        }
        sites[name] = Site(home, name, environment)
    return Pair(sites["alpha"], sites["bravo"])


def remove_template() -> None:
    """Remove what this process made once for all its tests."""
    if _template.cache_info().currsize:
        shutil.rmtree(_template(), ignore_errors=True)


@cache
def _template() -> Path:
    """Alpha with the product's schema, a table for the writer and one backup; bravo has followed it."""
    folder = Path(tempfile.mkdtemp(prefix="cv-site-template-", dir="/tmp"))
    made = empty_pair(folder)
    (folder / "alpha" / "var" / "keys").mkdir(parents=True, mode=0o700)
    (folder / "alpha" / "var" / "keys" / "backup.key").write_text(KEY + "\n")
    try:
        made.alpha.start()
        migrations.upgrade(made.alpha.database.url)
        # Processes are killed here, not machines: the system keeps what was written.
        made.alpha.sql("ALTER SYSTEM SET fsync = off")
        made.alpha.sql("CREATE TABLE acked (id bigserial PRIMARY KEY)")
        made.alpha.sql("INSERT INTO users (username, password_hash) VALUES ('admin', 'x')")
        make_backup(made.alpha.settings, made.alpha.database)
        made.bravo.follow()
        made.bravo.start()
        made.bravo.wait_until_level()
    finally:
        made.remove()
    return folder
