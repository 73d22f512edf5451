"""The figures for monitors: exact, without persons, and there when the database is not."""

import asyncio
from datetime import timedelta

import httpx
from prometheus_client.parser import text_string_to_metric_families

from churnvision.dr.drill import hold_drill
from churnvision.dr.site_figures import SiteFigures, write_figures
from churnvision.dr.status import look
from churnvision.features.recovery.figures import figures_of
from churnvision.kit.clock import utc_now
from churnvision.kit.settings import DatabaseSettings, Settings
from churnvision.web.app import build_app
from tests.dr.installation import Installation

AGES = ("churnvision_backup_age_seconds", "churnvision_drill_age_seconds")


async def figures(client: httpx.AsyncClient) -> dict[str, float]:
    """Every figure of recovery that /metrics tells, alerts by their names."""
    answer = await client.get("/metrics")
    assert answer.status_code == 200
    return {
        sample.labels.get("alert", sample.name): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
        if family.name.startswith(("churnvision_backup", "churnvision_drill", "churnvision_recovery"))
    }


async def test_what_is_not_known_has_no_figure(client: httpx.AsyncClient, installation: Installation) -> None:
    assert installation
    told = await figures(client)
    assert not [name for name in told if name.startswith("churnvision_")]
    assert (told["no_backup"], told["backup_old"], told["scheduler_stopped"]) == (1, 0, 1)


async def test_the_figures_are_those_of_the_last_backup_and_drill(
    client: httpx.AsyncClient, installation: Installation
) -> None:
    await asyncio.to_thread(installation.backup)
    report, _ = await asyncio.to_thread(hold_drill, installation.settings, installation.database)
    told = await figures(client)
    assert all(0 <= told[name] < 60 for name in AGES)
    assert told["churnvision_drill_recovery_time_seconds"] == report.recovery_time_seconds
    made_at = told["churnvision_backup_last_success_timestamp_seconds"]
    assert 0 <= utc_now().timestamp() - made_at < 60
    assert told["no_backup"] == 0
    tomorrow = look(installation.settings, utc_now() + timedelta(days=1))
    later = {metric.name: metric.samples for metric in figures_of(tomorrow)}
    assert 86_400 <= later["churnvision_backup_age_seconds"][0].value < 86_460
    for file in installation.settings.backups.glob("churnvision_*"):
        file.unlink()
    gone = await figures(client)
    assert "churnvision_backup_age_seconds" not in gone
    assert gone["churnvision_backup_last_success_timestamp_seconds"] == made_at
    assert gone["no_backup"] == 1


async def test_the_figures_are_there_when_the_database_is_not(
    settings: Settings, installation: Installation
) -> None:
    await asyncio.to_thread(installation.backup)
    nowhere = DatabaseSettings(url="postgresql://churnvision_app@127.0.0.1:1/churnvision")
    app = build_app(settings.model_copy(update={"database": nowhere}))
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as client:
        assert "churnvision_backup_age_seconds" in await figures(client)


async def test_the_lag_of_the_second_site_is_told_where_there_is_one(
    client: httpx.AsyncClient, installation: Installation
) -> None:
    async def told() -> dict[str, float]:
        text = (await client.get("/metrics")).text
        families = text_string_to_metric_families(text)
        return {
            each.name: each.value for family in families for each in family.samples if "_site_" in each.name
        }

    assert await told() == {}
    seen = SiteFigures(
        seen_at=utc_now().isoformat(),
        role="primary",
        epoch=3,
        system_identifier="1",
        primary_position="0/3000100",
        received_position=None,
        replayed_position="0/3000000",
        replayed_until=None,
        heard_at=None,
        is_connected=False,
        is_paused=False,
        lag_bytes=256,
        lag_seconds=None,
        slot=None,
        slot_state=None,
        is_synchronous=False,
    )
    write_figures(installation.settings.var, seen)
    figures = await told()
    assert 0 <= figures.pop("churnvision_site_measured_age_seconds") < 60
    assert figures == {
        "churnvision_site_epoch": 3,
        "churnvision_site_standby_connected": 0,
        "churnvision_site_lag_bytes": 256,
        "churnvision_site_synchronous": 0,
    }
