"""Monthly hazards of the next twelve months from attributes as they hold today."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl
from numpy.typing import NDArray

from churnvision.ml.calibration import HazardCalibration, WindowCalibration
from churnvision.ml.curve import CURVE_MONTHS, monthly_hazard_from_window
from churnvision.ml.encoding import Matrix
from churnvision.ml.ensemble import Ensemble
from churnvision.ml.features import day_number
from churnvision.ml.panel import month_before
from churnvision.ml.recipe import Predictor
from churnvision.ml.rows import Encoding

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Rows:
    """People's matrix as of today and the dates from which their tenure and age are counted."""

    matrix: Matrix
    origins: Floats
    day: int

    def matrix_in(self, encoding: Encoding, lead_months: int) -> Matrix:
        """The matrix so many months on: time passes, all else stays."""
        count = encoding.space.moving_count
        moved = self.matrix.copy()
        if not count:
            return moved
        days = np.full(len(moved), lead_day(self.day, lead_months), dtype=np.int64)
        moved[:, :count] = encoding.space.moving_columns(self.origins, days)
        return encoding.cleaned(moved)


def lead_day(day: int, lead_months: int) -> int:
    """The day so many calendar months later, in days since 1970."""
    return day_number(month_before(date(1970, 1, 1) + timedelta(days=day), -lead_months))


def rows_on(encoding: Encoding, frame: pl.DataFrame, day: int) -> Rows:
    """People's attributes as of a day (days since 1970)."""
    days = np.full(frame.height, day, dtype=np.int64)
    return Rows(encoding.matrix(frame, days), encoding.space.origins(frame), day)


def log_odds_ahead(ensemble: Ensemble, encoding: Encoding, rows: Rows, leads: list[int]) -> Floats:
    """(n, leads) log-odds before calibration."""
    result = np.empty((len(rows.matrix), len(leads)))
    for place, lead in enumerate(leads):
        matrix = rows.matrix if lead == 0 else rows.matrix_in(encoding, lead)
        result[:, place] = ensemble.log_odds(matrix, encoding)
    return result


def hazards_of(
    calibration: WindowCalibration | HazardCalibration, log_odds: Floats, window_days: int | None
) -> Floats:
    """(n, 12) monthly hazards from log-odds (n, 12), or (n, 1) for a model with a window."""
    if isinstance(calibration, HazardCalibration):
        return calibration.probability(log_odds, np.arange(CURVE_MONTHS, dtype=np.float64))
    assert window_days is not None
    hazard = monthly_hazard_from_window(calibration.probability(log_odds), window_days)
    return np.repeat(hazard, CURVE_MONTHS, axis=1)


def monthly_hazards(predictor: Predictor, encoding: Encoding, frame: pl.DataFrame, day: int) -> Floats:
    """(n, 12) hazards of the months from that day."""
    rows = rows_on(encoding, frame, day)
    log_odds = log_odds_ahead(predictor.ensemble, encoding, rows, list(range(CURVE_MONTHS)))
    return hazards_of(predictor.calibration, log_odds, None)
