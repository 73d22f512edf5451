"""The schema that migrations make is the schema that the tables declare, and it goes away again."""

from collections.abc import Iterator

import psycopg
import pytest
from alembic import command

from churnvision.kit import migrations
from tests.servers import Addresses

TABLES = """
    SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'S', 'v')
    UNION ALL SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    UNION ALL SELECT typname FROM pg_type WHERE typnamespace = 'public'::regnamespace
"""


@pytest.fixture
def empty_url(addresses: Addresses) -> Iterator[str]:
    addresses.create_database("test_migrations_empty", template="template0")
    yield addresses.owner_url("test_migrations_empty")
    addresses.drop_database("test_migrations_empty")


def test_tables_and_migrations_agree(owner_url: str) -> None:
    command.check(migrations._config(owner_url))


def test_migrations_go_from_empty_to_head_and_back(empty_url: str) -> None:
    assert migrations.current_revision(empty_url) is None
    migrations.upgrade(empty_url)
    assert migrations.current_revision(empty_url) == migrations.head_revision()

    migrations.downgrade(empty_url, "base")
    with psycopg.connect(empty_url) as connection:
        left = {name for (name,) in connection.execute(TABLES)}
    assert left <= {"alembic_version", "_alembic_version"}

    migrations.upgrade(empty_url)
    assert migrations.current_revision(empty_url) == migrations.head_revision()


def test_the_application_cannot_change_the_audit_or_the_schema(application_url: str) -> None:
    refused = (
        "UPDATE audit_events SET action = 'x'",
        "DELETE FROM audit_events",
        "UPDATE audit_seals SET hash = ''",
        "DELETE FROM audit_seals",
        "TRUNCATE employees",
        "CREATE TABLE mine (id int)",
        "DROP TABLE employees",
        "UPDATE alembic_version SET version_num = '0000'",
    )
    with psycopg.connect(application_url, autocommit=True) as connection:
        for statement in refused:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(statement)
