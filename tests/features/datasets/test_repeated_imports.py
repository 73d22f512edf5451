"""The same facts imported more than once: what is refused, so that undo never loses what is still stated."""

import asyncio
from pathlib import Path

import httpx
import pytest

from churnvision.features.datasets import undoing
from churnvision.features.datasets.errors import LaterImportsRely
from churnvision.features.datasets.whole_import import import_file
from churnvision.kit.access import Actor
from churnvision.kit.database import Database
from tests.conftest import SignIn
from tests.factories.files import german_master_list, write_csv
from tests.features.datasets.state import workforce

URL = "/api/v1/datasets/"


async def test_of_the_same_file_committed_several_times_at_once_one_is_written(
    client: httpx.AsyncClient, sign_in: SignIn, database: Database, tmp_path: Path
) -> None:
    headers = await sign_in("analyst")
    content = german_master_list(tmp_path / "liste.csv").read_bytes()
    before = await workforce(database)
    ids = []
    for _ in range(3):
        answer = await client.post(URL, params={"filename": "l.csv"}, content=content, headers=headers)
        ids.append(answer.json()["id"])
    answers = await asyncio.gather(*(client.post(f"{URL}{one}/commit", headers=headers) for one in ids))
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409]
    refused = [answer.json() for answer in answers if answer.status_code == 409]
    written = next(answer.json()["id"] for answer in answers if answer.status_code == 200)
    assert all(one["code"] == "already_imported" for one in refused)
    assert all(f"dataset {written}" in one["detail"] for one in refused)
    undone = await client.post(f"{URL}{written}/undo", headers=headers)
    assert undone.status_code == 200 and await workforce(database) == before


async def test_a_mapping_that_leaves_kinds_open_is_the_same_mapping(
    client: httpx.AsyncClient, sign_in: SignIn, tmp_path: Path
) -> None:
    headers = await sign_in("analyst")
    content = german_master_list(tmp_path / "liste.csv").read_bytes()
    first = (await client.post(URL, content=content, headers=headers)).json()
    assert (await client.post(f"{URL}{first['id']}/commit", headers=headers)).status_code == 200
    second = (await client.post(URL, content=content, headers=headers)).json()
    mapping = second["mapping"]
    mapping["columns"] = [{**column, "kind": None} for column in mapping["columns"]]
    put = await client.put(f"{URL}{second['id']}/mapping", json=mapping, headers=headers)
    assert put.status_code == 200, put.text
    again = await client.post(f"{URL}{second['id']}/commit", headers=headers)
    assert (again.status_code, again.json()["code"]) == (409, "already_imported")


async def test_undo_is_refused_while_a_later_list_relies_on_the_import(
    database: Database, actor: Actor, tmp_path: Path
) -> None:
    header = ["employee_number", "full_name", "hired_on", "left_on", "location"]
    rows: list[list[object]] = [
        [f"E{n}", f"Name {n}", "2019-01-01", "2021-01-01" if n < 3 else None, "Ulm"] for n in range(20)
    ]
    empty = await workforce(database)
    first = await import_file(database, actor, write_csv(tmp_path / "a.csv", header, rows))
    before = await workforce(database)
    rows.append(["E20", "Name 20", "2020-01-01", None, "Bonn"])
    second = await import_file(database, actor, write_csv(tmp_path / "b.csv", header, rows))
    assert second.counts["unchanged"] == 20
    both = await workforce(database)
    async with database.transaction() as session:
        with pytest.raises(LaterImportsRely) as caught:
            await undoing.undo(session, actor, first.id)
    assert f"import {second.id} first" in caught.value.message
    assert await workforce(database) == both
    async with database.transaction() as session:
        await undoing.undo(session, actor, second.id)
    assert await workforce(database) == before
    async with database.transaction() as session:
        await undoing.undo(session, actor, first.id)
    assert await workforce(database) == empty
