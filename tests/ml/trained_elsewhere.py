"""`python -m tests.ml.trained_elsewhere SHAPE SHUFFLE FOLDER`: trains in a process of its own, prints hashes.

SHUFFLE 0 leaves the rows in order; every other number puts them into another order.
"""

import hashlib
import json
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
from threadpoolctl import threadpool_limits

from churnvision.ml import artifacts
from churnvision.ml.inputs import DatedRecords, TrainingData
from churnvision.ml.ordering import data_sha256, in_order
from churnvision.ml.sample import SampleOptions, simulate
from churnvision.ml.scoring import score
from churnvision.ml.training import train
from tests.ml.frames import sample_people, sample_records, static_people, static_table

CUT = date(2025, 10, 31)
DAY = date(2025, 11, 1)


def made(shape: str, shuffle: int) -> tuple[TrainingData, pl.DataFrame, date]:
    """What is learnt from, and who is scored as of when."""
    if shape == "static":
        table = static_table(400)
        return replace(table, people=_mixed(table.people, shuffle)), static_people(50, seed=2), table.as_of
    workforce = simulate(SampleOptions(employees=250, months=26, seed=5, last_month_on=date(2025, 12, 1)))
    records = sample_records(workforce, CUT)
    assert isinstance(records.snapshots, pl.DataFrame)
    mixed = DatedRecords(
        _mixed(records.snapshots, shuffle),
        _mixed(records.employments, shuffle),
        records.attributes,
        records.observed_until,
    )
    return mixed, sample_people(workforce, DAY).sort("person_id"), CUT


def _mixed(frame: pl.DataFrame, shuffle: int) -> pl.DataFrame:
    return frame.sample(fraction=1.0, shuffle=True, seed=shuffle) if shuffle else frame


def main() -> None:
    """Train, save, score, and tell the hashes."""
    shape, shuffle, folder = sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])
    data, people, as_of = made(shape, shuffle)
    with threadpool_limits(1):
        model = train(data, seed=3, bags=2)
        scores = score(model, people, as_of=as_of)
    predictions = (
        scores.survival.tobytes() + scores.bag_probability.tobytes() + scores.contributions.tobytes()
    )
    print(
        json.dumps(
            {
                "data": data_sha256(in_order(data)),
                "predictions": hashlib.sha256(predictions).hexdigest(),
                **artifacts.save(model, folder).sha256,
            }
        )
    )


if __name__ == "__main__":
    main()
