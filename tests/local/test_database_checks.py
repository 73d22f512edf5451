"""Doctor on a database that does not let us in, and on schemas that this program cannot use."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from churnvision.kit import migrations
from churnvision.kit.child import as_child
from churnvision.kit.connection_causes import cause_of
from churnvision.kit.postgres import find_programs, make_cluster
from churnvision.kit.schema_revision import newest_revision
from churnvision.local.database_checks import check_database, check_migrations
from churnvision.local.findings import Finding
from churnvision.local.known_addresses import KnownAddresses
from churnvision.local.layout import Layout
from churnvision.local.roles import OWNER
from tests.servers import PASSWORD, Addresses


def knock(layout: Layout, url: str, *, external: bool = True) -> Finding:
    (finding,) = check_database(layout, KnownAddresses(url, None, None, is_database_external=external))
    assert finding.state == "failed"
    assert finding.evidence and finding.command
    assert PASSWORD not in f"{finding}"
    return finding


def test_a_wrong_password_is_not_a_server_that_is_down(layout: Layout, owner_url: str) -> None:
    finding = knock(layout, owner_url.replace(PASSWORD, "another"))
    assert finding.sentence.startswith("PostgreSQL refuses the password. Look at that server and at CHURN")
    assert finding.command == 'psql "$CHURNVISION_DATABASE__OWNER_URL" -c "SELECT 1"'


def test_a_wrong_password_of_the_embedded_cluster_points_at_the_keys(layout: Layout, owner_url: str) -> None:
    finding = knock(layout, owner_url.replace(PASSWORD, "another"), external=False)
    assert finding.command == f"ls -l {layout.keys}"


def test_the_application_may_be_locked_out_while_the_owner_is_let_in(
    layout: Layout, owner_url: str, application_url: str
) -> None:
    wrong = application_url.replace(PASSWORD, "another")
    cluster, role = check_database(layout, KnownAddresses(owner_url, wrong, None))
    assert (cluster.state, role.state) == ("ok", "failed")
    assert role.check == "application role"
    assert role.command == "churnvision down && churnvision up --detach"


def test_a_port_on_which_nobody_listens(layout: Layout) -> None:
    finding = knock(layout, "postgresql://churnvision@127.0.0.1:1/churnvision")
    assert finding.sentence.startswith("PostgreSQL is not running")
    assert "Connection refused" in (finding.evidence or "")
    assert finding.command == "pg_isready -h 127.0.0.1 -p 1"


def test_an_embedded_server_that_is_down_shows_the_end_of_its_log(layout: Layout) -> None:
    (layout.logs / "postgresql.log").write_text("first\nPANIC:  the last line\n")
    finding = knock(layout, f"postgresql://churnvision@/churnvision?host={layout.run}", external=False)
    assert "PANIC:  the last line" in (finding.evidence or "")
    assert finding.command == "churnvision up --detach"


def test_a_database_that_does_not_exist(layout: Layout, addresses: Addresses) -> None:
    assert "the database does not exist" in knock(layout, addresses.owner_url("nowhere")).sentence


def test_a_server_without_a_free_connection(layout: Layout, owner_url: str, database_name: str) -> None:
    with psycopg.connect(owner_url, autocommit=True) as connection:
        connection.execute("CREATE ROLE crowded_of_tests LOGIN CONNECTION LIMIT 0 PASSWORD 'secret-of-tests'")
        try:
            url = owner_url.replace(f"{OWNER}:{PASSWORD}", "crowded_of_tests:secret-of-tests")
            assert "no free connection" in knock(layout, url).sentence
        finally:
            connection.execute("DROP ROLE crowded_of_tests")


def test_a_server_that_accepts_and_says_nothing_does_not_hold_doctor_up(layout: Layout) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        began_at = time.monotonic()
        finding = knock(layout, f"postgresql://churnvision@127.0.0.1:{port}/churnvision")
    assert time.monotonic() - began_at < 20
    assert "cannot be reached" in finding.sentence


@pytest.fixture
def recovering(layout: Layout, tmp_path: Path) -> Iterator[str]:
    """A server that replays a log which never ends: its owner's address."""
    programs = find_programs()
    make_cluster(programs, layout.cluster, superuser=OWNER, password=PASSWORD)
    (layout.cluster / "standby.signal").touch()
    (tmp_path / "s").mkdir()
    command = [programs.path("postgres"), "-D", str(layout.cluster), "-k", str(tmp_path / "s")]
    with (layout.logs / "postgresql.log").open("wb") as log:
        process = subprocess.Popen(
            [*command, "-c", "hot_standby=off"],
            stdout=log,
            stderr=log,
            preexec_fn=as_child(signal.SIGINT, unprivileged=os.geteuid() == 0),
        )
    deadline = time.monotonic() + 20
    while not (tmp_path / "s" / ".s.PGSQL.5432").exists():
        assert time.monotonic() < deadline and process.poll() is None
        time.sleep(0.05)
    yield f"postgresql://{OWNER}:{PASSWORD}@/postgres?host={tmp_path / 's'}"
    process.send_signal(signal.SIGQUIT)
    process.wait(20)


def test_a_server_that_is_starting_is_waited_for_and_not_started_again(
    layout: Layout, recovering: str
) -> None:
    finding = knock(layout, recovering, external=False)
    assert finding.sentence.startswith("PostgreSQL is starting")
    assert finding.command == f"tail -f {layout.logs / 'postgresql.log'}"
    assert "postgresql.log: " in (finding.evidence or "")


def test_a_server_that_speaks_another_language_is_still_answered() -> None:
    cause = cause_of('connection failed: FATAL:  Passwort-Authentifizierung für Benutzer "x" fehlgeschlagen')
    assert (cause.kind, cause.sentence) == ("unknown", "PostgreSQL does not answer.")


@pytest.fixture
def empty_url(addresses: Addresses, database_name: str) -> Iterator[str]:
    """A database without a schema."""
    name = f"{database_name}_empty"
    addresses.create_database(name, template="template0")
    yield addresses.owner_url(name)
    addresses.drop_database(name)


def judge(url: str, *, fix: bool = False) -> Finding:
    finding = check_migrations(KnownAddresses(url, None, None), fix=fix)
    assert finding.state == "ok" or (finding.evidence and finding.command)
    return finding


def test_an_empty_database_is_migrated_by_fix_and_not_without(empty_url: str) -> None:
    before = judge(empty_url)
    assert (before.state, before.command) == ("failed", "churnvision migrate")
    assert judge(empty_url).state == "failed"
    assert judge(empty_url, fix=True).state == "ok"
    assert migrations.current_revision(empty_url) == newest_revision()


def test_an_older_schema_is_pending(owner_url: str) -> None:
    migrations.downgrade(owner_url, "0013")
    before = judge(owner_url)
    assert "is at revision 0013" in before.sentence
    assert before.command == "churnvision migrate"
    assert judge(owner_url, fix=True).state == "ok"


def test_a_migration_that_fails_is_told_with_its_reason_and_leaves_the_schema(owner_url: str) -> None:
    migrations.downgrade(owner_url, "0012")
    with psycopg.connect(owner_url) as connection:
        # In the way of what 0014 adds.
        connection.execute("ALTER TABLE scoring_runs ADD COLUMN causes text")
    finding = judge(owner_url, fix=True)
    assert finding.state == "failed"
    assert "nothing of it was kept" in finding.sentence
    assert 'column "causes" of relation "scoring_runs" already exists' in (finding.evidence or "")
    assert migrations.current_revision(owner_url) == "0012"


@pytest.mark.parametrize(
    ("statement", "words", "command"),
    [
        ("UPDATE alembic_version SET version_num = '9999'", "newer than this program", "churnvision version"),
        ("UPDATE alembic_version SET version_num = 'fork'", "does not know", "churnvision dr list"),
        ("DELETE FROM alembic_version", "half done", "churnvision dr restore"),
        ("DROP TABLE alembic_version", "half done", "churnvision dr restore"),
        ("INSERT INTO alembic_version VALUES ('0003')", "half done", "churnvision dr restore"),
    ],
)
def test_a_schema_that_no_migration_cures_is_left_alone_by_fix(
    owner_url: str, statement: str, words: str, command: str
) -> None:
    with psycopg.connect(owner_url) as connection:
        connection.execute(statement)
    for fix in (False, True):
        finding = judge(owner_url, fix=fix)
        assert finding.state == "failed"
        assert words in finding.sentence
        assert finding.command == command
