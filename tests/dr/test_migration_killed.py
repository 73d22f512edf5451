"""A migration that is killed leaves the schema as it was, and the next one goes through."""

import os
import random
import secrets
import signal
import subprocess
import sys
import time

import psycopg
import pytest

from churnvision.kit.schema_revision import newest_revision
from tests.servers import Addresses

SEED = int(os.environ.get("CHURNVISION_SEED", "20261128"))
_TABLES = "SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'"


@pytest.mark.fault("S7")
def test_a_killed_migration_leaves_nothing_and_the_next_one_goes_through(addresses: Addresses) -> None:
    name = f"test_{secrets.token_hex(6)}"
    addresses.create_database(name, template="template0")
    dice = random.Random(SEED)
    try:
        for _ in range(4):
            process = migrate(addresses, name)
            time.sleep(dice.uniform(0.3, 1.5))
            process.send_signal(signal.SIGKILL)
            process.wait()
            assert state(addresses, name) in ((0, None), (complete_tables(addresses), newest_revision()))
        assert migrate(addresses, name).wait(60) == 0
        assert state(addresses, name) == (complete_tables(addresses), newest_revision())
    finally:
        addresses.drop_database(name)


def migrate(addresses: Addresses, name: str) -> subprocess.Popen[bytes]:
    """The product's own command."""
    urls = {
        "CHURNVISION_DATABASE__URL": addresses.application_url(name),
        "CHURNVISION_DATABASE__OWNER_URL": addresses.owner_url(name),
    }
    command = [sys.executable, "-m", "churnvision.cli.main", "migrate"]
    return subprocess.Popen(command, env={**os.environ, **urls}, stdout=subprocess.DEVNULL)


def complete_tables(addresses: Addresses) -> int:
    """How many tables a migrated database has."""
    return state(addresses, "churnvision_template")[0]


def state(addresses: Addresses, name: str) -> tuple[int, str | None]:
    """How many tables there are, and the revision."""
    with psycopg.connect(addresses.owner_url(name), autocommit=True) as connection:
        row = connection.execute(_TABLES).fetchone()
        assert row is not None
        if connection.execute("SELECT to_regclass('alembic_version')").fetchone() == (None,):
            return int(row[0]), None
        revision = connection.execute("SELECT max(version_num) FROM alembic_version").fetchone()
    assert revision is not None
    return int(row[0]), revision[0]
