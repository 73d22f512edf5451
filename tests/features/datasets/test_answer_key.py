"""The file of true hazards, which the sample simulation writes beside its others, cannot be imported."""

import asyncio
from pathlib import Path

import polars as pl
import pytest

from churnvision.features.datasets.errors import AnswersOfSimulation
from churnvision.features.datasets.whole_import import import_file
from churnvision.kit.access import Actor
from churnvision.kit.database import Database
from churnvision.ml.sample import SampleOptions, simulate
from churnvision.ml.sample.files import FileFormat, write
from tests.features.datasets.state import count, workforce


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of a small simulated company, in every format."""
    folder = tmp_path_factory.mktemp("sample")
    company = simulate(SampleOptions(employees=60, months=6))
    formats: tuple[FileFormat, ...] = ("csv", "xlsx", "parquet")
    for file_format in formats:
        write(company, folder, file_format)
    return folder


@pytest.mark.parametrize("file_format", ["csv", "xlsx", "parquet"])
async def test_the_true_hazards_of_the_sample_are_refused(
    database: Database, actor: Actor, sample: Path, file_format: str
) -> None:
    before = await workforce(database)
    with pytest.raises(AnswersOfSimulation) as caught:
        await import_file(database, actor, sample / f"true_hazards.{file_format}", certainty=0.0)
    assert caught.value.facts["column"].startswith("hazard")
    assert await workforce(database) == before
    assert await count(database, "SELECT count(*) FROM datasets") == 0


async def test_true_hazards_joined_to_the_snapshots_are_refused_or_kept_out_of_the_features(
    database: Database, actor: Actor, sample: Path, tmp_path: Path
) -> None:
    truth = pl.read_csv(sample / "true_hazards.csv")
    snapshots = pl.read_csv(sample / "snapshots.csv")
    on = {"left_on": ["employee_number", "snapshot_date"], "right_on": ["employee_number", "month"]}
    path = tmp_path / "joined.csv"
    await asyncio.to_thread(snapshots.join(truth, **on).write_csv, path)
    with pytest.raises(AnswersOfSimulation):
        await import_file(database, actor, path)
    only_one = truth.select("employee_number", "month", "hazard")
    await asyncio.to_thread(snapshots.join(only_one, **on).write_csv, path)
    dataset = await import_file(database, actor, path)
    assert {column.source: column.role for column in dataset.columns}["hazard"] == "leak"
    query = "SELECT count(*) FROM employee_attributes WHERE name LIKE '%hazard%' AND is_feature"
    assert await count(database, query) == 0
