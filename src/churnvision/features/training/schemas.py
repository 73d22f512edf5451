"""What training and models show, and what they are asked with."""

from datetime import date, datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from churnvision.kit.identifiers import BodyId
from churnvision.kit.long_runs import LongRunView


class TrainingOptions(BaseModel):
    """How to train; every value has a default."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"seed": 1, "bags": 10}]})

    seed: int = Field(1, ge=0, le=2**31 - 1, description="the same data and seed give the same model")
    bags: int = Field(10, ge=2, le=50, description="refits over resampled people, for intervals")
    promote: bool = Field(False, description="let the new version forecast even when another one does so now")
    keep_columns: list[str] = Field(
        default_factory=list,
        max_length=1000,
        description="attributes to learn from although they seem to tell the outcome",
    )


class TrainingJobView(LongRunView):
    """One training run."""

    metrics: dict[str, Any] | None = Field(description="quality on held-out data, once succeeded")
    model_version_id: int | None = Field(None, description="the version it made")


class TrainingPage(BaseModel):
    """Training runs, newest first."""

    items: list[TrainingJobView]
    total: int
    next_cursor: str | None


class AttributeView(BaseModel):
    """An attribute that a model reads."""

    name: str
    kind: Literal["number", "category", "boolean", "date"]


class ModelFileView(BaseModel):
    """One file of a model version."""

    model_config = ConfigDict(from_attributes=True)

    name: str = Field(examples=["churn_model.joblib"])
    sha256: str = Field(description="hex")
    size_bytes: int


class ModelVersionView(BaseModel):
    """One trained model with its quality on held-out data."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    status: Literal["candidate", "promoted", "retired"]
    shape: str = Field(description="static (a table with a left flag) or dated (snapshots)")
    algorithm: str
    as_of: date = Field(description="until when the data it learnt from goes")
    trained_from: date | None
    window_days: int | None = Field(description="of a static table: within how many days the leavers left")
    created_at: datetime
    promoted_at: datetime | None
    is_shadow: bool = Field(description="also scores everybody, to be compared; its figures are no forecasts")
    metrics: dict[str, Any]
    attributes: list[AttributeView]
    files: list[ModelFileView]


class ModelPage(BaseModel):
    """Model versions, newest first."""

    items: list[ModelVersionView]
    total: int
    next_cursor: str | None


class RollBackRequest(BaseModel):
    """Which version is to forecast no more."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"from_version_id": 2}]})

    from_version_id: BodyId = Field(description="the version that forecasts now; 409 when another one does")


class ShadowRequest(BaseModel):
    """Whether a version runs as shadow."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"is_shadow": True}]})

    is_shadow: bool


class PromotionView(BaseModel):
    """A version began to forecast."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    kind: Literal["promotion", "rollback"]
    model_version_id: int
    previous_version_id: int | None = Field(description="the version that forecast until then")
    promoted_by: str | None = Field(description="username; null where the worker or a command did it")
    promoted_at: datetime


class PromotionPage(BaseModel):
    """Promotions and rollbacks, newest first."""

    items: list[PromotionView]
    total: int
    next_cursor: str | None
    roll_back_to: int | None = Field(description="the version that a rollback would make current again")


class FindingView(BaseModel):
    """What the checks of an import found, without the rows and values."""

    model_config = ConfigDict(extra="ignore")

    severity: Literal["error", "warning"]
    code: str
    column: str | None = None
    count: int = 1


class LearntImport(BaseModel):
    """An import that a version learnt from."""

    dataset_id: int
    filename: str
    shape: str | None
    row_count: int | None
    as_of: date | None
    sha256: str = Field(description="hex, of the file as it was uploaded")
    undone: bool = Field(description="undone since: its people are no longer in the workforce")
    findings: list[FindingView]


class LevelCount(BaseModel):
    """A level of a category and how many people have it; groups of one to four are never listed."""

    level: str
    count: int


class CauseCount(BaseModel):
    """A cause of leaving and how many left for it."""

    cause: str
    count: int


class AttributeSummary(BaseModel):
    """How an attribute is distributed over people, each as last known."""

    name: str
    kind: Literal["number", "category", "boolean", "date"]
    missing_share: float = Field(description="of all rows")
    known_people: int
    mean: float | None = None
    standard_deviation: float | None = None
    quantiles: dict[str, float | str | None] | None = Field(None, description="p05, p25, p50, p75, p95")
    levels: list[LevelCount] | None = Field(None, description="the most frequent, of five or more people")
    other_people: int | None = Field(None, description="people with other levels, together")
    level_count: int | None = None
    thin_levels: int | None = Field(None, description="levels of fewer than 30 people")


class ColumnVerdict(BaseModel):
    """What was decided on a column that seems to tell the outcome."""

    column: str
    verdict: Literal["excluded", "warned", "kept"]
    reason: str = Field(description="with the figure, to follow 'because'")


class LeakageFindings(BaseModel):
    """What the check for leakage found before training."""

    columns: list[ColumnVerdict]
    findings: list[str] = Field(description="sentences on the table or the model")


class DataCard(BaseModel):
    """What a version learnt from, as counted when it was trained."""

    sha256: str = Field(description="hex, over everything that was learnt from, in one order")
    shape: Literal["static", "dated"]
    rows: int
    identical_rows: int = Field(description="rows like another one, learnt from once")
    people: int
    leavers: int
    causes: list[CauseCount] | None = Field(description="null where the data tells none")
    period_from: date | None
    period_until: date
    window_days: int | None
    attributes: list[AttributeSummary]
    leakage: LeakageFindings | None = Field(None, description="null where it was not looked for")
    imports: list[LearntImport]


class MemberView(BaseModel):
    """A member of the model and its weight in the log-odds."""

    name: str
    weight: float
    rounds: int | None = None
    boosters: int | None = Field(None, description="of how many boosters the member is the mean")


class ModelDescription(BaseModel):
    """What a version consists of."""

    kind: Literal["hazard", "window"]
    members: list[MemberView]
    calibration: str
    floor: float = Field(description="the least probability, for people who leave whatever is known of them")
    bags: int
    seed: int
    features: list[str]
    unused_attributes: list[str] = Field(description="given, and changing no forecast")


class ModelCard(BaseModel):
    """Model card with data card: facts about a version, what it is for, and where it ends."""

    model_version_id: int
    status: str
    created_at: datetime
    algorithm: str
    trained_from: date | None
    as_of: date = Field(description="nothing after this day was learnt from")
    window_days: int | None
    intended_use: str
    limits: list[str]
    model: ModelDescription | None = Field(description="null for a version from before cards were kept")
    data: DataCard | None = Field(description="null for a version from before cards were kept")
    validation: dict[str, Any] = Field(description="measures, and on what they were measured")
    libraries: dict[str, str]
    files: list[ModelFileView]
