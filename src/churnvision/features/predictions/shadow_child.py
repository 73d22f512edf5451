"""The part of a shadow scoring that runs in a process of its own: files in, sums out, no database."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.stats import spearmanr

from churnvision.kit.isolated import Refused, Report
from churnvision.ml import artifacts
from churnvision.ml.curve import CURVE_MONTHS, HORIZON_DAYS
from churnvision.ml.errors import ModellingError
from churnvision.ml.history import Facts, present_people
from churnvision.ml.scoring import score_batches

_OUTPUTS: dict[str, pl.DataType] = {
    "employee_id": pl.Int64(),
    "org_unit_id": pl.Int64(),
    **{f"promoted_{days}": pl.Float64() for days in HORIZON_DAYS},
}


def compare_scores(
    report: Report, facts: Facts, models: Path, sha256: Mapping[str, str], outputs: Path
) -> dict[str, Any]:
    """Score everybody in `facts` with the model in `models`, and compare with the forecasts in `outputs`.

    `outputs`: CSV with employee, org unit, and the probability at each horizon. Sums are over those whom both
    have scored. Raises Refused with a sentence.
    """
    report(0.0, "Scoring as shadow")
    try:
        model = artifacts.load(models, expected=sha256)
        batches = score_batches(model, present_people(facts), as_of=facts.as_of, bands=False)
        parts, expected = [], np.zeros(CURVE_MONTHS + 1)
        for scores in batches:
            expected += (1 - scores.survival).sum(axis=0)
            horizons = {
                f"shadow_{days}": scores.probability[:, place] for place, days in enumerate(HORIZON_DAYS)
            }
            parts.append(pl.DataFrame({"employee_id": scores.person_id, **horizons}))
    except ModellingError as error:
        raise Refused(str(error)) from error
    promoted = pl.read_csv(outputs, schema=_OUTPUTS, has_header=False)
    both = promoted.join(pl.concat(parts), on="employee_id", how="inner").sort("employee_id")
    return {"expected": expected.tolist(), **comparison(both)}


def comparison(both: pl.DataFrame) -> dict[str, Any]:
    """Sums at each horizon and by org unit, and how alike people are ordered at the longest."""
    last = HORIZON_DAYS[-1]
    first, second = both[f"promoted_{last}"].to_numpy(), both[f"shadow_{last}"].to_numpy()
    units = both.group_by("org_unit_id").agg(
        pl.len(), pl.col(f"promoted_{last}").sum(), pl.col(f"shadow_{last}").sum()
    )
    return {
        "people": both.height,
        "horizons": [
            {
                "days": days,
                "promoted": both[f"promoted_{days}"].sum(),
                "shadow": both[f"shadow_{days}"].sum(),
            }
            for days in HORIZON_DAYS
        ],
        "rank_correlation": _rank_correlation(first, second),
        "mean_absolute_difference": float(np.abs(first - second).mean()) if both.height else None,
        "units": [list(row) for row in units.sort("org_unit_id", nulls_last=True).iter_rows()],
    }


def _rank_correlation(first: NDArray[np.float64], second: NDArray[np.float64]) -> float | None:
    """Spearman's; None where it is not defined."""
    if len(first) < 2 or np.ptp(first) == 0 or np.ptp(second) == 0:
        return None
    return float(spearmanr(first, second).statistic)
