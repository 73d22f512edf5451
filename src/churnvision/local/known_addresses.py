"""Where the services are: the operator's external ones, the running stack's, or those of a lone server."""

from dataclasses import dataclass
from pathlib import Path

from churnvision.kit.postgres_leftovers import servers_in
from churnvision.local.keys import APPLICATION_PASSWORD, OWNER_PASSWORD
from churnvision.local.layout import Layout
from churnvision.local.roles import APPLICATION, OWNER, database_url
from churnvision.local.settings import LocalSettings
from churnvision.local.sockets import remembered_socket_folder
from churnvision.local.state import State


@dataclass(frozen=True, slots=True)
class KnownAddresses:
    """None for what nobody knows: it does not run."""

    owner_url: str | None
    application_url: str | None
    redis_url: str | None
    is_database_external: bool = False
    is_redis_external: bool = False


def known_addresses(settings: LocalSettings, state: State | None) -> KnownAddresses:
    """The addresses at this moment. Raises OSError when the keys cannot be read."""
    known = state.environment if state is not None else {}
    lone = _Lone(settings.layout, settings.database_port)
    return KnownAddresses(
        owner_url=settings.owner_url
        or known.get("CHURNVISION_DATABASE__OWNER_URL")
        or lone.url(OWNER, OWNER_PASSWORD),
        application_url=settings.database_url
        or known.get("CHURNVISION_DATABASE__URL")
        or lone.url(APPLICATION, APPLICATION_PASSWORD),
        redis_url=settings.redis_url or known.get("CHURNVISION_REDIS__URL"),
        is_database_external=settings.owner_url is not None,
        is_redis_external=settings.redis_url is not None,
    )


class _Lone:
    """A server whose address no supervisor has published (yet): a start says it only at its end."""

    def __init__(self, layout: Layout, port: int) -> None:
        self._layout = layout
        self._port = port
        self._folder: Path | None = remembered_socket_folder(layout) if servers_in(layout.cluster) else None

    def url(self, role: str, password_file: str) -> str | None:
        file = self._layout.keys / password_file
        if self._folder is None or not file.exists():
            return None
        return database_url(role, file.read_text().strip(), self._folder, port=self._port)
