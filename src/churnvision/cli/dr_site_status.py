"""`churnvision dr site status`: which part this site plays, how far behind the standby is, and the other."""

from dataclasses import asdict
from typing import Any

import psycopg
import typer

from churnvision.cli import exit_codes
from churnvision.cli.dr_database import settings_at_hand
from churnvision.cli.dr_site_stack import required_site
from churnvision.cli.output import AsJson, print_json, print_table
from churnvision.dr.database import Database
from churnvision.dr.settings import RecoverySettings
from churnvision.dr.site_certificates import certificate_troubles
from churnvision.dr.site_figures import SiteFigures, measure, read_figures
from churnvision.kit.clock import utc_now
from churnvision.kit.errors import ChurnVisionError
from churnvision.kit.site_peer import SiteFacts, hear_peer
from churnvision.kit.site_state import SiteState, is_standby, read_site_state
from churnvision.local import settings as local_settings

_LAG_SECONDS = 60.0


def show_status(as_json: AsJson = False) -> None:
    """Say how both sites stand; exits with 4 when the standby does not follow or this site is fenced."""
    local = local_settings.read_settings()
    site, settings = required_site(local), settings_at_hand(local)
    state = read_site_state(settings.var) or SiteState(site.name)
    peer = hear_peer(site, settings.var) if site.peer is not None else None
    now, is_live = _figures(settings, peer)
    document = {
        "site": site.name,
        "role": "standby" if is_standby(local.layout.cluster) else "primary",
        "is_running": is_live,
        "epoch": state.epoch if now is None else max(state.epoch, now.epoch),
        "fence": state.fence,
        "is_unusable": state.is_unusable,
        "synchronous_mode": _mode(site.is_synchronous, state, now),
        "listen": str(site.listen),
        "peer": None if site.peer is None else str(site.peer),
        "peer_says": None if peer is None else asdict(peer),
        "figures": None if now is None else asdict(now),
        "problems": [
            *_problems(state, now, peer, is_live=is_live),
            *certificate_troubles(site, utc_now()),
        ],
    }
    if as_json:
        print_json(document)
    else:
        _print(document, now)
    if document["problems"]:
        raise typer.Exit(exit_codes.CHECK_FAILED)


def _figures(settings: RecoverySettings, peer: SiteFacts | None) -> tuple[SiteFigures | None, bool]:
    """What is measured now, or, while nothing runs, what was measured last."""
    before = read_figures(settings.var)
    if settings.owner_url is None:
        return before, False
    try:
        with Database(settings.owner_url).maintenance.connect() as connection:
            return measure(connection, before, peer), True
    except (psycopg.Error, ChurnVisionError):
        return before, False


def _mode(is_wanted: bool, state: SiteState, figures: SiteFigures | None) -> str:
    if not is_wanted:
        return "off"
    if figures is not None and figures.role == "standby":
        return "decided by the primary"
    if state.is_alone:
        return "waiting for a standby: commits do not wait"
    return "on" if figures is not None and figures.is_synchronous else "on: commits wait for the standby"


def _problems(
    state: SiteState, figures: SiteFigures | None, peer: SiteFacts | None, *, is_live: bool
) -> list[str]:
    found = [] if state.fence is None else [state.fence]
    if not is_live:
        return [*found, "Nothing runs here: the figures are the last that were measured."]
    assert figures is not None
    if not figures.is_connected:
        found.append(
            "The standby is not connected to this primary."
            if figures.role == "primary"
            else "This standby does not stream from the primary."
        )
    if figures.is_paused:
        found.append("The replay is paused (pg_wal_replay_pause).")
    if figures.lag_seconds is not None and figures.lag_seconds > _LAG_SECONDS:
        found.append(f"The standby is {figures.lag_seconds:.0f} s behind.")
    if figures.slot_state is not None and figures.slot_state.startswith(("unreserved", "lost")):
        found.append(
            f"The slot {figures.slot} is {figures.slot_state}: the standby needs the archive, or a new copy "
            "(`churnvision dr site rejoin --clone` there)."
        )
    if figures.role == "primary" and peer is not None and not peer.is_standby:
        found.append(f"The other site writes too, in epoch {peer.epoch}.")
    return found


def _print(document: dict[str, Any], figures: SiteFigures | None) -> None:
    rows: list[tuple[str, object]] = [
        ("site", document["site"]),
        ("role", f"{document['role']}, {'running' if document['is_running'] else 'not running'}"),
        ("epoch", document["epoch"]),
        ("peer", f"{document['peer'] or 'none named'}, {_of_peer(document['peer_says'])}"),
        ("synchronous mode", document["synchronous_mode"]),
    ]
    if figures is not None:
        seconds = "not known" if figures.lag_seconds is None else f"{figures.lag_seconds:.1f} s"
        rows += [
            ("lag", f"{'not known' if figures.lag_bytes is None else figures.lag_bytes} bytes, {seconds}"),
            ("primary's log", figures.primary_position),
            ("replayed", figures.replayed_position or "-"),
            ("heard at", figures.heard_at or "never"),
            ("slot", f"{figures.slot}: {figures.slot_state}" if figures.slot else "-"),
        ]
    print_table(("", ""), rows)
    for problem in document["problems"]:
        print(problem)


def _of_peer(says: dict[str, Any] | None) -> str:
    if says is None:
        return "silent"
    return f"{'a standby' if says['is_standby'] else 'open for writing'} in epoch {says['epoch']}"
