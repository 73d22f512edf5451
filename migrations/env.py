"""Alembic's entry: runs migrations as the owner's role over the URL that the caller gives."""

from alembic import context
from sqlalchemy import create_engine, pool
from sqlalchemy.engine import make_url

from churnvision.kit.migrations import import_every_table
from churnvision.kit.tables import Base

import_every_table()


def is_ours(name: str | None, kind: str, _parents: object) -> bool:
    """Leave the job queue's own tables out of comparisons."""
    return not (kind == "table" and name is not None and name.startswith("procrastinate_"))


def run() -> None:
    """Migrate in one transaction: all revisions or none."""
    url = make_url(context.config.attributes["url"]).set(drivername="postgresql+psycopg")
    engine = create_engine(url, poolclass=pool.NullPool)
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            include_name=is_ours,
            compare_server_default=True,
        )
        with context.begin_transaction():
            # Two starts at once migrate one after the other.
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(721114)")
            context.run_migrations()


run()
