"""What a column holds: its kind, how it writes numbers and dates, samples, share of missing values.

The form is found from a bounded sample spread over the file; shares and the number of distinct values
come from one pass over all rows.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import polars as pl

from churnvision.features.datasets.headers import snake_case, squash
from churnvision.features.datasets.reading import Table
from churnvision.features.datasets.synonyms import DATE_TARGETS, TARGET_PATTERNS
from churnvision.features.datasets.values import (
    EXCEL_SERIAL,
    MISSING,
    MISSING_VALUES,
    NO,
    NUMBER_PATTERNS,
    YES,
    ColumnFormat,
    NumberStyle,
    strip_decoration,
    strip_time,
    text_of,
)

_SAMPLE_ROWS = 3000
_SHARE_OF_KIND = 0.95
# Of a column whose name promises dates, the share that makes the other cells errors.
_SHARE_OF_NAMED_DATES = 0.3
_MOST_CATEGORIES = 200
_FREE_TEXT_SHARE = 0.5
_FEW_VALUES = 60
_SAMPLES_SHOWN = 5
_SAMPLE_CHARACTERS = 80
DATE_WORDS = re.compile(
    r"date|datum|dob|birth|geburt|hire|eintritt|austritt|month|monat|stichtag|fecha|(^|_)data(_|$)|naissance|"
    r"embauche|nacimiento|ingreso|assunzione|cessazione|indienst|uitdienst|"
    r"(^|_)(on|day|tag|seit|since|key|mois|mes|mese|maand|miesiac|periode|periodo|okres|competencia)$"
)
_FIXED_DATES: list[tuple[re.Pattern[str], str]] = [
    (re.compile(r"^\d{4}-\d{1,2}-\d{1,2}$"), "%Y-%m-%d"),
    (re.compile(r"^\d{4}/\d{1,2}/\d{1,2}$"), "%Y/%m/%d"),
    (re.compile(r"^\d{4}\.\d{1,2}\.\d{1,2}$"), "%Y.%m.%d"),
    (re.compile(r"^\d{1,2}\.\d{1,2}\.\d{4}$"), "%d.%m.%Y"),
    (re.compile(r"^\d{1,2}\.\d{1,2}\.\d{2}$"), "%d.%m.%y"),
    (re.compile(r"^\d{1,2}-[A-Za-z]{3}-\d{4}$"), "%d-%b-%Y"),
    (re.compile(r"^\d{1,2}-[A-Za-z]{3}-\d{2}$"), "%d-%b-%y"),
    (re.compile(r"^\d{1,2} [A-Za-z]{3} \d{4}$"), "%d %b %Y"),
    (re.compile(r"^\d{1,2} [A-Za-z]{4,} \d{4}$"), "%d %B %Y"),
    (re.compile(r"^[A-Za-z]{3} \d{1,2}, \d{4}$"), "%b %d, %Y"),
    (re.compile(r"^[A-Za-z]{4,} \d{1,2}, \d{4}$"), "%B %d, %Y"),
]
_MONTHS: list[tuple[re.Pattern[str], str]] = [
    (re.compile(r"^(19|20)\d{2}-(0[1-9]|1[0-2])$"), "%Y-%m"),
    (re.compile(r"^(0?[1-9]|1[0-2])/(19|20)\d{2}$"), "%m/%Y"),
    (re.compile(r"^(0[1-9]|1[0-2])\.(19|20)\d{2}$"), "%m.%Y"),
]
_DAY_OR_MONTH_FIRST = re.compile(r"^(\d{1,2})([/-])(\d{1,2})\2(\d{4}|\d{2})$")
_COMPACT = re.compile(r"^(19|20)\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])$")
_SERIAL = re.compile(r"^[23456]\d{4}(\.\d+)?$")
_MONTHS_IN_YEAR = 12

# Different words of a column's sample, the most frequent first, with how often each occurs.
Words = dict[str, int]


@dataclass(frozen=True)
class ColumnProfile:
    """One column as found. `distinct` counts different values (approximately above some thousands)."""

    source: str
    form: ColumnFormat
    samples: list[str]
    values: list[str]
    missing_share: float
    distinct: int
    has_unclear_dates: bool = False
    is_unique: bool = False


@dataclass(frozen=True)
class _Conventions:
    """What the file as a whole shows: decimal commas, and whether days stand before months."""

    decimal_comma: bool
    day_first: bool | None


def profile_columns(table: Table) -> list[ColumnProfile]:
    """Profile every column of the table."""
    asked = [_sample(table), _count(table), _all_values(table, _with_few_values_at_first(table))]
    samples, counted, values = pl.collect_all(asked, engine="streaming")
    facts = _facts(table, counted)
    words = {name: _count_words(samples[name]) for name in table.columns}
    for name in values.columns:
        if facts[name][1] <= _FEW_VALUES:
            words[name] = {**_count_words(values[name][0].sort()), **words[name]}
    conventions = _find_conventions(table, list(words.values()))
    return [_profile(name, words[name], facts[name], table.row_count, conventions) for name in table.columns]


def _sample(table: Table) -> pl.LazyFrame:
    step = max(1, table.row_count // _SAMPLE_ROWS)
    number, edge = pl.col("row number"), _SAMPLE_ROWS // 3
    wanted = (number % step == 0) | (number < edge) | (number >= table.row_count - edge)
    frame = table.frame.with_row_index("row number").filter(wanted)
    return frame.drop("row number")


def _count(table: Table) -> pl.LazyFrame:
    """Of every column the number of rows without a value and of different values."""
    texts = table.frame.select(text_of(name).alias(name) for name in table.columns)
    exact = table.row_count <= 100 * _SAMPLE_ROWS
    every = (pl.col(name) for name in table.columns)
    distinct = [column.n_unique() if exact else column.approx_n_unique() for column in every]
    return texts.select(
        *[pl.col(name).null_count().alias(f"missing {name}") for name in table.columns],
        *[count.alias(f"distinct {name}") for name, count in zip(table.columns, distinct, strict=True)],
    )


def _facts(table: Table, counted: pl.DataFrame) -> dict[str, tuple[int, int]]:
    """Per column, how many rows have no value and how many different values there are."""
    row = counted.row(0, named=True)
    missing = {name: int(row[f"missing {name}"]) for name in table.columns}
    return {name: (count, int(row[f"distinct {name}"]) - (count > 0)) for name, count in missing.items()}


def _with_few_values_at_first(table: Table) -> list[str]:
    """The columns that may have few values: those with many in the first rows have many."""
    first = (
        table.frame.head(_SAMPLE_ROWS).select(text_of(name).alias(name) for name in table.columns).collect()
    )
    return [name for name in table.columns if first[name].n_unique() <= _FEW_VALUES + 1]


def _all_values(table: Table, names: list[str]) -> pl.LazyFrame:
    """Every value of these columns, a list in one row, so that none of a few is missed by the sample."""
    return table.frame.select(pl.col(name).unique().implode() for name in names)


def _count_words(sample: pl.Series) -> Words:
    counted = sample.drop_nulls().str.strip_chars().alias("word").value_counts(name="times")
    pairs = counted.sort("times", "word", descending=[True, False]).rows()
    return {word: times for word, times in pairs if word.lower() not in MISSING}


def _merged(words: Words, change: Callable[[str], str]) -> Words:
    """The words after a change that may make some of them alike."""
    merged: Words = {}
    for word, times in words.items():
        merged[change(word)] = merged.get(change(word), 0) + times
    return merged


def _find_conventions(table: Table, columns: list[Words]) -> _Conventions:
    comma = any(
        any("," in word for word in words)
        and all(NUMBER_PATTERNS["comma"].match(strip_decoration(word)) for word in words)
        and not all(NUMBER_PATTERNS["grouped"].match(strip_decoration(word)) for word in words)
        for words in columns
        if words
    )
    votes = [_day_first(words) for words in columns]
    seen = {vote for vote in votes if vote is not None}
    day_first = seen.pop() if len(seen) == 1 else None
    if day_first is None and not seen and (comma or table.delimiter == ";"):
        day_first = True
    return _Conventions(comma or table.delimiter == ";", day_first)


def _day_first(words: Words) -> bool | None:
    """Whether days stand before months, where a number above 12 shows it."""
    firsts, seconds = 0, 0
    for word in words:
        if found := _DAY_OR_MONTH_FIRST.match(strip_time(word)):
            firsts, seconds = max(firsts, int(found[1])), max(seconds, int(found[3]))
    if firsts > _MONTHS_IN_YEAR >= seconds:
        return True
    return False if seconds > _MONTHS_IN_YEAR >= firsts else None


def _profile(
    name: str, words: Words, facts: tuple[int, int], rows: int, conventions: _Conventions
) -> ColumnProfile:
    missing, distinct = facts
    form, is_unclear = _find_form(name, words, conventions, distinct, rows - missing)
    return ColumnProfile(
        source=name,
        form=form,
        samples=[word[:_SAMPLE_CHARACTERS] for word in list(words)[:_SAMPLES_SHOWN]],
        values=list(words)[:_MOST_CATEGORIES],
        missing_share=missing / rows if rows else 0.0,
        distinct=distinct,
        has_unclear_dates=is_unclear,
        is_unique=missing == 0 and distinct >= 0.98 * rows,
    )


def _find_form(
    name: str, words: Words, conventions: _Conventions, distinct: int, filled: int
) -> tuple[ColumnFormat, bool]:
    telling = {word: times for word, times in words.items() if word.lower() not in MISSING_VALUES}
    if not telling:
        return ColumnFormat(kind="category"), False
    formats, is_unclear = _date_formats(name, _merged(telling, strip_time), conventions)
    if formats:
        return ColumnFormat(kind="date", date_formats=tuple(formats)), is_unclear
    if style := _number_style(telling, conventions):
        decorated = any(strip_decoration(word) != word for word in telling)
        return ColumnFormat(kind="number", number_style=style, is_decorated=decorated), False
    lower = {word.lower() for word in telling}
    if lower <= {*YES, *NO} and len(lower) <= 4 and not lower <= {"x", "1", "0", "o", "s"}:
        return ColumnFormat(kind="boolean"), False
    is_free = distinct > _MOST_CATEGORIES and distinct > _FREE_TEXT_SHARE * filled
    return ColumnFormat(kind="text" if is_free else "category"), False


def names_a_date(name: str, targets: Iterable[str] = DATE_TARGETS) -> bool:
    """Whether the header is one of a known date, such as hire_date."""
    squashed = squash(name)
    patterns = [regex for target in targets for regex, _ in TARGET_PATTERNS[target]]
    return DATE_WORDS.search(snake_case(name)) is not None and any(one.match(squashed) for one in patterns)


def _mostly(words: Words, matches: Callable[[str], object], share: float = _SHARE_OF_KIND) -> bool:
    return sum(times for word, times in words.items() if matches(word)) >= share * sum(words.values())


def _number_style(words: Words, conventions: _Conventions) -> NumberStyle | None:
    plain = _merged(words, strip_decoration)
    if not any(any(sign.isdigit() for sign in word) for word in plain):
        return None
    grouped_dots = all(re.match(r"^[+-]?\d{1,3}(\.\d{3})+$", word) for word in plain)
    if grouped_dots and conventions.decimal_comma:
        return "comma"
    styles: list[NumberStyle] = ["plain", "comma", "grouped"]
    if not conventions.decimal_comma:
        styles = ["plain", "grouped", "comma"]
    for style in styles:
        if _mostly(plain, NUMBER_PATTERNS[style].match):
            return style
    return None


def _date_formats(name: str, words: Words, conventions: _Conventions) -> tuple[list[str], bool]:
    """The patterns that read the words, and whether day and month could be exchanged."""
    is_dateish = DATE_WORDS.search(snake_case(name)) is not None
    candidates = [*_FIXED_DATES, *(_MONTHS if is_dateish else [])]
    if is_dateish:
        candidates += [(_COMPACT, "%Y%m%d"), (_SERIAL, EXCEL_SERIAL)]
    found = [pattern for regex, pattern in candidates if any(regex.match(word) for word in words)]
    regexes = [regex for regex, _ in candidates] + [_DAY_OR_MONTH_FIRST]
    slashed = [match for word in words if (match := _DAY_OR_MONTH_FIRST.match(word))]
    share = _SHARE_OF_NAMED_DATES if names_a_date(name) else _SHARE_OF_KIND
    if not _mostly(words, lambda word: any(regex.match(word) for regex in regexes), share):
        return [], False
    if not slashed:
        return found, False
    own = _day_first(words)
    day_first = own if own is not None else conventions.day_first
    for separator, digits in {(match[2], len(match[4])) for match in slashed}:
        year = "%Y" if digits == 4 else "%y"
        order = ("%d", "%m") if day_first else ("%m", "%d")
        found.append(separator.join((*order, year)))
    return sorted(found, key=lambda pattern: "%y" in pattern), day_first is None
