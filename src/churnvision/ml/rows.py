"""The rows that estimators learn from, the same for both shapes of data."""

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from churnvision.ml.encoding import (
    FeatureScaler,
    LabelEncoder,
    Matrix,
    learn_levels,
    learn_scaler,
)
from churnvision.ml.errors import NoUsableAttribute
from churnvision.ml.features import FeatureSpace, plan_features
from churnvision.ml.inputs import Attribute
from churnvision.ml.likelihood import Bernoulli

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
OutcomeKind = Literal["window", "hazard"]


@dataclass(frozen=True)
class TrainingRows:
    """Matrix (n, columns), outcome (n,) 0 or 1, person (n,), months between attributes and outcome (n,).

    ``cause`` (n,): the place in CAUSES for which people left, NO_CAUSE where unknown or without an event;
    None for a table.

    ``likelihood``: how scores and outcomes go together. Its offset is the log-odds by which events are more
    frequent in these rows than in truth, because a part of the rows without an event was left out; scores do
    not contain it, so that probabilities stay true.
    """

    kind: OutcomeKind
    matrix: Matrix
    outcome: Floats
    person: Integers
    lead_months: Floats
    likelihood: Bernoulli
    cause: Integers | None = None

    def __len__(self) -> int:
        return len(self.outcome)

    @property
    def weights(self) -> Floats:
        """How many true rows each row stands for."""
        return np.where(self.outcome > 0, 1.0, np.exp(self.likelihood.offset))

    def subset(self, places: NDArray[np.int64] | NDArray[np.bool_]) -> "TrainingRows":
        """The rows at these places."""
        return TrainingRows(
            self.kind,
            self.matrix[places],
            self.outcome[places],
            self.person[places],
            self.lead_months[places],
            self.likelihood,
            None if self.cause is None else self.cause[places],
        )

    def under(self, likelihood: Bernoulli) -> "TrainingRows":
        """The same rows under another likelihood."""
        return replace(self, likelihood=likelihood)


@dataclass(frozen=True)
class Encoding:
    """Everything between attributes and the matrix."""

    space: FeatureSpace
    encoder: LabelEncoder
    scaler: FeatureScaler

    def matrix(self, frame: pl.DataFrame, days: Integers) -> Matrix:
        """(n, columns) of the frame with each row as on its day, in the range seen in training."""
        raw = self.space.matrix(frame, self.encoder, days)
        return self.cleaned(raw)

    def cleaned(self, raw: Matrix) -> Matrix:
        """The matrix with its numbers brought into the training range, in place."""
        count = self.space.numeric_count
        raw[:, :count] = self.scaler.clean(raw[:, :count])
        return raw


def learn_encoding(
    frame: pl.DataFrame,
    days: Integers,
    attributes: tuple[Attribute, ...],
    *,
    has_tenure: bool = False,
    has_season: bool = False,
) -> tuple[Encoding, Matrix]:
    """Learns levels and scales from the rows, and returns their matrix too. Raises NoUsableAttribute."""
    encoder = learn_levels(frame, [a.name for a in attributes if a.kind == "category"])
    space = plan_features(attributes, encoder, has_tenure=has_tenure, has_season=has_season)
    raw = space.matrix(frame, encoder, days)
    scaler = learn_scaler(raw[:, : space.numeric_count])
    codes = raw[:, space.numeric_count :]
    # a season alone says nothing about people
    scales = [
        scale for name, scale in zip(space.names, scaler.scales, strict=False) if name != "calendar_month"
    ]
    varies = any(scale is not None for scale in scales) or any(
        len(np.unique(codes[:, place])) > 1 for place in range(codes.shape[1])
    )
    if not varies:
        raise NoUsableAttribute
    encoding = Encoding(space, encoder, scaler)
    return encoding, encoding.cleaned(raw)


def group_folds(person: Integers, outcome: Floats, seed: int, count: int = 5) -> Integers:
    """Fold (n,) of each row: people stay whole, leavers are spread evenly over the folds."""
    rng = np.random.default_rng(seed)
    people, place = np.unique(person, return_inverse=True)
    leaves = np.zeros(len(people), dtype=bool)
    np.logical_or.at(leaves, place, outcome > 0)
    fold = np.empty(len(people), dtype=np.int64)
    for chosen in (leaves, ~leaves):
        members = rng.permutation(np.flatnonzero(chosen))
        fold[members] = np.arange(len(members)) % count
    return np.asarray(fold[place])
