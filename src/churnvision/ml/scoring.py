"""Forecasts for people from their attributes as of a day: one curve each, and all else from it."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from churnvision.ml.causes import incidence_at_horizons
from churnvision.ml.curve import (
    BAND_Z,
    CURVE_MONTHS,
    HORIZON_DAYS,
    horizon_probabilities,
    is_extrapolated,
    survival_from_hazards,
)
from churnvision.ml.errors import InputInvalid
from churnvision.ml.explanation import Driver, strongest_drivers
from churnvision.ml.features import STARTED_ON, day_number
from churnvision.ml.forecast import Rows, hazards_of, log_odds_at, log_odds_of_year, rows_on
from churnvision.ml.inputs import Attribute, Cause
from churnvision.ml.model import TrainedModel

Floats = NDArray[np.float64]
BATCH_PEOPLE = 20_000
# What bags do not show. Penalised members are biased about as much as they vary, which doubles the variance
# of the bags. And people who look alike are not alike: the spread of their true log-odds around the forecast
# was chosen on ten simulated workforces of 600 to 5,000 people, so that nine of ten truths lie in the bands.
BIAS_SHARE = 2.0
UNSEEN_SPREAD = 0.4
_TYPES: dict[str, pl.DataType] = {
    "number": pl.Float64(),
    "category": pl.String(),
    "boolean": pl.Boolean(),
    "date": pl.Date(),
}


@dataclass(frozen=True)
class Bands:
    """90 % bands from the bags: survival (n, 13), horizons (n, 4), and each bag's horizons (n, bags, 4)."""

    survival_lower: Floats
    survival_upper: Floats
    probability_lower: Floats
    probability_upper: Floats
    bag_probability: NDArray[np.float32]


@dataclass(frozen=True)
class Scores:
    """Forecasts of n people in the order given.

    ``survival`` (n, 13) at months 0 to 12, ``probability`` (n, 4) of leaving within HORIZON_DAYS, and their
    90 % bands; with ``bands=False`` the bands have the width 0 and ``bag_probability`` holds no bag.
    ``log_odds`` (n,) before calibration = ``base`` + the sum of ``contributions`` (n, k, see
    ``contribution_names``). ``is_extrapolated`` marks the horizons beyond the window of one table.
    ``cause_probability`` (n, k, 4) are parts of ``probability`` by ``causes``; k is 0 where none is known.
    """

    person_id: NDArray[np.int64]
    survival: Floats
    survival_lower: Floats
    survival_upper: Floats
    probability: Floats
    probability_lower: Floats
    probability_upper: Floats
    bag_probability: NDArray[np.float32]
    log_odds: Floats
    drivers: list[list[Driver]]
    contributions: Floats
    contribution_names: tuple[str, ...]
    base: float
    horizon_days: tuple[int, ...]
    is_extrapolated: tuple[bool, ...]
    warnings: tuple[str, ...]
    causes: tuple[Cause, ...]
    cause_probability: Floats

    def __len__(self) -> int:
        return len(self.person_id)


def score(model: TrainedModel, people: pl.DataFrame, *, as_of: date, bands: bool = True) -> Scores:
    """Scores people (person_id, started_on for dated models, attributes as of the end of the day).

    Unknown levels count as "other", missing values as missing, a missing column as missing throughout, with a
    warning. ``bands=False`` leaves out the bags, which cost most of the time. Raises InputInvalid without
    person_id.
    """
    batches = list(score_batches(model, people, as_of=as_of, bands=bands))
    return batches[0] if len(batches) == 1 else _joined(batches)


def score_batches(
    model: TrainedModel,
    people: pl.DataFrame,
    *,
    as_of: date,
    bands: bool = True,
    batch_people: int = BATCH_PEOPLE,
) -> Iterator[Scores]:
    """The same in batches of people, for large workforces: memory is that of one batch."""
    if "person_id" not in people.columns:
        raise InputInvalid("The people to score lack the column person_id: add it.")
    frame, warnings = completed(model, people)
    for start in range(0, max(frame.height, 1), batch_people):
        with threadpool_limits(1):  # several threads on busy cores are many times slower
            found = _score_batch(model, frame.slice(start, batch_people), as_of, warnings, has_bands=bands)
        yield found


def completed(model: TrainedModel, people: pl.DataFrame) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """The columns the model reads, in its types."""
    wanted = list(model.attributes)
    if model.shape == "dated" and STARTED_ON not in {attribute.name for attribute in wanted}:
        wanted.append(Attribute(STARTED_ON, "date"))
    warnings: list[str] = []
    columns: list[pl.Expr] = [pl.col("person_id").cast(pl.Int64)]
    for attribute in wanted:
        kind = _TYPES[attribute.kind]
        if attribute.name in people.columns:
            columns.append(pl.col(attribute.name).cast(kind, strict=False))
        else:
            columns.append(pl.lit(None, dtype=kind).alias(attribute.name))
            warnings.append(f"The column {attribute.name} is missing: its values were taken as unknown.")
    return people.select(columns), tuple(warnings)


def first_day(model: TrainedModel, as_of: date) -> int:
    """The day, in days since 1970, as on which tenure, age and season of the as-of month are read.

    The months of a panel are labelled by their first day, which follows the last observed one; a table
    without dates is learnt from as on its own day.
    """
    return day_number(as_of) + (1 if model.shape == "dated" else 0)


def _score_batch(
    model: TrainedModel, frame: pl.DataFrame, as_of: date, warnings: tuple[str, ...], *, has_bands: bool
) -> Scores:
    rows = rows_on(model.encoding, frame, first_day(model, as_of))
    contributions, base = model.predictor.ensemble.contributions(rows.matrix, model.encoding)
    log_odds = base + contributions.sum(axis=1)
    ahead = year_ahead(model, rows, log_odds)
    survival = survival_from_hazards(hazards_of(model.predictor.calibration, ahead, model.window_days))
    probability = horizon_probabilities(survival)
    found = (
        _bands(model, rows, ahead, survival) if has_bands and model.bags else _no_bands(survival, probability)
    )
    return Scores(
        person_id=frame["person_id"].to_numpy(),
        survival=survival,
        survival_lower=found.survival_lower,
        survival_upper=found.survival_upper,
        probability=probability,
        probability_lower=found.probability_lower,
        probability_upper=found.probability_upper,
        bag_probability=found.bag_probability,
        log_odds=log_odds,
        drivers=strongest_drivers(contributions, model.encoding.space, rows.moving(model.encoding), frame),
        contributions=contributions,
        contribution_names=model.encoding.space.names,
        base=base,
        horizon_days=HORIZON_DAYS,
        is_extrapolated=tuple(is_extrapolated(days, model.window_days) for days in HORIZON_DAYS),
        warnings=warnings,
        causes=() if model.causes is None else model.causes.causes,
        cause_probability=_by_cause(model, rows, survival),
    )


def _by_cause(model: TrainedModel, rows: Rows, survival: Floats) -> Floats:
    if model.causes is None:
        return np.empty((len(survival), 0, len(HORIZON_DAYS)))
    return incidence_at_horizons(survival, model.causes.of_year(model.encoding, rows))


def _no_bands(survival: Floats, probability: Floats) -> Bands:
    empty = np.empty((len(survival), 0, len(HORIZON_DAYS)), dtype=np.float32)
    return Bands(survival, survival, probability, probability, empty)


def year_ahead(model: TrainedModel, rows: Rows, log_odds: Floats) -> Floats:
    """(n, 12) log-odds of the next months, or (n, 1) for a table; ``log_odds`` (n,) are those of now."""
    if model.shape == "dated":
        return log_odds_of_year(model.predictor.ensemble, model.encoding, rows, log_odds)
    return log_odds[:, None]


def bag_survival(model: TrainedModel, rows: Rows, ahead: Floats) -> Floats:
    """(bags, n, 13) curves of the bags; ``ahead`` as `year_ahead` gives it."""
    curves = np.empty((len(model.bags), len(ahead), CURVE_MONTHS + 1))
    last = ahead.shape[1] - 1
    leads = (0,) if last == 0 else (0, last)
    share = np.linspace(0.0, 1.0, last + 1) if last else np.zeros(1)
    for place, bag in enumerate(model.bags):
        # a bag differs from the point smoothly in time: both ends are computed, the months between follow
        away = log_odds_at(bag, model.encoding, rows, leads) - ahead[:, list(leads)]
        shifted = ahead + away[:, :1] * (1 - share) + away[:, -1:] * share
        curves[place] = survival_from_hazards(
            hazards_of(model.predictor.calibration, shifted, model.window_days)
        )
    return curves


def _bands(model: TrainedModel, rows: Rows, ahead: Floats, survival: Floats) -> Bands:
    """A normal spread of the log-odds of having left by each month: as the bags disagree, and the rest."""
    curves = bag_survival(model, rows, ahead)
    lower = np.ones_like(survival)
    upper = np.ones_like(survival)
    disagreement = _logit(1 - curves[..., 1:]).var(axis=0, ddof=min(1, len(model.bags) - 1))
    spread = np.sqrt(BIAS_SHARE * disagreement + UNSEEN_SPREAD**2)
    centre = _logit(1 - survival[:, 1:])
    lower[:, 1:] = 1 - np.maximum.accumulate(_sigmoid(centre + BAND_Z * spread), axis=1)
    upper[:, 1:] = 1 - np.maximum.accumulate(_sigmoid(centre - BAND_Z * spread), axis=1)
    lower = np.minimum(lower, survival)
    upper = np.maximum(upper, survival)
    bags = horizon_probabilities(curves).transpose(1, 0, 2).astype(np.float32)
    return Bands(lower, upper, horizon_probabilities(upper), horizon_probabilities(lower), bags)


def _logit(probability: Floats) -> Floats:
    p = np.clip(probability, 1e-9, 1 - 1e-9)
    return np.asarray(np.log(p) - np.log1p(-p))


def _sigmoid(values: Floats) -> Floats:
    return np.asarray(1.0 / (1.0 + np.exp(-values)))


def _joined(batches: list[Scores]) -> Scores:
    first = batches[0]
    merged = {
        field.name: np.concatenate([getattr(batch, field.name) for batch in batches])
        for field in fields(Scores)
        if isinstance(getattr(first, field.name), np.ndarray)
    }
    drivers = [found for batch in batches for found in batch.drivers]
    kept = {field.name: getattr(first, field.name) for field in fields(Scores)}
    return Scores(**{**kept, **merged, "drivers": drivers})
