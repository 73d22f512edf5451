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
from churnvision.ml.rows import Encoding

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Rows:
    """People's matrix as of today and the dates from which their tenure and age are counted."""

    matrix: Matrix
    origins: Floats
    day: int

    def moving(self, encoding: Encoding) -> Matrix:
        """(n, moving_count) of today as they are, not brought into the training range."""
        days = np.full(len(self.origins), self.day, dtype=np.int64)
        return encoding.space.moving_columns(self.origins, days)

    def matrix_in(self, encoding: Encoding, lead_months: int) -> Matrix:
        """The matrix so many months on: time passes, all else stays."""
        count = encoding.space.moving_count
        if not count or lead_months == 0:
            return self.matrix
        moved = self.matrix.copy()
        days = np.full(len(moved), lead_day(self.day, lead_months), dtype=np.int64)
        moved[:, :count] = encoding.space.moving_columns(self.origins, days)
        for place, scale in enumerate(encoding.scaler.scales[:count]):
            # a column that never varied is a gap in every month
            moved[:, place] = (
                np.nan if scale is None else np.clip(moved[:, place], scale.grid[0], scale.grid[-1])
            )
        return moved


def lead_day(day: int, lead_months: int) -> int:
    """The day so many calendar months later, in days since 1970."""
    return day_number(month_before(date(1970, 1, 1) + timedelta(days=day), -lead_months))


def rows_on(encoding: Encoding, frame: pl.DataFrame, day: int) -> Rows:
    """People's attributes as of a day (days since 1970)."""
    days = np.full(frame.height, day, dtype=np.int64)
    return Rows(encoding.matrix(frame, days), encoding.space.origins(frame), day)


def log_odds_at(ensemble: Ensemble, encoding: Encoding, rows: Rows, leads: tuple[int, ...]) -> Floats:
    """(n, leads) log-odds before calibration of the months that begin so many months ahead."""
    columns = [ensemble.log_odds(rows.matrix_in(encoding, lead), encoding) for lead in leads]
    return np.stack(columns, axis=1)


def log_odds_of_year(ensemble: Ensemble, encoding: Encoding, rows: Rows, now: Floats | None = None) -> Floats:
    """(n, 12) log-odds before calibration of the next twelve months; ``now`` (n,) is the first where known.

    Every month is computed, because some leave in a certain one, as at the age of retirement.
    """
    moving = range(encoding.space.moving_count)
    start = ensemble.additive_log_odds(rows.matrix, encoding, moving)
    resting = ensemble.additive_log_odds(rows.matrix, encoding) - start
    result = np.empty((len(rows.matrix), CURVE_MONTHS))
    for lead in range(CURVE_MONTHS):
        if lead == 0 and now is not None:
            result[:, 0] = now
            continue
        matrix = rows.matrix_in(encoding, lead)
        additive = resting + ensemble.additive_log_odds(matrix, encoding, moving)
        result[:, lead] = additive + ensemble.boosted_log_odds(matrix)
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
