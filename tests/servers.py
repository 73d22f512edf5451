"""The PostgreSQL and Valkey that the tests run against: started once by the controlling process."""

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from churnvision.kit import migrations
from churnvision.kit.postgres import Server, find_programs, make_cluster
from churnvision.local.keys import Keys
from churnvision.local.layout import Layout
from churnvision.local.ports import find_free_port
from churnvision.local.roles import APPLICATION, OWNER, database_url, prepare_database
from churnvision.local.valkey import Valkey

TEMPLATE = "churnvision_template"
# Faster, and of no use after a crash, which these servers never have to survive.
FORGETFUL = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}
PASSWORD = "a-password-of-tests-only"


@dataclass(frozen=True)
class Addresses:
    """Where the servers listen; plain text, so that it can be sent to other processes."""

    socket_folder: str
    valkey_url: str

    def owner_url(self, name: str) -> str:
        """The address of database `name` as the owner of the schema."""
        return self._url(OWNER, name)

    def application_url(self, name: str) -> str:
        """The address of database `name` as the application."""
        return self._url(APPLICATION, name)

    def valkey_database(self, number: int) -> str:
        """The address of one of Valkey's sixteen databases."""
        return self.valkey_url.rsplit("/", 1)[0] + f"/{number}"

    def _url(self, role: str, name: str) -> str:
        address = database_url(role, PASSWORD, Path(self.socket_folder))
        return address.replace(f"/{OWNER}?", f"/{name}?")

    def create_database(self, name: str, *, template: str = TEMPLATE) -> None:
        """A copy of the migrated template, in about a tenth of a second."""
        self._administer(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY wal_log").format(
                sql.Identifier(name), sql.Identifier(template)
            )
        )

    def drop_database(self, name: str) -> None:
        """Remove a database and end whoever is connected to it."""
        self._administer(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def _administer(self, statement: sql.Composed) -> None:
        with psycopg.connect(self.owner_url("postgres"), autocommit=True) as connection:
            connection.execute(statement)


class TestServers:
    """Both servers in a temporary folder; `stop` removes every trace."""

    __test__ = False

    def __init__(self, *, durable: bool = False) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="cv-tests-"))
        layout = Layout(var=self._folder / "var", models=self._folder / "models")
        layout.make_folders()
        programs = find_programs()
        keys = Keys(owner_password=PASSWORD, application_password=PASSWORD, valkey_password=PASSWORD)
        make_cluster(programs, layout.cluster, superuser=OWNER, password=PASSWORD)
        self._postgres = Server(
            programs,
            layout.cluster,
            socket_folder=self._folder / "s",
            log=layout.logs / "postgres.log",
            options={"max_connections": "200"} | ({} if durable else FORGETFUL),
        )
        self._valkey = Valkey(layout, port=find_free_port(), password=PASSWORD, env={})
        self.addresses = Addresses(str(self._folder / "s"), self._valkey.url)
        self._postgres.start()
        self._valkey.start()
        prepare_database(self._folder / "s", keys)
        self.addresses.create_database(TEMPLATE, template="template0")
        migrations.upgrade(self.addresses.owner_url(TEMPLATE))

    def stop(self) -> None:
        """Stop both and remove their folder."""
        self._valkey.stop()
        self._postgres.stop()
        shutil.rmtree(self._folder, ignore_errors=True)
