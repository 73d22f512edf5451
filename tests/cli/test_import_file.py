"""`churnvision import` against a real database."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from churnvision.cli import exit_codes
from churnvision.cli.import_file import app
from churnvision.features.datasets.errors import MappingInvalid, MappingNeeded, UnreadableFile
from churnvision.kit.database import Database
from churnvision.kit.settings import settings
from tests.factories.files import german_master_list, write_csv
from tests.features.datasets.state import count


@pytest.fixture(autouse=True)
def installation(monkeypatch: pytest.MonkeyPatch, application_url: str, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setenv("CHURNVISION_DATABASE__URL", application_url)
    monkeypatch.chdir(tmp_path)
    settings.cache_clear()
    yield
    settings.cache_clear()


def people(url: str) -> int:
    async def ask() -> int:
        database = Database(url, pool_size=1)
        number = await count(database, "SELECT count(*) FROM employees")
        await database.close()
        return number

    return asyncio.run(ask())


def test_a_dry_run_writes_nothing_and_an_import_says_what_it_did(
    application_url: str, tmp_path: Path
) -> None:
    path = german_master_list(tmp_path / "liste.csv")
    dry = CliRunner().invoke(app, [str(path), "--dry-run"])
    assert dry.exit_code == 0 and "Nothing was written" in dry.output
    assert people(application_url) == 0
    done = CliRunner().invoke(app, [str(path), "--yes", "--json"])
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["counts"]["new"] == 60
    assert people(application_url) == 60


def test_an_unclear_file_leaves_a_mapping_file_that_works_when_edited(
    application_url: str, tmp_path: Path
) -> None:
    path = write_csv(tmp_path / "agents.csv", ["nom", "motif"], [[f"a{n}", n % 3] for n in range(20)])
    unclear = CliRunner().invoke(app, [str(path), "--yes"])
    assert isinstance(unclear.exception, MappingNeeded) and "agents.mapping.json" in unclear.exception.message
    offer = tmp_path / "agents.mapping.json"
    document = json.loads(offer.read_text())
    document["columns"][0]["target"] = "employee_number"
    offer.write_text(json.dumps(document))
    done = CliRunner().invoke(app, [str(path), "--yes", "--mapping", str(offer)])
    assert done.exit_code == 0, done.output
    assert people(application_url) == 20


def test_without_yes_and_without_a_terminal_nothing_is_imported(application_url: str, tmp_path: Path) -> None:
    path = german_master_list(tmp_path / "liste.csv")
    for options in ([], ["--json"]):
        refused = CliRunner().invoke(app, [str(path), *options])
        assert refused.exit_code == 2 and "say --yes" in refused.output
    assert people(application_url) == 0


def test_a_folder_is_called_a_folder(tmp_path: Path) -> None:
    refused = CliRunner().invoke(app, [str(tmp_path), "--yes"])
    assert isinstance(refused.exception, UnreadableFile)
    assert "is a folder" in refused.exception.message


@pytest.mark.parametrize("as_of", ["0001-01-01", "1949-12-31", "2999-01-01"])
def test_an_impossible_as_of_date_is_refused(application_url: str, tmp_path: Path, as_of: str) -> None:
    path = german_master_list(tmp_path / "liste.csv")
    refused = CliRunner().invoke(app, [str(path), "--yes", "--as-of", as_of])
    assert isinstance(refused.exception, MappingInvalid) and as_of in refused.exception.message
    assert exit_codes.code_of(refused.exception) == exit_codes.WRONG_INPUT
    assert people(application_url) == 0
