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

from churnvision.dr import site_clone, site_promote, site_rejoin, site_stop
from churnvision.dr.backup import make_backup
from churnvision.dr.database import Database
from churnvision.dr.keys import Passphrase
from churnvision.dr.settings import RecoverySettings, read_settings
from churnvision.dr.site_clone import Followed
from churnvision.dr.site_figures import SiteFigures
from churnvision.dr.site_keys import take_keys
from churnvision.dr.site_promote import Promoted
from churnvision.dr.site_token import read_token
from churnvision.kit.postgres_leftovers import servers_in
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
        while (figures := self.look()).lag_bytes or not figures.is_connected:
            assert time.monotonic() < deadline, figures
            time.sleep(0.05)


@dataclass
class Pair:
    """Alpha, the primary, runs; bravo follows it once `follow` was called."""

    alpha: Site
    bravo: Site

    def follow(self) -> None:
        self.bravo.follow()
        self.bravo.start()
        self.bravo.wait_until_level()

    def remove(self) -> None:
        for site in (self.bravo, self.alpha):
            site.stop()


class Writer:
    """Commits one row after another, and remembers each id whose commit was acknowledged."""

    def __init__(self, database: Database) -> None:
        self._url = database.url
        self.acked: list[int] = []
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._write, daemon=True)
        self._thread.start()

    def await_rows(self, number: int) -> None:
        deadline = time.monotonic() + 30
        while len(self.acked) < number:
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
                    self.acked.append(int(row[0]))
        except psycopg.Error:
            return  # the server was killed: what was acknowledged by now counts


def make_pair(folder: Path, **settings: str) -> Pair:
    """Alpha with a table, running, and bravo's empty folder; `settings` are more of both."""
    ports = {"alpha": find_free_port(), "bravo": find_free_port()}
    backups = folder / "backups"
    sites = {}
    for name, other in (("alpha", "bravo"), ("bravo", "alpha")):
        home = folder / name
        home.mkdir()
        environment = {
            "CHURNVISION_VAR": str(home / "var"),
            "CHURNVISION_MODELS": str(home / "models"),
            "CHURNVISION_BACKUPS": str(backups),
            "CHURNVISION_LICENCE_FILE": str(home / "license.key"),
            "CHURNVISION_ENVIRONMENT_FILE": str(home / ".env.production"),
            "CHURNVISION_CERTIFICATES": str(home / "ssl"),
            "CHURNVISION_SITE_NAME": name,
            "CHURNVISION_SITE_LISTEN": f"127.0.0.1:{ports[name]}",
            "CHURNVISION_SITE_PEER": f"127.0.0.1:{ports[other]}",
            **settings,
        }
        sites[name] = Site(home, name, environment)
    pair = Pair(sites["alpha"], sites["bravo"])
    var = pair.alpha.local.layout.var
    shutil.copytree(_template() / "var", var)
    shutil.copytree(_template() / "backups", backups)
    pair.alpha.start()
    return pair


def remove_template() -> None:
    """Remove what this process made once for all its tests."""
    if _template.cache_info().currsize:
        shutil.rmtree(_template(), ignore_errors=True)


@cache
def _template() -> Path:
    """An installation with the product's schema, a table for the writer, and one backup."""
    from churnvision.kit import migrations

    folder = Path(tempfile.mkdtemp(prefix="cv-site-template-", dir="/tmp"))
    environment = {
        "CHURNVISION_VAR": str(folder / "var"),
        "CHURNVISION_MODELS": str(folder / "models"),
        "CHURNVISION_BACKUPS": str(folder / "backups"),
        "CHURNVISION_LICENCE_FILE": str(folder / "license.key"),
        "CHURNVISION_ENVIRONMENT_FILE": str(folder / ".env.production"),
        "CHURNVISION_CERTIFICATES": str(folder / "ssl"),
    }
    (folder / "var" / "keys").mkdir(parents=True, mode=0o700)
    (folder / "var" / "keys" / "backup.key").write_text(KEY + "\n")
    made = Site(folder, "template", environment)
    made.start()
    try:
        migrations.upgrade(made.database.url)
        made.sql("CREATE TABLE acked (id bigserial PRIMARY KEY, at timestamptz NOT NULL DEFAULT now())")
        made.sql("INSERT INTO users (username, password_hash) VALUES ('admin', 'x')")
        make_backup(made.settings, made.database)
    finally:
        made.stop()
    return folder
