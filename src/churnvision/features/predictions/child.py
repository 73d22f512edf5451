"""The part of scoring that runs in a process of its own: files in, CSV for COPY out, no database."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import polars as pl
from numpy.typing import NDArray

from churnvision.kit.isolated import Refused, Report
from churnvision.ml import artifacts
from churnvision.ml.curve import CURVE_MONTHS
from churnvision.ml.errors import ModellingError
from churnvision.ml.history import Facts, present_people
from churnvision.ml.kept import Kept, keep
from churnvision.ml.model import TrainedModel
from churnvision.ml.past import PastCases, past_cases
from churnvision.ml.profile import Profile, Profiler
from churnvision.ml.risk import RiskThresholds
from churnvision.ml.scoring import Scores, score_batches

# Columns of churn_outputs in the order of the file.
COLUMNS = (
    "scoring_run_id", "employee_id", "model_version_id", "as_of", "scored_at",
    *(f"probability_{days}{end}" for days in (30, 90, 180, 365) for end in ("", "_lower", "_upper")),
    "survival", "survival_lower", "survival_upper", "bag_probabilities",
    "cause_probabilities", "log_odds", "risk_band", "drivers",
)  # fmt: skip
# The same of attributions.
ATTRIBUTION_COLUMNS = ("scoring_run_id", "employee_id", "contributions", "texts", "inputs")
PAST_COLUMNS = ("scoring_run_id", "employee_id", "has_left", "features")
OUTPUTS_FILE, ATTRIBUTIONS_FILE, PAST_FILE = "outputs.csv", "attributions.csv", "past.csv"
_BATCH_PEOPLE = 10_000


@dataclass(frozen=True)
class Stamp:
    """What is the same in every row of one scoring."""

    scoring_run_id: int
    model_version_id: int
    scored_at: datetime
    thresholds: RiskThresholds


@dataclass(frozen=True)
class Scored:
    """What is said of the whole scoring; with `base` a person's contributions add up to the log-odds.

    `expected` are the leavers to be expected by month 0 to 12, and `spreads` how far the bags disagree on
    them at each horizon, as shares. `causes` are those that the model tells apart.
    """

    count: int
    base: float
    profiles: list[Profile]
    warnings: list[str]
    expected: list[float]
    spreads: list[float]
    causes: list[str]

    @property
    def drivers(self) -> list[tuple[str, float]]:
        """Attributes with the mean size of their share, largest first."""
        sizes = [(one.attribute, one.mean_absolute_contribution) for one in self.profiles]
        return sorted(sizes, key=lambda one: -one[1])


def score_people(
    report: Report,
    facts: Facts,
    past: Facts,
    models: Path,
    sha256: Mapping[str, str],
    folder: Path,
    *,
    stamp: Stamp,
) -> Scored:
    """Score everybody in `facts` with the model in `models`; the rows of the tables are written to `folder`.

    `past` is who they are compared with. Every file's hash is checked first. Raises Refused with a sentence.
    """
    report(0.0, "Loading the model")
    try:
        model = artifacts.load(models, expected=sha256)
        past_rows_of(past_cases(model, past), stamp).write_csv(folder / PAST_FILE, include_header=False)
        return _score(report, model, present_people(facts), facts.as_of, folder, stamp)
    except ModellingError as error:
        raise Refused(str(error)) from error


def _score(
    report: Report, model: TrainedModel, people: pl.DataFrame, as_of: date, folder: Path, stamp: Stamp
) -> Scored:
    count, base, warnings, total = 0, 0.0, [], max(people.height, 1)
    causes: list[str] = [] if model.causes is None else [*model.causes.causes]
    expected, bags = np.zeros(CURVE_MONTHS + 1), np.zeros(0)
    profiler = Profiler(model.encoding, model.attributes)
    outputs, attributions = folder / OUTPUTS_FILE, folder / ATTRIBUTIONS_FILE
    with outputs.open("wb") as output_stream, attributions.open("wb") as attribution_stream:
        for scores in score_batches(model, people, as_of=as_of, batch_people=_BATCH_PEOPLE):
            if len(scores) == 0:
                continue
            kept = keep(model, people.slice(count, len(scores)), as_of)
            profiler.add(kept.raw, scores.contributions)
            rows_of(scores, as_of, stamp).write_csv(output_stream, include_header=False)
            attributions_of(scores, kept, stamp).write_csv(attribution_stream, include_header=False)
            base, warnings = scores.base, list(scores.warnings)
            expected += (1 - scores.survival).sum(axis=0)
            of_bags = scores.bag_probability.sum(axis=0, dtype=np.float64)
            bags = of_bags if count == 0 else bags + of_bags
            count += len(scores)
            report(count / total, f"Scored {count:,} of {total:,} people")
    return Scored(count, base, profiler.profiles(), warnings, expected.tolist(), _spreads(bags), causes)


def _spreads(bags: NDArray[np.float64]) -> list[float]:
    """(bags, horizons) expected leavers to the standard deviation at each horizon, as a share."""
    if len(bags) < 2:
        return []
    spreads: list[float] = (bags.std(axis=0, ddof=1) / bags.mean(axis=0)).tolist()
    return spreads


def attributions_of(scores: Scores, kept: Kept, stamp: Stamp) -> pl.DataFrame:
    """The rows of attributions as text, in the order of ATTRIBUTION_COLUMNS."""
    columns = {
        "scoring_run_id": pl.repeat(stamp.scoring_run_id, len(scores), eager=True),
        "employee_id": scores.person_id,
        "contributions": _arrays(scores.contributions),
        "texts": [orjson.dumps(row).decode() for row in kept.texts.tolist()],
        "inputs": _arrays(kept.inputs),
    }
    return pl.DataFrame(columns).select(ATTRIBUTION_COLUMNS)


def past_rows_of(cases: PastCases, stamp: Stamp) -> pl.DataFrame:
    """The rows of past_cases as text, in the order of PAST_COLUMNS."""
    columns = {
        "scoring_run_id": pl.repeat(stamp.scoring_run_id, len(cases.person_id), eager=True),
        "employee_id": cases.person_id,
        "has_left": cases.has_left,
        "features": _arrays(cases.raw),
    }
    return pl.DataFrame(columns).select(PAST_COLUMNS)


def rows_of(scores: Scores, as_of: date, stamp: Stamp) -> pl.DataFrame:
    """The rows of churn_outputs as text, in the order of COLUMNS."""
    people = len(scores)
    columns: dict[str, Any] = {
        "scoring_run_id": pl.repeat(stamp.scoring_run_id, people, eager=True),
        "employee_id": scores.person_id,
        "model_version_id": pl.repeat(stamp.model_version_id, people, eager=True),
        "as_of": pl.repeat(as_of.isoformat(), people, eager=True),
        "scored_at": pl.repeat(stamp.scored_at.isoformat(), people, eager=True),
    }
    for place, days in enumerate(scores.horizon_days):
        columns[f"probability_{days}"] = scores.probability[:, place]
        columns[f"probability_{days}_lower"] = scores.probability_lower[:, place]
        columns[f"probability_{days}_upper"] = scores.probability_upper[:, place]
    columns["survival"] = _arrays(scores.survival)
    columns["survival_lower"] = _arrays(scores.survival_lower)
    columns["survival_upper"] = _arrays(scores.survival_upper)
    # Horizon after horizon, the probability of every bag.
    columns["bag_probabilities"] = _arrays(scores.bag_probability.transpose(0, 2, 1).reshape(people, -1))
    # Cause after cause, the part of every horizon.
    columns["cause_probabilities"] = _arrays(scores.cause_probability.reshape(people, -1))
    columns["log_odds"] = scores.log_odds
    columns["risk_band"] = _bands(scores.probability[:, -1], stamp.thresholds)
    columns["drivers"] = [
        orjson.dumps(
            [
                {"attribute": one.attribute, "value": one.value, "contribution": one.contribution}
                for one in found
            ]
        ).decode()
        for found in scores.drivers
    ]
    return pl.DataFrame(columns).select(COLUMNS)


def _bands(probability_365: NDArray[np.float64], thresholds: RiskThresholds) -> pl.Series:
    limits = [thresholds.raised, thresholds.high, thresholds.very_high]
    names = np.array(["low", "raised", "high", "very_high"])
    return pl.Series(names[np.searchsorted(limits, probability_365, side="right")])


def _arrays(matrix: NDArray[Any]) -> pl.Series:
    """(n, k) numbers as n PostgreSQL arrays; the text of a number reads back as the same number."""
    if matrix.shape[1] == 0:
        return pl.repeat("{}", len(matrix), eager=True)
    frame = pl.from_numpy(np.ascontiguousarray(matrix))
    joined = pl.concat_str(pl.all().cast(pl.String), separator=",")
    return frame.select(pl.concat_str(pl.lit("{"), joined, pl.lit("}"))).to_series()
