"""Values of people in what is shown of imports: left out of lists, recorded everywhere else."""

from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import text

from churnvision.kit.database import Database
from tests.conftest import SignIn
from tests.factories.files import write_csv

URL = "/api/v1/datasets/"
NAME = "Rosalind Franklin"
Headers = dict[str, str]


def people(path: Path) -> bytes:
    """A list of people, the last of whom left before being hired."""
    rows: list[list[object]] = [[f"E{n}", f"{NAME} {n}", "2019-01-01", None, 40_000 + n] for n in range(20)]
    rows[3][4] = "plenty-9173"
    rows[-1][3] = "2018-12-31"
    header = ["employee_number", "full_name", "hired_on", "left_on", "salary"]
    return write_csv(path, header, rows).read_bytes()


async def acts(database: Database, dataset_id: int) -> list[str]:
    """What was recorded about an import, in order."""
    query = "SELECT action FROM audit_events WHERE subject_type = 'dataset' AND subject_id = :id ORDER BY id"
    async with database.reading() as session:
        return list((await session.execute(text(query), {"id": str(dataset_id)})).scalars())


async def upload(client: httpx.AsyncClient, headers: Headers, path: Path) -> dict[str, Any]:
    return dict((await client.post(URL, content=people(path), headers=headers)).json())


async def test_the_list_of_imports_shows_no_value_of_a_person(
    client: httpx.AsyncClient, sign_in: SignIn, tmp_path: Path
) -> None:
    headers = await sign_in("analyst")
    dataset = await upload(client, headers, tmp_path / "p.csv")
    checked = await client.post(f"{URL}{dataset['id']}/check", headers=headers)
    assert NAME in checked.text and "plenty-9173" in checked.text
    listed = await client.get(URL, headers=headers)
    assert listed.json()["total"] == 1 and NAME not in listed.text and "plenty-9173" not in listed.text
    columns = listed.json()["items"][0]["columns"]
    assert len(columns) == 5 and not any(column["samples"] for column in columns)


async def test_every_answer_with_samples_is_recorded_as_a_read(
    client: httpx.AsyncClient, sign_in: SignIn, database: Database, tmp_path: Path
) -> None:
    headers = await sign_in("analyst")
    dataset = await upload(client, headers, tmp_path / "p.csv")
    one = f"{URL}{dataset['id']}"
    assert await acts(database, dataset["id"]) == ["dataset.uploaded", "dataset.read"]
    shown = await client.get(one, headers=headers)
    assert NAME in shown.text
    await client.put(f"{one}/mapping", json=shown.json()["mapping"], headers=headers)
    await client.post(f"{one}/check", headers=headers)
    await client.get(f"{one}/preview", headers=headers)
    await client.get(URL, headers=headers)
    assert (await acts(database, dataset["id"]))[2:] == [
        "dataset.read", "dataset.mapping_confirmed", "dataset.read", "dataset.checked", "dataset.read",
        "dataset.previewed",
    ]  # fmt: skip


async def test_the_answers_to_a_commit_and_an_undo_are_recorded_as_reads(
    client: httpx.AsyncClient, sign_in: SignIn, database: Database, tmp_path: Path
) -> None:
    headers = await sign_in("analyst")
    content = people(tmp_path / "p.csv").replace(b"2018-12-31", b"2020-12-31")
    dataset = (await client.post(URL, content=content, headers=headers)).json()
    for act in ("commit", "undo"):
        assert (await client.post(f"{URL}{dataset['id']}/{act}", headers=headers)).status_code == 200
    assert (await acts(database, dataset["id"]))[2:] == [
        "dataset.committed", "dataset.read", "dataset.undone", "dataset.read",
    ]  # fmt: skip


async def test_an_import_that_is_not_there_is_no_read(
    client: httpx.AsyncClient, sign_in: SignIn, database: Database
) -> None:
    headers = await sign_in("analyst")
    assert (await client.get(f"{URL}999", headers=headers)).status_code == 404
    assert await acts(database, 999) == []
