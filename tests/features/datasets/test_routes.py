"""Imports over HTTP: upload, mapping, check, commit, undo, delete."""

from pathlib import Path

import httpx

from churnvision.kit.database import Database
from tests.conftest import SignIn
from tests.factories.files import german_master_list, monthly_snapshots
from tests.features.datasets.state import workforce

URL = "/api/v1/datasets/"


async def test_a_raw_upload_is_mapped_checked_committed_and_undone(
    client: httpx.AsyncClient, sign_in: SignIn, database: Database, tmp_path: Path
) -> None:
    headers = await sign_in("analyst")
    before = await workforce(database)
    content = german_master_list(tmp_path / "liste.csv").read_bytes()
    answer = await client.post(URL, params={"filename": "liste.csv"}, content=content, headers=headers)
    assert answer.status_code == 201, answer.text
    dataset = answer.json()
    assert (dataset["filename"], dataset["shape"], dataset["needs_confirmation"]) == (
        "liste.csv",
        "people",
        False,
    )
    one = f"{URL}{dataset['id']}"
    preview = (await client.get(f"{one}/preview", params={"limit": 2}, headers=headers)).json()
    assert preview["columns"][0] == "Personalnummer" and preview["rows"][1][1] == "Weiß"
    mapped = await client.put(f"{one}/mapping", json=dataset["mapping"], headers=headers)
    assert mapped.status_code == 200 and mapped.json()["mapping_source"] == "confirmed"
    checked = (await client.post(f"{one}/check", headers=headers)).json()
    assert checked["status"] == "checked" and checked["counts"]["new"] == 60
    assert await workforce(database) == before
    committed = (await client.post(f"{one}/commit", headers=headers)).json()
    assert committed["status"] == "committed" and committed["counts"]["left"] == 20
    twice = await client.post(f"{one}/commit", headers=headers)
    assert (twice.status_code, twice.json()["code"]) == (409, "already_committed")
    undone = (await client.post(f"{one}/undo", headers=headers)).json()
    assert undone["status"] == "undone" and await workforce(database) == before
    listed = (await client.get(URL, headers=headers)).json()
    assert listed["total"] == 1 and listed["items"][0]["id"] == dataset["id"]


async def test_a_form_upload_larger_than_other_requests_is_taken_and_its_twin_changes_nothing(
    client: httpx.AsyncClient, sign_in: SignIn, database: Database, tmp_path: Path
) -> None:
    headers = await sign_in("analyst")
    content = monthly_snapshots(tmp_path / "m.csv", people=4000).read_bytes()
    assert len(content) > 1_000_000
    ids = []
    for _ in range(2):
        answer = await client.post(URL, files={"file": ("m.csv", content, "text/csv")}, headers=headers)
        assert answer.status_code == 201, answer.text
        assert answer.json()["filename"] == "m.csv"
        ids.append(answer.json()["id"])
    first = (await client.post(f"{URL}{ids[0]}/commit", headers=headers)).json()
    assert first["counts"]["new"] == 4000
    before = await workforce(database)
    second = await client.post(f"{URL}{ids[1]}/commit", headers=headers)
    assert (second.status_code, second.json()["code"]) == (409, "already_imported")
    assert f"dataset {ids[0]}" in second.json()["detail"]
    assert (await client.get(f"{URL}{ids[1]}", headers=headers)).json()["status"] == "uploaded"
    assert await workforce(database) == before
    assert (await client.delete(f"{URL}{ids[1]}", headers=headers)).status_code == 204
    assert (await client.delete(f"{URL}{ids[0]}", headers=headers)).status_code == 409


async def test_errors_are_problems_with_a_code_and_a_sentence(
    client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    headers = await sign_in("analyst")
    bad = await client.post(URL, content=b"%PDF-1.4 ...", headers=headers)
    assert (bad.status_code, bad.json()["code"]) == (422, "not_a_table")
    assert bad.headers["content-type"] == "application/problem+json"
    form = await client.post(URL, files={"other": ("a.csv", b"a,b\n1,2\n")}, headers=headers)
    assert (form.status_code, form.json()["code"]) == (422, "upload_malformed")
    assert (await client.get(f"{URL}999", headers=headers)).json()["code"] == "dataset_not_found"
    content = b"nom;motif\n" + b"a;b\nc;d\n" * 20
    unclear = (await client.post(URL, content=content, headers=headers)).json()
    assert unclear["needs_confirmation"] is True
    mapping = {"shape": "snapshots", "columns": [{"source": "nom", "target": "employee_number"}]}
    refused = await client.put(f"{URL}{unclear['id']}/mapping", json=mapping, headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (422, "mapping_invalid")
    mapping = {"shape": "people", "columns": [{"source": "name", "target": "employee_number"}]}
    missing = await client.put(f"{URL}{unclear['id']}/mapping", json=mapping, headers=headers)
    assert (missing.status_code, missing.json()["code"]) == (422, "column_missing")
    mapping["as_of"] = "0001-01-01"
    ancient = await client.put(f"{URL}{unclear['id']}/mapping", json=mapping, headers=headers)
    assert (ancient.status_code, ancient.json()["code"]) == (422, "mapping_invalid")
    assert "0001-01-01" in ancient.json()["detail"]


async def test_a_confirmed_mapping_is_proposed_again_for_the_same_header(
    client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    headers = await sign_in("analyst")
    content = b"nom;motif\n" + b"".join(b"a%d;b%d\n" % (n, n % 3) for n in range(20))
    first = (await client.post(URL, content=content, headers=headers)).json()
    mapping = {"shape": "people", "columns": [{"source": "nom", "target": "employee_number", "kind": "text"}]}
    assert (await client.put(f"{URL}{first['id']}/mapping", json=mapping, headers=headers)).status_code == 200
    again = (await client.post(URL, content=content + b"z;b1\n", headers=headers)).json()
    assert (again["mapping_source"], again["needs_confirmation"]) == ("saved", False)
    assert {column["source"]: column["target"] for column in again["columns"]}["nom"] == "employee_number"


async def test_only_those_with_the_permission_may_import(client: httpx.AsyncClient, sign_in: SignIn) -> None:
    headers = await sign_in("hr_manager")
    assert (await client.post(URL, content=b"a,b\n1,2\n", headers=headers)).status_code == 403
    assert (await client.get(URL, headers=headers)).status_code == 403
    assert (await client.get(URL)).status_code == 401
