"""The stack around the acts on a site: standing still for them, started for them, opened after them."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from churnvision.cli.dr_consent import say
from churnvision.dr.errors import SiteFailed, SiteRefused
from churnvision.kit.site_settings import SiteSettings
from churnvision.local.backend_checks import read_health
from churnvision.local.control import SpawnedSupervisor, stop_running
from churnvision.local.settings import LocalSettings
from churnvision.local.state import State, running_state
from churnvision.local.supervisor import await_remains, sole_supervisor

_OWNER_URL = "CHURNVISION_DATABASE__OWNER_URL"


def required_site(local: LocalSettings) -> SiteSettings:
    """The pair's settings. Raises SiteRefused without them, or beside an external database."""
    if local.owner_url is not None:
        raise SiteRefused(
            "The database is an external one (CHURNVISION_DATABASE__OWNER_URL): its own server must be "
            "replicated by its own means."
        )
    if local.site is None:
        raise SiteRefused(
            "This installation is not one of two sites: set CHURNVISION_SITE_NAME, CHURNVISION_SITE_LISTEN "
            "and CHURNVISION_SITE_PEER."
        )
    return local.site


@contextmanager
def standing_still(local: LocalSettings) -> Iterator[None]:
    """Nothing runs on the data folder meanwhile. Raises AlreadyRunning."""
    local.layout.make_folders()
    with sole_supervisor(local.layout):
        await_remains(local.layout, time.sleep)
        yield


def start(local: LocalSettings) -> State:
    """Start the stack, which outlives this command."""
    say("starting the stack")
    return SpawnedSupervisor(local, outlives_parent=True).wait_until_ready(say)


def owner_of_running(local: LocalSettings) -> str:
    """The database's address as its owner; the stack is started where it does not run."""
    state = running_state(local.layout)
    if state is None:
        state = start(local)
    url = state.environment.get(_OWNER_URL)
    if url is None:
        raise SiteRefused(f"The stack is {state.phase}; try again when it is ready.")
    return url


def restart(local: LocalSettings) -> State:
    """Let the application run on a database that was promoted. Raises SiteFailed when it does not answer."""
    state = running_state(local.layout)
    if state is None or state.is_standby:
        if state is not None:
            say("stopping what followed")
            stop_running(local.layout)
        state = start(local)
    health = read_health(state.api_url)
    if state.is_standby or health is None or health.get("status") not in ("ok", "degraded"):
        raise SiteFailed(
            f"The database was promoted, and the application does not answer at {state.api_url}; "
            "`churnvision doctor` says why."
        )
    return state


def began() -> Callable[[], float]:
    """A clock that tells the seconds since now."""
    since = time.monotonic()
    return lambda: round(time.monotonic() - since, 3)
