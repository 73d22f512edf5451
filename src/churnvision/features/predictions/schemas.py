"""What forecasts look like, for one person and for groups."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from churnvision.kit.identifiers import BodyId

Band = Literal["low", "raised", "high", "very_high"]
BANDS: tuple[Band, ...] = ("low", "raised", "high", "very_high")
ShownCause = Literal["voluntary", "involuntary", "retirement_or_other"]
SHOWN_CAUSES: tuple[ShownCause, ...] = ("voluntary", "involuntary", "retirement_or_other")
MedianState = Literal["within", "beyond", "unknown"]
State = Literal["ready", "stale", "scoring", "no_scores", "no_model"]
Probability = Annotated[float, Field(ge=0, le=1)]


class EstimateView(BaseModel):
    """A figure with its 90 % interval."""

    point: float
    lower: float
    upper: float


class CauseLeavers(BaseModel):
    """How many of the expected leavers of a group leave for one cause."""

    cause: ShownCause
    expected: float


class HorizonEstimate(BaseModel):
    """Expected leavers within a horizon."""

    horizon_days: int
    estimate: EstimateView | None = Field(description="null for a small group, or one without forecasts")
    extrapolated: bool = Field(description="beyond the window that the imported data covers")
    causes: list[CauseLeavers] = Field(
        description="parts of the estimate, which add up to its point; empty like it, and where the model "
        "tells no causes apart"
    )


class BandCount(BaseModel):
    """How many people are in a risk band."""

    band: Band
    count: int | None = Field(
        description="null, for those who see groups only, where a band of fewer than five could be computed"
    )
    share: float | None = Field(description="of the people with a forecast; null like the count")


class GroupForecast(BaseModel):
    """The forecast of an org unit with everything below it."""

    org_unit_id: int
    path: str
    headcount: int | None = Field(description="null for a small group, for those who see groups only")
    forecast_count: int | None = Field(
        description="people whom the expected leavers are summed over; null like the headcount"
    )
    expected_leavers_90: EstimateView | None
    expected_leavers_365: EstimateView | None
    suppressed: bool = Field(
        description="one to four people, or such a group (also of people with a forecast) could be computed"
    )


class DriverShare(BaseModel):
    """How much the forecasts differ by one attribute, on average over everybody."""

    attribute: str
    label: str
    mean_absolute_contribution: float = Field(description="in log-odds")


class Quality(BaseModel):
    """How well the model did on data it had not seen."""

    model_config = ConfigDict(extra="ignore")

    auc: float
    log_loss: float
    brier: float
    base_rate_log_loss: float
    ece: float
    n: int
    events: int
    validation: str


class Thresholds(BaseModel):
    """Limits of the risk bands on the 365-day probability."""

    # A limit that is misspelt must not put back the usual one.
    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"raised": 0.1, "high": 0.2, "very_high": 0.4}]}
    )

    raised: float = Field(0.10, gt=0, lt=1)
    high: float = Field(0.20, gt=0, lt=1)
    very_high: float = Field(0.40, gt=0, lt=1)


class Summary(BaseModel):
    """The forecast of the whole scope, or of one org unit."""

    state: State = Field(description="scoring: the first forecasts of the promoted model are being computed")
    as_of: date | None
    model_version_id: int | None
    scored_at: datetime | None
    headcount: int | None = Field(description="null for a small group, for those who see groups only")
    forecast_count: int | None = Field(
        description="people whom the expected leavers are summed over; null like the headcount"
    )
    leavers_last_365_days: int | None = Field(
        description="before the as-of date; null without forecasts, and where one to four would be told"
    )
    expected_leavers: list[HorizonEstimate]
    risk_bands: list[BandCount]
    org_units: list[GroupForecast]
    top_drivers: list[DriverShare]
    quality: Quality | None
    thresholds: Thresholds
    warnings: list[str]


class DriverView(BaseModel):
    """One attribute's share of a person's log-odds."""

    attribute: str
    label: str
    value: str
    contribution: float = Field(description="in log-odds of the as-of month; positive raises the hazard")


class CauseProbability(BaseModel):
    """The probability of leaving for one cause within a horizon."""

    cause: ShownCause
    probability: Probability


class Horizon(BaseModel):
    """The probability of leaving within a number of days, with its 90 % interval."""

    days: int
    probability: Probability
    lower: Probability
    upper: Probability
    extrapolated: bool
    causes: list[CauseProbability] = Field(
        description="parts of the probability, which add up to it; empty where the model tells none apart"
    )


class CurvePoint(BaseModel):
    """The probability of still being there after a number of months, with its 90 % band."""

    month: int
    survival: Probability
    lower: Probability
    upper: Probability


class KeptValue(BaseModel):
    """What a person's staying is worth over the months of the curve, by a number that the operator named."""

    attribute: str
    label: str
    amount: float = Field(description="the person's number, as known on the as-of date")
    amount_months: int = Field(description="the months for which the amount stands")
    expected: EstimateView = Field(description="amount a month, times the expected months")


class RemainingTenure(BaseModel):
    """How much longer a person is expected to stay, from the same curve."""

    within_months: int = Field(description="the months of the curve; nothing is said beyond")
    expected_months: EstimateView = Field(description="of these months, how many the person still works")
    median_months: float | None = Field(
        description="months until the chance of still being there is one half"
    )
    median_state: MedianState = Field(
        description="beyond: later than the curve tells; unknown: a model of one table does not know when "
        "people leave; the median is null for both"
    )
    extrapolated: bool = Field(description="the months go beyond the window that the imported data covers")
    value: KeptValue | None = Field(description="null without the setting, or where the number is not known")


class Prediction(BaseModel):
    """The forecast for one person."""

    employee_id: int
    employee_number: str
    as_of: date
    model_version_id: int
    scored_at: datetime
    horizons: list[Horizon]
    curve: list[CurvePoint]
    remaining_tenure: RemainingTenure
    risk_band: Band
    log_odds: float = Field(description="uncalibrated, of the as-of month")
    drivers: list[DriverView]
    thresholds: Thresholds
    stale: bool = Field(description="imports were committed or undone since, or another model was promoted")
    limits: list[str] = Field(description="what this forecast does not know")


class PredictionFilter(BaseModel):
    """Which forecasts are wanted."""

    sort: Literal["-probability_365", "probability_365"] = "-probability_365"
    limit: int = Field(50, ge=1, le=200)
    cursor: str | None = Field(None, max_length=300)
    risk_band: Band | None = None


class PredictionPage(BaseModel):
    """Forecasts, sorted."""

    items: list[Prediction]
    total: int
    next_cursor: str | None


class BatchRequest(BaseModel):
    """Whose forecasts are wanted."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"employee_ids": [1, 2]}]})

    employee_ids: list[BodyId] = Field(min_length=1, max_length=500)


class Batch(BaseModel):
    """Forecasts, and the ids without one that the caller may see."""

    items: list[Prediction]
    missing: list[int]


class ScoringStarted(BaseModel):
    """A scoring that waits in the queue."""

    scoring_run_id: int
    job_id: int


class ScoringRunView(BaseModel):
    """One scoring of everybody."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    model_version_id: int
    as_of: date
    status: Literal["running", "succeeded", "failed"]
    scored_count: int | None
    created_at: datetime
    finished_at: datetime | None
    is_current: bool
    warnings: list[str]


class ScoringRunPage(BaseModel):
    """Scorings, newest first."""

    items: list[ScoringRunView]
    total: int
    next_cursor: str | None


class RunFilter(BaseModel):
    """Which part of the scorings."""

    limit: int = Field(50, ge=1, le=200)
    cursor: str | None = Field(None, max_length=200)
