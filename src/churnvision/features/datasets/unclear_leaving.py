"""Columns that look as if they told who left, in a file in which nothing else does.

A leaving date whose name nobody knew must not become a feature in silence: where no column says who left,
one that is filled for part of the rows only, or that alone could be the flag, makes the file doubtful and
is asked about by its name.
"""

from dataclasses import dataclass

import polars as pl

from churnvision.features.datasets.profile import ColumnProfile
from churnvision.features.datasets.reading import Table
from churnvision.features.datasets.schemas import ColumnSuggestion, Shape
from churnvision.features.datasets.values import date_of, text_of

DOUBTFUL_CERTAINTY = 0.5
_FEWEST_FILLED_SHARE, _MOST_FILLED_SHARE = 0.005, 0.9
_LATER_SHARE = 0.95
_FEWEST_LATER = 5
_LESSER_PART = 0.4
_MOST_REASONS = 40
_SAME_ROWS_SHARE = 0.9
_FLAG_VALUES = 2
_NAMED = 3


@dataclass(frozen=True)
class Doubt:
    """What is asked, in words, and the columns that must not be learnt from before it is answered."""

    sentence: str
    reasons: dict[str, str]


def find_doubt(
    table: Table, profiles: list[ColumnProfile], suggestions: list[ColumnSuggestion], shape: Shape
) -> Doubt | None:
    """The doubt about who left, None when the file says it or nothing in it could."""
    targets = {one.target for one in suggestions}
    if shape == "terminations" or targets & {"left_flag", "left_on"}:
        return None
    sparse = _sparse(profiles, suggestions)
    dates = _leaving_dates(table, sparse, suggestions, shape)
    if shape == "snapshots":
        return _about_dates(dates, []) if dates else None
    reasons = (
        _reasons(table, sparse, dates[0][0]) if dates else _lonely_reasons(profiles, sparse, suggestions)
    )
    if dates:
        return _about_dates(dates, reasons)
    if reasons:
        return _about_reasons(reasons)
    flags = [] if "hired_on" in targets else _flags(profiles, suggestions)
    return _about_flags(flags) if flags else None


def _sparse(profiles: list[ColumnProfile], suggestions: list[ColumnSuggestion]) -> list[ColumnProfile]:
    """Columns without a known meaning that are filled for part of the rows only."""
    meant = ("attribute", "leak", "status", "end_reason", "end_cause")
    names = {one.source for one in suggestions if one.target in meant}
    filled = (_FEWEST_FILLED_SHARE, _MOST_FILLED_SHARE)
    return [
        one for one in profiles if one.source in names and filled[0] <= 1 - one.missing_share <= filled[1]
    ]


def _leaving_dates(
    table: Table, sparse: list[ColumnProfile], suggestions: list[ColumnSuggestion], shape: Shape
) -> list[tuple[ColumnProfile, str]]:
    """Sparse dates that lie after another date of the same row, with the name of that date.

    In snapshots only a date after the snapshot's own counts: it was not known then.
    """
    wanted = ("snapshot_on",) if shape == "snapshots" else ("hired_on", "attribute", "birth_date")
    others = [one for one in suggestions if one.target in wanted and one.form.kind == "date"]
    others.sort(key=lambda one: wanted.index(one.target))
    dates = [profile for profile in sparse if profile.form.kind == "date"]
    pairs = [(profile, other) for profile in dates for other in others if other.source != profile.source]
    if not pairs:
        return []
    counted = table.frame.select(
        expression.alias(f"{what} {number}")
        for number, (profile, other) in enumerate(pairs)
        for what, expression in _comparison(profile, other).items()
    ).collect(engine="streaming")
    found: dict[str, tuple[ColumnProfile, str]] = {}
    for number, (profile, other) in enumerate(pairs):
        both, later = int(counted[f"both {number}"][0]), int(counted[f"later {number}"][0])
        if later >= _FEWEST_LATER and later >= _LATER_SHARE * both:
            found.setdefault(profile.source, (profile, other.source))
    return list(found.values())


def _comparison(profile: ColumnProfile, other: ColumnSuggestion) -> dict[str, pl.Expr]:
    mine, others = date_of(profile.source, profile.form), date_of(other.source, other.form)
    return {"both": (mine.is_not_null() & others.is_not_null()).sum(), "later": (mine > others).sum()}


def _reasons(table: Table, sparse: list[ColumnProfile], date: ColumnProfile) -> list[ColumnProfile]:
    """Words that are filled in the rows of a leaving date."""
    words = [one for one in sparse if _are_few_words(one)]
    if not words:
        return []
    gone = date_of(date.source, date.form).is_not_null()
    same = table.frame.select(
        (text_of(one.source).is_not_null() == gone).mean().alias(one.source) for one in words
    ).collect(engine="streaming")
    return [one for one in words if same[one.source][0] >= _SAME_ROWS_SHARE]


def _lonely_reasons(
    profiles: list[ColumnProfile], sparse: list[ColumnProfile], suggestions: list[ColumnSuggestion]
) -> list[ColumnProfile]:
    """Without a date: columns named as a reason or status, or few words for the lesser part of the rows."""
    told = {one.source for one in suggestions if one.target in ("end_reason", "end_cause", "status")}
    named = [one for one in profiles if one.source in told]
    return named or [one for one in sparse if _are_few_words(one) and one.missing_share >= _LESSER_PART]


def _are_few_words(profile: ColumnProfile) -> bool:
    return profile.form.kind in ("category", "boolean") and profile.distinct <= _MOST_REASONS


def _flags(profiles: list[ColumnProfile], suggestions: list[ColumnSuggestion]) -> list[ColumnProfile]:
    attributes = {one.source for one in suggestions if one.target == "attribute"}
    return [one for one in profiles if one.source in attributes and one.distinct == _FLAG_VALUES]


def _about_dates(dates: list[tuple[ColumnProfile, str]], reasons: list[ColumnProfile]) -> Doubt:
    first, other = dates[0]
    sentence = (
        f"no column is known to say who left, but {first.source!r} has a date in {_filled(first)} of the "
        f"rows, later than {other!r}; if it is the date of leaving, map it to left_on"
    )
    asked = {
        one.source: "it may be the date of leaving, or of what came later; say which" for one, _ in dates
    }
    asked |= {one.source: "it may be the reason for leaving; say what it is" for one in reasons}
    return Doubt(sentence, asked)


def _about_reasons(reasons: list[ColumnProfile]) -> Doubt:
    first = reasons[0]
    sentence = (
        f"no column is known to say who left, but {first.source!r}, filled in {_filled(first)} of the rows, "
        "may be about leaving; map it (end_reason, left_flag or attribute) and the column that says who left"
    )
    return Doubt(sentence, {one.source: "it may be about leaving; say what it is" for one in reasons})


def _filled(profile: ColumnProfile) -> str:
    return f"{1 - profile.missing_share:.0%}"


def _about_flags(flags: list[ColumnProfile]) -> Doubt:
    named = ", ".join(repr(one.source) for one in flags[:_NAMED])
    which = "which has two values" if len(flags) == 1 else "which have two values each"
    sentence = f"no column is known to say who left; if it is {named} ({which}), map it to left_flag"
    return Doubt(sentence, {})
