"""What a model read of a person, kept beside the forecast, so that it can be explained later as it was made.

A row of kept inputs holds, for each time that moves with the calendar, the day it is counted from (days since
1970), then all columns of the as-of day's matrix before they are brought into the training range. From them
the model's own rows come back exactly, whatever was imported since.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

from churnvision.ml.encoding import Matrix
from churnvision.ml.explanation import ValueTexts
from churnvision.ml.forecast import Rows
from churnvision.ml.model import TrainedModel
from churnvision.ml.rows import Encoding
from churnvision.ml.scoring import completed, first_day


@dataclass(frozen=True)
class Kept:
    """Of n people: ``inputs`` (n, see `input_count`), ``raw`` (n, features) and ``texts`` (n, features).

    ``raw`` is the matrix before it is brought into the training range; texts are values for people.
    """

    inputs: Matrix
    raw: Matrix
    texts: NDArray[np.object_]


def input_count(encoding: Encoding) -> int:
    """How many numbers are kept of a person."""
    return len(encoding.space.moving) + len(encoding.space.names)


def keep(model: TrainedModel, people: pl.DataFrame, as_of: date) -> Kept:
    """What the model reads of people (see `scoring.score`) as of the end of the day."""
    frame, _ = completed(model, people)
    space, day = model.encoding.space, first_day(model, as_of)
    raw = space.matrix(frame, model.encoding.encoder, np.full(frame.height, day, dtype=np.int64))
    origins = space.origins(frame).astype(np.float32)
    texts = np.empty(raw.shape, dtype=object)
    told, everybody = ValueTexts(space, raw[:, : space.moving_count], frame), np.arange(frame.height)
    for place in range(len(space.names)):
        texts[:, place] = told.column(place, everybody)
    return Kept(np.hstack([origins, raw]), raw, texts)


def kept_raw(encoding: Encoding, inputs: Matrix, day: int) -> Matrix:
    """(n, features) the matrix of a day (days since 1970) before it is brought into the training range."""
    space = encoding.space
    raw = inputs[:, len(space.moving) :].copy()
    days = np.full(len(inputs), day, dtype=np.int64)
    raw[:, : space.moving_count] = space.moving_columns(_origins(encoding, inputs), days)
    return raw


def kept_rows(encoding: Encoding, inputs: Matrix, day: int) -> Rows:
    """The rows that the model reads, as of a day (days since 1970)."""
    return Rows(encoding.cleaned(kept_raw(encoding, inputs, day)), _origins(encoding, inputs), day)


def _origins(encoding: Encoding, inputs: Matrix) -> NDArray[np.float64]:
    return inputs[:, : len(encoding.space.moving)].astype(np.float64)


def with_value(encoding: Encoding, inputs: Matrix, day: int, place: int, value: float) -> Matrix:
    """The inputs with one feature set to a value of its column; a time is set by the day it counts from."""
    space = encoding.space
    changed = inputs.copy()
    if place < len(space.moving):
        changed[:, place] = day - value * space.moving[place].days_per_unit
    else:
        changed[:, len(space.moving) + place] = value
    return changed
