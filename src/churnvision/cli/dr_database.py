"""The database of a recovery command: the environment's, the running stack's, or the stopped one's."""

from collections.abc import Iterator
from contextlib import contextmanager

from churnvision.dr.database import Database
from churnvision.dr.settings import RecoverySettings, read_settings
from churnvision.local import settings as local_settings
from churnvision.local.alone import postgres_alone
from churnvision.local.settings import LocalSettings
from churnvision.local.state import running_state


def settings_at_hand(local: LocalSettings) -> RecoverySettings:
    """The settings of the environment, and what a running stack knows beyond them."""
    state = running_state(local.layout)
    known = state.environment if state is not None else {}
    return read_settings({**known, **local_settings.present_environment()})


@contextmanager
def database_at_hand() -> Iterator[tuple[RecoverySettings, Database]]:
    """The settings and the database; PostgreSQL is started for the time of the command where nothing runs."""
    local = local_settings.read_settings()
    settings = settings_at_hand(local)
    if settings.owner_url is not None:
        yield settings, Database(settings.owner_url)
        return
    with postgres_alone(local) as alone:
        yield settings, Database(alone)
