"""`churnvision dr site`: a second site that follows, is promoted by proof, and to which one comes back."""

from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from churnvision.cli.dr_consent import Key, Yes, require_consent, say
from churnvision.cli.dr_database import settings_at_hand
from churnvision.cli.dr_site_stack import (
    began,
    owner_of_running,
    required_site,
    restart,
    standing_still,
    start,
)
from churnvision.cli.dr_site_status import show_status
from churnvision.cli.output import AsJson, print_json
from churnvision.dr import journal, site_clone, site_keys, site_promote, site_rejoin, site_stop
from churnvision.dr.database import Database
from churnvision.dr.errors import SiteFailed, SiteRefused
from churnvision.dr.keys import find_keys
from churnvision.dr.log_switch import hand_over_log
from churnvision.dr.site_figures import SiteFigures
from churnvision.dr.site_proof import loss_of
from churnvision.dr.site_token import read_token
from churnvision.kit.clock import utc_now
from churnvision.kit.site_peer import set_synchronous
from churnvision.kit.site_state import SiteState, change_site_state, is_standby, read_site_state
from churnvision.local import settings as local_settings
from churnvision.local.alone import postgres_alone
from churnvision.local.control import stop_running
from churnvision.local.errors import NotRunning
from churnvision.local.roles import DATABASE
from churnvision.local.site_options import restore_command
from churnvision.local.state import running_state
from churnvision.local.wholeness import mark_cluster_made

app = typer.Typer(add_completion=False, no_args_is_help=True, help="A second site that can take over.")
app.command("status")(show_status)
Named = Annotated[str, typer.Argument(help="The name of this site, so that it is not another.")]


@app.command("create")
def create_standby(
    keys_from: Annotated[
        Path | None,
        typer.Option(
            "--keys", help="A copy of the primary's var/keys; else its newest backup.", metavar="DIR"
        ),
    ] = None,
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """Make this machine's data folder, which has no data, a standby of the primary, and start it."""
    local = local_settings.read_settings()
    site, settings = required_site(local), settings_at_hand(local)
    layout = local.layout
    if layout.cluster.exists() or running_state(layout) is not None:
        raise SiteRefused(
            f"There is data in {layout.var} already. An old primary follows by `churnvision dr site rejoin`; "
            "else move the folder away first."
        )
    stamp = f"{utc_now():%Y%m%d_%H%M%S}"
    if keys_from is not None:
        taken = site_keys.take_keys_from(settings, keys_from, stamp)
    else:
        keys = find_keys(settings, key)
        taken = site_keys.take_keys(settings, keys, site.archive or settings.backups, stamp)
    with standing_still(local):
        followed = site_clone.clone(settings, site, layout.cluster, report=say)
        mark_cluster_made(layout)
    figures = start_following(local)
    document = {**asdict(followed), "keys": [each.path for each in taken], "lag_bytes": figures.lag_bytes}
    _print(
        as_json,
        document,
        f"{site.name} follows {followed.primary} in epoch {followed.epoch}, {figures.lag_bytes} bytes "
        f"behind; copied and verified in {followed.seconds:.1f} s.",
    )


def start_following(local: local_settings.LocalSettings) -> SiteFigures:
    """Start the standby and wait until it says itself that it streams."""
    state = start(local)
    return site_clone.await_streaming(Database(state.environment["CHURNVISION_DATABASE__OWNER_URL"]))


@app.command("stop-primary")
def stop_primary(
    out: Annotated[
        Path | None, typer.Option("--out", help="Where to write the stop token.", metavar="FILE")
    ] = None,
    key: Key = None,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Stop this primary in order and for good, and write the stop token that lets the standby take over."""
    local = local_settings.read_settings()
    required_site(local)
    settings, data = settings_at_hand(local), local.layout.cluster
    passphrase = find_keys(settings, key)[0]
    state = site_stop.require_stoppable(settings, data)
    require_consent(DATABASE, yes, "stop this site, so that the other one can take over,")
    file = (out or settings.var / "site" / f"stop-token-{utc_now():%Y%m%d_%H%M%S}").resolve()
    running = running_state(local.layout)
    if running is not None:
        say("handing over the rest of the log")
        hand_over_log(running.environment.get("CHURNVISION_DATABASE__OWNER_URL"))
    elif not state.is_stopped:
        with postgres_alone(local):
            say("replaying the log of the last run")
    site_stop.fence_primary(settings, state)
    if running is not None:
        say("stopping the stack")
        # The supervisor has seen the fence by now, too, and may be gone already.
        with suppress(NotRunning, ProcessLookupError):
            stop_running(local.layout)
    with standing_still(local):
        token = site_stop.give_token(settings, state, data, passphrase, file)
    _print(
        as_json,
        {**asdict(token), "token": file},
        f"{token.site} has stopped in epoch {token.epoch} at {token.final_position} and stays stopped. Bring "
        f"{file} to the other site: `churnvision dr site promote NAME --token FILE`.",
    )


@app.command("resume")
def resume_primary(as_json: AsJson = False, yes: Yes = False) -> None:
    """Take a stop back: open this site again in a new epoch, which the standby must hear of."""
    local = local_settings.read_settings()
    site, settings = required_site(local), settings_at_hand(local)
    site_stop.require_standby_peer(settings, site)
    require_consent(DATABASE, yes, "open this site for writing again, with")
    state = site_stop.take_back(settings, site)
    start(local)
    if not site_stop.has_heard(settings, site, state.epoch):
        site_stop.fence_primary(settings, state)
        with suppress(NotRunning, ProcessLookupError):
            stop_running(local.layout)
        raise SiteFailed(
            "The standby did not hear of the new epoch, so the old stop token could still promote it: this "
            "site was stopped again."
        )
    _print(
        as_json,
        {"site": site.name, "epoch": state.epoch},
        f"{site.name} writes again, in epoch {state.epoch}; the stop token counts no more.",
    )


@app.command("promote")
def promote_standby(
    name: Named,
    token: Annotated[
        Path | None, typer.Option("--token", help="The old primary's stop token.", metavar="FILE")
    ] = None,
    accept_data_loss: Annotated[
        bool, typer.Option("--accept-data-loss", help="Without proof or with a gap; what is lost is shown.")
    ] = False,
    key: Key = None,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Let this standby take over and start the application; refused without proof of the old one's stop."""
    local = local_settings.read_settings()
    site, settings = required_site(local), settings_at_hand(local)
    began_at = began()
    site_promote.require_this_site(settings, site, name)
    proved = None if token is None else read_token(token, find_keys(settings, key))
    database = Database(owner_of_running(local))
    figures = site_promote.look_at(settings, site, database)
    if figures.role == "standby":
        say(loss_of(figures).sentence.rstrip("."))
        require_consent(DATABASE, yes, "open this site for writing, in place of the old primary, with")
    promoted = site_promote.promote(
        settings, site, database, proved, accepts_loss=accept_data_loss, report=say
    )
    state = restart(local)
    seconds = began_at()
    journal.append(settings.journal, "site.serves", site=site.name, epoch=promoted.epoch, seconds=seconds)
    how = "was promoted" if promoted.is_new else "had been promoted already and writes"
    loss = "" if promoted.lost_bytes is None else f" Known to be lost: {promoted.lost_bytes} bytes."
    _print(
        as_json,
        {**asdict(promoted), "page": state.web_url, "api": state.api_url, "total_seconds": seconds},
        f"{site.name} {how} in epoch {promoted.epoch}, timeline {promoted.timeline}"
        + (f", by {promoted.proof}." if promoted.proof else ".")
        + f"{loss} The page: {state.web_url} ({seconds:.1f} s).",
    )


@app.command("rejoin")
def rejoin_pair(
    by_copy: Annotated[
        bool, typer.Option("--clone", help="Copy the primary anew, where a rewind cannot or did not.")
    ] = False,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Make this old primary the standby of the new one; what only it has is thrown away."""
    local = local_settings.read_settings()
    site, settings = required_site(local), settings_at_hand(local)
    layout = local.layout
    if running_state(layout) is not None:
        raise SiteRefused("The stack runs on this data folder; stop it first with `churnvision down`.")
    require_consent(DATABASE, yes, "throw away what only this site has of")
    with standing_still(local):
        followed = site_rejoin.rejoin(
            settings,
            site,
            layout.cluster,
            restore_command(local, site),
            by_copy=by_copy,
            report=say,
        )
        mark_cluster_made(layout)
    figures = start_following(local)
    kept = "" if followed.kept_as is None else f" The replaced data directory is kept as {followed.kept_as}."
    _print(
        as_json,
        {**asdict(followed), "lag_bytes": figures.lag_bytes},
        f"{site.name} follows {followed.primary} in epoch {followed.epoch} (by {followed.method}), "
        f"{figures.lag_bytes} bytes behind.{kept}",
    )


@app.command("degrade")
def degrade(yes: Yes = False, as_json: AsJson = False) -> None:
    """Let a synchronous primary write without its standby, until that one streams again."""
    local = local_settings.read_settings()
    site, settings = required_site(local), settings_at_hand(local)
    if is_standby(local.layout.cluster):
        raise SiteRefused("This site is the standby; `degrade` is for the primary.")
    require_consent(DATABASE, yes, "let commits no longer wait for the standby, for")
    change_site_state(
        settings.var, read_site_state(settings.var) or SiteState(site.name), is_alone=True, name=site.name
    )
    if settings.owner_url is not None:
        with Database(settings.owner_url).maintenance.connect() as connection:
            set_synchronous(connection, waits=False)
    journal.append(settings.journal, "site.degraded", site=site.name)
    _print(
        as_json,
        {"site": site.name, "is_synchronous": False},
        f"{site.name} writes without waiting; synchronous mode begins again once the standby streams.",
    )


def _print(as_json: bool, document: dict[str, object], sentence: str) -> None:
    if as_json:
        print_json(document)
    else:
        print(sentence)
