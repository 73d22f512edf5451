"""How far the standby is behind, as each site sees it; kept in a file, so that it outlives the other site."""

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import psycopg

from churnvision.dr import wal
from churnvision.kit.clock import utc_now
from churnvision.kit.site_peer import SiteFacts, facts_of
from churnvision.kit.site_state import site_folder, write_private

_OF_PRIMARY = """
    SELECT pg_current_wal_flush_lsn()::text, r.replay_lsn::text, r.state, r.sync_state, r.reply_time,
           extract(epoch FROM r.replay_lag)::float, s.slot_name::text, s.active, s.wal_status
    FROM (SELECT 1) one
    LEFT JOIN pg_stat_replication r ON r.application_name = 'churnvision_site'
    LEFT JOIN pg_replication_slots s ON s.slot_type = 'physical' AND starts_with(s.slot_name, 'churnvision_')
    ORDER BY r.sync_state = 'sync' DESC NULLS LAST, s.active DESC NULLS LAST LIMIT 1
"""
_OF_STANDBY = """
    SELECT greatest(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn())::text,
           pg_last_wal_replay_lsn()::text, pg_last_xact_replay_timestamp(),
           w.status, w.latest_end_lsn::text, w.last_msg_receipt_time,
           pg_get_wal_replay_pause_state() <> 'not paused'
    FROM (SELECT 1) one LEFT JOIN pg_stat_wal_receiver w ON true
"""


@dataclass(frozen=True, slots=True)
class SiteFigures:
    """One look. Positions are PostgreSQL's; times are UTC in ISO 8601.

    `primary_position` is the furthest that is known of the primary's log, `heard_at` when the other site was
    heard last. `lag_seconds` is how old the last replayed commit is, 0 for a standby that has everything.
    """

    seen_at: str
    role: Literal["primary", "standby"]
    epoch: int
    system_identifier: str
    primary_position: str
    received_position: str | None
    replayed_position: str | None
    replayed_until: str | None
    heard_at: str | None
    is_connected: bool
    is_paused: bool
    lag_bytes: int | None
    lag_seconds: float | None
    slot: str | None
    slot_state: str | None
    is_synchronous: bool


def measure(
    connection: psycopg.Connection[tuple[object, ...]],
    before: SiteFigures | None,
    peer: SiteFacts | None,
) -> SiteFigures:
    """Look at this site's server; `before` is the last look, `peer` what the other said just now.

    Raises psycopg.Error.
    """
    own = facts_of(connection)
    if before is not None and (before.system_identifier != own.system_identifier or before.epoch > own.epoch):
        before = None
    if own.is_standby:
        return _of_standby(connection, own, before, peer)
    return _of_primary(connection, own, before)


def write_figures(var: Path, figures: SiteFigures) -> None:
    """Keep a look. Raises OSError."""
    write_private(_file(var), json.dumps(asdict(figures), indent=1) + "\n")


def read_figures(var: Path) -> SiteFigures | None:
    """The last look that was kept; None without one."""
    try:
        return SiteFigures(**json.loads(_file(var).read_text()))
    except (OSError, ValueError, TypeError):
        return None


def _of_primary(
    connection: psycopg.Connection[tuple[object, ...]], own: SiteFacts, before: SiteFigures | None
) -> SiteFigures:
    row = connection.execute(_OF_PRIMARY).fetchone()
    assert row is not None
    written, replayed, state, sync_state, replied_at, lag, slot, is_active, slot_state = row
    known = str(replayed) if replayed is not None else None
    if known is None and before is not None and before.role == "primary":
        known = before.replayed_position
    behind = None if known is None else max(wal.parse_position(str(written)) - wal.parse_position(known), 0)
    return SiteFigures(
        seen_at=utc_now().isoformat(timespec="milliseconds"),
        role="primary",
        epoch=own.epoch,
        system_identifier=own.system_identifier,
        primary_position=str(written),
        received_position=None,
        replayed_position=known,
        replayed_until=None,
        heard_at=_iso(replied_at) or (None if before is None else before.heard_at),
        is_connected=state == "streaming",
        is_paused=False,
        lag_bytes=behind,
        lag_seconds=_lag_of_primary(behind, lag, is_heard=replayed is not None, before=before),
        slot=None if slot is None else str(slot),
        slot_state=None if slot is None else f"{slot_state}, {'in use' if is_active else 'not in use'}",
        is_synchronous=sync_state == "sync",
    )


def _lag_of_primary(
    behind: int | None, lag: object, *, is_heard: bool, before: SiteFigures | None
) -> float | None:
    if behind is None:
        return None
    if behind == 0:
        return 0.0
    if is_heard:
        return float(str(lag)) if lag is not None else 0.0
    if before is None or before.heard_at is None:
        return None
    return round((utc_now() - datetime.fromisoformat(before.heard_at)).total_seconds(), 3)


def _of_standby(
    connection: psycopg.Connection[tuple[object, ...]],
    own: SiteFacts,
    before: SiteFigures | None,
    peer: SiteFacts | None,
) -> SiteFigures:
    row = connection.execute(_OF_STANDBY).fetchone()
    assert row is not None
    received, replayed, replayed_at, status, told, told_at, is_paused = row
    is_heard = peer is not None and not peer.is_standby
    candidates = [str(each) for each in (received, told) if each is not None]
    if is_heard and peer is not None:
        candidates.append(peer.position)
    if before is not None and before.role == "standby":
        candidates.append(before.primary_position)
    furthest = max(candidates or [str(replayed)], key=wal.parse_position)
    behind = wal.parse_position(furthest) - wal.parse_position(str(replayed))
    now = utc_now()
    heard = [
        now.isoformat(timespec="milliseconds") if is_heard else None,
        _iso(told_at),
        None if before is None else before.heard_at,
    ]
    old = None if not isinstance(replayed_at, datetime) else (now - replayed_at).total_seconds()
    return SiteFigures(
        seen_at=now.isoformat(timespec="milliseconds"),
        role="standby",
        epoch=own.epoch,
        system_identifier=own.system_identifier,
        primary_position=furthest,
        received_position=None if received is None else str(received),
        replayed_position=str(replayed),
        replayed_until=_iso(replayed_at),
        heard_at=max(filter(None, heard), default=None),
        is_connected=status == "streaming",
        is_paused=bool(is_paused),
        lag_bytes=max(behind, 0),
        lag_seconds=0.0 if behind <= 0 else (None if old is None else round(max(old, 0.0), 3)),
        slot=None,
        slot_state=None,
        is_synchronous=False,
    )


def _iso(moment: object) -> str | None:
    if not isinstance(moment, datetime):
        return None
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")


def _file(var: Path) -> Path:
    return site_folder(var) / "figures.json"
