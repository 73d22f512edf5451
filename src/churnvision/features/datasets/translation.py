"""From a batch of a file's rows to rows of the staging table, by vectorised expressions.

Attributes become one JSON object a row with missing values left out; every piece is built as text, so no
row ever becomes a Python object (but for a content hash where a file has no employee numbers).
"""

import hashlib

import polars as pl

from churnvision.features.datasets.header_row import ROW_NUMBER
from churnvision.features.datasets.outcome_words import cause_of, left_of, reason_of
from churnvision.features.datasets.planning import ColumnPlan, ImportPlan
from churnvision.features.datasets.schemas import Target
from churnvision.features.datasets.values import UNPLAIN, date_of, json_of, quote_json, text_of

STAGED_COLUMNS = (
    "row_number", "employee_number", "content_hash", "effective_on", "hired_on", "left_on", "has_left",
    "end_cause", "end_reason", "attributes",
)  # fmt: skip
_FIELD_SEPARATOR = "\x1f"
_PATH_SEPARATOR = "/"
_SLASH_IN_NAME = "\u2215"


def translate(batch: pl.DataFrame, plan: ImportPlan) -> pl.DataFrame:
    """The batch's rows with the columns STAGED_COLUMNS."""
    wide = batch.select(
        pl.col(ROW_NUMBER).alias("row_number"),
        employee_number_of(plan).alias("employee_number"),
        effective_on_of(plan).alias("effective_on"),
        _date(plan, "hired_on").alias("hired_on"),
        _date(plan, "left_on").alias("left_on"),
        _has_left(plan).alias("has_left"),
        _end_cause(plan).alias("end_cause"),
        _end_reason(plan).alias("end_reason"),
        _listed_attributes(batch, plan).alias("attributes"),
    )
    gone = pl.col("has_left") | pl.col("left_on").is_not_null()
    wide = wide.with_columns(
        pl.when(gone).then(pl.col("end_cause")), pl.when(gone).then(pl.col("end_reason"))
    )
    if plan.find("employee_number") is None:
        return wide.with_columns(_content_hashes(batch)).select(STAGED_COLUMNS)
    return wide.with_columns(pl.lit(None, dtype=pl.String).alias("content_hash")).select(STAGED_COLUMNS)


def filled_columns(plan: ImportPlan) -> list[str]:
    """Those of STAGED_COLUMNS that a file with this plan can fill; the others stay null."""
    has_cause = plan.find("end_cause") is not None or plan.find("end_reason") is not None
    is_filled = {
        "row_number": True,
        "employee_number": plan.find("employee_number") is not None,
        "content_hash": plan.find("employee_number") is None,
        "effective_on": plan.has_snapshots,
        "hired_on": plan.find("hired_on") is not None,
        "left_on": plan.find("left_on") is not None,
        "has_left": plan.find("left_flag") is not None,
        "end_cause": has_cause,
        "end_reason": has_cause,
        "attributes": not plan.has_snapshots,
    }
    return [name for name in STAGED_COLUMNS if is_filled[name]]


def employee_number_of(plan: ImportPlan) -> pl.Expr:
    """The employee number as text; a number that a spreadsheet wrote as "1318.0" is 1318."""
    source = plan.source_of("employee_number")
    if source is None:
        return pl.lit(None, dtype=pl.String)
    text = text_of(source)
    return pl.when(text.str.contains(r"^\d+\.0+$")).then(text.str.replace(r"\.0+$", "")).otherwise(text)


def org_unit_of(plan: ImportPlan) -> pl.Expr | None:
    """The path of the org unit: given as such, or department and team."""
    if (given := plan.source_of("org_unit")) is not None:
        path = text_of(given).str.replace_all(r"\s*[/>\\]\s*", _PATH_SEPARATOR)
        return path.str.strip_chars(_PATH_SEPARATOR)
    department, team = plan.source_of("department"), plan.source_of("team")
    names = [_unit_name(source) for source in (department, team) if source is not None]
    if not names:
        return None
    return names[0] if len(names) == 1 else pl.concat_str(names, separator=_PATH_SEPARATOR, ignore_nulls=True)


def _unit_name(source: str) -> pl.Expr:
    """A name inside a path; its own slash ("IT/IS") is no separator."""
    return text_of(source).str.replace_all(r"\s*/\s*", _SLASH_IN_NAME)


def full_name_of(plan: ImportPlan) -> pl.Expr | None:
    """The full name, put together from first and last name where it is not given."""
    if (given := plan.source_of("full_name")) is not None:
        return text_of(given)
    named = [plan.source_of("first_name"), plan.source_of("last_name")]
    parts = [source for source in named if source is not None]
    if not parts:
        return None
    return pl.concat_str([text_of(part) for part in parts], separator=" ", ignore_nulls=True)


def _date(plan: ImportPlan, target: Target, fixed: object = None) -> pl.Expr:
    column = plan.find(target)
    if column is None:
        return pl.lit(fixed, dtype=pl.Date)
    return date_of(column.source, column.form)


def _has_left(plan: ImportPlan) -> pl.Expr:
    source = plan.source_of("left_flag")
    return pl.lit(None, dtype=pl.Boolean) if source is None else left_of(source)


def _end_cause(plan: ImportPlan) -> pl.Expr:
    return cause_of(plan.source_of("end_cause"), plan.source_of("end_reason"))


def _end_reason(plan: ImportPlan) -> pl.Expr:
    source = plan.source_of("end_reason") or plan.source_of("end_cause")
    return pl.lit(None, dtype=pl.String) if source is None else reason_of(source)


def effective_on_of(plan: ImportPlan) -> pl.Expr:
    """From when a snapshot's values hold; null in lists of people."""
    return _date(plan, "snapshot_on", plan.static_effective_on)


def _listed_attributes(batch: pl.DataFrame, plan: ImportPlan) -> pl.Expr:
    """Lists are compared with what is known; snapshots' attributes are read when they are written."""
    return pl.lit(None, dtype=pl.String) if plan.has_snapshots else pl.lit(attributes_in(batch, plan))


def attributes_in(batch: pl.DataFrame, plan: ImportPlan) -> pl.Series:
    """Each row's attributes as one JSON object, without missing values."""
    named = _named_values(batch, plan)
    if not named:
        return pl.repeat("{}", batch.height, eager=True)
    # Numbered, not named: nothing says that two attributes cannot have one name.
    values = batch.select(value.alias(str(place)) for place, (_, value) in enumerate(named))
    filled, gapped = [], []
    for place, (name, _) in enumerate(named):
        value = pl.col(str(place))
        if values[str(place)].null_count():
            gapped.append(pl.concat_str([pl.lit(f',"{name}":'), value]).fill_null(""))
        else:
            filled += [pl.lit(f',"{name}":'), value]
    # One concatenation of everything takes half the time of one a value.
    pairs = pl.concat_str([*filled, *gapped]).str.strip_prefix(",")
    return values.select(pl.concat_str([pl.lit("{"), pairs, pl.lit("}")])).to_series()


def _named_values(batch: pl.DataFrame, plan: ImportPlan) -> list[tuple[str, pl.Expr]]:
    """The attributes that this plan can fill: name, and value as JSON text or null."""
    kept = [column for column in plan.attributes if column.target != "org_unit"]
    plain = _plain_columns(batch, plan, kept)
    named = [
        (column.name or "", json_of(column.source, column.form, is_plain=column.source in plain))
        for column in kept
    ]
    for name, value in (("org_unit", org_unit_of(plan)), ("full_name", full_name_of(plan))):
        if value is not None:
            is_plain = plain.issuperset(value.meta.root_names())
            named.append((name, quote_json(value, is_plain=is_plain)))
    return named


def _plain_columns(batch: pl.DataFrame, plan: ImportPlan, kept: list[ColumnPlan]) -> frozenset[str]:
    """Text columns of which no value in this batch needs an escape in JSON."""
    texts = {one.source for one in kept if one.form.kind in ("category", "text")}
    for value in (org_unit_of(plan), full_name_of(plan)):
        texts |= set() if value is None else set(value.meta.root_names())
    if not texts:
        return frozenset()
    unplain = batch.select(pl.col(name).str.contains(UNPLAIN).any() for name in texts)
    return frozenset(name for name in texts if not unplain[name][0])


def _content_hashes(batch: pl.DataFrame) -> pl.Series:
    """A hash of each row's whole content, the same whatever the order of the columns."""
    columns = sorted(name for name in batch.columns if name != ROW_NUMBER)
    content = batch.select(
        pl.concat_str(
            [pl.col(name).fill_null("").str.strip_chars() for name in columns], separator=_FIELD_SEPARATOR
        )
    ).to_series()
    hashes = [hashlib.blake2b(text.encode(), digest_size=8).hexdigest() for text in content]
    return pl.Series("content_hash", hashes, dtype=pl.String)
