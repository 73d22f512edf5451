"""What the coming months of a group look like."""

from datetime import date

from pydantic import BaseModel, Field

from churnvision.features.predictions.schemas import EstimateView


class MonthLeavers(BaseModel):
    """How many of a group leave in one month, and in all months until its end."""

    month: int = Field(ge=1, description="1 is the month that begins on the as-of date")
    ends_on: date = Field(description="the last day of the month; a month has 365.25 / 12 days")
    leavers: EstimateView | None = Field(description="in this month; null as expected leavers are")
    leavers_so_far: EstimateView | None = Field(description="from the as-of date to the end of the month")
    extrapolated: bool = Field(description="beyond the window that the imported data covers")


class MonthlyLeavers(BaseModel):
    """The expected leavers of a group, month by month; no months without forecasts.

    Intervals count every person as a yes or no, widened by how far the model's refits disagree. They are kept
    at 30, 90, 180 and 365 days; between these their disagreement, as a share, is taken to change evenly.
    """

    as_of: date | None
    model_version_id: int | None
    months: list[MonthLeavers]
