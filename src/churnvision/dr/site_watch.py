"""`python -m churnvision.dr.site_watch`: looks at both sites every two seconds, as a child of the stack.

It measures the lag, fences a primary whose peer was promoted, and lets synchronous mode begin once the
standby has come back. It promotes nobody: silence proves nothing.
"""

import os
import signal
import sys
import time
from pathlib import Path

import psycopg

from churnvision.dr import journal
from churnvision.dr.database import Database
from churnvision.dr.errors import RecoverySettingInvalid
from churnvision.dr.settings import RecoverySettings, present_environment, read_settings
from churnvision.dr.site_figures import SiteFigures, measure, read_figures, write_figures
from churnvision.kit.child import die_with_parent
from churnvision.kit.clock import Pause
from churnvision.kit.errors import ChurnVisionError
from churnvision.kit.logging import configure_logging, get_logger
from churnvision.kit.site_peer import SiteFacts, hear_peer, set_synchronous
from churnvision.kit.site_settings import SiteSettings, read_site
from churnvision.kit.site_state import SiteState, change_site_state, read_site_state

_EVERY_SECONDS = 2.0
_log = get_logger(__name__)


def watch(settings: RecoverySettings, site: SiteSettings, *, pause: Pause = time.sleep) -> None:
    """Look for ever; a server that does not answer is looked at again."""
    assert settings.owner_url is not None
    database, was_heard = Database(settings.owner_url), True
    while True:
        peer = hear_peer(site, settings.var)
        if (peer is not None) != was_heard and site.peer is not None:
            was_heard = peer is not None
            journal.append(settings.journal, "site.peer_heard" if was_heard else "site.peer_silent")
        try:
            look(settings, site, database, peer)
        except (psycopg.Error, ChurnVisionError, OSError) as error:
            _log.warning("site.not_measured", reason=f"{type(error).__name__}: {error}")
        pause(_EVERY_SECONDS)


def look(
    settings: RecoverySettings, site: SiteSettings, database: Database, peer: SiteFacts | None
) -> SiteFigures:
    """One look, with what follows from it. Raises psycopg.Error, DatabaseUnreachable, OSError."""
    with database.maintenance.connect() as connection:
        figures = measure(connection, read_figures(settings.var), peer)
        write_figures(settings.var, figures)
        if figures.role == "primary":
            fence_if_promoted(settings, site, figures, peer)
            if site.is_synchronous and figures.is_connected:
                _begin_synchronous(settings, site, connection)
    return figures


def fence_if_promoted(
    settings: RecoverySettings, site: SiteSettings, figures: SiteFigures, peer: SiteFacts | None
) -> bool:
    """Note that this primary must not write when the other one does in a later epoch: it is stopped then.

    Raises OSError.
    """
    state = read_site_state(settings.var) or SiteState(site.name, epoch=figures.epoch)
    if peer is None or peer.is_standby or peer.system_identifier != figures.system_identifier:
        return False
    if peer.epoch <= max(state.epoch, figures.epoch) or state.fence is not None:
        return False
    fence = f"The other site ({site.peer}) was promoted: it writes in epoch {peer.epoch}."
    change_site_state(settings.var, state, fence=fence)
    journal.append(settings.journal, "site.fenced", reason=fence, epoch=state.epoch, other=peer.epoch)
    return True


def _begin_synchronous(
    settings: RecoverySettings, site: SiteSettings, connection: psycopg.Connection[tuple[object, ...]]
) -> None:
    state = read_site_state(settings.var)
    if state is None or not state.is_alone:
        return
    change_site_state(settings.var, state, is_alone=False)
    set_synchronous(connection, waits=True)
    journal.append(settings.journal, "site.synchronous", site=site.name)


def serve(environment: dict[str, str] | None = None) -> None:
    """Watch with the settings of this process. Raises RecoverySettingInvalid."""
    known = present_environment() if environment is None else environment
    settings, site = read_settings(known), read_site(known)
    if site is None or settings.owner_url is None:
        raise RecoverySettingInvalid(
            "The watch needs CHURNVISION_SITE_NAME, CHURNVISION_SITE_LISTEN and the database's address."
        )
    Path(settings.var / "dr").mkdir(mode=0o700, parents=True, exist_ok=True)
    watch(settings, site)


def main() -> int:
    """Watch until SIGTERM; 1 when it cannot."""
    die_with_parent(signal.SIGTERM, os.getppid())
    configure_logging(as_json=False)
    try:
        serve()
    except ChurnVisionError as error:
        _log.error("site.watch_failed", code=error.code, reason=error.message)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
