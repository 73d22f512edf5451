"""From text to numbers, dates, yes/no and tidy text, as vectorised Polars expressions.

A `ColumnFormat` says how one column writes its values; it is found from samples (`profile`) and applied
to whole batches here. What cannot be read becomes null; `checks` compares with the text to report it.
"""

import re
from collections.abc import Iterable
from typing import Literal

import polars as pl
from pydantic import BaseModel, ConfigDict

from churnvision.kit.clock import today_on

Kind = Literal["number", "category", "boolean", "date", "text"]
NumberStyle = Literal["plain", "comma", "grouped"]

# Signs that mean "no value" in any column, compared in lower case.
MISSING = [
    "",
    "na",
    "n/a",
    "#n/a",
    "nan",
    "null",
    "nil",
    "-",
    "--",
    "?",
    "k.a.",
    "k. a.",
    "<na>",
    "nat",
    "#wert!",
]
# Words that mean "no value" where a number or date is expected.
MISSING_VALUES = [*MISSING, "none", "unknown", "unbekannt", "not applicable", "keine angabe", "offen"]
YES = [
    "yes", "y", "true", "t", "ja", "j", "wahr", "x", "1", "1.0",
    "oui", "o", "vrai", "si", "sí", "s", "verdadero", "sì", "vero",
    "sim", "verdadeiro", "waar", "tak", "prawda",
]  # fmt: skip
NO = [
    "no", "n", "false", "f", "nein", "falsch", "0", "0.0",
    "non", "faux", "falso", "não", "nao", "nee", "onwaar", "nie", "fałsz",
]  # fmt: skip

_TIME = r"[ T]\d{1,2}:\d{2}(:\d{2}([.,]\d+)?)?( ?[AaPp][Mm])?( ?(Z|UTC|[+-]\d{2}:?\d{2}))?$"
_DECORATION = r"[€$£%\s\u00a0\u202f']|EUR|USD|GBP|CHF"
_FIRST_YEAR, _LAST_YEAR = 1900, 2200
EXCEL_SERIAL = "excel"
_EXCEL_ZERO_DAY = -25569
_YEARS_AHEAD = 5
# What JSON text does not hold as it is.
UNPLAIN = r'["\\\x00-\x1f\x7f]'
_FOUR_DIGITS = 1000
NUMBER_PATTERNS: dict[NumberStyle, re.Pattern[str]] = {
    "plain": re.compile(r"^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$"),
    "comma": re.compile(r"^[+-]?(\d{1,3}(\.\d{3})+|\d+)(,\d+)?$"),
    "grouped": re.compile(r"^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$|^[+-]?\d+(\.\d+)?$"),
}


class ColumnFormat(BaseModel):
    """How a column writes its values. `date_formats` are strptime patterns, or "excel" for day numbers."""

    model_config = ConfigDict(frozen=True)

    kind: Kind
    number_style: NumberStyle = "plain"
    is_decorated: bool = False
    date_formats: tuple[str, ...] = ()


def strip_decoration(text: str) -> str:
    """A number without currency, percent signs and spaces."""
    return re.sub(_DECORATION, "", text)


def strip_time(text: str) -> str:
    """A date without its time of day."""
    return re.sub(_TIME, "", text)


def text_of(column: str, missing: Iterable[str] = MISSING) -> pl.Expr:
    """The column's text, trimmed, with signs for "no value" as null."""
    text = pl.col(column).str.strip_chars()
    # Spelled out in three cases: cheaper than a lower-case copy of a million values.
    spelled = {word for one in missing for word in (one, one.upper(), one.capitalize())}
    return pl.when(text.is_in(sorted(spelled))).then(None).otherwise(text)


def number_of(column: str, form: ColumnFormat) -> pl.Expr:
    """The column's numbers as Float64; infinite ones are null."""
    text = pl.col(column).str.strip_chars()
    if form.is_decorated:
        text = text.str.replace_all(_DECORATION, "")
    if form.number_style == "comma":
        text = text.str.replace_all(".", "", literal=True).str.replace(",", ".", literal=True)
    elif form.number_style == "grouped":
        text = text.str.replace_all(",", "", literal=True)
    number = text.cast(pl.Float64, strict=False)
    return pl.when(number.is_finite()).then(number)


def boolean_of(column: str) -> pl.Expr:
    """The column's yes and no, in English, German and a few more words."""
    word = pl.col(column).str.strip_chars().str.to_lowercase()
    return pl.when(word.is_in(YES)).then(True).when(word.is_in(NO)).then(False)


def date_of(column: str, form: ColumnFormat) -> pl.Expr:
    """The column's dates; a month alone is its last day; years up to 1900 or from 2200 mean "no date"."""
    day = readable_date_of(column, form)
    year = day.dt.year()
    return pl.when((year > _FIRST_YEAR) & (year < _LAST_YEAR)).then(day)


def readable_date_of(column: str, form: ColumnFormat) -> pl.Expr:
    """The column's dates with those that stand for "no date" (1900-01-01, 9999-12-31)."""
    text = pl.col(column).str.strip_chars().str.replace(_TIME, "")
    days = [_parse(text, pattern) for pattern in form.date_formats]
    return pl.coalesce(days) if days else pl.lit(None, dtype=pl.Date)


def _parse(text: pl.Expr, pattern: str) -> pl.Expr:
    if pattern == EXCEL_SERIAL:
        number = text.cast(pl.Float64, strict=False).floor().cast(pl.Int32, strict=False)
        return (number + _EXCEL_ZERO_DAY).cast(pl.Date)
    if pattern == "%Y":
        year = text.str.strip_suffix(".0")
        return (year + "-12-31").str.strptime(pl.Date, "%Y-%m-%d", strict=False)
    if "%d" not in pattern:
        return ("01 " + text).str.strptime(pl.Date, "%d " + pattern, strict=False).dt.month_end()
    day = text.str.strptime(pl.Date, pattern, strict=False)
    if "%y" in pattern:
        # Two digits are the nearest century that does not lie far ahead: born in 56 is 1956.
        is_ahead = day.dt.year() > today_on().year + _YEARS_AHEAD
        return pl.when(is_ahead).then(day.dt.offset_by("-100y")).otherwise(day)
    # "%Y" also takes two digits ("20" as the year 20), which another pattern reads.
    return pl.when(day.dt.year() >= _FOUR_DIGITS).then(day)


def json_of(column: str, form: ColumnFormat, *, is_plain: bool = False) -> pl.Expr:
    """The column's values as JSON text (numbers, true/false, quoted text), null where there is no value.

    `is_plain`: no value of a text column needs an escape (see `UNPLAIN`).
    """
    if form.kind == "number":
        text = number_of(column, form).cast(pl.String)
        return text.str.strip_suffix(".0")
    if form.kind == "boolean":
        return boolean_of(column).cast(pl.String)
    if form.kind == "date":
        return pl.format('"{}"', date_of(column, form).cast(pl.String))
    return quote_json(text_of(column), is_plain=is_plain)


def quote_json(text: pl.Expr, *, is_plain: bool = False) -> pl.Expr:
    """Text as a JSON string, which needs no escapes where it `is_plain`; control characters become spaces."""
    if is_plain:
        return pl.format('"{}"', text)
    clean = text.str.replace_all(r"[\x00-\x1f\x7f]", " ")
    escaped = clean.str.replace_all("\\", "\\\\", literal=True).str.replace_all('"', '\\"', literal=True)
    return pl.format('"{}"', escaped)
