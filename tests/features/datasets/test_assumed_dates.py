"""Dates that nobody told: the page sends them back as it shows them, and they stay assumptions."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from churnvision.features.datasets.whole_import import import_file
from churnvision.kit import clock
from churnvision.kit.access import Actor
from churnvision.kit.database import Database
from tests.conftest import SignIn
from tests.factories.files import german_master_list, write_csv
from tests.features.datasets.state import workforce

URL = "/api/v1/datasets/"
TUESDAY = datetime.now(UTC)
MONDAY = TUESDAY - timedelta(days=1)
Headers = dict[str, str]


@pytest.fixture(autouse=True)
def _monday(monkeypatch: pytest.MonkeyPatch) -> None:
    set_clock(monkeypatch, MONDAY)


def set_clock(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    monkeypatch.setattr(clock, "utc_now", lambda: moment)


def table(path: Path) -> Path:
    """A static table of forty people, ten of whom left."""
    rows = [[f"E{n}", 20 + n % 9, "yes" if n % 4 == 0 else "no"] for n in range(40)]
    return write_csv(path, ["employee_number", "age", "attrition"], rows)


async def upload(client: httpx.AsyncClient, headers: Headers, path: Path) -> dict[str, Any]:
    answer = await client.post(
        URL, params={"filename": path.name}, content=path.read_bytes(), headers=headers
    )
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def confirm(
    client: httpx.AsyncClient, headers: Headers, dataset: dict[str, Any], **changed: object
) -> dict[str, Any]:
    """What the mapping step of the page sends: everything as it is shown, but for what was changed."""
    columns = [{name: one[name] for name in ("source", "target", "kind")} for one in dataset["columns"]]
    told = {"shape": dataset["shape"], "columns": columns, **changed}
    told = {"as_of": dataset["as_of"], "window_days": dataset["window_days"]} | told
    answer = await client.put(f"{URL}{dataset['id']}/mapping", json=told, headers=headers)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def by_page(
    client: httpx.AsyncClient, headers: Headers, path: Path, **changed: object
) -> httpx.Response:
    """The whole wizard: upload, confirm, check, commit."""
    dataset = await upload(client, headers, path)
    await confirm(client, headers, dataset, **changed)
    checked = await client.post(f"{URL}{dataset['id']}/check", headers=headers)
    assert checked.status_code == 200, checked.text
    return await client.post(f"{URL}{dataset['id']}/commit", headers=headers)


async def test_the_same_table_by_page_on_two_days_changes_nothing_the_second_time(
    client: httpx.AsyncClient,
    sign_in: SignIn,
    database: Database,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    headers, path = await sign_in("analyst"), table(tmp_path / "table.csv")
    first = await by_page(client, headers, path)
    assert first.status_code == 200 and first.json()["window_assumed"] is True
    assert first.json()["as_of"] == MONDAY.date().isoformat()
    before = await workforce(database)
    set_clock(monkeypatch, TUESDAY)
    second = await by_page(client, headers, path)
    assert (second.status_code, second.json()["code"]) == (409, "already_imported")
    assert await workforce(database) == before


async def test_a_table_committed_by_page_is_known_to_the_command_line_the_day_after(
    client: httpx.AsyncClient,
    sign_in: SignIn,
    database: Database,
    actor: Actor,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    headers, path = await sign_in("analyst"), table(tmp_path / "table.csv")
    first = (await by_page(client, headers, path)).json()
    before = await workforce(database)
    set_clock(monkeypatch, TUESDAY)
    again = await import_file(database, actor, path)
    assert again.id == first["id"]
    assert [problem.code for problem in again.problems] == ["already_imported"]
    assert await workforce(database) == before


async def test_a_table_committed_by_the_command_line_is_known_to_the_page_the_day_after(
    client: httpx.AsyncClient,
    sign_in: SignIn,
    database: Database,
    actor: Actor,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    headers, path = await sign_in("analyst"), table(tmp_path / "table.csv")
    await import_file(database, actor, path)
    set_clock(monkeypatch, TUESDAY)
    assert (await by_page(client, headers, path)).json()["code"] == "already_imported"


async def test_what_is_confirmed_the_day_after_the_upload_keeps_the_date_that_was_shown(
    client: httpx.AsyncClient, sign_in: SignIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    headers = await sign_in("analyst")
    dataset = await upload(client, headers, table(tmp_path / "table.csv"))
    set_clock(monkeypatch, TUESDAY)
    confirmed = await confirm(client, headers, dataset)
    assert confirmed["as_of"] == dataset["as_of"] == MONDAY.date().isoformat()


async def test_a_date_or_a_window_that_somebody_changes_makes_another_import(
    client: httpx.AsyncClient, sign_in: SignIn, tmp_path: Path
) -> None:
    headers, path = await sign_in("analyst"), table(tmp_path / "table.csv")
    assert (await by_page(client, headers, path)).status_code == 200
    dated = await by_page(client, headers, path, as_of="2024-12-31")
    assert (dated.status_code, dated.json()["as_of"]) == (200, "2024-12-31")
    longer = await by_page(client, headers, path, window_days=730)
    assert (longer.status_code, longer.json()["window_assumed"]) == (200, False)
    assert (await by_page(client, headers, path, window_days=730)).status_code == 409


async def test_only_a_window_that_was_told_is_proposed_again_as_told(
    client: httpx.AsyncClient, sign_in: SignIn, tmp_path: Path
) -> None:
    headers, path = await sign_in("analyst"), table(tmp_path / "table.csv")
    await confirm(client, headers, await upload(client, headers, path))
    assumed = await upload(client, headers, path)
    assert (assumed["window_days"], assumed["window_assumed"]) == (365, True)
    await confirm(client, headers, assumed, window_days=730)
    told = await upload(client, headers, path)
    assert (told["window_days"], told["window_assumed"]) == (730, False)
    assert told["as_of"] == MONDAY.date().isoformat()


async def test_a_date_found_in_the_file_stays_found_when_the_mapping_is_changed_after_a_check(
    client: httpx.AsyncClient, sign_in: SignIn, database: Database, tmp_path: Path
) -> None:
    headers, path = await sign_in("analyst"), german_master_list(tmp_path / "list.csv")
    dataset = await upload(client, headers, path)
    checked = (await client.post(f"{URL}{dataset['id']}/check", headers=headers)).json()
    assert date.fromisoformat(checked["as_of"]) < MONDAY.date()
    confirmed = await confirm(client, headers, checked)
    assert (confirmed["as_of"], confirmed["mapping"]["as_of"]) == (None, None)
    assert (await client.post(f"{URL}{dataset['id']}/commit", headers=headers)).status_code == 200
    again = await upload(client, headers, path)
    assert (await client.post(f"{URL}{again['id']}/commit", headers=headers)).status_code == 409
