"""A promoted model version and a scoring run with forecasts, without the time that training takes."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from churnvision.features.employees.tables import ObservationWindow
from churnvision.features.predictions.tables import ChurnOutput, ScoringRun
from churnvision.features.training.tables import ModelVersion, TrainingJob
from churnvision.kit.clock import utc_now
from churnvision.ml.curve import horizon_probabilities, survival_from_hazards
from churnvision.ml.risk import risk_band

AS_OF = date(2025, 12, 31)
BAGS = 4
METRICS = {
    "auc": 0.8, "log_loss": 0.3, "brier": 0.1, "base_rate_log_loss": 0.4, "expected_calibration_error": 0.02,
    "average_precision": 0.5, "n": 100, "events": 20, "validation": "held-out people", "horizon_days": 365,
    "reliability": [], "candidates": [{"name": "boosted", "log_loss": 0.3, "auc": 0.8}],
    "comparison": {
        "fit": True, "reason": "Better than the base rate.", "people": 100, "leavers": 20,
        "log_loss": {"model": 0.3, "base_rate": 0.4}, "differences": [],
    },
}  # fmt: skip


async def make_version(
    session: AsyncSession,
    *,
    status: str = "promoted",
    window_days: int | None = 365,
    metrics: Mapping[str, Any] = METRICS,
) -> int:
    """A model version without files; its id."""
    job_id = (
        await session.scalars(
            insert(TrainingJob).values(status="succeeded", progress=100, options={}).returning(TrainingJob.id)
        )
    ).one()
    return (
        await session.scalars(
            insert(ModelVersion)
            .values(
                training_job_id=job_id,
                status=status,
                shape="static" if window_days else "dated",
                algorithm="boosted",
                as_of=AS_OF,
                window_days=window_days,
                attributes=[{"name": "overtime", "kind": "boolean"}],
                metrics=dict(metrics),
                manifest={},
                promoted_at=func.now() if status == "promoted" else None,
            )
            .returning(ModelVersion.id)
        )
    ).one()


async def make_run(
    session: AsyncSession,
    version_id: int,
    hazards: Mapping[int, float],
    *,
    seed: int = 1,
    causes: Sequence[str] = (),
) -> int:
    """The current run, with a forecast for each employee id from a constant monthly hazard; its id.

    Of several `causes` each has twice the share of the one after it.
    """
    imports = list((await session.scalars(select(ObservationWindow.dataset_id))).all())
    run_id = (
        await session.scalars(
            insert(ScoringRun)
            .values(
                model_version_id=version_id,
                as_of=AS_OF,
                status="succeeded",
                is_current=True,
                scored_count=len(hazards),
                summary={"import_ids": sorted(imports), "drivers": [["overtime", 0.5], ["salary", 0.2]]},
                thresholds={"raised": 0.1, "high": 0.2, "very_high": 0.4},
                causes=list(causes),
                finished_at=utc_now(),
            )
            .returning(ScoringRun.id)
        )
    ).one()
    rng = np.random.default_rng(seed)
    rows = [
        _output(run_id, version_id, employee_id, hazard, rng, len(causes))
        for employee_id, hazard in hazards.items()
    ]
    if rows:
        await session.execute(insert(ChurnOutput), rows)
    return run_id


def _output(
    run_id: int, version_id: int, employee_id: int, hazard: float, rng: np.random.Generator, causes: int
) -> dict[str, Any]:
    survival = survival_from_hazards(np.full(12, hazard))
    probabilities = horizon_probabilities(survival)
    bags = np.clip(probabilities[:, None] * rng.uniform(0.8, 1.2, (1, BAGS)), 0, 1)
    shares = 0.5 ** np.arange(causes)
    row: dict[str, Any] = {
        "scoring_run_id": run_id,
        "employee_id": employee_id,
        "model_version_id": version_id,
        "as_of": AS_OF,
        "scored_at": utc_now(),
        "survival": survival.tolist(),
        "survival_lower": (survival * np.linspace(1, 0.9, 13)).tolist(),
        "survival_upper": (survival ** np.linspace(1, 0.9, 13)).tolist(),
        "bag_probabilities": bags.reshape(-1).tolist(),
        "cause_probabilities": np.outer(shares / shares.sum(), probabilities).reshape(-1).tolist(),
        "log_odds": float(np.log(hazard / (1 - hazard))),
        "risk_band": risk_band(float(probabilities[-1])),
        "drivers": [{"attribute": "overtime", "value": "yes", "contribution": 0.7}],
    }
    for days, probability in zip((30, 90, 180, 365), probabilities.tolist(), strict=True):
        row[f"probability_{days}"] = probability
        row[f"probability_{days}_lower"] = probability * 0.8
        row[f"probability_{days}_upper"] = min(1.0, probability * 1.2)
    return row
