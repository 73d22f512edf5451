"""Causes of leaving as they are stored, and in the words in which they are shown.

A model tells up to four causes apart; retirement and other reasons are shown as one.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from churnvision.features.predictions.schemas import ShownCause
from churnvision.ml.curve import HORIZON_DAYS

Floats = NDArray[np.float64]
_SHOWN: dict[str, ShownCause] = {
    "voluntary": "voluntary",
    "involuntary": "involuntary",
    "retirement": "retirement_or_other",
    "other": "retirement_or_other",
}


def of_horizon(
    causes: Sequence[str], stored: Sequence[float] | Floats, place: int
) -> list[tuple[ShownCause, float]]:
    """The parts of the horizon at a place of HORIZON_DAYS, from `stored`: cause after cause, each horizon.

    Empty where nothing is stored, as in forecasts made before causes were kept.
    """
    if len(stored) == 0:
        return []
    parts: dict[ShownCause, float] = {}
    for cause, value in zip(causes, stored[place :: len(HORIZON_DAYS)], strict=True):
        parts[_SHOWN[cause]] = parts.get(_SHOWN[cause], 0.0) + float(value)
    return list(parts.items())
