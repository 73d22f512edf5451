"""The server of one site of a pair: its options, its role for the other site, and whether it may open."""

import time

import psycopg
from psycopg import sql

from churnvision.kit.clock import Pause
from churnvision.kit.postgres import find_programs
from churnvision.kit.site_peer import (
    PASSWORD_FILE,
    ROLE,
    facts_of,
    hear_peer,
    require_tls_programs,
    set_synchronous,
    write_epoch,
)
from churnvision.kit.site_settings import SiteSettings
from churnvision.kit.site_state import (
    SiteState,
    change_site_state,
    is_standby,
    read_site_state,
    system_identifier_of,
)
from churnvision.local.archiving import archive_options
from churnvision.local.errors import ServiceNotStarted, SiteFenced
from churnvision.local.layout import Layout
from churnvision.local.roles import scram_verifier
from churnvision.local.settings import LocalSettings
from churnvision.local.site_options import primary_options, standby_options

_STANDBY_SECONDS = 60.0
# What pg_rewind reads from the primary, and the checkpoint that it wants there.
_GRANTS = """
    GRANT EXECUTE ON FUNCTION pg_catalog.pg_ls_dir(text, boolean, boolean) TO churnvision_site;
    GRANT EXECUTE ON FUNCTION pg_catalog.pg_stat_file(text, boolean) TO churnvision_site;
    GRANT EXECUTE ON FUNCTION pg_catalog.pg_read_binary_file(text) TO churnvision_site;
    GRANT EXECUTE ON FUNCTION pg_catalog.pg_read_binary_file(text, bigint, bigint, boolean)
        TO churnvision_site;
    GRANT pg_checkpoint TO churnvision_site;
"""
_SYNCHRONOUS = "SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync' AND state = 'streaming'"


def server_options(settings: LocalSettings) -> dict[str, str]:
    """The options with which the cluster of this data folder is started, whatever part it plays."""
    options = archive_options(settings)
    if settings.site is None:
        return options
    options |= primary_options(settings.site, settings.layout)
    if is_standby(settings.layout.cluster):
        options |= standby_options(settings, settings.site)
    return options


def require_primary(settings: LocalSettings) -> None:
    """Raise SiteFenced unless commands may open this cluster for writing."""
    if is_standby(settings.layout.cluster):
        raise SiteFenced(
            "This site is the standby: its database only reads. Run this at the primary, or "
            "`churnvision up` to let this one follow."
        )
    require_may_start(settings)


def require_may_start(settings: LocalSettings) -> None:
    """Raise SiteFenced for a site that would write beside another one, or that cannot follow it.

    The other site is asked where it is named; its silence lets this one open, unless
    CHURNVISION_SITE_NEEDS_PEER is on.
    """
    layout, site = settings.layout, settings.site
    if site is not None:
        require_tls_programs(site, find_programs(settings.postgres_programs))
    state = read_site_state(layout.var)
    if state is not None and state.is_unusable:
        raise SiteFenced(
            f"{state.fence} Copy it anew with `churnvision dr site rejoin --clone`; nothing was started."
        )
    if is_standby(layout.cluster):
        if site is None or site.peer is None:
            raise SiteFenced(
                "This data folder is a standby's, and nothing says whom it follows: set "
                "CHURNVISION_SITE_NAME, CHURNVISION_SITE_LISTEN and CHURNVISION_SITE_PEER."
            )
        return
    if state is not None and state.fence is not None:
        raise SiteFenced(
            f"{state.fence} This site does not open for writing. `churnvision dr site rejoin` makes it the "
            "standby of the other one."
        )
    if site is not None and site.peer is not None and layout.cluster.exists():
        _ask_before_opening(layout, site, state)


def _ask_before_opening(layout: Layout, site: SiteSettings, state: SiteState | None) -> None:
    peer = hear_peer(site, layout.var)
    if peer is None:
        if site.needs_peer:
            raise SiteFenced(
                f"The other site ({site.peer}) is silent and CHURNVISION_SITE_NEEDS_PEER is on, so nobody "
                "knows whether it was promoted. Start it, or set that to off when you know."
            )
        return
    if peer.is_standby or peer.system_identifier != system_identifier_of(layout.cluster):
        return
    epoch = 0 if state is None else state.epoch
    if peer.epoch > epoch:
        fence = (
            f"The other site ({site.peer}) was promoted: it writes in epoch {peer.epoch}, and this one "
            f"knows only epoch {epoch}."
        )
        change_site_state(layout.var, state or SiteState(site.name), fence=fence)
        raise SiteFenced(
            f"{fence} This site does not open for writing. `churnvision dr site rejoin` makes it the standby "
            "of the other one."
        )
    if peer.epoch == epoch:
        raise SiteFenced(
            f"The other site ({site.peer}) writes in the same epoch {epoch}: only one of them may. Stop it "
            "there first."
        )


def prepare_site(
    connection: psycopg.Connection[tuple[object, ...]], settings: LocalSettings, *, pause: Pause = time.sleep
) -> None:
    """On the primary: the role of the other site, the epoch, and synchronous mode, at every start.

    Raises ServiceNotStarted when synchronous mode finds no standby.
    """
    site, layout = settings.site, settings.layout
    if site is None:
        return
    known = facts_of(connection)
    state = read_site_state(layout.var) or SiteState(site.name, is_alone=True)
    state = change_site_state(
        layout.var,
        state,
        name=site.name,
        system_identifier=known.system_identifier,
        epoch=max(state.epoch, known.epoch),
    )
    password = (layout.keys / PASSWORD_FILE).read_text().strip()
    if connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (ROLE,)).fetchone() is None:
        connection.execute("CREATE ROLE churnvision_site")
    connection.execute(
        sql.SQL("ALTER ROLE churnvision_site LOGIN REPLICATION PASSWORD {}").format(
            sql.Literal(scram_verifier(connection, ROLE, password))
        )
    )
    connection.execute(_GRANTS)
    write_epoch(connection, state.epoch, site.name)
    waits = site.is_synchronous and not state.is_alone
    set_synchronous(connection, waits=waits)
    if waits:
        _await_standby(connection, site, pause)


def _await_standby(
    connection: psycopg.Connection[tuple[object, ...]], site: SiteSettings, pause: Pause
) -> None:
    deadline = time.monotonic() + _STANDBY_SECONDS
    while True:
        row = connection.execute(_SYNCHRONOUS).fetchone()
        if row is not None and row[0]:
            return
        if time.monotonic() > deadline:
            raise ServiceNotStarted(
                f"Synchronous mode waits for the standby ({site.peer or 'of the other site'}), which did "
                f"not connect within {_STANDBY_SECONDS:.0f} s. Start it, or open without it: "
                "`churnvision dr site degrade`."
            )
        pause(0.2)
