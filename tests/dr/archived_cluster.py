"""A cluster that archives its log, with the product's schema; made once a process, copied for each test."""

import os
import shutil
import signal
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import psutil
import psycopg

from churnvision.dr import recover as engine
from churnvision.dr.archive import ClusterArchive, archive_of
from churnvision.dr.base_backup import MadeBase, make_base_backup
from churnvision.dr.database import Database
from churnvision.dr.log_switch import hand_over_log
from churnvision.dr.recover import Cluster, Recovered, live_timeline
from churnvision.dr.recovery_target import Target, parse_target
from churnvision.dr.settings import RecoverySettings, read_settings
from churnvision.dr.wal import read_identity
from churnvision.kit import migrations
from churnvision.kit.postgres import Server, find_programs, make_cluster
from churnvision.local import settings as local_settings
from churnvision.local.archiving import archive_options
from churnvision.local.keys import Keys
from churnvision.local.roles import OWNER, database_url, prepare_database
from tests.dr.installation import CANARY, CLUSTER_PASSWORD, KEY, content_of


@dataclass
class ArchivedCluster:
    """One running cluster; `folder` holds var, backups and the data directory var/pg."""

    folder: Path
    sockets: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="cv-pitr-", dir="/tmp")))
    server: Server | None = None
    keep_daily: int = 7

    @property
    def environment(self) -> dict[str, str]:
        return {
            "CHURNVISION_BACKUP_KEEP_DAILY": str(self.keep_daily),
            "CHURNVISION_VAR": str(self.folder / "var"),
            "CHURNVISION_BACKUPS": str(self.folder / "backups"),
            "CHURNVISION_DATABASE__OWNER_URL": self.owner_url(self.sockets),
        }

    @property
    def settings(self) -> RecoverySettings:
        return read_settings(self.environment)

    @property
    def data(self) -> Path:
        return self.folder / "var" / "pg"

    @property
    def archive(self) -> ClusterArchive:
        return archive_of(self.settings, read_identity(self.data)[0])

    @property
    def database(self) -> Database:
        return Database(self.owner_url(self.sockets))

    def owner_url(self, folder: Path) -> str:
        return database_url(OWNER, CLUSTER_PASSWORD, folder)

    def start(self) -> None:
        local = local_settings.read_settings(
            {name: value for name, value in self.environment.items() if "DATABASE" not in name}
        )
        self.server = Server(
            find_programs(),
            self.data,
            socket_folder=self.sockets,
            log=self.folder / "postgresql.log",
            options=archive_options(local),
        )
        self.server.start()

    def stop(self) -> None:
        if self.server is not None:
            self.server.stop()
            self.server = None

    def kill(self) -> None:
        """End every process of the server at once, as a loss of power does."""
        assert self.server is not None
        assert self.server.pid is not None
        pids = [child.pid for child in psutil.Process(self.server.pid).children(recursive=True)]
        for pid in (self.server.pid, *pids):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.server.stop()
        self.server = None

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self.sockets, ignore_errors=True)

    def sql(self, statement: str) -> object:
        with psycopg.connect(self.database.url, autocommit=True) as connection:
            cursor = connection.execute(statement)  # type: ignore[arg-type]  # text of a test
            row = cursor.fetchone() if cursor.description else None
        return None if row is None else row[0]

    def note(self, text: str) -> datetime:
        """Commit a row; a moment at which it was there and what is written later was not."""
        self.sql(f"INSERT INTO notes (text) VALUES ('{text}')")
        time.sleep(0.01)
        moment = datetime.now(UTC)
        time.sleep(0.01)
        return moment

    def notes(self) -> list[str]:
        with psycopg.connect(self.database.url) as connection:
            rows = connection.execute("SELECT text FROM notes ORDER BY id").fetchall()
        return [str(text) for (text,) in rows]

    def hand_over(self) -> None:
        assert hand_over_log(self.owner_url(self.sockets))

    def base(self) -> MadeBase:
        return make_base_backup(self.settings, self.database)

    def recover(
        self,
        at: datetime | str | None = None,
        *,
        position: str | None = None,
        name: str | None = None,
        timeline: int | None = None,
    ) -> Recovered:
        """As the command does it: hand over, stop, recover, start; also when it is refused."""
        time_text = at.isoformat() if isinstance(at, datetime) else at
        target = parse_target(time_text, position, name, timeline)
        if self.server is not None:
            self.hand_over()
        self.stop()
        try:
            return engine.recover(self.settings, self.archive, self.cluster(), target)
        finally:
            self.start()

    def cluster(self) -> Cluster:
        return Cluster(self.data, self.owner_url)

    def timeline(self) -> int | None:
        return live_timeline(self.settings, self.data)

    def leftovers(self) -> list[str]:
        """What no run may leave: half-made folders, scratch, files under unfinished names."""
        found = [str(path) for path in self.data.parent.glob("pg.recover-*")]
        found += [str(path) for path in (self.folder / "var" / "dr").glob("scratch")]
        return found + [str(path) for path in (self.folder / "backups").rglob("*.partial")]


@dataclass
class Recoverable:
    """A stopped cluster with a base backup and an archived log: "one" and "two" are before `moment`, CANARY
    after it. `old` and `new` are the hashes of its content now, and at that moment.
    """

    cluster: ArchivedCluster
    moment: datetime
    old: str
    new: str

    def target(self) -> Target:
        return parse_target(self.moment.isoformat(), None, None, None)

    def recover(self) -> Recovered:
        """By the engine, with the server stopped."""
        cluster = self.cluster
        return engine.recover(cluster.settings, cluster.archive, cluster.cluster(), self.target())

    def content(self) -> str:
        """What a server over the live data directory holds now, by another path than the engine's."""
        self.cluster.start()
        try:
            return content_of(self.cluster.database, with_sequences=False)
        finally:
            self.cluster.stop()


def copy_cluster(folder: Path) -> ArchivedCluster:
    """A cluster of a test's own, running."""
    made = ArchivedCluster(folder)
    (folder / "var" / "keys").mkdir(parents=True)
    (folder / "var" / "keys" / "backup.key").write_text(KEY + "\n")
    shutil.copytree(_template() / "pg", made.data)
    made.data.chmod(0o700)
    made.start()
    return made


def copy_recoverable(folder: Path) -> Recoverable:
    """A cluster of a test's own with everything that a recovery needs; stopped."""
    made, moment, old, new = _recoverable()
    for name in ("var", "backups"):
        shutil.copytree(made.folder / name, folder / name, symlinks=True)
    return Recoverable(ArchivedCluster(folder), moment, old, new)


def remove_template() -> None:
    """Remove what this process made once for all its tests."""
    if _template.cache_info().currsize:
        shutil.rmtree(_template(), ignore_errors=True)
    if _recoverable.cache_info().currsize:
        shutil.rmtree(_recoverable()[0].folder, ignore_errors=True)


@cache
def _recoverable() -> tuple[ArchivedCluster, datetime, str, str]:
    made = copy_cluster(Path(tempfile.mkdtemp(prefix="cv-recoverable-", dir="/tmp")))
    made.base()
    made.note("one")
    moment = made.note("two")
    new = content_of(made.database, with_sequences=False)
    made.note(CANARY)
    old = content_of(made.database, with_sequences=False)
    made.hand_over()
    made.remove()
    return made, moment, old, new


@cache
def _template() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="cv-template-", dir="/tmp"))
    programs = find_programs()
    make_cluster(programs, folder / "pg", superuser=OWNER, password=CLUSTER_PASSWORD)
    server = Server(programs, folder / "pg", socket_folder=folder / "s", log=folder / "log")
    server.start()
    keys = Keys(
        owner_password=CLUSTER_PASSWORD,
        application_password=CLUSTER_PASSWORD,
        valkey_password=CLUSTER_PASSWORD,
    )
    prepare_database(folder / "s", keys)
    url = database_url(OWNER, CLUSTER_PASSWORD, folder / "s")
    migrations.upgrade(url)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE notes (id bigserial PRIMARY KEY, text text NOT NULL)")
        connection.execute("INSERT INTO users (username, password_hash) VALUES ('admin', 'x')")
    server.stop()
    return folder
