"""What shadow runs look like: sums beside those of the promoted version, never forecasts of people."""

from datetime import date, datetime

from pydantic import BaseModel, Field


class ShadowHorizon(BaseModel):
    """Expected leavers within a horizon, of both versions over the same people."""

    days: int
    promoted: float
    shadow: float


class ShadowGroup(BaseModel):
    """Expected leavers within 365 days of an org unit with everything below it, of both versions."""

    org_unit_id: int
    path: str
    people: int
    promoted: float
    shadow: float


class ShadowLeavers(BaseModel):
    """Who has left since the scoring, against what both versions expected."""

    until: date
    observed: int | None = Field(description="null where one to four would be told")
    promoted: float
    shadow: float


class ShadowComparison(BaseModel):
    """How the two versions differ on the same people."""

    people: int
    horizons: list[ShadowHorizon]
    rank_correlation: float | None = Field(description="Spearman's, of the 365-day probabilities")
    mean_absolute_difference: float | None = Field(description="of the 365-day probabilities")
    groups: list[ShadowGroup] = Field(
        description="org units that differ most; small ones are left out, and who sees a part of the company"
        " is shown none"
    )


class ShadowRunView(BaseModel):
    """One scoring by a version that runs as shadow, beside the scoring that is shown."""

    id: int
    model_version_id: int
    scoring_run_id: int
    beside_version_id: int = Field(description="the version that made the forecasts")
    as_of: date | None
    message: str | None = Field(description="why there is nothing to compare")
    comparison: ShadowComparison | None = Field(description="null also for fewer than five people")
    leavers: ShadowLeavers | None = Field(description="null until later data tells who has left")
    created_at: datetime


class ShadowRunPage(BaseModel):
    """The newest shadow runs of a version, newest first."""

    items: list[ShadowRunView]
