"""Any table as numbers, categories, yes and no, and dates, without asking what its columns mean."""

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from churnvision.features.datasets.header_row import ROW_NUMBER
from churnvision.features.datasets.profile import ColumnProfile, profile_columns
from churnvision.features.datasets.reading import Table, open_table
from churnvision.features.datasets.values import boolean_of, date_of, number_of, text_of
from churnvision.kit.settings import ImportSettings
from churnvision.ml.inputs import Attribute, AttributeKind


@dataclass(frozen=True)
class TypedTable:
    """Row i of ``values`` and ``texts`` is row i of the file below its header; an empty row holds gaps."""

    values: pl.DataFrame
    texts: pl.DataFrame
    attributes: dict[str, Attribute]


def read_typed(path: Path, scratch: Path, limits: ImportSettings) -> TypedTable:
    """Reads a CSV, XLSX or Parquet file whole. Raises a subclass of UnreadableFile, or ExpandsTooMuch."""
    table = open_table(path, scratch, limits)
    profiles = profile_columns(table)
    attributes = {one.source: Attribute(one.source, _kind(one)) for one in profiles}
    texts = _every_row(table)
    values = texts.select(_values(one).alias(one.source) for one in profiles)
    return TypedTable(values, texts.select(text_of(name).alias(name) for name in table.columns), attributes)


def _every_row(table: Table) -> pl.DataFrame:
    """The rows in the order of the file, those without any value too."""
    kept = table.numbered.collect()
    place = pl.col(ROW_NUMBER).cast(pl.Int64) - table.header_row - 1
    placed = kept.with_columns(place.alias(ROW_NUMBER))
    last = placed[ROW_NUMBER].max()
    assert isinstance(last, int)
    every = pl.DataFrame({ROW_NUMBER: pl.arange(last + 1, eager=True, dtype=pl.Int64)})
    return every.join(placed, on=ROW_NUMBER, how="left", maintain_order="left").drop(ROW_NUMBER)


def _kind(profile: ColumnProfile) -> AttributeKind:
    kind = profile.form.kind
    return "category" if kind == "text" else kind


def _values(profile: ColumnProfile) -> pl.Expr:
    name, form = profile.source, profile.form
    if form.kind == "number":
        return number_of(name, form)
    if form.kind == "boolean":
        return boolean_of(name)
    return date_of(name, form) if form.kind == "date" else text_of(name)
