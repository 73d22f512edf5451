"""How much longer a person is expected to stay, and what that is worth: functionals of the stored curve."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from churnvision.features.employees.schemas import AttributeView
from churnvision.features.predictions.schemas import EstimateView, KeptValue, MedianState, RemainingTenure
from churnvision.features.predictions.tables import ChurnOutput
from churnvision.kit.settings import ValueSettings
from churnvision.ml.curve import (
    CURVE_MONTHS,
    DAYS_PER_MONTH,
    SurvivalFunction,
    expected_months,
    is_extrapolated,
)


@dataclass(frozen=True)
class ValueMeasure:
    """The number that says what a person is worth, and for how many months it stands."""

    attribute: str
    label: str
    months: int


def value_measure(catalogue: Sequence[AttributeView], named: ValueSettings) -> ValueMeasure | None:
    """The number that the setting names; None where it names none, or none of the data."""
    for one in catalogue:
        if one.name == named.attribute and one.kind == "number":
            return ValueMeasure(one.name, one.label, named.months)
    return None


def remaining_tenure(
    output: ChurnOutput, *, window_days: int | None, measure: ValueMeasure | None, amount: float | None
) -> RemainingTenure:
    """From one stored forecast; `amount` is the person's number of the measure, None if unknown."""
    months = EstimateView(
        point=_months(output.survival),
        lower=_months(output.survival_lower),
        upper=_months(output.survival_upper),
    )
    median, state = _median(output, knows_times=window_days is None)
    return RemainingTenure(
        within_months=CURVE_MONTHS,
        expected_months=months,
        median_months=median,
        median_state=state,
        extrapolated=is_extrapolated(CURVE_MONTHS * DAYS_PER_MONTH, window_days),
        value=None if measure is None or amount is None else _value(months, measure, amount),
    )


def _median(output: ChurnOutput, *, knows_times: bool) -> tuple[float | None, MedianState]:
    if not knows_times:
        return None, "unknown"
    median = SurvivalFunction(tuple(output.survival)).median_months()
    return median, "beyond" if median is None else "within"


def _months(survival: Sequence[float]) -> float:
    return float(expected_months(np.asarray(survival, dtype=np.float64)))


def _value(months: EstimateView, measure: ValueMeasure, amount: float) -> KeptValue:
    ends = sorted((months.lower * amount / measure.months, months.upper * amount / measure.months))
    return KeptValue(
        attribute=measure.attribute,
        label=measure.label,
        amount=amount,
        amount_months=measure.months,
        expected=EstimateView(point=months.point * amount / measure.months, lower=ends[0], upper=ends[1]),
    )
