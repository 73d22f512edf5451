"""From statements about people, as imports made them, to what held on each date.

A statement is a row of a CSV file: person, date, attributes as text. An attribute holds from the date it
was stated until the next statement about it; of two statements for the same date the later row holds.
Files are read in pieces of whole people, so a million rows take little memory.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

import polars as pl

from churnvision.ml.inputs import Attribute, DatedRecords, StaticTable

CHUNK_ROWS = 20_000
_TRUE, _FALSE = ["true", "t", "1"], ["false", "f", "0"]


@dataclass(frozen=True)
class Facts:
    """Statements in files, and what they are about.

    `statements`: CSV with person_id, effective_on and one text column for each attribute, in order of
    person and date. `people`: CSV; for dated records person_id, started_on, ended_on, cause; for a static
    table person_id, effective_on, event; for scoring person_id, started_on.
    """

    shape: Literal["static", "dated"]
    attributes: tuple[Attribute, ...]
    as_of: date
    observed_from: date | None
    window_days: int | None
    statements: Path
    people: Path


def training_data(facts: Facts, folder: Path) -> StaticTable | DatedRecords:
    """What a model learns from; states are written below `folder` when they are many."""
    if facts.shape == "static":
        return static_table(facts)
    for number, piece in enumerate(states(facts)):
        piece.write_parquet(folder / f"states-{number:05d}.parquet")
    people = read_rows(
        facts.people, person_id=pl.Int64(), started_on=pl.Date(), ended_on=pl.Date(), cause=pl.String()
    )
    return DatedRecords(
        snapshots=pl.scan_parquet(folder / "states-*.parquet"),
        employments=people,
        attributes=facts.attributes,
        observed_until=facts.as_of,
        observed_from=facts.observed_from,
    )


def present_people(facts: Facts) -> pl.DataFrame:
    """One row a person with the attributes as they hold at the end, and started_on."""
    people = read_rows(facts.people, person_id=pl.Int64(), started_on=pl.Date())
    return latest_states(facts).join(people, on="person_id", how="inner", maintain_order="left")


def latest_states(facts: Facts) -> pl.DataFrame:
    """One row a person: person_id, effective_on, and the attributes as they hold after the last statement."""
    last = (piece.unique("person_id", keep="last") for piece in states(facts))
    return pl.concat([_empty_states(facts), *last])


def states(facts: Facts) -> Iterator[pl.DataFrame]:
    """Pieces of whole people: person_id, effective_on, attributes typed and held forward."""
    names = [attribute.name for attribute in facts.attributes]
    schema = pl.Schema(
        {"person_id": pl.Int64(), "effective_on": pl.Date(), **{name: pl.String() for name in names}}
    )
    kept = pl.DataFrame(schema=schema)
    if not facts.statements.stat().st_size:
        return
    rows = pl.scan_csv(facts.statements, schema=schema, has_header=False)
    for batch in rows.collect_batches(chunk_size=CHUNK_ROWS, maintain_order=True):
        # The last person of a batch may go on in the next one.
        joined = pl.concat([kept, batch])
        last = joined["person_id"].last()
        kept = joined.filter(pl.col("person_id") == last)
        yield _held(joined.filter(pl.col("person_id") != last), facts.attributes)
    yield _held(kept, facts.attributes)


def _held(statements: pl.DataFrame, attributes: tuple[Attribute, ...]) -> pl.DataFrame:
    if not attributes:
        return statements.unique(("person_id", "effective_on"), keep="last", maintain_order=True)
    return statements.with_columns(
        _typed(attribute).forward_fill().over("person_id") for attribute in attributes
    ).unique(("person_id", "effective_on"), keep="last", maintain_order=True)


def _typed(attribute: Attribute) -> pl.Expr:
    text = pl.col(attribute.name)
    match attribute.kind:
        case "number":
            return text.cast(pl.Float64, strict=False)
        case "date":
            return text.str.to_date("%Y-%m-%d", strict=False)
        case "boolean":
            lowered = text.str.to_lowercase()
            known = pl.when(lowered.is_in(_TRUE)).then(True).when(lowered.is_in(_FALSE)).then(False)
            return known.alias(attribute.name)
        case "category":
            return text


def read_rows(path: Path, **schema: pl.DataType) -> pl.DataFrame:
    """A CSV file without a header; one without any row is an empty frame."""
    if not path.stat().st_size:
        return pl.DataFrame(schema=schema)
    return pl.read_csv(path, schema=schema, has_header=False)


def _empty_states(facts: Facts) -> pl.DataFrame:
    kinds = {"number": pl.Float64(), "category": pl.String(), "boolean": pl.Boolean(), "date": pl.Date()}
    columns = {attribute.name: kinds[attribute.kind] for attribute in facts.attributes}
    return pl.DataFrame(schema={"person_id": pl.Int64(), "effective_on": pl.Date(), **columns})


def static_table(facts: Facts) -> StaticTable:
    """The rows of a table with a left flag, as stated at the beginning of its window."""
    outcomes = read_rows(
        facts.people, person_id=pl.Int64(), effective_on=pl.Date(), event=pl.String()
    ).with_columns(event=pl.col("event") == "t")
    everybody = pl.concat([_empty_states(facts), *states(facts)])
    people = everybody.join(
        outcomes, on=("person_id", "effective_on"), how="inner", maintain_order="left"
    ).drop("effective_on")
    assert facts.window_days is not None
    return StaticTable(people, facts.attributes, facts.window_days, facts.as_of)
