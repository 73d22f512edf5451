"""What drift checks look like."""

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, Field

Verdict = Literal["stable", "moderate", "strong"]


class FeatureDriftView(BaseModel):
    """One feature of present people against those whom the version knows."""

    name: str
    psi: float = Field(description="population stability index against the nearest known month")
    psi_of_last_day: float = Field(description="the same against the day on which the training data ends")
    auc: float = Field(description="of a small model that tells then from now, on people it had not seen")
    p_value: float = Field(description="corrected for the number of tests")
    missing_then: float
    missing_now: float
    verdict: Verdict


class JointDriftView(BaseModel):
    """All features together that are stable one by one."""

    auc: float
    p_value: float
    verdict: Verdict


class PeopleDrift(BaseModel):
    """Present people against those whom the version knows; the feature that differs most comes first."""

    people_then: int
    people_now: int
    verdict: Verdict
    features: list[FeatureDriftView]
    joint: JointDriftView | None = Field(description="null where the people of then are not known any more")


class LeaverDrift(BaseModel):
    """Leavers since a scoring against those that it expected, with a band for chance (99 %)."""

    scoring_run_id: int
    since: date
    until: date
    expected: float
    observed: int | None = Field(description="null where one to four would be told")
    lower: int
    upper: int
    is_alarm: bool


class DriftCheckView(BaseModel):
    """One drift check."""

    id: int
    model_version_id: int
    status: Literal["running", "succeeded", "failed"]
    as_of: date | None
    is_alarm: bool | None
    people: PeopleDrift | None = Field(description="null where there are too few people to compare")
    leavers: list[LeaverDrift] = Field(description="since the last scoring and since the first of the year")
    message: str | None
    created_at: datetime
    finished_at: datetime | None


class DriftCheckPage(BaseModel):
    """The newest drift checks of a version, newest first."""

    items: list[DriftCheckView]
