"""A trained model: everything that scoring needs, and what is known about its quality."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from churnvision.ml.causes import CauseShares
from churnvision.ml.ensemble import Ensemble
from churnvision.ml.inputs import Attribute
from churnvision.ml.recipe import Predictor
from churnvision.ml.rows import Encoding

Shape = Literal["static", "dated"]


@dataclass(frozen=True)
class TrainedModel:
    """A predictor with its bags.

    ``window_days`` is set for a model of one table; ``training_window`` are the first and last day whose
    outcomes were learnt from (the first is None for one table). ``metrics`` are plain values for JSON.
    ``causes`` is None for one table and where no cause of leaving is known.
    """

    shape: Shape
    attributes: tuple[Attribute, ...]
    encoding: Encoding
    predictor: Predictor
    bags: tuple[Ensemble, ...]
    as_of: date
    window_days: int | None
    training_window: tuple[date | None, date]
    metrics: dict[str, Any]
    causes: CauseShares | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the features in the order of the matrix."""
        return self.encoding.space.names
