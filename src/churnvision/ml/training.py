"""Trains a model: validates the candidates honestly, fits the best on everything known, draws the bags."""

from datetime import date, timedelta

import numpy as np
import polars as pl
from threadpoolctl import threadpool_limits

from churnvision.ml.bagging import fit_bags
from churnvision.ml.causes import CauseShares, fit_causes
from churnvision.ml.errors import NobodyLeft, NobodyStayed, NoUsableAttribute, TooFewEvents
from churnvision.ml.features import day_number
from churnvision.ml.inputs import DatedRecords, StaticTable, TrainingData
from churnvision.ml.likelihood import Bernoulli
from churnvision.ml.model import Shape, TrainedModel
from churnvision.ml.ordering import in_order
from churnvision.ml.panel import Panel
from churnvision.ml.progress import Progress, Report, silent
from churnvision.ml.recipe import assemble, fit_members, fit_second_level, full_boosters
from churnvision.ml.rows import Encoding, TrainingRows, learn_encoding
from churnvision.ml.validation import (
    MINIMUM_EVENTS,
    Validation,
    decided_by_other_people,
    draw_rows,
    held_out_months,
    validate_by_person,
    validate_by_time,
)

_PERSON_MONTH_DAYS = 30
MINIMUM_DISTINCT_SHARE = 0.5
_EPOCH = date(1970, 1, 1)


def train(
    data: TrainingData, *, seed: int = 1, bags: int = 10, by_time: bool = True, report: Report = silent
) -> TrainedModel:
    """Trains on one table or on dated records.

    The candidates are an additive logistic hazard, a boosted hazard and their stack; the one with the least
    log loss on later months (dated records) or other people (one table) is kept. ``report`` is told fraction
    and activity often and may raise to cancel. The same data and seed give the same model.

    Without ``by_time`` dated records are validated on people left out as well, at no fits of its own, and
    not compared with baselines: for backtests, which do both by themselves.

    Raises NobodyLeft, NobodyStayed, TooFewEvents, NoUsableAttribute or HistoryTooShort.
    """
    progress = Progress(report)
    progress.at(0.0, "preparing the data")
    if not data.attributes:
        raise NoUsableAttribute
    data = in_order(data)
    # one thread: on small machines that are busy, several threads of BLAS are many times slower
    with threadpool_limits(1):
        if isinstance(data, StaticTable):
            return _train_static(data, seed, bags, progress)
        return _train_dated(data, seed, bags, progress, by_time=by_time)


def require_events(events: int, others: int) -> None:
    """Raises NobodyLeft, NobodyStayed or TooFewEvents where nothing can be learnt."""
    if events == 0:
        raise NobodyLeft
    if others == 0:
        raise NobodyStayed
    if events < MINIMUM_EVENTS:
        raise TooFewEvents(events, MINIMUM_EVENTS)


def distinct_people(data: StaticTable) -> pl.DataFrame:
    """The rows to learn from: those with an outcome, identical ones once.

    Where most rows are identical the attributes are too few to tell people apart and every row is kept: one
    row a combination would make leaving look as frequent as staying.
    """
    people = data.people.filter(pl.col("event").is_not_null())
    names = [a.name for a in data.attributes]
    distinct = people.unique(subset=[*names, "event"], keep="first", maintain_order=True)
    return distinct if distinct.height >= MINIMUM_DISTINCT_SHARE * people.height else people


def _train_static(data: StaticTable, seed: int, bags: int, progress: Progress) -> TrainedModel:
    distinct = distinct_people(data)
    outcome = distinct["event"].cast(pl.Float64).to_numpy().astype(np.float64)
    days = np.full(distinct.height, day_number(data.as_of), dtype=np.int64)
    encoding, matrix = learn_encoding(distinct, days, data.attributes)
    require_events(int(outcome.sum()), int((1 - outcome).sum()))
    person = np.unique(distinct["person_id"].to_numpy(), return_inverse=True)[1].astype(np.int64)
    rows = TrainingRows("window", matrix, outcome, person, np.zeros(len(outcome)), Bernoulli())
    return _finish(
        data,
        "static",
        encoding,
        rows,
        None,
        seed=seed,
        bags=bags,
        progress=progress,
        window=(None, data.as_of),
    )


def _train_dated(
    data: DatedRecords, seed: int, bags: int, progress: Progress, *, by_time: bool
) -> TrainedModel:
    panel = Panel(data)
    require_events(panel.events_before(panel.months), panel.censored_before(panel.months))
    months = held_out_months(panel) if by_time else 0
    validation = validate_by_time(panel, months, seed, progress.part(0.02, 0.4)) if months else None
    encoding, rows = draw_rows(panel, panel.months, seed)
    first = _EPOCH + timedelta(days=int(panel.month_starts[0]))
    return _finish(
        data,
        "dated",
        encoding,
        rows,
        validation,
        seed=seed,
        bags=bags,
        progress=progress.part(0.4, 1.0) if months else progress,
        window=(first, data.observed_until),
        compare=by_time,
    )


def _causes(rows: TrainingRows, encoding: Encoding) -> CauseShares | None:
    if rows.cause is None:
        return None
    has_left = rows.outcome > 0
    return fit_causes(rows.matrix[has_left], rows.cause[has_left], encoding)


def _finish(  # noqa: PLR0913  (the two shapes meet here)
    data: TrainingData,
    shape: Shape,
    encoding: Encoding,
    rows: TrainingRows,
    validation: Validation | None,
    *,
    seed: int,
    bags: int,
    progress: Progress,
    window: tuple[date | None, date],
    compare: bool = True,
) -> TrainedModel:
    """Fits members on all rows, keeps the best candidate, draws the bags."""
    fits = fit_members(rows, encoding, seed, progress.part(0.02, 0.5))
    rows = rows.under(fits.likelihood)
    window_days = data.window_days if isinstance(data, StaticTable) else None
    validated = 0.5
    if validation is None:
        validated = 0.8
        days, validating = window_days or _PERSON_MONTH_DAYS, progress.part(0.5, validated)
        validating.at(0.0, "validating on people left out")
        validation = validate_by_person(rows, fits, encoding, days, seed if compare else None, validating)
    else:
        progress.at(0.5, "comparing with simple forecasts")
        validation = decided_by_other_people(validation, rows, fits, encoding, seed)
    second = fit_second_level(validation.best, fits.held_out, rows, fits.folds)
    boosted = full_boosters(rows, fits, encoding, seed, progress.part(validated, validated + 0.1))
    predictor = assemble(second, fits, encoding, boosted)
    drawn = fit_bags(
        rows, fits, second, encoding, bags=bags, seed=seed, progress=progress.part(validated + 0.1, 0.98)
    )
    causes = _causes(rows, encoding)
    progress.at(1.0, "model trained")
    return TrainedModel(
        shape=shape,
        attributes=data.attributes,
        encoding=encoding,
        predictor=predictor,
        bags=drawn,
        causes=causes,
        as_of=window[1],
        window_days=window_days,
        training_window=window,
        metrics={
            **validation.metrics(),
            "training_rows": len(rows),
            "training_events": int(rows.outcome.sum()),
        },
    )
