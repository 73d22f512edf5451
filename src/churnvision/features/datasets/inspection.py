"""What a file is when it arrives: its table, what its columns probably mean, and how certain that is."""

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from churnvision.features.datasets.leakage import find_leaks
from churnvision.features.datasets.profile import ColumnProfile, profile_columns
from churnvision.features.datasets.reading import Table, open_table
from churnvision.features.datasets.schemas import (
    DEFAULT_WINDOW_DAYS,
    ColumnMapping,
    ColumnSuggestion,
    Mapping,
    StoredReading,
)
from churnvision.features.datasets.shapes import find_shape
from churnvision.features.datasets.suggestion import suggest_columns
from churnvision.features.datasets.unclear_dates import find_unread_dates
from churnvision.features.datasets.unclear_leaving import DOUBTFUL_CERTAINTY, find_doubt
from churnvision.kit.settings import ImportSettings


@dataclass(frozen=True)
class Inspection:
    """A file's table, what was found, and the mapping that follows."""

    table: Table
    reading: StoredReading
    mapping: Mapping


def inspect(path: Path, scratch: Path, limits: ImportSettings, today: date) -> Inspection:
    """Open the file and propose a mapping. Blocking; takes seconds for large files.

    Raises UnreadableFile or ExpandsTooMuch.
    """
    table = open_table(path, scratch, limits)
    profiles = profile_columns(table)
    suggestions = suggest_columns(profiles, table.row_count)
    shape, suggestions = find_shape(table, profiles, suggestions)
    leaks = find_leaks(table, suggestions, shape.shape)
    suggestions = [_with_leak(one, leaks.get(one.source)) for one in suggestions]
    doubt = find_unread_dates(profiles, suggestions)
    doubt = doubt or find_doubt(table, profiles, suggestions, shape.shape)
    if doubt is not None:
        shape = replace(shape, certainty=min(shape.certainty, DOUBTFUL_CERTAINTY), reason=doubt.sentence)
        suggestions = [_with_question(one, doubt.reasons.get(one.source)) for one in suggestions]
    reading = StoredReading(
        encoding=table.encoding,
        delimiter=table.delimiter,
        sheet=table.sheet,
        header_row=table.header_row,
        titles=list(table.titles),
        other_sheets=list(table.other_sheets),
        suggestion_shape=shape.shape,
        shape_reason=shape.reason,
        certainty=shape.certainty,
        suggestions=suggestions,
        samples={profile.source: profile.samples for profile in profiles},
        missing_shares={profile.source: round(profile.missing_share, 4) for profile in profiles},
        similar_values=_similar_values(profiles),
        levels=_levels(profiles),
    )
    is_static = shape.shape == "static"
    mapping = Mapping(
        shape=shape.shape,
        as_of=today if is_static else None,
        window_days=DEFAULT_WINDOW_DAYS if is_static else None,
        columns=[
            ColumnMapping(source=one.source, target=one.target, kind=one.form.kind) for one in suggestions
        ],
    )
    return Inspection(table, reading, mapping)


def _with_leak(one: ColumnSuggestion, reason: str | None) -> ColumnSuggestion:
    if reason is None:
        return one
    return one.model_copy(update={"target": "leak", "reason": reason, "leak_reason": reason})


def _with_question(one: ColumnSuggestion, reason: str | None) -> ColumnSuggestion:
    """What may tell who left is kept out of the features until somebody says what it is."""
    if reason is None:
        return one
    target = "leak" if one.target == "attribute" else one.target
    changes = {"target": target, "certainty": DOUBTFUL_CERTAINTY, "reason": reason, "leak_reason": reason}
    return one.model_copy(update=changes)


def _levels(profiles: list[ColumnProfile]) -> dict[str, list[str]]:
    """The categories of columns that have few, to name new ones in later imports."""
    return {
        profile.source: profile.values
        for profile in profiles
        if profile.form.kind == "category" and profile.distinct == len(profile.values)
    }


def _similar_values(profiles: list[ColumnProfile]) -> dict[str, list[str]]:
    """Categories of one column that differ in case or spaces only."""
    similar: dict[str, list[str]] = {}
    for profile in profiles:
        if profile.form.kind != "category":
            continue
        groups: dict[str, list[str]] = {}
        for value in profile.values:
            groups.setdefault(" ".join(value.lower().split()), []).append(value)
        if doubled := [group for group in groups.values() if len(group) > 1]:
            similar[profile.source] = doubled[0]
    return similar
