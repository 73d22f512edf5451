"""People of the past as the model would have read them then, with what became of them.

Nothing of the outcome is in what is read: of a leaver only what was known a year before the last day, of all
others what was known a year ago; of a table with a flag its rows, which are of the window's beginning.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from churnvision.ml.encoding import Matrix
from churnvision.ml.features import day_numbers
from churnvision.ml.history import Facts, latest_states, read_rows, static_table
from churnvision.ml.model import TrainedModel
from churnvision.ml.scoring import completed, first_day


@dataclass(frozen=True)
class PastCases:
    """Of n people: ``raw`` (n, features), the matrix before it is brought into the training range."""

    person_id: NDArray[np.int64]
    has_left: NDArray[np.bool_]
    raw: Matrix


def past_cases(model: TrainedModel, facts: Facts) -> PastCases:
    """The cases in facts that were copied for it; none where history is too short."""
    if facts.shape == "static":
        table = static_table(facts).people.filter(pl.col("event").is_not_null())
        people = table.unique("person_id", keep="last", maintain_order=True).rename({"event": "has_left"})
        days = np.full(people.height, first_day(model, facts.as_of), dtype=np.int64)
    else:
        columns = {
            "person_id": pl.Int64(),
            "started_on": pl.Date(),
            "known_on": pl.Date(),
            "has_left": pl.String(),
        }
        told = read_rows(facts.people, **columns).with_columns(has_left=pl.col("has_left") == "t")
        people = latest_states(facts).join(told, on="person_id", how="inner", maintain_order="left")
        # the month begins on the day after the last known one, as in scoring
        days = day_numbers(people["known_on"]).astype(np.int64) + 1
    frame, _ = completed(model, people)
    raw = model.encoding.space.matrix(frame, model.encoding.encoder, days)
    return PastCases(people["person_id"].to_numpy(), people["has_left"].to_numpy(), raw)
