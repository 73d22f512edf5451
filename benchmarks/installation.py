"""A durable PostgreSQL, a Valkey and a database of its own for one benchmark."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from churnvision.kit.settings import DatabaseSettings, RedisSettings, Settings
from tests.servers import TestServers

DATABASE = "benchmark"
SECRET = "a-signing-key-of-benchmarks-only-32-bytes"


@dataclass(frozen=True)
class Installation:
    """Addresses and settings of the running servers."""

    settings: Settings
    environment: dict[str, str]


@contextmanager
def installation(folder: Path, *, web_port: int = 0, api_port: int = 0) -> Iterator[Installation]:
    """Start the servers (fsync on, as in production), make a migrated database, stop them at the end."""
    servers = TestServers(durable=True)
    ports = {"CHURNVISION_WEB_PORT": str(web_port), "CHURNVISION_API_PORT": str(api_port)} if web_port else {}
    try:
        servers.addresses.create_database(DATABASE)
        urls = servers.addresses.application_url(DATABASE), servers.addresses.owner_url(DATABASE)
        yield Installation(
            settings=Settings(
                var=folder / "var",
                models=folder / "models",
                CHURNVISION_SECRET_KEY=SECRET,
                database=DatabaseSettings(url=urls[0], owner_url=urls[1]),
                redis=RedisSettings(url=servers.addresses.valkey_url),
            ),
            environment={
                "CHURNVISION_VAR": str(folder / "var"),
                "CHURNVISION_MODELS": str(folder / "models"),
                "CHURNVISION_BACKUPS": str(folder / "backups"),
                "CHURNVISION_SECRET_KEY": SECRET,
                "CHURNVISION_DATABASE__URL": urls[0],
                "CHURNVISION_DATABASE__OWNER_URL": urls[1],
                "CHURNVISION_REDIS__URL": servers.addresses.valkey_url,
                **ports,
            },
        )
    finally:
        servers.stop()
