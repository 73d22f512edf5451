"""Stopping a primary for good: it is fenced first, then stopped in order, and then its word is written."""

import re
import time
from pathlib import Path

from churnvision.dr import journal
from churnvision.dr.errors import SiteFailed, SiteRefused
from churnvision.dr.keys import Passphrase
from churnvision.dr.settings import RecoverySettings
from churnvision.dr.site_token import StopToken, write_token
from churnvision.dr.steps import reach
from churnvision.dr.wal import format_position, parse_position
from churnvision.kit.clock import Pause, utc_now
from churnvision.kit.postgres import find_programs, look_with_program
from churnvision.kit.site_peer import hear_peer
from churnvision.kit.site_settings import SiteSettings
from churnvision.kit.site_state import (
    SiteState,
    change_site_state,
    is_standby,
    read_site_state,
    system_identifier_of,
)

_CONTROL_SECONDS = 20.0
_HEAR_SECONDS = 30.0
_FENCE = "This site was stopped by `churnvision dr site stop-primary` so that the other one can take over."


def require_stoppable(settings: RecoverySettings, data: Path) -> SiteState:
    """The state of a primary that may give its word. Raises SiteRefused, SiteStateDamaged."""
    state = read_site_state(settings.var)
    if is_standby(data):
        raise SiteRefused("This site is the standby; `stop-primary` is for the primary. Nothing was changed.")
    if state is None or not data.exists():
        raise SiteRefused(
            "This data folder never opened as one of two sites: set CHURNVISION_SITE_NAME and "
            "CHURNVISION_SITE_LISTEN and start it once. Nothing was changed."
        )
    if state.fence is not None and not state.is_stopped:
        raise SiteRefused(
            f"{state.fence} This site has nothing to hand over; `churnvision dr site rejoin` makes it follow."
        )
    return state


def fence_primary(settings: RecoverySettings, state: SiteState) -> None:
    """From here on the site refuses to open for writing, also after a loss of power. Raises OSError."""
    change_site_state(settings.var, state, fence=_FENCE, is_stopped=True)
    journal.append(settings.journal, "site.stopping", site=state.name, epoch=state.epoch)
    reach("site.fenced")


def give_token(
    settings: RecoverySettings, state: SiteState, data: Path, passphrase: Passphrase, file: Path
) -> StopToken:
    """Write the word of a primary that has stopped in order.

    Raises SiteFailed when it has not, OSError.
    """
    timeline, position = _ended_at(settings, data)
    token = StopToken(
        site=state.name,
        system_identifier=system_identifier_of(data),
        timeline=timeline,
        final_position=position,
        epoch=state.epoch,
        stopped_at=utc_now().isoformat(timespec="milliseconds"),
    )
    write_token(file, token, passphrase)
    reach("site.token_written")
    journal.append(
        settings.journal,
        "site.stopped",
        site=state.name,
        epoch=state.epoch,
        timeline=timeline,
        final_position=position,
    )
    return token


def take_back(settings: RecoverySettings, site: SiteSettings) -> SiteState:
    """Undo the word in a new epoch, so that the token given for the old one counts no more.

    The caller must see that the standby hears of the new epoch. Raises SiteRefused.
    """
    state = read_site_state(settings.var)
    if state is None or not state.is_stopped:
        raise SiteRefused("This site gave no stop token, so there is nothing to take back.")
    changed = change_site_state(
        settings.var, state, fence=None, is_stopped=False, epoch=state.epoch + 1, name=site.name
    )
    journal.append(settings.journal, "site.stop_taken_back", site=site.name, epoch=changed.epoch)
    return changed


def require_standby_peer(settings: RecoverySettings, site: SiteSettings) -> None:
    """Raise SiteRefused unless the other site answers and is still a standby."""
    peer = hear_peer(site, settings.var)
    if peer is None:
        raise SiteRefused(
            f"The other site ({site.peer}) is silent: it may have been promoted with the stop token. Reach "
            "it first; nothing was changed."
        )
    if not peer.is_standby:
        raise SiteRefused(
            f"The other site was promoted and writes in epoch {peer.epoch}: follow it with "
            "`churnvision dr site rejoin`."
        )


def has_heard(
    settings: RecoverySettings, site: SiteSettings, epoch: int, *, pause: Pause = time.sleep
) -> bool:
    """Whether the standby has replayed the new epoch within half a minute."""
    deadline = time.monotonic() + _HEAR_SECONDS
    while time.monotonic() < deadline:
        peer = hear_peer(site, settings.var)
        if peer is not None and peer.epoch >= epoch:
            return peer.is_standby
        pause(0.2)
    return False


def _ended_at(settings: RecoverySettings, data: Path) -> tuple[int, str]:
    programs = find_programs(settings.postgres_programs)
    code, text = look_with_program(programs, "pg_controldata", [str(data)], timeout_seconds=_CONTROL_SECONDS)
    facts = dict(re.findall(r"^([^:\n]+):\s+(.+)$", text, re.M))
    if code != 0 or facts.get("Database cluster state") != "shut down":
        raise SiteFailed(
            "The database was not shut down in order "
            f"({facts.get('Database cluster state', 'its control file cannot be read')}), so where its log "
            "ends is not known and no token was written. This site stays fenced."
        )
    position = format_position(parse_position(facts["Latest checkpoint location"].strip()))
    return int(facts["Latest checkpoint's TimeLineID"]), position
