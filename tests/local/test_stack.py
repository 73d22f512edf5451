"""PostgreSQL and Valkey of the embedded stack, really started."""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis

from churnvision.local.settings import LocalSettings, read_settings
from churnvision.local.stack import Stack
from churnvision.local.wholeness import prepare_folders


def quiet(_step: str) -> None:
    """Nobody listens."""


@pytest.fixture
def stores(local_settings: LocalSettings) -> Iterator[Stack]:
    """PostgreSQL and Valkey, running."""
    prepare_folders(local_settings.layout)
    stack = Stack(local_settings, report=quiet)
    try:
        stack.start_stores()
        yield stack
    finally:
        stack.stop()


def ask(url: str, question: str) -> object:
    with psycopg.connect(url) as connection:
        row = connection.execute(question.encode()).fetchone()
        assert row is not None
        return row[0]


def test_the_cluster_is_made_ready_for_recovery(stores: Stack) -> None:
    url = stores.environment["CHURNVISION_DATABASE__OWNER_URL"]
    assert ask(url, "SHOW data_checksums") == "on"
    assert ask(url, "SHOW wal_level") == "replica"
    assert ask(url, "SHOW archive_mode") == "on"
    assert ask(url, "SHOW archive_timeout") == "1min"
    assert ask(url, "SHOW listen_addresses") == ""
    assert ask(url, "SHOW server_encoding") == "UTF8"
    assert ask(url, "SELECT datlocale FROM pg_database WHERE datname = 'churnvision'") == "C.UTF-8"


def test_the_application_owns_nothing_and_its_password_is_hashed(stores: Stack) -> None:
    application = stores.environment["CHURNVISION_DATABASE__URL"]
    owner = stores.environment["CHURNVISION_DATABASE__OWNER_URL"]
    assert ask(application, "SELECT current_user::text") == "churnvision_app"
    assert (
        ask(
            application,
            "SELECT rolsuper OR rolcreatedb OR rolcreaterole FROM pg_roles WHERE rolname = current_user",
        )
        is False
    )
    assert ask(owner, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user") is True
    verifier = ask(owner, "SELECT rolpassword FROM pg_authid WHERE rolname = 'churnvision_app'")
    assert str(verifier).startswith("SCRAM-SHA-256$")
    with psycopg.connect(application) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("CREATE TABLE public.owned (id int)")


def test_a_wrong_password_is_refused_even_on_the_socket(stores: Stack) -> None:
    wrong = stores.environment["CHURNVISION_DATABASE__URL"].replace("churnvision_app:", "churnvision_app:0")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(wrong)


def test_valkey_answers_only_with_its_password(stores: Stack) -> None:
    url = stores.environment["CHURNVISION_REDIS__URL"]
    with redis.Redis.from_url(url) as client:
        assert client.ping()
    stranger = redis.Redis.from_url("redis://" + url.rpartition("@")[2])
    with stranger, pytest.raises(redis.AuthenticationError):
        stranger.ping()


def test_a_killed_postgresql_is_revived_with_its_data(stores: Stack) -> None:
    url = stores.environment["CHURNVISION_DATABASE__OWNER_URL"]
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT generate_series(1, 1000) AS id")
    (postgres,) = [process for process in stores.processes() if process.name == "postgresql"]
    os.kill(postgres.pid, signal.SIGKILL)
    deadline = time.monotonic() + 20
    while not (stores.revive() and len(stores.processes()) == 2):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert ask(url, "SELECT count(*) FROM kept") == 1000
    assert [process.restarts for process in stores.processes()] == [1, 0]


def test_a_second_start_keeps_the_data_and_takes_less_than_two_seconds(local_settings: LocalSettings) -> None:
    prepare_folders(local_settings.layout)
    first = Stack(local_settings, report=quiet)
    first.start_stores()
    with psycopg.connect(first.environment["CHURNVISION_DATABASE__OWNER_URL"]) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 1 AS id")
    first.stop()
    assert first.processes() == ()
    second = Stack(local_settings, report=quiet)
    began_at = time.monotonic()
    try:
        second.start_stores()
        assert time.monotonic() - began_at < 2
        assert ask(second.environment["CHURNVISION_DATABASE__OWNER_URL"], "SELECT count(*) FROM kept") == 1
    finally:
        second.stop()


def test_a_long_path_and_a_closed_parent_folder_do_not_matter(
    tmp_path: Path, local_settings: LocalSettings
) -> None:
    assert local_settings.layout.var.parent == tmp_path
    deep = tmp_path / ("a folder with spaces, ümlauts and 'quotes' " + "x" * 60) / ("y" * 60)
    deep.mkdir(parents=True)
    tmp_path.chmod(0o700)
    settings = read_settings(
        {
            "CHURNVISION_VAR": str(deep / "var"),
            "CHURNVISION_MODELS": str(deep / "models"),
            "CHURNVISION_BACKUPS": str(deep / "backups"),
        }
    )
    prepare_folders(settings.layout)
    stack = Stack(settings, report=quiet)
    try:
        stack.start_stores()
        assert ask(stack.environment["CHURNVISION_DATABASE__URL"], "SELECT 1") == 1
    finally:
        stack.stop()
