"""Checks of the running database: whether it lets both roles in, how it is, and its schema."""

import time
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

import psycopg
from psycopg.conninfo import make_conninfo
from psycopg.pq import PGconn, Ping

from churnvision.kit.connection_causes import ConnectionCause, Kind, cause_of
from churnvision.kit.errors import ChurnVisionError
from churnvision.kit.schema_revision import SchemaStanding, inspect_schema
from churnvision.local.application import migrate
from churnvision.local.errors import ServiceNotStarted
from churnvision.local.findings import Finding, failed, ok, warning
from churnvision.local.known_addresses import KnownAddresses
from churnvision.local.layout import Layout
from churnvision.local.roles import first_line
from churnvision.local.server_log import last_line, restore_command
from churnvision.local.settings import present_environment

_CONNECT_SECONDS = 5
_LONGEST_MIGRATION_SECONDS = 1800.0
_STARTING = ConnectionCause("starting", "PostgreSQL is starting; after a crash it first replays its log.")


def check_database(layout: Layout, addresses: KnownAddresses) -> Iterator[Finding]:
    """Whether PostgreSQL lets the owner and the application in, and knows of no damage."""
    roles = (
        ("cluster", "OWNER_URL", addresses.owner_url),
        ("application role", "URL", addresses.application_url),
    )
    for check, variable, url in roles:
        if url is None:
            continue
        try:
            with psycopg.connect(url, connect_timeout=_CONNECT_SECONDS) as connection:
                yield (
                    _judge_cluster(layout, connection)
                    if check == "cluster"
                    else ok(check, "The application's role is let in.")
                )
        except psycopg.Error as error:
            external = f"CHURNVISION_DATABASE__{variable}" if addresses.is_database_external else None
            yield _refused(check, layout, url, external, error)


def check_migrations(addresses: KnownAddresses, *, fix: bool) -> Finding:
    """The schema's revision; `fix` migrates an empty or older one. Raises psycopg.Error."""
    assert addresses.owner_url is not None
    standing = inspect_schema(addresses.owner_url)
    if fix and standing.kind in ("empty", "older"):
        return _migrated(addresses, standing)
    if standing.kind == "current":
        return ok("migrations", standing.sentence)
    commands = {
        "empty": "churnvision migrate",
        "older": "churnvision migrate",
        "newer": "churnvision version",
        "unknown": "churnvision dr list",
        "half_done": "churnvision dr restore",
    }
    return failed(
        "migrations", standing.sentence, evidence=standing.evidence, command=commands[standing.kind]
    )


def _judge_cluster(layout: Layout, connection: psycopg.Connection[tuple[object, ...]]) -> Finding:
    row = connection.execute(
        "SELECT current_setting('server_version'), current_setting('data_checksums') = 'on',"
        " current_setting('wal_level'), pg_is_in_recovery(),"
        " (SELECT coalesce(sum(checksum_failures), 0) FROM pg_stat_database)"
    ).fetchone()
    assert row is not None
    version, has_checksums, wal_level, is_standby, failures = row
    if failures:
        return failed(
            "cluster",
            "PostgreSQL found damaged pages: the disk changed them. Restore a backup before you go on.",
            evidence=f"pg_stat_database counts {failures} checksum failures",
            command=restore_command(layout.cluster),
        )
    if is_standby:
        return failed(
            "cluster",
            "This database only reads: it is a standby, or still in recovery.",
            evidence="pg_is_in_recovery() is true",
            command="churnvision status",
        )
    if not has_checksums or wal_level == "minimal":
        return warning(
            "cluster",
            f"PostgreSQL {version} would not notice damaged pages, or cannot be backed up while it runs.",
            evidence=f"data_checksums is {'on' if has_checksums else 'off'}, wal_level is {wal_level}",
            command="churnvision dr backup",
        )
    return ok("cluster", f"PostgreSQL {version} with checksums, no damaged page known.")


def _refused(check: str, layout: Layout, url: str, external: str | None, error: psycopg.Error) -> Finding:
    cause = cause_of(error)
    if cause.kind == "unknown" and _ping(url) == Ping.REJECT:
        cause = _STARTING
    evidence = first_line(error)
    if external is None and cause.kind in ("starting", "stopping", "not_running", "unknown"):
        evidence = f"{evidence}; {last_line(layout.logs / 'postgresql.log')}"
    place = "" if external is None else f" Look at that server and at {external}."
    return failed(
        check,
        cause.sentence + place,
        evidence=evidence,
        command=_command(check, layout, url, external, cause.kind),
    )


def _command(check: str, layout: Layout, url: str, external: str | None, kind: Kind) -> str:
    if external is not None:
        address = urlsplit(url)
        if kind in ("password", "not_admitted", "no_database", "crowded"):
            return f'psql "${external}" -c "SELECT 1"'
        return f"pg_isready -h {address.hostname or 'localhost'} -p {address.port or 5432}"
    if kind == "password":
        # A start gives the application's role the password of var/keys; the owner's opens the cluster itself.
        restart = "churnvision down && churnvision up --detach"
        return restart if check == "application role" else f"ls -l {layout.keys}"
    commands: Mapping[Kind, str] = {
        "starting": f"tail -f {layout.logs / 'postgresql.log'}",
        "stopping": "churnvision status",
        "no_database": "churnvision dr list",
        "crowded": "churnvision down && churnvision up --detach",
    }
    return commands.get(kind, "churnvision up --detach")


def _ping(url: str) -> Ping:
    return Ping(PGconn.ping(make_conninfo(url, connect_timeout=_CONNECT_SECONDS).encode()))


def _migrated(addresses: KnownAddresses, before: SchemaStanding) -> Finding:
    assert addresses.owner_url is not None
    env = present_environment() | {
        "CHURNVISION_DATABASE__OWNER_URL": addresses.owner_url,
        "CHURNVISION_DATABASE__URL": addresses.application_url or addresses.owner_url,
    }
    deadline = time.monotonic() + _LONGEST_MIGRATION_SECONDS

    def pause(seconds: float) -> None:
        if time.monotonic() > deadline:
            raise ServiceNotStarted("The migration did not end within half an hour and was ended.")
        time.sleep(seconds)

    try:
        migrate(env, pause=pause)
    except ChurnVisionError as error:
        return failed(
            "migrations",
            "The migration failed. It is one transaction, so that nothing of it was kept.",
            evidence=f"{before.evidence}; {error.message}",
            command="churnvision --traceback migrate",
        )
    after = inspect_schema(addresses.owner_url)
    if after.kind == "current":
        return ok("migrations", f"Migrated. {after.sentence}")
    return failed("migrations", after.sentence, evidence=after.evidence, command="churnvision migrate")
