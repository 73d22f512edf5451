"""What shows that the old primary has stopped, and what a promotion without that would lose.

Silence is never proof: a primary that nobody hears may still be writing.
"""

import time
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from churnvision.dr import journal, wal
from churnvision.dr.command import run
from churnvision.dr.errors import ProgramFailed, SiteRefused, StopTokenRefused
from churnvision.dr.settings import RecoverySettings, present_environment
from churnvision.dr.site_figures import SiteFigures
from churnvision.dr.site_token import StopToken
from churnvision.kit.clock import utc_now
from churnvision.kit.site_peer import SiteFacts
from churnvision.kit.site_settings import SiteSettings

Proof = Literal["stop token", "fencing command", "accepted loss"]
_FENCE_SECONDS = 60.0
_SECRETS = ("PASSWORD", "KEY", "OWNER_URL", "__URL")


@dataclass(frozen=True, slots=True)
class Loss:
    """What is known to be missing here; what the primary wrote since `heard_at` is not known to anybody.

    `seconds` is how much older the last commit here is than the last word of the primary.
    """

    bytes: int
    seconds: float | None
    heard_at: str | None
    silent_seconds: float | None
    primary_position: str
    replayed_position: str

    @property
    def sentence(self) -> str:
        """For the operator, before the question."""
        if self.heard_at is None:
            heard = "the primary was never heard from here, so how much is lost is not known"
        else:
            heard = (
                f"the primary was last heard {self.silent_seconds:.1f} s ago, and what it wrote since then "
                "is not known"
            )
        seconds = "" if self.seconds is None else f" and {self.seconds:.1f} seconds"
        return f"Known to be lost: {self.bytes} bytes{seconds} of the log; {heard}."


def loss_of(figures: SiteFigures, *, final_position: str | None = None) -> Loss:
    """What is missing at this look; with a stop token, up to where the log ended."""
    replayed = str(figures.replayed_position)
    furthest = figures.primary_position if final_position is None else final_position
    missing = max(wal.parse_position(furthest) - wal.parse_position(replayed), 0)
    heard_at = None if figures.heard_at is None else datetime.fromisoformat(figures.heard_at)
    until = None if figures.replayed_until is None else datetime.fromisoformat(figures.replayed_until)
    seconds: float | None = 0.0 if missing == 0 else None
    if missing and heard_at is not None and until is not None:
        seconds = round(max((heard_at - until).total_seconds(), 0.0), 3)
    silent = None if heard_at is None else round((utc_now() - heard_at).total_seconds(), 3)
    return Loss(missing, seconds, figures.heard_at, silent, furthest, replayed)


def require_silent_or_standby(site: SiteSettings, peer: SiteFacts | None) -> None:
    """Raise SiteRefused when the old primary answers and writes, whatever else is said of it."""
    if peer is not None and not peer.is_standby:
        raise SiteRefused(
            f"The primary ({site.peer}) answers and is open for writing in epoch {peer.epoch}: two sites "
            "would write. Stop it there with `churnvision dr site stop-primary`. Nothing was changed."
        )


def require_token_fits(token: StopToken, figures: SiteFigures) -> None:
    """Raise StopTokenRefused unless it is the last stop of the primary that this site follows."""
    if token.system_identifier != figures.system_identifier:
        raise StopTokenRefused(
            f"The stop token is of the cluster {token.system_identifier} and this standby follows "
            f"{figures.system_identifier}: it belongs to another pair of sites."
        )
    if token.epoch != figures.epoch:
        raise StopTokenRefused(
            f"The stop token is of epoch {token.epoch} and the log here is of epoch {figures.epoch}: the "
            "primary has opened again since. Stop it once more and bring its new token."
        )


def has_all_of(token: StopToken, figures: SiteFigures) -> bool:
    """Whether the last checkpoint of the stopped primary is replayed here: then nothing is missing."""
    replayed = wal.parse_position(str(figures.replayed_position))
    return replayed > wal.parse_position(token.final_position)


def fence_by_command(settings: RecoverySettings, site: SiteSettings) -> bool:
    """Run the fencing command and record how it ended; only exit 0 in time counts."""
    env = {
        name: value
        for name, value in present_environment().items()
        if not any(each in name for each in _SECRETS)
    }
    env |= {"CHURNVISION_SITE_PEER": str(site.peer or ""), "CHURNVISION_SITE_NAME": site.name}
    began_at = time.monotonic()
    try:
        run(list(site.fence_command), env=env, timeout_seconds=_FENCE_SECONDS)
    except (ProgramFailed, OSError) as error:
        reason = error.message if isinstance(error, ProgramFailed) else str(error)
        journal.append(settings.journal, "site.fencing_failed", program=site.fence_command[0], reason=reason)
        return False
    journal.append(
        settings.journal,
        "site.fenced_by_command",
        program=site.fence_command[0],
        seconds=round(time.monotonic() - began_at, 3),
    )
    return True
