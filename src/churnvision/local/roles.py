"""The database and its two roles: the owner, who migrates, and the application, who owns nothing."""

from pathlib import Path
from urllib.parse import quote, urlencode

import psycopg
from psycopg import sql

from churnvision.kit.site_settings import SOCKET_PORT
from churnvision.local.errors import DataIncomplete
from churnvision.local.keys import Keys

OWNER = "churnvision"
APPLICATION = "churnvision_app"
DATABASE = "churnvision"


def database_url(role: str, password: str, socket_folder: Path, *, port: int = SOCKET_PORT) -> str:
    """The address of the database as `role`, over the socket."""
    host = {"host": str(socket_folder)}
    if port != SOCKET_PORT:
        host["port"] = str(port)
    return f"postgresql://{role}:{quote(password, safe='')}@/{DATABASE}?{urlencode(host)}"


def prepare_database(socket_folder: Path, keys: Keys, *, port: int = SOCKET_PORT) -> None:
    """Make the database and the application's role where missing; safe to run at every start.

    Raises DataIncomplete when the keys do not open the cluster.
    """
    with connect_owner(socket_folder, keys, port=port) as connection:
        exists = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (APPLICATION,)).fetchone()
        if exists is None:
            connection.execute(sql.SQL("CREATE ROLE {}").format(sql.Identifier(APPLICATION)))
        connection.execute(
            sql.SQL("ALTER ROLE {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD {}").format(
                sql.Identifier(APPLICATION),
                sql.Literal(scram_verifier(connection, APPLICATION, keys.application_password)),
            )
        )
        exists = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (DATABASE,)).fetchone()
        if exists is None:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))


def first_line(error: Exception) -> str:
    """The first line of an error's text, or its kind when it has none."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0]


def connect_owner(
    socket_folder: Path, keys: Keys, *, port: int = SOCKET_PORT
) -> psycopg.Connection[tuple[object, ...]]:
    """The owner in the maintenance database; its commits wait for no other site.

    Raises DataIncomplete when the keys do not open the cluster.
    """
    try:
        return psycopg.connect(
            host=str(socket_folder),
            port=port,
            user=OWNER,
            password=keys.owner_password,
            dbname="postgres",
            autocommit=True,
            options="-c synchronous_commit=local",
        )
    except psycopg.OperationalError as error:
        raise DataIncomplete(
            f"The owner's password in var/keys does not open the cluster in var/pg ({first_line(error)}); "
            "put back the keys that belong to it."
        ) from error


def scram_verifier(connection: psycopg.Connection[tuple[object, ...]], role: str, password: str) -> str:
    """A password as the server keeps it: hashed here, so that it appears in no log of the server."""
    return connection.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256").decode()
