"""What backtests show, and what they are asked with."""

from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from churnvision.kit.long_runs import LongRunView


class BacktestRequest(BaseModel):
    """How to look back; every value has a default."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"months": 24}]})

    months: int = Field(24, ge=1, le=120, description="how many month starts to look back from")
    retrain_every: int = Field(3, ge=1, le=24, description="months for which a model is kept")
    bags: int = Field(5, ge=2, le=50, description="refits over resampled people, for intervals")
    seed: int = Field(1, ge=0, le=2**31 - 1, description="the same data and seed give the same lists")


class MonthFigures(BaseModel):
    """Expected leavers of one month's list within the horizon, with the 90 % interval, and how many left."""

    month: date
    trained_until: date
    headcount: int
    expected: float
    lower: float
    upper: float
    actual: int | None = Field(description="null while the horizon is not over, or where not shown")
    expected_over_observed: float | None
    suppressed: bool = Field(False, description="the number of leavers is too small to show")
    list_sha256: str = Field(description="hex, of the list as it was known then")


class Measures(BaseModel):
    """What one forecast of a horizon is worth; null where a measure is not defined."""

    auc: float | None
    average_precision: float | None
    log_loss: float
    brier: float
    expected_calibration_error: float
    expected_over_observed: float | None
    lift_top_tenth: float | None


class SurvivalMeasures(BaseModel):
    """What one forecast's curves are worth; null where a measure is not defined."""

    harrell_concordance: float | None
    uno_concordance: float | None
    integrated_brier_score: float | None


class Difference(BaseModel):
    """The model minus a baseline in one measure, with the 90 % interval over people."""

    baseline: str
    measure: str
    difference: float
    lower: float
    upper: float


class CalibrationGroup(BaseModel):
    """Person-months of like forecasts: mean forecast, share that left with its 90 % interval."""

    predicted: float
    observed: float
    lower: float
    upper: float
    person_months: int
    people: int
    leavers: int


class HorizonFigures(BaseModel):
    """One horizon: its months, and the measures over those that are over, by the name of the forecast."""

    days: int
    months: list[MonthFigures]
    person_months: int
    people: int
    leavers: int | None = Field(description="people; null where there are too few to show")
    measures: dict[str, Measures]
    differences: list[Difference]
    calibration: list[CalibrationGroup]


class SurvivalFigures(BaseModel):
    """The curves of all lists, weighted for who was not followed to the end."""

    months: int
    measures: dict[str, SurvivalMeasures]
    differences: list[Difference]


class GroupRatio(BaseModel):
    """Expected over observed of a group of five people or more; small groups are put together."""

    group: str
    person_months: int
    people: int
    leavers: int
    expected: float
    observed: int = Field(description="person-months that ended in leaving")
    ratio: float | None
    lower: float | None
    upper: float | None


class GroupFigures(BaseModel):
    """Expected over observed leavers within `days` by the groups of one attribute."""

    attribute: str
    days: int
    ratios: list[GroupRatio]


class Results(BaseModel):
    """What a backtest found."""

    observed_until: date
    retrain_every_months: int
    horizons: list[HorizonFigures]
    survival: SurvivalFigures
    groups: GroupFigures | None
    beats_baselines: bool
    reason: str = Field(description="why it beats the baselines or does not, in a sentence")


class BacktestView(LongRunView):
    """One backtest."""

    options: BacktestRequest


class BacktestResults(BacktestView):
    """One backtest with what it found, once it has succeeded."""

    results: Results | None


class BacktestPage(BaseModel):
    """Backtests, newest first."""

    items: list[BacktestView]
    total: int
    next_cursor: str | None
    obstacle: str | None = Field(description="why none can be started with the present data")


class ListRequest(BaseModel):
    """Which part of a monthly list, the most likely leavers first."""

    limit: int = Field(50, ge=1, le=500)
    offset: int = Field(0, ge=0, le=10_000_000)


class ListedPerson(BaseModel):
    """One person of a list: the forecast as it was then, and what is known now."""

    employee_id: int
    employee_number: str
    full_name: str | None
    probability_30: float
    probability_90: float
    probability_180: float
    probability_365: float
    has_left: bool = Field(description="left between the month and the last day observed")


class MonthList(BaseModel):
    """The list of a month as it was known then, as far as it is in scope."""

    month: date
    sha256: str = Field(description="hex, of the whole list")
    headcount: int = Field(description="of the whole list")
    total: int = Field(description="people in scope")
    items: list[ListedPerson]
