"""Columns that give the outcome away, found in the data: filled for leavers only, or alone almost
deciding who left (AUC above 0.97).

Such a column is kept as an attribute that no model learns from, and named; the user may overrule it by
mapping it as an attribute.
"""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from churnvision.features.datasets.outcome_words import left_of
from churnvision.features.datasets.reading import Table
from churnvision.features.datasets.schemas import ColumnSuggestion, Shape
from churnvision.features.datasets.values import date_of, number_of, text_of

AUC_LIMIT = 0.97
_SAMPLE_ROWS = 50_000
_FEWEST = 20
_STAYERS_FILLED_SHARE = 0.001
_LEAVERS_FILLED_SHARE = 0.05
_FEW_LEVELS = 30
_PRIOR_WEIGHT = 5.0
Floats = NDArray[np.float64]


def find_leaks(table: Table, suggestions: list[ColumnSuggestion], shape: Shape) -> dict[str, str]:
    """The attributes that tell the outcome, each with the reason in words."""
    columns = [one for one in suggestions if one.target == "attribute"]
    outcome = _outcome(suggestions)
    if outcome is None or shape == "terminations" or not columns:
        return {}
    sample = _sample(table, columns, outcome)
    left = sample["outcome"].to_numpy().astype(bool)
    if left.sum() < _FEWEST or (~left).sum() < _FEWEST:
        return {}
    reasons = {one.source: _reason(sample[one.source], one, left) for one in columns}
    return {source: reason for source, reason in reasons.items() if reason is not None}


def _outcome(suggestions: list[ColumnSuggestion]) -> pl.Expr | None:
    found = {one.target: one for one in suggestions}
    if "left_flag" in found:
        return left_of(found["left_flag"].source)
    if "left_on" in found:
        return date_of(found["left_on"].source, found["left_on"].form).is_not_null()
    return None


def _sample(table: Table, columns: list[ColumnSuggestion], outcome: pl.Expr) -> pl.DataFrame:
    step = max(1, table.row_count // _SAMPLE_ROWS)
    frame = table.frame.with_row_index("row number").filter(pl.col("row number") % step == 0)
    values = [_value(one).alias(one.source) for one in columns]
    return frame.select(outcome.alias("outcome"), *values).drop_nulls("outcome").collect(engine="streaming")


def _value(one: ColumnSuggestion) -> pl.Expr:
    if one.form.kind == "number":
        return number_of(one.source, one.form)
    if one.form.kind == "date":
        return date_of(one.source, one.form).cast(pl.Int32).cast(pl.Float64)
    return text_of(one.source)


def _reason(values: pl.Series, one: ColumnSuggestion, left: NDArray[np.bool_]) -> str | None:
    filled = values.is_not_null().to_numpy()
    leavers, stayers = filled[left].mean(), filled[~left].mean()
    if stayers <= _STAYERS_FILLED_SHARE and leavers >= _LEAVERS_FILLED_SHARE:
        return "it is filled for leavers only"
    if one.form.kind == "text":
        return None
    auc = _auc_alone(values, left)
    if auc > AUC_LIMIT:
        return f"alone it tells leavers from the others almost perfectly (AUC {auc:.3f})"
    return None


def _auc_alone(values: pl.Series, left: NDArray[np.bool_]) -> float:
    """The best AUC of the column by itself; missing values count as a value of their own."""
    scores: list[float] = []
    if values.dtype == pl.Float64:
        numbers = values.fill_null((values.min() or 0.0) - 1.0).to_numpy()  # type: ignore[operator]
        ranked = _auc(numbers.astype(np.float64), left)
        scores += [ranked, 1.0 - ranked]
    if values.dtype == pl.String or values.n_unique() <= _FEW_LEVELS:
        scores.append(_auc(_rates_of_others(values, left), left))
    return max(scores)


def _rates_of_others(values: pl.Series, left: NDArray[np.bool_]) -> Floats:
    """Each row's share of leavers among the other rows with the same value, drawn to the overall share."""
    codes = values.rank("dense").fill_null(0).to_numpy().astype(np.int64)
    outcome = left.astype(np.float64)
    counts = np.bincount(codes)[codes]
    leavers = np.bincount(codes, weights=outcome)[codes]
    rates: Floats = (leavers - outcome + _PRIOR_WEIGHT * outcome.mean()) / (counts - 1 + _PRIOR_WEIGHT)
    return rates


def _auc(scores: Floats, left: NDArray[np.bool_]) -> float:
    positives = int(left.sum())
    negatives = len(left) - positives
    ranks = pl.Series(scores).rank("average").to_numpy()
    return float((ranks[left].sum() - positives * (positives + 1) / 2) / (positives * negatives))
