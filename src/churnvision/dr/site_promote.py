"""The promotion of a standby: proof first, then the epoch, then the database; what it says decides."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import psycopg

from churnvision.dr import journal, wal
from churnvision.dr.database import Database
from churnvision.dr.errors import SiteFailed, SiteRefused
from churnvision.dr.settings import RecoverySettings
from churnvision.dr.site_figures import SiteFigures, measure, read_figures
from churnvision.dr.site_proof import (
    Loss,
    Proof,
    fence_by_command,
    has_all_of,
    loss_of,
    require_silent_or_standby,
    require_token_fits,
)
from churnvision.dr.site_token import StopToken
from churnvision.dr.steps import reach
from churnvision.kit.clock import Pause, utc_now
from churnvision.kit.errors import ChurnVisionError
from churnvision.kit.site_peer import SiteFacts, facts_of, hear_peer, write_epoch
from churnvision.kit.site_settings import SiteSettings, slot_of
from churnvision.kit.site_state import SiteState, change_site_state, read_site_state

Report = Callable[[str], None]
# Far longer than it takes to ask the archive once more.
_STILL_SECONDS = 5.0
_PROMOTE_SECONDS = 60
_POLL_SECONDS = 0.05
_TIMELINE = "SELECT timeline_id FROM pg_control_checkpoint()"
_SLOT = """
    SELECT pg_create_physical_replication_slot(%s, true)
    WHERE NOT EXISTS (SELECT 1 FROM pg_replication_slots WHERE slot_name = %s)
"""


@dataclass(frozen=True, slots=True)
class Promoted:
    """A site that writes now. `proof` and the loss are None where it had been promoted before."""

    site: str
    epoch: int
    timeline: int
    proof: Proof | None
    lost_bytes: int | None
    lost_seconds: float | None
    silent_seconds: float | None
    is_new: bool
    seconds: float


def require_this_site(settings: RecoverySettings, site: SiteSettings, named: str) -> None:
    """Raise SiteRefused unless the operator means this very site."""
    state = read_site_state(settings.var)
    names = {site.name, *([] if state is None else [state.name])}
    if names != {named}:
        raise SiteRefused(
            f"This is the site {', '.join(sorted(names))}, not {named!r}: log in at the right machine. "
            "Nothing was changed."
        )


def look_at(settings: RecoverySettings, site: SiteSettings, database: Database) -> SiteFigures:
    """How far this site is, without asking the other.

    Raises SiteRefused for the cluster of another pair, psycopg.Error.
    """
    with database.maintenance.connect() as connection:
        figures = measure(connection, read_figures(settings.var), None)
    state = read_site_state(settings.var)
    known = None if state is None else state.system_identifier
    if known is not None and known != figures.system_identifier:
        raise SiteRefused(
            f"The database is the cluster {figures.system_identifier}, and the site {site.name} follows "
            f"{known}: these data are not its own. Nothing was changed."
        )
    return figures


def promote(
    settings: RecoverySettings,
    site: SiteSettings,
    database: Database,
    token: StopToken | None,
    *,
    accepts_loss: bool,
    report: Report = lambda _: None,
    pause: Pause = time.sleep,
) -> Promoted:
    """Let this standby write. Run twice, it says that it is done.

    Raises SiteRefused, StopTokenRefused before anything is changed, SiteFailed. The journal has the outcome.
    """
    began_at = utc_now()
    try:
        figures = look_at(settings, site, database)
        if figures.role == "primary":
            return _already(settings, site, database, began_at)
        proof, loss = _prove(settings, site, database, token, (figures, accepts_loss, report, pause))
        reach("site.proved")
        promoted = _open(settings, site, database, (proof, loss), began_at)
    except (ChurnVisionError, psycopg.Error, OSError) as error:
        reason = error.message if isinstance(error, ChurnVisionError) else str(error).strip()
        journal.append(settings.journal, "site.not_promoted", site=site.name, reason=reason)
        if isinstance(error, ChurnVisionError):
            raise
        raise SiteFailed(f"The promotion did not succeed ({reason}); run it again.") from error
    journal.append(
        settings.journal,
        "site.promoted",
        site=site.name,
        epoch=promoted.epoch,
        timeline=promoted.timeline,
        proof=proof,
        lost_bytes=loss.bytes,
        lost_seconds=loss.seconds,
        silent_seconds=loss.silent_seconds,
    )
    return promoted


def _prove(
    settings: RecoverySettings,
    site: SiteSettings,
    database: Database,
    token: StopToken | None,
    how: tuple[SiteFigures, bool, Report, Pause],
) -> tuple[Proof, Loss]:
    figures, accepts_loss, report, pause = how
    require_silent_or_standby(site, hear_peer(site, settings.var))
    proof: Proof = "accepted loss"
    if token is not None:
        require_token_fits(token, figures)
        proof = "stop token"
    elif site.fence_command:
        report("fencing the old primary")
        if fence_by_command(settings, site):
            proof = "fencing command"
            require_silent_or_standby(site, hear_peer(site, settings.var))
    if proof == "accepted loss" and not accepts_loss:
        raise SiteRefused(
            "Nothing proves that the old primary has stopped: bring its stop token (`--token FILE`), or set "
            "CHURNVISION_SITE_FENCE_COMMAND to one that switches it off. Its silence is no proof. "
            f"{loss_of(figures).sentence} To go on all the same: --accept-data-loss. Nothing was changed."
        )
    report("replaying what has arrived")
    figures = _replayed(settings, site, database, token, (accepts_loss, pause))
    if token is not None and has_all_of(token, figures):
        return proof, loss_of(figures, final_position=figures.replayed_position)
    loss = loss_of(figures, final_position=None if token is None else token.final_position)
    if (loss.bytes or token is not None) and not accepts_loss:
        raise SiteRefused(
            f"This standby does not have everything that the primary wrote. {loss.sentence} Wait until it "
            "has, or give --accept-data-loss. Nothing was changed."
        )
    return proof, loss


def _replayed(
    settings: RecoverySettings,
    site: SiteSettings,
    database: Database,
    token: StopToken | None,
    how: tuple[bool, Pause],
) -> SiteFigures:
    """The look after everything that is here was replayed. Raises SiteRefused while the replay is paused."""
    accepts_loss, pause = how
    reached, moved_at = "", time.monotonic()
    while True:
        figures = look_at(settings, site, database)
        if figures.replayed_position != reached:
            reached, moved_at = str(figures.replayed_position), time.monotonic()
        if figures.is_paused:
            if not accepts_loss:
                raise SiteRefused(
                    "The replay is paused (pg_wal_replay_pause): resume it with "
                    f"pg_wal_replay_resume(), or give --accept-data-loss. {loss_of(figures).sentence} "
                    "Nothing was changed."
                )
            with database.maintenance.connect() as connection:
                connection.execute("SELECT pg_wal_replay_resume()")
        if _is_level(figures, token) or time.monotonic() - moved_at > _STILL_SECONDS:
            return figures
        pause(_POLL_SECONDS)


def _is_level(figures: SiteFigures, token: StopToken | None) -> bool:
    if token is not None:
        # More may still come by the archive; a standby that has it all goes on at once.
        return has_all_of(token, figures)
    if figures.received_position is None or figures.replayed_position is None or figures.is_paused:
        return False
    return wal.parse_position(figures.replayed_position) >= wal.parse_position(figures.received_position)


def _open(
    settings: RecoverySettings,
    site: SiteSettings,
    database: Database,
    proved: tuple[Proof, Loss],
    began_at: datetime,
) -> Promoted:
    proof, loss = proved
    with database.maintenance.connect() as connection:
        before = facts_of(connection)
        state = read_site_state(settings.var) or SiteState(site.name)
        state = change_site_state(
            settings.var,
            state,
            epoch=max(state.epoch, before.epoch) + 1,
            system_identifier=before.system_identifier,
            fence=None,
            is_stopped=False,
            is_alone=True,
        )
        reach("site.epoch_raised")
        connection.execute("SELECT pg_promote(true, %s)", (_PROMOTE_SECONDS,))
        if facts_of(connection).is_standby:
            raise SiteFailed("The database did not open for writing; see var/logs/postgresql.log.")
        reach("site.promoted")
        timeline = _settle(connection, state, before)
        reach("site.opened")
    return Promoted(
        site.name,
        state.epoch,
        timeline,
        proof,
        loss.bytes,
        loss.seconds,
        loss.silent_seconds,
        is_new=True,
        seconds=round((utc_now() - began_at).total_seconds(), 3),
    )


def _settle(connection: psycopg.Connection[tuple[object, ...]], state: SiteState, before: SiteFacts) -> int:
    """The epoch in the database, the slot of the old primary, and a checkpoint, which a rewind needs."""
    write_epoch(connection, state.epoch, state.name)
    if before.primary_name is not None and before.primary_name != state.name:
        slot = slot_of(before.primary_name)
        connection.execute(_SLOT, (slot, slot))
    connection.execute("CHECKPOINT")
    row = connection.execute(_TIMELINE).fetchone()
    assert row is not None
    return int(str(row[0]))


def _already(
    settings: RecoverySettings, site: SiteSettings, database: Database, began_at: datetime
) -> Promoted:
    """It writes; a promotion that was cut off after that is brought to its end."""
    with database.maintenance.connect() as connection:
        facts = facts_of(connection)
        state = read_site_state(settings.var) or SiteState(site.name, epoch=facts.epoch)
        if state.fence is not None:
            raise SiteRefused(f"{state.fence} This site cannot be promoted; make it follow with `rejoin`.")
        if facts.epoch < state.epoch:
            _settle(connection, state, facts)
        row = connection.execute(_TIMELINE).fetchone()
    assert row is not None
    seconds = round((utc_now() - began_at).total_seconds(), 3)
    epoch = max(state.epoch, facts.epoch)
    return Promoted(site.name, epoch, int(str(row[0])), None, None, None, None, is_new=False, seconds=seconds)
