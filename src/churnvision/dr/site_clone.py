"""A standby's data directory: copied from the primary by a slot, verified, put in its place in one step."""

import os
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psycopg

from churnvision.dr import catalogue, journal
from churnvision.dr.base_backup import verify_unpacked
from churnvision.dr.command import run
from churnvision.dr.database import Database
from churnvision.dr.errors import SiteFailed, SiteRefused
from churnvision.dr.recover import swap_in
from churnvision.dr.settings import RecoverySettings, present_environment
from churnvision.dr.site_figures import SiteFigures, measure
from churnvision.dr.steps import reach
from churnvision.kit.clock import Pause, utc_now
from churnvision.kit.durable import fsync_folder
from churnvision.kit.errors import ServiceUnavailable
from churnvision.kit.postgres import find_programs
from churnvision.kit.site_peer import SiteFacts, ask_peer, peer_conninfo, require_tls_programs
from churnvision.kit.site_settings import SiteSettings
from churnvision.kit.site_state import SiteState, change_site_state, system_identifier_of

Report = Callable[[str], None]
_COPY_SECONDS = 6 * 3600.0
_STREAMING_SECONDS = 60.0
_SLOT = "SELECT active, wal_status FROM pg_replication_slots WHERE slot_name = %s"
_SIZE = "SELECT sum(pg_database_size(oid)) FROM pg_database"


@dataclass(frozen=True, slots=True)
class Followed:
    """A data directory that follows the primary. `kept_as` is the one that was in its place."""

    site: str
    primary: str
    system_identifier: str
    epoch: int
    method: str
    kept_as: str | None
    seconds: float


def require_primary_peer(settings: RecoverySettings, site: SiteSettings) -> SiteFacts:
    """What the primary says of itself. Raises SiteRefused when it is none or does not let this site in."""
    if site.peer is None:
        raise SiteRefused("Name the primary's server in CHURNVISION_SITE_PEER, as 10.0.0.5:5433.")
    programs = find_programs(settings.postgres_programs)
    require_tls_programs(site, programs)
    try:
        peer = ask_peer(site, settings.var)
    except (psycopg.Error, OSError) as error:
        reason = (str(error).strip().splitlines() or ["no reason given"])[-1]
        raise SiteRefused(
            f"The primary at {site.peer} does not let this site in ({reason}): is it up, with "
            "CHURNVISION_SITE_LISTEN, and are the keys its own?"
        ) from error
    if peer.is_standby:
        raise SiteRefused(f"The site at {site.peer} is itself a standby; nothing can follow it.")
    if peer.server_version_number // 10_000 != programs.version:
        raise SiteRefused(
            f"The primary is PostgreSQL {peer.server_version_number // 10_000} and the programs here are "
            f"{programs.version}; both sites need the same."
        )
    return peer


def clone(
    settings: RecoverySettings, site: SiteSettings, data: Path, *, report: Report = lambda _: None
) -> Followed:
    """Copy the primary into `data`, on which nothing may run; what was there is kept for seven days.

    Raises SiteRefused before anything is changed, SiteFailed with the old data directory as it was.
    """
    began_at = utc_now()
    with catalogue.locked(settings.journal.parent):
        peer = require_primary_peer(settings, site)
        ready_slot(settings, site)
        for folder in data.parent.glob(f"{data.name}.clone-*"):
            shutil.rmtree(folder)
        new = data.with_name(f"{data.name}.clone-{began_at:%Y%m%d_%H%M%S}")
        try:
            _copy(settings, site, new, report)
            reach("site.cloned")
            report("verifying the copy")
            verify_unpacked(find_programs(settings.postgres_programs), new)
            if system_identifier_of(new) != peer.system_identifier:
                raise SiteFailed("What was copied is another cluster than the one that answered.")
            make_standby(new)
            reach("site.verified")
            kept_as = swap_in(data, new, began_at)
        except BaseException as error:
            shutil.rmtree(new, ignore_errors=True)
            if isinstance(error, ServiceUnavailable | OSError):
                reason = error.message if isinstance(error, ServiceUnavailable) else str(error)
                journal.append(settings.journal, "site.not_copied", site=site.name, reason=reason)
                raise SiteFailed(f"The primary was not copied: {reason}") from error
            raise
        reach("site.followed")
        return note_followed(settings, site, peer, ("copy", kept_as, began_at.timestamp()))


def note_followed(
    settings: RecoverySettings, site: SiteSettings, peer: SiteFacts, how: tuple[str, str | None, float]
) -> Followed:
    """Lift the fence: the data directory can only follow now. Raises OSError."""
    method, kept_as, began_at = how
    state = SiteState(site.name)
    change_site_state(
        settings.var,
        state,
        name=site.name,
        system_identifier=peer.system_identifier,
        epoch=peer.epoch,
        fence=None,
        is_stopped=False,
        is_unusable=False,
        is_alone=True,
    )
    done = Followed(
        site.name,
        peer.primary_name or str(site.peer),
        peer.system_identifier,
        peer.epoch,
        method,
        kept_as,
        round(utc_now().timestamp() - began_at, 3),
    )
    journal.append(
        settings.journal,
        "site.follows",
        site=site.name,
        primary=done.primary,
        epoch=peer.epoch,
        method=method,
        seconds=done.seconds,
    )
    return done


def ready_slot(settings: RecoverySettings, site: SiteSettings) -> None:
    """The slot on the primary; one that lost its log is made anew. Raises SiteRefused, SiteFailed."""
    try:
        with psycopg.connect(peer_conninfo(site, settings.var), autocommit=True) as connection:
            found = connection.execute(_SLOT, (site.slot,)).fetchone()
            if found is not None and found[0]:
                raise SiteRefused(
                    f"A standby called {site.name} is connected to the primary already; give this one "
                    "another CHURNVISION_SITE_NAME."
                )
            if found is not None and found[1] == "lost":
                connection.execute("SELECT pg_drop_replication_slot(%s)", (site.slot,))
                found = None
            if found is None:
                connection.execute("SELECT pg_create_physical_replication_slot(%s, true)", (site.slot,))
    except psycopg.Error as error:
        raise SiteFailed(
            f"The slot {site.slot} was not made on the primary ({str(error).strip()})."
        ) from error


def make_standby(data: Path) -> None:
    """From here on a server on `data` only follows. It brings no slots of its own along. Raises OSError."""
    for slot in (data / "pg_replslot").glob("*"):
        shutil.rmtree(slot)
    descriptor = os.open(data / "standby.signal", os.O_WRONLY | os.O_CREAT, 0o600)
    os.fsync(descriptor)
    os.close(descriptor)
    fsync_folder(data)


def await_streaming(database: Database, *, pause: Pause = time.sleep) -> SiteFigures:
    """Wait until the standby itself says that it streams. Raises SiteFailed."""
    deadline = time.monotonic() + _STREAMING_SECONDS
    while time.monotonic() < deadline:
        with database.maintenance.connect() as connection:
            figures = measure(connection, None, None)
        if figures.role == "standby" and figures.is_connected:
            return figures
        pause(0.1)
    raise SiteFailed(
        f"The standby runs and does not stream after {_STREAMING_SECONDS:.0f} s; var/logs/postgresql.log "
        "says why."
    )


def _copy(settings: RecoverySettings, site: SiteSettings, new: Path, report: Report) -> None:
    conninfo = peer_conninfo(site, settings.var)
    _require_space(conninfo, new.parent)
    report("copying the primary")
    programs = find_programs(settings.postgres_programs)
    command = [
        programs.path("pg_basebackup"),
        f"--dbname={conninfo}",
        "--no-password",
        f"--pgdata={new}",
        "--wal-method=stream",
        f"--slot={site.slot}",
        "--checkpoint=fast",
        "--manifest-checksums=SHA256",
        f"--label=site {site.name}",
    ]
    env = {
        name: value
        for name, value in present_environment().items()
        if not name.startswith(("PG", "CHURNVISION_")) and "KEY" not in name and "PASSWORD" not in name
    }
    run(command, env={**env, "LC_ALL": "C"}, timeout_seconds=_COPY_SECONDS)


def _require_space(conninfo: str, folder: Path) -> None:
    try:
        with psycopg.connect(conninfo, autocommit=True) as connection:
            row = connection.execute(_SIZE).fetchone()
    except psycopg.Error as error:
        raise SiteFailed(f"The primary did not say how large it is ({str(error).strip()}).") from error
    assert row is not None
    needed, free = int(str(row[0])) + (256 << 20), shutil.disk_usage(folder).free
    if free < needed:
        raise SiteFailed(
            f"{folder} has {free / 1e6:.0f} MB free and the copy needs {needed / 1e6:.0f} MB; free "
            "some space."
        )
