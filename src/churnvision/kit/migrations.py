"""Running the schema's migrations, and telling which revision a database is at."""

import importlib
import importlib.util
import pkgutil
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, pool
from sqlalchemy.engine import make_url

FOLDER = Path(__file__).resolve().parents[3] / "migrations"


def import_every_table() -> None:
    """Import each `features.*.tables`, so that the metadata is whole; found by name, not by contract."""
    package = importlib.import_module("churnvision.features")
    for module in pkgutil.iter_modules(package.__path__):
        name = f"churnvision.features.{module.name}.tables"
        if importlib.util.find_spec(name) is not None:
            importlib.import_module(name)


def _config(url: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.attributes["url"] = url
    return config


def upgrade(url: str, revision: str = "head") -> None:
    """Bring the database at `url` (the owner's role) to `revision`."""
    command.upgrade(_config(url), revision)


def downgrade(url: str, revision: str) -> None:
    """Take the database back to `revision` ("base" empties the schema)."""
    command.downgrade(_config(url), revision)


def head_revision() -> str:
    """The newest revision that this program knows."""
    head = ScriptDirectory(str(FOLDER)).get_current_head()
    assert head is not None
    return head


def revision_of(connection: Connection) -> str | None:
    """The revision of a connected database, None when it is empty."""
    return MigrationContext.configure(connection).get_current_revision()


def current_revision(url: str) -> str | None:
    """The revision of the database at `url`, None when it is empty."""
    engine = create_engine(make_url(url).set(drivername="postgresql+psycopg"), poolclass=pool.NullPool)
    with engine.connect() as connection:
        return revision_of(connection)
