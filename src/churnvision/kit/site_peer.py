"""How one site reaches the other's server, and what that one says of itself."""

from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from churnvision.kit.postgres import Programs, look_with_program
from churnvision.kit.site_settings import SiteSettingInvalid, SiteSettings
from churnvision.kit.site_state import site_folder, write_private

ROLE = "churnvision_site"
APPLICATION_NAME = "churnvision_site"
PASSWORD_FILE = "site.password"  # noqa: S105 - the name of a file
_CONNECT_SECONDS = 2
_REPLICATION_CONNECT_SECONDS = 10
_PROGRAM_SECONDS = 20.0
# The role's settings are rows of the cluster, so the standby gets them by the log.
FACTS = """
    SELECT pg_is_in_recovery(),
           coalesce((SELECT max(split_part(each, '=', 2)::int) FROM pg_db_role_setting s
                     JOIN pg_roles r ON r.oid = s.setrole, unnest(s.setconfig) each
                     WHERE r.rolname = 'churnvision_site' AND each LIKE 'churnvision.site_epoch=%'), 0),
           (SELECT max(split_part(each, '=', 2)) FROM pg_db_role_setting s
            JOIN pg_roles r ON r.oid = s.setrole, unnest(s.setconfig) each
            WHERE r.rolname = 'churnvision_site' AND each LIKE 'churnvision.site_name=%'),
           (SELECT system_identifier::text FROM pg_control_system()),
           current_setting('server_version_num')::int,
           CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn()
                ELSE pg_current_wal_flush_lsn() END::text
"""


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """What a server says of itself: the epoch and the name of the primary as its own database has them."""

    is_standby: bool
    epoch: int
    primary_name: str | None
    system_identifier: str
    server_version_number: int
    position: str


def facts_of(connection: psycopg.Connection[tuple[object, ...]]) -> SiteFacts:
    """Ask an open connection. Raises psycopg.Error."""
    row = connection.execute(FACTS).fetchone()
    assert row is not None
    standby, epoch, name, identifier, version, position = row
    return SiteFacts(
        bool(standby),
        int(str(epoch)),
        None if name is None else str(name),
        str(identifier),
        int(str(version)),
        str(position),
    )


def ask_peer(site: SiteSettings, var: Path) -> SiteFacts:
    """Ask the other site's server. Raises psycopg.Error when it is silent or lets nobody in."""
    with psycopg.connect(peer_conninfo(site, var), autocommit=True) as connection:
        return facts_of(connection)


def hear_peer(site: SiteSettings, var: Path) -> SiteFacts | None:
    """The same; None for silence, which says nothing about whether it writes."""
    if site.peer is None:
        return None
    try:
        return ask_peer(site, var)
    except (psycopg.Error, OSError):
        return None


def require_tls_programs(site: SiteSettings, programs: Programs) -> None:
    """Raise SiteSettingInvalid when TLS is wanted and PostgreSQL's programs were built without it."""
    if not site.needs_tls:
        return
    # Nothing listens on port 1: a program that knows TLS says so, and one that does not says that.
    address = "host=127.0.0.1 port=1 sslmode=require"
    _, text = look_with_program(programs, "psql", ["-X", address], timeout_seconds=_PROGRAM_SECONDS)
    if "not compiled in" in text:
        raise SiteSettingInvalid(
            f"The PostgreSQL programs in {programs.bin} were built without TLS: name the folder of a "
            f"PostgreSQL {programs.version} with it in PG_BIN_DIR, or let both sites meet on the loopback "
            "through a tunnel that checks both ends (stunnel, WireGuard, ssh).",
            variables=["PG_BIN_DIR"],
        )


def peer_conninfo(site: SiteSettings, var: Path, *, database: str | None = "postgres") -> str:
    """How to reach it; the password is in a file that only its owner reads. Raises OSError."""
    assert site.peer is not None
    secured = site.authority is not None or not site.peer.is_loopback
    return make_conninfo(
        host=site.peer.host,
        port=site.peer.port,
        user=ROLE,
        dbname=database,
        passfile=str(_write_passfile(var)),
        application_name=APPLICATION_NAME,
        connect_timeout=_REPLICATION_CONNECT_SECONDS if database is None else _CONNECT_SECONDS,
        keepalives_idle=10,
        keepalives_interval=5,
        keepalives_count=3,
        tcp_user_timeout=30_000,
        sslmode="verify-full" if secured else "disable",
        sslrootcert=str(site.authority) if secured else None,
    )


def set_synchronous(connection: psycopg.Connection[tuple[object, ...]], *, waits: bool) -> None:
    """Let commits wait for the standby's disk, or no longer; also after a restart. Raises psycopg.Error."""
    names = f"FIRST 1 ({APPLICATION_NAME})" if waits else ""
    connection.execute(f"ALTER SYSTEM SET synchronous_standby_names = '{names}'".encode())
    connection.execute("SELECT pg_reload_conf()")


def write_epoch(connection: psycopg.Connection[tuple[object, ...]], epoch: int, site: str) -> None:
    """Let the database, and by its log the standby, know who writes in which epoch. Raises psycopg.Error."""
    for name, value in (("site_epoch", str(epoch)), ("site_name", site)):
        connection.execute(
            sql.SQL("ALTER ROLE churnvision_site SET {} = {}").format(
                sql.Identifier(f"churnvision.{name}"), sql.Literal(value)
            )
        )


def _write_passfile(var: Path) -> Path:
    password = (var / "keys" / PASSWORD_FILE).read_text().strip()
    file = site_folder(var) / "passfile"
    content = f"*:*:*:{ROLE}:{password}\n"
    if not file.exists() or file.read_text() != content:
        write_private(file, content)
    return file
