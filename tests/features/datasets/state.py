"""The whole workforce as text, to compare before and after."""

from sqlalchemy import text

from churnvision.kit.database import Database

_TABLES = (
    "employees", "org_units", "employee_attributes", "employee_snapshots", "employments",
    "observation_windows",
)  # fmt: skip


async def workforce(database: Database) -> dict[str, list[str]]:
    """Every row of every table of people, ids of employees included."""
    async with database.reading() as session:
        return {
            table: sorted((await session.execute(text(f"SELECT t::text FROM {table} t"))).scalars())
            for table in _TABLES
        }


async def count(database: Database, query: str) -> int:
    """One number from the database."""
    async with database.reading() as session:
        return int((await session.execute(text(query))).scalar_one())
