"""PostgreSQL alone, for a recovery while the stack is stopped: the cluster is started, used, and stopped."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from churnvision.kit.postgres import Server, find_programs, make_cluster
from churnvision.local.disk import require_free_disk
from churnvision.local.keys import read_or_make_keys
from churnvision.local.roles import OWNER, database_url, prepare_database
from churnvision.local.settings import LocalSettings
from churnvision.local.site import require_primary, server_options
from churnvision.local.sockets import make_socket_folder, remove_socket_folder
from churnvision.local.supervisor import await_remains, sole_supervisor
from churnvision.local.wholeness import is_first_start, mark_cluster_made, prepare_folders


@contextmanager
def postgres_alone(settings: LocalSettings) -> Iterator[str]:
    """The address of the database as its owner, while nothing else of the stack runs.

    A cluster is made where there never was one. Raises AlreadyRunning, DataIncomplete, DiskTooFull,
    PostgresFailed, SiteFenced. Use it from the main thread.
    """
    layout = settings.layout
    prepare_folders(layout)
    require_primary(settings)
    with sole_supervisor(layout):
        await_remains(layout, time.sleep)
        require_free_disk(layout.var, is_first_start=is_first_start(layout))
        keys = read_or_make_keys(layout)
        programs = find_programs(settings.postgres_programs)
        if not layout.cluster.exists():
            make_cluster(programs, layout.cluster, superuser=OWNER, password=keys.owner_password)
        mark_cluster_made(layout)
        folder = make_socket_folder(layout)
        server = Server(
            programs,
            layout.cluster,
            socket_folder=folder,
            log=layout.logs / "postgresql.log",
            options=server_options(settings),
        )
        try:
            server.start()
            prepare_database(folder, keys, port=settings.database_port)
            yield database_url(OWNER, keys.owner_password, folder, port=settings.database_port)
        finally:
            server.stop()
            remove_socket_folder(layout)
