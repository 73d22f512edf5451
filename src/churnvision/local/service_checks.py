"""Checks of the running services: cluster, migrations, Redis, worker, model files.

Free of the application's libraries: a broken environment must not keep `doctor` from speaking.
"""

import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import psycopg

from churnvision.kit.model_files import check_model_files, find_promoted_files, write_model_files
from churnvision.kit.schema_revision import newest_revision, present_revision
from churnvision.local.findings import Finding, failed, ok, warning
from churnvision.local.layout import Layout
from churnvision.local.roles import first_line

_WORKER_SILENT_SECONDS = 30
_WORKER_START_SECONDS = 5.0


def check_services(layout: Layout, owner_url: str, redis_url: str, *, fix: bool) -> Iterator[Finding]:
    """Every check that asks a running service; `fix` writes damaged model files again."""
    cluster = _guarded("cluster", lambda: _check_cluster(owner_url))
    yield cluster
    if cluster.state != "failed":
        yield _guarded("migrations", lambda: _check_migrations(owner_url))
        yield _guarded("worker", lambda: _check_worker(owner_url, layout.logs / "worker.log"))
        yield _guarded("model files", lambda: _check_models(owner_url, layout, fix=fix))
    yield _check_redis(redis_url)


def _guarded(check: str, ask: Callable[[], Finding]) -> Finding:
    try:
        return ask()
    except (psycopg.Error, OSError) as error:
        return failed(check, f"The check could not be made: {first_line(error)}")


def _check_cluster(owner_url: str) -> Finding:
    with psycopg.connect(owner_url, connect_timeout=5) as connection:
        row = connection.execute(
            "SELECT current_setting('server_version'), current_setting('data_checksums') = 'on',"
            " current_setting('wal_level'),"
            " (SELECT coalesce(sum(checksum_failures), 0) FROM pg_stat_database)"
        ).fetchone()
    assert row is not None
    version, has_checksums, wal_level, failures = row
    if failures:
        return failed(
            "cluster", f"PostgreSQL found {failures} damaged pages; restore a backup before you go on."
        )
    if not has_checksums or wal_level == "minimal":
        return warning("cluster", f"PostgreSQL {version} runs without checksums or with wal_level=minimal.")
    return ok("cluster", f"PostgreSQL {version} with checksums, no damaged page known.")


def _check_migrations(owner_url: str) -> Finding:
    present, newest = present_revision(owner_url), newest_revision()
    if present == newest:
        return ok("migrations", f"The schema is at {present}.")
    return failed(
        "migrations", f"The schema is at {present}, this program needs {newest}: run `churnvision migrate`."
    )


def _check_worker(owner_url: str, log: Path) -> Finding:
    deadline = time.monotonic() + _WORKER_START_SECONDS
    # A worker that was just started again needs a moment to make itself known.
    while (silent_seconds := _seconds_since_sign(owner_url)) is None and time.monotonic() < deadline:
        time.sleep(0.25)
    if silent_seconds is None:
        return failed(
            "worker",
            f"No worker is known to the queue; its log {log} says why, and `churnvision up` starts one.",
        )
    if silent_seconds > _WORKER_SILENT_SECONDS:
        return failed("worker", f"The last sign of a worker is {silent_seconds:.0f} s old; see {log}.")
    return ok("worker", f"A worker gave a sign {silent_seconds:.0f} s ago.")


def _seconds_since_sign(owner_url: str) -> float | None:
    with psycopg.connect(owner_url, connect_timeout=5) as connection:
        row = connection.execute(
            "SELECT extract(epoch FROM now() - max(last_heartbeat))::float FROM procrastinate_workers"
        ).fetchone()
    assert row is not None
    return None if row[0] is None else float(row[0])


def _check_models(owner_url: str, layout: Layout, *, fix: bool) -> Finding:
    if find_promoted_files(owner_url) is None:
        return ok("model files", "No model is promoted yet.")
    problems = check_model_files(owner_url, layout.models)
    if problems and fix:
        written = write_model_files(owner_url, layout.models, also_changed=True)
        left = check_model_files(owner_url, layout.models)
        if not left:
            return ok("model files", f"Written again from the database: {', '.join(written) or 'the links'}.")
        problems = left
    if problems:
        return failed("model files", " ".join(problem.sentence for problem in problems))
    return ok("model files", f"The files in {layout.models} are those that the database holds.")


def _check_redis(redis_url: str) -> Finding:
    address = urlsplit(redis_url)
    login = f"AUTH {unquote(address.password)}\r\n" if address.password else ""
    try:
        with socket.create_connection(
            (address.hostname or "127.0.0.1", address.port or 6379), timeout=5
        ) as link:
            link.sendall(f"{login}PING\r\n".encode())
            answers = link.makefile()
            replies = [answers.readline().strip() for _ in range(2 if login else 1)]
    except OSError as error:
        return warning(
            "redis", f"Redis does not answer ({error}); limits and caches use the database meanwhile."
        )
    if replies[-1] != "+PONG":
        return warning(
            "redis", f"Redis refuses us ({replies[-1]}); check the password in CHURNVISION_REDIS__URL."
        )
    return ok("redis", "Redis answers.")
