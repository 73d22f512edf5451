"""Recovery over HTTP: what is seen, and a backup and a drill on request."""

import asyncio
import fcntl
import json
import time
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from churnvision.dr import journal, requests
from churnvision.dr.drill import hold_drill
from churnvision.dr.keys import find_keys
from churnvision.dr.recovery_kit import check_words, confirm_kit
from churnvision.kit.clock import utc_now
from churnvision.kit.database import Database
from tests.conftest import SignIn
from tests.dr.installation import KEY, Installation
from tests.features.recovery.conftest import Scheduler

RECOVERY = "/api/v1/recovery/"
Headers = dict[str, str]


@pytest.fixture
async def admin(installation: Installation, sign_in: SignIn) -> Headers:
    """The headers of an administrator of the installation."""
    assert installation
    return await sign_in("admin", username="ada")


async def look(client: httpx.AsyncClient, headers: Headers) -> Any:
    answer = await client.get(RECOVERY, headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def state_of(client: httpx.AsyncClient, headers: Headers, name: str) -> Any:
    return next(duty for duty in (await look(client, headers))["duties"] if duty["name"] == name)


async def test_an_empty_installation_says_what_is_missing(client: httpx.AsyncClient, admin: Headers) -> None:
    seen = await look(client, admin)
    assert [alert["name"] for alert in seen["alerts"]] == ["no_backup", "scheduler_stopped"]
    assert (seen["newest_backup"], seen["backups"], seen["drills"]) == (None, [], [])
    assert [(duty["name"], duty["state"], duty["next_at"]) for duty in seen["duties"]] == [
        ("backup", "idle", None),
        ("drill", "idle", None),
    ]


async def test_a_backup_and_a_drill_on_request_are_done_shown_and_recorded(
    client: httpx.AsyncClient, admin: Headers, scheduler: Scheduler, database: Database
) -> None:
    with scheduler():
        for name in ("backup", "drill"):
            answer = await client.post(f"{RECOVERY}{name}s", headers=admin)
            assert answer.status_code == 202, answer.text
            assert answer.json()["state"] in ("waiting", "running")
            deadline = time.monotonic() + 60
            while (duty := await state_of(client, admin, name))["outcome"] != "succeeded":
                assert time.monotonic() < deadline and duty["outcome"] != "failed", duty
                await asyncio.sleep(0.1)
        seen = await look(client, admin)
    assert seen["alerts"] == []
    assert seen["backups"][0]["state"] == "signed" and seen["backups"][0]["users"] == 5
    assert 0 <= seen["newest_backup"]["age_seconds"] < 120
    assert [(one["has_passed"], one["proof"]) for one in seen["drills"]] == [(True, "signed")]
    assert seen["last_passed_drill"]["recovery_time_seconds"] > 0
    assert all(duty["next_at"] for duty in seen["duties"])
    assert KEY not in json.dumps(seen)
    async with database.reading() as session:
        asked = await session.execute(
            text("SELECT actor_name, action FROM audit_events WHERE subject_type = 'recovery' ORDER BY id")
        )
        assert [tuple(row) for row in asked] == [("ada", "backup.requested"), ("ada", "drill.requested")]


async def test_a_recovery_kit_is_confirmed_or_not(
    client: httpx.AsyncClient, admin: Headers, installation: Installation
) -> None:
    assert (await look(client, admin))["kit_confirmed_at"] is None
    [key] = find_keys(installation.settings)
    confirm_kit(installation.settings, key, check_words(key))
    assert (await look(client, admin))["kit_confirmed_at"] is not None
    (installation.settings.var / "dr" / "kit.json").write_text("[]")
    assert (await look(client, admin))["kit_confirmed_at"] is None


async def test_without_a_scheduler_nothing_is_promised(
    client: httpx.AsyncClient, admin: Headers, installation: Installation
) -> None:
    answer = await client.post(f"{RECOVERY}backups", headers=admin)
    assert (answer.status_code, answer.json()["code"]) == (409, "scheduler_not_running")
    assert "churnvision dr backup" in answer.json()["detail"]
    assert requests.find(requests.folder_of(installation.settings.schedule), "backup") is None


async def test_what_waits_or_runs_is_not_asked_for_again(
    client: httpx.AsyncClient, admin: Headers, installation: Installation
) -> None:
    state = installation.settings.schedule
    state.parent.mkdir(parents=True)
    kept = {"backup": {"since": utc_now().isoformat(), "outcome": "running"}}
    with state.with_suffix(".lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert (await client.post(f"{RECOVERY}drills", headers=admin)).status_code == 202
        assert (await state_of(client, admin, "drill"))["state"] == "waiting"
        waiting = await client.post(f"{RECOVERY}drills", headers=admin)
        state.write_text(json.dumps(kept))
        assert (await state_of(client, admin, "backup"))["state"] == "running"
        running = await client.post(f"{RECOVERY}backups", headers=admin)
    assert (waiting.status_code, waiting.json()["code"]) == (409, "already_requested")
    assert (running.status_code, running.json()["code"]) == (409, "already_under_way")
    assert (await state_of(client, admin, "backup"))["state"] == "idle"


async def test_a_report_is_downloaded_as_it_was_written(
    client: httpx.AsyncClient, admin: Headers, installation: Installation
) -> None:
    installation.backup()
    report, path = hold_drill(installation.settings, installation.database)
    for form, media_type in (("json", "application/json"), ("html", "text/html; charset=utf-8")):
        answer = await client.get(f"{RECOVERY}drills/{report.drill_id}/report.{form}", headers=admin)
        assert answer.status_code == 200
        assert answer.content == path.with_suffix(f".{form}").read_bytes()
        assert answer.headers["content-type"] == media_type
        assert f'attachment; filename="{report.drill_id}.{form}"' in answer.headers["content-disposition"]
    missing = await client.get(f"{RECOVERY}drills/drill_20990101_000000/report.json", headers=admin)
    assert (missing.status_code, missing.json()["code"]) == (404, "drill_not_found")
    for strange in ("..%2F..%2Fjournal", "journal", "drill_2026", "drill_٢٠٢٦١١٢٢_040000"):
        answer = await client.get(f"{RECOVERY}drills/{strange}/report.json", headers=admin)
        assert answer.status_code in (404, 422), strange


async def test_names_and_reasons_that_are_no_text_are_shown_all_the_same(
    client: httpx.AsyncClient, admin: Headers, installation: Installation
) -> None:
    made = installation.backup()
    (installation.settings.backups / "caf\udce9").write_bytes(b"")
    journal.append(
        installation.settings.journal,
        "backup.verify_failed",
        backup_id=made.backup_id,
        reason="caf\udce9 \0",
    )
    seen = await look(client, admin)
    assert seen["foreign_files"] == ["caf?"]
    assert (seen["backups"][0]["state"], seen["backups"][0]["reason"]) == ("damaged", "caf? \ufffd")


async def test_files_that_cannot_be_used_are_told_with_what_to_do(
    client: httpx.AsyncClient, admin: Headers, installation: Installation
) -> None:
    installation.settings.journal.mkdir(parents=True)
    answer = await client.get(RECOVERY, headers=admin)
    assert (answer.status_code, answer.json()["code"]) == (503, "recovery_unreadable")
    assert "journal.jsonl" in answer.json()["detail"]
