"""From stored rows to what is shown: labels, extrapolated horizons, and what a forecast does not know."""

from collections.abc import Mapping
from dataclasses import dataclass

from churnvision.features.predictions import causes
from churnvision.features.predictions.schemas import (
    CauseProbability,
    CurvePoint,
    DriverView,
    Horizon,
    Prediction,
    Thresholds,
)
from churnvision.features.predictions.tables import ChurnOutput, ScoringRun
from churnvision.features.predictions.tenure import ValueMeasure, remaining_tenure
from churnvision.features.training import service as training
from churnvision.features.training.schemas import ModelVersionView
from churnvision.ml.curve import HORIZON_DAYS, is_extrapolated

_DERIVED_LABELS = {"tenure_months": "Tenure", "age_years": "Age", "calendar_month": "Season"}
_SINCE = "years_since_"


def label_of(attribute: str, labels: Mapping[str, str]) -> str:
    """The attribute's name as the imported file has it; derived ones in words."""
    if attribute in labels:
        return labels[attribute]
    if attribute in _DERIVED_LABELS:
        return _DERIVED_LABELS[attribute]
    if attribute.startswith(_SINCE):
        return f"Years since {label_of(attribute.removeprefix(_SINCE), labels)}"
    return attribute.replace("_", " ").capitalize()


def limits_of(version: ModelVersionView, *, stale: bool) -> list[str]:
    """What forecasts of this version do not know, in sentences."""
    said = ["Drivers say what the model looks at, not what would change if they were changed."]
    said += training.limits_of_window(version.window_days)
    if stale:
        said.append("Data was imported or undone, or another model promoted, after this forecast was made.")
    return said


@dataclass(frozen=True)
class Reader:
    """Reads stored forecasts of one run."""

    run: ScoringRun
    version: ModelVersionView
    labels: Mapping[str, str]
    stale: bool
    measure: ValueMeasure | None

    def view(self, output: ChurnOutput, employee_number: str, amount: float | None) -> Prediction:
        """One person's forecast; `amount` is the person's number of the measure."""
        return Prediction(
            employee_id=output.employee_id,
            employee_number=employee_number,
            as_of=output.as_of,
            model_version_id=output.model_version_id,
            # The same moment as the summary shows; a row is written a moment before its run ends.
            scored_at=self.run.finished_at or output.scored_at,
            horizons=[self._horizon(output, place, days) for place, days in enumerate(HORIZON_DAYS)],
            curve=[
                CurvePoint(month=month, survival=survival, lower=lower, upper=upper)
                for month, (survival, lower, upper) in enumerate(
                    zip(output.survival, output.survival_lower, output.survival_upper, strict=True)
                )
            ],
            remaining_tenure=remaining_tenure(
                output,
                window_days=self.version.window_days,
                measure=self.measure,
                amount=amount,
            ),
            risk_band=output.risk_band,
            log_odds=output.log_odds,
            drivers=[
                DriverView(**driver, label=label_of(driver["attribute"], self.labels))
                for driver in output.drivers
            ],
            thresholds=Thresholds(**self.run.thresholds),
            stale=self.stale,
            limits=limits_of(self.version, stale=self.stale),
        )

    def _horizon(self, output: ChurnOutput, place: int, days: int) -> Horizon:
        return Horizon(
            days=days,
            probability=getattr(output, f"probability_{days}"),
            lower=getattr(output, f"probability_{days}_lower"),
            upper=getattr(output, f"probability_{days}_upper"),
            extrapolated=is_extrapolated(days, self.version.window_days),
            causes=[
                CauseProbability(cause=cause, probability=probability)
                for cause, probability in causes.of_horizon(
                    self.run.causes, output.cause_probabilities, place
                )
            ],
        )
