"""The figures of recovery for monitors. What is not known has no line, rather than one that says 0."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import get_args

from prometheus_client import Metric
from prometheus_client.core import GaugeMetricFamily
from sqlalchemy.exc import SQLAlchemyError

from churnvision.dr.alerts import AlertName, find_alerts
from churnvision.dr.site_figures import read_figures
from churnvision.dr.status import RecoveryStatus, age_seconds, moment_of
from churnvision.features.recovery import journal_import, service
from churnvision.features.recovery.folders import recovery_settings
from churnvision.kit.health import HealthContext
from churnvision.kit.metrics import metric_source

# The figures are wanted most when the database hangs.
_DATABASE_SECONDS = 1.0


@metric_source("recovery")
async def measure_recovery(context: HealthContext) -> list[Metric]:
    """Ages, the last success, the measured recovery time, and the alerts."""
    folders = recovery_settings(context.settings)
    status = await service.see(folders)
    return [
        *figures_of(replace(status, journal_suspicion=await _ask_database(context))),
        *figures_of_sites(folders.var, status.seen_at),
    ]


def figures_of(status: RecoveryStatus) -> Iterator[Metric]:
    """The figures of what was seen."""
    newest, drill, made_at = status.newest_backup, status.last_passed_drill, status.last_backup_at
    yield _gauge(
        "churnvision_backup_age_seconds",
        "Age of the newest backup that could be restored",
        None if newest is None else age_seconds(moment_of(newest), status.seen_at),
    )
    yield _gauge(
        "churnvision_backup_last_success_timestamp_seconds",
        "When the journal last told of a backup, whether or not it is still there",
        None if made_at is None else made_at.timestamp(),
    )
    archived_at = status.log_archived_at
    yield _gauge(
        "churnvision_log_archive_age_seconds",
        "Time since the server last handed a file of its log over",
        None if archived_at is None else age_seconds(archived_at, status.seen_at),
    )
    yield _gauge(
        "churnvision_drill_age_seconds",
        "Time since the last drill that passed began",
        None if drill is None else age_seconds(drill.began_at, status.seen_at),
    )
    yield _gauge(
        "churnvision_drill_recovery_time_seconds",
        "How long the restore of the last drill that passed took",
        None if drill is None else drill.report.recovery_time_seconds,
    )
    raised = {alert.name for alert in find_alerts(status)}
    alerts = GaugeMetricFamily(
        "churnvision_recovery_alerts", "1 where something is wrong with recovery", labels=["alert"]
    )
    for name in get_args(AlertName):
        alerts.add_metric([name], float(name in raised))
    yield alerts


def figures_of_sites(var: Path, now: datetime) -> Iterator[Metric]:
    """How the second site stands, as its watch saw it last; nothing where there is none."""
    seen = read_figures(var)
    if seen is None:
        return
    yield _gauge(
        "churnvision_site_epoch", "How often writing has moved to another site, and once", seen.epoch
    )
    yield _gauge(
        "churnvision_site_standby_connected", "1 while the standby streams", float(seen.is_connected)
    )
    yield _gauge("churnvision_site_lag_bytes", "Log that the standby has not replayed", seen.lag_bytes)
    yield _gauge("churnvision_site_lag_seconds", "How far the standby is behind", seen.lag_seconds)
    yield _gauge(
        "churnvision_site_synchronous", "1 while commits wait for the standby", float(seen.is_synchronous)
    )
    yield _gauge(
        "churnvision_site_measured_age_seconds",
        "Time since the watch looked; a growing one means that the figures above are old",
        age_seconds(datetime.fromisoformat(seen.seen_at), now),
    )


def _gauge(name: str, meaning: str, value: float | None) -> Metric:
    gauge = GaugeMetricFamily(name, meaning)
    if value is not None:
        gauge.add_metric([], value)
    return gauge


async def _ask_database(context: HealthContext) -> str | None:
    try:
        async with asyncio.timeout(_DATABASE_SECONDS), context.database.reading() as session:
            return await journal_import.find_suspicion(session)
    except (SQLAlchemyError, TimeoutError, OSError):
        return None
