"""Training data in one order, whatever order its rows came in: the same facts give the same model.

Folds, bags and thinning are drawn by place, so the place of a row must not depend on how a file was sorted. A
table is ordered by what it says of people, because its numbers of people may be mere places; dated records
are ordered by the numbers of people.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import replace

import polars as pl

from churnvision.ml.inputs import StaticTable, TrainingData

_SLICE_ROWS = 100_000
_TOLD_OF_EMPLOYMENTS = ("person_id", "started_on", "ended_on", "cause")


def in_order(data: TrainingData) -> TrainingData:
    """The same data in its order; lazy snapshots stay lazy, the panel orders them."""
    if isinstance(data, StaticTable):
        return replace(data, people=_ordered_people(data))
    employments = data.employments.sort("person_id", "started_on", "ended_on")
    snapshots = data.snapshots
    if isinstance(snapshots, pl.DataFrame):
        names = [attribute.name for attribute in data.attributes]
        snapshots = snapshots.sort("person_id", "effective_on", *names)
    return replace(data, snapshots=snapshots, employments=employments)


def _ordered_people(data: StaticTable) -> pl.DataFrame:
    """Rows by attributes and outcome; people are numbered by their first row."""
    names = [attribute.name for attribute in data.attributes]
    ordered = data.people.sort(*names, "event", "person_id", nulls_last=True)
    numbers = ordered.select("person_id").unique(maintain_order=True).with_row_index("number")
    return (
        ordered.join(numbers, on="person_id", how="left", maintain_order="left")
        .with_columns(pl.col("number").cast(pl.Int64).alias("person_id"))
        .drop("number")
    )


def data_sha256(data: TrainingData) -> str:
    """SHA-256 (hex) of ordered data: shape, dates, attributes and every row that may be learnt from."""
    digest = hashlib.sha256()
    names = [attribute.name for attribute in data.attributes]
    kinds = [f"{attribute.name}:{attribute.kind}" for attribute in data.attributes]
    if isinstance(data, StaticTable):
        digest.update("\n".join(["static", str(data.as_of), str(data.window_days), *kinds]).encode())
        _update(digest, [data.people.select("person_id", "event", *names)])
    else:
        about = ["dated", str(data.observed_from), str(data.observed_until), *kinds]
        digest.update("\n".join(about).encode())
        snapshots = data.snapshots.lazy().select("person_id", "effective_on", *names)
        _update(digest, snapshots.collect_batches(chunk_size=_SLICE_ROWS, maintain_order=True))
        told = [name for name in _TOLD_OF_EMPLOYMENTS if name in data.employments.columns]
        _update(digest, [data.employments.select(told)])
    return digest.hexdigest()


def _update(digest: "hashlib._Hash", frames: Iterable[pl.DataFrame]) -> None:
    for frame in frames:
        for part in frame.iter_slices(_SLICE_ROWS):
            digest.update(part.write_csv(include_header=False).encode())
