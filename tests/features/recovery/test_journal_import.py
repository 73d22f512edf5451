"""The journal of recovery in the audit trail: each event once, also after an older database was restored."""

import asyncio
import time
from pathlib import Path

import httpx
import pytest
from sqlalchemy import text

from churnvision.dr import journal
from churnvision.features.recovery.jobs import import_journal
from churnvision.kit.database import Database
from churnvision.kit.jobs import JobContext
from churnvision.kit.settings import Settings
from tests.conftest import SignIn
from tests.dr.installation import Installation
from tests.factories.worker import running_worker


@pytest.fixture
def file(settings: Settings) -> Path:
    """A journal of three events."""
    path = settings.var / "dr" / "journal.jsonl"
    for number in range(3):
        journal.append(path, "backup.made", backup_id=f"b{number}", rows=number)
    return path


@pytest.fixture
def context(database: Database, settings: Settings) -> JobContext:
    """What the job is given."""
    return JobContext(database, settings)


async def trail(database: Database) -> list[str]:
    """The actions of recovery in the trail."""
    async with database.reading() as session:
        found = await session.scalars(
            text("SELECT action FROM audit_events WHERE actor_name = 'recovery' ORDER BY id")
        )
        return [str(action) for action in found]


async def test_every_event_comes_once_whoever_imports_and_however_often(
    context: JobContext, database: Database, file: Path
) -> None:
    await asyncio.gather(*(import_journal(context) for _ in range(4)))
    assert await trail(database) == ["backup.made"] * 3
    journal.append(file, "drill.passed", recovery_time_seconds=2.5)
    await import_journal(context)
    await import_journal(context)
    assert await trail(database) == ["backup.made"] * 3 + ["drill.passed"]
    async with database.reading() as session:
        row = (await session.execute(text("SELECT * FROM audit_events ORDER BY id DESC LIMIT 1"))).one()
    last = list(journal.read(file))[-1]
    assert (row.subject_type, row.subject_id) == ("recovery_event", last.hash)
    assert row.details["facts"] == {"recovery_time_seconds": 2.5}
    assert (row.details["number"], row.details["happened_at"]) == (4, last.at)


async def test_after_the_restore_of_an_older_database_what_is_missing_comes_again(
    installation: Installation, settings: Settings
) -> None:
    async def import_anew() -> list[str]:
        # The restore ended every connection of the pool from before.
        database = Database(settings.database.url, pool_size=2)
        try:
            await import_journal(JobContext(database, settings))
            return await trail(database)
        finally:
            await database.close()

    old = (await asyncio.to_thread(installation.backup)).backup_id
    assert await import_anew() == ["backup.made"]
    await asyncio.to_thread(installation.backup)
    assert await import_anew() == ["backup.made"] * 2
    await asyncio.to_thread(installation.restore, old)
    assert await import_anew() == ["backup.made", "backup.made", "restore.begun", "restore.done"]


async def test_damage_is_recorded_once_and_so_is_its_end(
    context: JobContext, database: Database, file: Path
) -> None:
    whole = file.read_text()
    file.write_text(whole.replace('"rows":2', '"rows":3'))
    await import_journal(context)
    await import_journal(context)
    assert await trail(database) == ["backup.made"] * 2 + ["journal.damaged"]
    file.write_text(whole)
    await import_journal(context)
    await import_journal(context)
    assert await trail(database) == ["backup.made"] * 2 + ["journal.damaged", "backup.made", "journal.whole"]


async def test_a_line_that_was_cut_off_is_recorded_with_the_event_that_names_it(
    context: JobContext, database: Database, file: Path
) -> None:
    file.write_bytes(file.read_bytes()[:-30])
    await import_journal(context)
    assert await trail(database) == ["backup.made"] * 2 + ["journal.damaged"]
    journal.append(file, "drill.passed")
    await import_journal(context)
    await import_journal(context)
    assert (await trail(database))[3:] == ["drill.passed", "journal.line_lost", "journal.whole"]


@pytest.mark.parametrize("kept", [0, 2])
async def test_a_journal_that_lost_its_end_is_seen_by_what_the_trail_has(
    context: JobContext, database: Database, file: Path, kept: int
) -> None:
    await import_journal(context)
    lines = file.read_text().splitlines(keepends=True)
    file.write_text("".join(lines[:kept]))
    await import_journal(context)
    await import_journal(context)
    assert (await trail(database))[3:] == ["journal.damaged"]


async def test_a_loss_that_only_the_trail_knows_is_an_alert(
    context: JobContext, file: Path, client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    await import_journal(context)
    file.unlink()
    await import_journal(context)
    seen = (await client.get("/api/v1/recovery/", headers=await sign_in("admin"))).json()
    [alert] = [one for one in seen["alerts"] if one["name"] == "journal_damaged"]
    assert "does not hold event 3" in alert["sentence"]
    assert 'churnvision_recovery_alerts{alert="journal_damaged"} 1.0' in (await client.get("/metrics")).text


async def test_what_the_database_cannot_hold_stops_no_import(
    context: JobContext, database: Database, file: Path
) -> None:
    journal.append(file, "backup.failed", reason="\0 caf\udce9", nested=[{"\0": "\0"}])
    await import_journal(context)
    assert (await trail(database))[3:] == ["backup.failed"]


async def test_a_running_worker_imports_by_itself(database: Database, settings: Settings, file: Path) -> None:
    assert file.exists()
    deadline = time.monotonic() + 20
    async with running_worker(database, settings):
        while len(await trail(database)) < 3:
            assert time.monotonic() < deadline
            await asyncio.sleep(0.1)
