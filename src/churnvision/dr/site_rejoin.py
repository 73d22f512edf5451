"""Failback: an old primary throws away what only it has, by pg_rewind, and follows the new one."""

import tempfile
from collections.abc import Callable
from pathlib import Path

from churnvision.dr import catalogue, journal
from churnvision.dr.errors import SiteFailed, SiteRefused
from churnvision.dr.settings import RecoverySettings, present_environment
from churnvision.dr.site_clone import (
    Followed,
    clone,
    make_standby,
    note_followed,
    ready_slot,
    require_primary_peer,
)
from churnvision.dr.steps import reach
from churnvision.kit.clock import utc_now
from churnvision.kit.postgres import PostgresFailed, find_programs, run_program
from churnvision.kit.site_peer import SiteFacts, peer_conninfo
from churnvision.kit.site_settings import SiteSettings
from churnvision.kit.site_state import (
    SiteState,
    change_site_state,
    is_standby,
    read_site_state,
    system_identifier_of,
)

Report = Callable[[str], None]
_UNUSABLE = (
    "A rewind of this data directory was begun and did not end: it is neither the old nor the new one."
)


def rejoin(
    settings: RecoverySettings,
    site: SiteSettings,
    data: Path,
    restore_command: str,
    *,
    by_copy: bool,
    report: Report = lambda _: None,
) -> Followed:
    """Make the stopped cluster in `data` follow the primary.

    Raises SiteRefused before anything is changed, SiteFailed; after a rewind that failed the data directory
    is marked unusable, and only a copy helps.
    """
    peer = require_primary_peer(settings, site)
    _require_older(settings, data, peer, by_copy=by_copy)
    if by_copy:
        return clone(settings, site, data, report=report)
    began_at = utc_now()
    with catalogue.locked(settings.journal.parent):
        ready_slot(settings, site)
        state = read_site_state(settings.var) or SiteState(site.name)
        change_site_state(settings.var, state, fence=_UNUSABLE, is_unusable=True)
        journal.append(settings.journal, "site.rewinding", site=site.name, epoch=peer.epoch)
        reach("site.rewinding")
        report("rewinding to where the new primary began")
        _rewind(settings, site, data, restore_command)
        reach("site.rewound")
        make_standby(data)
        reach("site.followed")
        return note_followed(settings, site, peer, ("rewind", None, began_at.timestamp()))


def _require_older(settings: RecoverySettings, data: Path, peer: SiteFacts, *, by_copy: bool) -> None:
    state = read_site_state(settings.var)
    if state is not None and state.is_unusable and not by_copy:
        raise SiteRefused(f"{state.fence} Copy the primary anew with `churnvision dr site rejoin --clone`.")
    if not data.exists():
        if by_copy:
            return
        raise SiteRefused("There is no data directory to rewind; use `--clone`, or `dr site create`.")
    if is_standby(data) and not by_copy and not (state is not None and state.is_unusable):
        raise SiteRefused(
            "This site is a standby already; `churnvision up` lets it follow. Where it cannot, copy the "
            "primary anew with `--clone`."
        )
    if system_identifier_of(data) != peer.system_identifier:
        raise SiteRefused(
            f"The site that answers is the cluster {peer.system_identifier}, and the data here are of "
            f"{system_identifier_of(data)}: they are no pair. Nothing was changed."
        )
    if is_standby(data):
        return
    epoch = 0 if state is None else state.epoch
    if peer.epoch <= epoch:
        raise SiteRefused(
            f"The other site writes in epoch {peer.epoch} and this one in epoch {epoch}: it was not promoted "
            "after this one, so this one must not throw its data away. Nothing was changed."
        )


def _rewind(settings: RecoverySettings, site: SiteSettings, data: Path, restore_command: str) -> None:
    programs = find_programs(settings.postgres_programs)
    with tempfile.TemporaryDirectory(prefix="churnvision-", dir="/tmp") as folder:
        # pg_rewind asks the server's own settings how to fetch what pg_wal no longer has.
        configuration = Path(folder) / "postgresql.conf"
        configuration.write_text(
            f"include '{_quoted(str(data / 'postgresql.conf'))}'\n"
            f"restore_command = '{_quoted(restore_command)}'\n"
            "synchronous_standby_names = ''\narchive_mode = off\n"
        )
        try:
            run_program(
                programs,
                "pg_rewind",
                [
                    f"--target-pgdata={data}",
                    f"--source-server={peer_conninfo(site, settings.var)}",
                    "--restore-target-wal",
                    f"--config-file={configuration}",
                ],
                env={**present_environment(), "LC_ALL": "C"},
            )
        except PostgresFailed as error:
            journal.append(settings.journal, "site.rewind_failed", site=site.name, reason=error.message)
            raise SiteFailed(
                f"{error.message}. The data directory is marked unusable; copy the primary anew with "
                "`churnvision dr site rejoin --clone`."
            ) from error


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace("'", "''")
