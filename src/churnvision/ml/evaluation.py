"""Measures of probabilities against what happened. "Accuracy" is not among them: it is the base rate."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score, roc_auc_score

from churnvision.ml.curve import BAND_Z

Floats = NDArray[np.float64]
_SMALLEST = 1e-12


def log_loss(outcome: Floats, probability: Floats, weights: Floats | None = None) -> float:
    """Mean negative log-likelihood, in nats."""
    p = np.clip(probability, _SMALLEST, 1 - _SMALLEST)
    return float(-np.average(outcome * np.log(p) + (1 - outcome) * np.log1p(-p), weights=weights))


def brier_score(outcome: Floats, probability: Floats, weights: Floats | None = None) -> float:
    """Mean squared difference."""
    return float(np.average((probability - outcome) ** 2, weights=weights))


def auc(outcome: Floats, score: Floats, weights: Floats | None = None) -> float | None:
    """Area under the ROC curve; None when only one outcome occurred."""
    if outcome.min() == outcome.max():
        return None
    return float(roc_auc_score(outcome, score, sample_weight=weights))


def wilson_interval(successes: float, n: float) -> tuple[float, float]:
    """90 % interval of a share by Wilson's method (1927); (0, 1) for n = 0."""
    if n <= 0:
        return 0.0, 1.0
    share, z2 = successes / n, BAND_Z**2
    centre = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = BAND_Z / (1 + z2 / n) * float(np.sqrt(share * (1 - share) / n + z2 / (4 * n * n)))
    return max(0.0, centre - half), min(1.0, centre + half)


def reliability_table(
    outcome: Floats, probability: Floats, weights: Floats | None = None, groups: int = 10
) -> list[dict[str, float]]:
    """Groups of equal size by predicted probability: mean predicted, share observed with 90 % interval, n."""
    order = np.argsort(probability, kind="stable")
    weight = np.ones(len(order)) if weights is None else weights
    table: list[dict[str, float]] = []
    for rows in np.array_split(order, min(groups, len(order))):
        observed = float(np.average(outcome[rows], weights=weight[rows]))
        # the rows that were looked at carry the information, not those they stand for
        lower, upper = wilson_interval(observed * len(rows), len(rows))
        table.append(
            {
                "predicted": float(np.average(probability[rows], weights=weight[rows])),
                "observed": observed,
                "n": len(rows),
                "lower": lower,
                "upper": upper,
            }
        )
    return table


def expected_calibration_error(table: list[dict[str, float]]) -> float:
    """Mean distance of predicted and observed over the groups of a reliability table, weighted by n."""
    total = sum(row["n"] for row in table)
    return sum(row["n"] * abs(row["predicted"] - row["observed"]) for row in table) / total


def measures(outcome: Floats, probability: Floats, weights: Floats | None = None) -> dict[str, Any]:
    """All measures as plain values for JSON; ``weights`` say how many rows each row stands for.

    ``auc``, ``average_precision`` and ``expected_over_observed`` are None where they are not defined.
    """
    table = reliability_table(outcome, probability, weights)
    weight = np.ones(len(outcome)) if weights is None else weights
    events = float(outcome.sum())
    base_rate = np.full(len(outcome), np.average(outcome, weights=weight))
    precision = average_precision_score(outcome, probability, sample_weight=weight) if events else None
    return {
        "auc": auc(outcome, probability, weights),
        "average_precision": None if precision is None else float(precision),
        "log_loss": log_loss(outcome, probability, weights),
        "brier": brier_score(outcome, probability, weights),
        "base_rate_log_loss": log_loss(outcome, base_rate, weights),
        "expected_calibration_error": expected_calibration_error(table),
        "expected_over_observed": float(weight @ probability) / float(weight @ outcome) if events else None,
        "n": len(outcome),
        "events": int(events),
        "reliability": table,
    }
