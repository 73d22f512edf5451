"""Words that say whether somebody left, and why, in Python and as Polars expressions."""

import re

import polars as pl

from churnvision.features.datasets import languages
from churnvision.features.datasets.synonyms import LEAVE_WORDS, STAY_WORDS
from churnvision.features.datasets.values import text_of

_STAY = re.compile(STAY_WORDS, re.IGNORECASE)
_LEAVE = re.compile(LEAVE_WORDS, re.IGNORECASE)
_VOLUNTARY = (
    r"(?i)^vol|(^|[^n])freiwillig|resign|eigenk|arbeitnehmer|^quit|personal|career|better|school|relocat|"
    r"unhappy|^yes$|^ja$|^true$|" + languages.VOLUNTARY
)
_INVOLUNTARY = (
    r"(?i)invol|unfreiwillig|lay-?off|laid|dismiss|fired|redundan|betriebsbedingt|arbeitgeber|entlass|"
    r"for cause|misconduct|performance|gross|no-call|attendance|fatal|^no$|^nein$|^false$|"
    + languages.INVOLUNTARY
)
_RETIREMENT = rf"(?i)retire|ruhestand|\brente|pension|{languages.RETIREMENT}"
_NOT_APPLICABLE = (
    r"(?i)^(not applicable|n/?a.*still employed|none|keine?r?|entf[aä]llt|nicht zutreffend|still employed|"
    rf"active|{languages.NOT_APPLICABLE})"
)


def is_staying_word(word: str) -> bool:
    """Whether a status or flag says that the person is still there."""
    return _STAY.search(word.strip()) is not None


def is_leaving_word(word: str) -> bool:
    """Whether a status or flag says that the person has left."""
    return not is_staying_word(word) and _LEAVE.search(word.strip()) is not None


def left_of(column: str) -> pl.Expr:
    """True for leavers, False for those who stay, null for other words."""
    text = text_of(column)
    stays = text.str.contains(f"(?i){STAY_WORDS}")
    leaves = text.str.contains(f"(?i){LEAVE_WORDS}")
    return pl.when(stays).then(False).when(leaves).then(True)


def reason_of(column: str) -> pl.Expr:
    """The reason for leaving; "not applicable" is none."""
    text = text_of(column)
    return pl.when(~text.str.contains(_NOT_APPLICABLE)).then(text)


def cause_of(cause: str | None, reason: str | None) -> pl.Expr:
    """One of voluntary, involuntary, retirement, other from the type and the reason of leaving, or null.

    A reason that says retirement goes before the type; an unknown word is "other".
    """
    texts = [reason_of(column) for column in (cause, reason) if column is not None]
    if not texts:
        return pl.lit(None, dtype=pl.String)
    retires = pl.any_horizontal([text.str.contains(_RETIREMENT) for text in texts])
    found = pl.coalesce([_cause(text) for text in texts])
    any_text = pl.coalesce(texts).is_not_null()
    return (
        pl.when(retires)
        .then(pl.lit("retirement"))
        .when(found.is_not_null())
        .then(found)
        .when(any_text)
        .then(pl.lit("other"))
    )


def _cause(text: pl.Expr) -> pl.Expr:
    return (
        pl.when(text.str.contains(_INVOLUNTARY))
        .then(pl.lit("involuntary"))
        .when(text.str.contains(_VOLUNTARY))
        .then(pl.lit("voluntary"))
    )
