"""One PostgreSQL database as its superuser: connections, and the environment of PostgreSQL's own programs."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlencode

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from churnvision.dr.errors import RestoreRefused
from churnvision.dr.settings import present_environment
from churnvision.kit.errors import ServiceUnavailable

MAINTENANCE = "postgres"
_CONNECT_SECONDS = 10
_VARIABLES = {
    "host": "PGHOST",
    "hostaddr": "PGHOSTADDR",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "dbname": "PGDATABASE",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
}
_ALIVE = {
    "connect_timeout": _CONNECT_SECONDS,
    "keepalives_idle": 20,
    "keepalives_interval": 5,
    "keepalives_count": 4,
    "tcp_user_timeout": 60_000,
}


class DatabaseUnreachable(ServiceUnavailable):
    """The database does not answer; `churnvision doctor` says why."""

    code = "database_unreachable"


@dataclass(frozen=True, slots=True)
class Database:
    """The address of a database; `url` holds the password and is never shown."""

    url: str

    @property
    def name(self) -> str:
        """The database's name."""
        return str(conninfo_to_dict(self.url).get("dbname") or "churnvision")

    def named(self, name: str) -> "Database":
        """Another database of the same server, with the same role."""
        return Database(_as_url({**conninfo_to_dict(self.url), "dbname": name}))

    @property
    def maintenance(self) -> "Database":
        """The database from which others are made, renamed and dropped."""
        return self.named(MAINTENANCE)

    def connect(self, *, autocommit: bool = True) -> psycopg.Connection[tuple[object, ...]]:
        """A connection that notices a dead network. Raises DatabaseUnreachable."""
        try:
            return psycopg.connect(make_conninfo(self.url, **_ALIVE), autocommit=autocommit)
        except psycopg.OperationalError as error:
            raise DatabaseUnreachable(
                f"The database {self.name} does not answer ({first_line(error)}); "
                "`churnvision doctor` says why."
            ) from error

    def environment(self, **extra: str) -> dict[str, str]:
        """The environment in which psql and pg_dump reach it; the password is in no command line."""
        inherited = {
            name: value
            for name, value in present_environment().items()
            if not name.startswith("PG") and not _is_secret(name)
        }
        return {**inherited, **_variables(conninfo_to_dict(self.url)), "LC_ALL": "C", **extra}

    def exists(self) -> bool:
        """Whether the server has a database of this name. Raises DatabaseUnreachable."""
        with self.maintenance.connect() as connection:
            row = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (self.name,)).fetchone()
        return row is not None

    def drop(self) -> None:
        """Remove it, and end whoever is connected to it; nothing when it does not exist."""
        if self.name in (MAINTENANCE, "template0", "template1"):
            raise RestoreRefused(f"{self.name} belongs to PostgreSQL itself and is never dropped.")
        with self.maintenance.connect() as connection:
            statement = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
            connection.execute(statement.format(sql.Identifier(self.name)))


def first_line(error: Exception) -> str:
    """The first line of an error's text, or its kind when it has none."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0]


def _as_url(info: Mapping[str, object]) -> str:
    """An address that every program of ours reads, also those that take no other form."""
    user, password, name = (str(info.get(key) or "") for key in ("user", "password", "dbname"))
    rest = {key: str(value) for key, value in info.items() if key not in ("user", "password", "dbname")}
    secret = f":{quote(password, safe='')}" if password else ""
    who = f"{quote(user, safe='')}{secret}@" if user else ""
    return f"postgresql://{who}/{quote(name, safe='')}" + (f"?{urlencode(rest)}" if rest else "")


def _variables(info: Mapping[str, object]) -> dict[str, str]:
    named = {_VARIABLES[key]: str(value) for key, value in info.items() if key in _VARIABLES and value}
    return {"PGCONNECT_TIMEOUT": str(_CONNECT_SECONDS), "PGAPPNAME": "churnvision dr", **named}


def _is_secret(name: str) -> bool:
    return name.startswith("CHURNVISION_") or "KEY" in name or "PASSWORD" in name
