"""People as lists and pages show them."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, StringConstraints

from churnvision.kit.identifiers import LARGEST_ID, BodyId

RiskBand = Literal["low", "raised", "high", "very_high"]
SortName = Literal[
    "employee_number",
    "full_name",
    "job_title",
    "location",
    "org_unit_path",
    "status",
    "hired_on",
    "left_on",
    "probability_90",
    "probability_365",
    "-employee_number",
    "-full_name",
    "-job_title",
    "-location",
    "-org_unit_path",
    "-status",
    "-hired_on",
    "-left_on",
    "-probability_90",
    "-probability_365",
]


class EmployeeQuery(BaseModel):
    """Which employees are wanted, in which order; None means any."""

    status: Literal["active", "left"] | None = Field(None, description="left: has left the company")
    org_unit_id: int | None = Field(None, ge=1, le=LARGEST_ID, description="this org unit and those below it")
    risk_band: RiskBand | None = Field(None, description="only those whose forecast is in this band")
    q: Annotated[str, StringConstraints(strip_whitespace=True)] | None = Field(
        None, max_length=100, description="part of the number or the name, in any case of letters"
    )
    sort: SortName = Field("employee_number", description="a leading minus sorts from the largest")
    limit: int = Field(50, ge=1, le=200)
    cursor: str | None = Field(None, max_length=2000, description="next_cursor of the page before")


class ForecastView(BaseModel):
    """The current forecast: probabilities of leaving within so many days, with their 90 % intervals."""

    probability_90: float = Field(ge=0, le=1)
    probability_90_lower: float
    probability_90_upper: float
    probability_365: float = Field(ge=0, le=1)
    probability_365_lower: float
    probability_365_upper: float
    risk_band: RiskBand
    as_of: date = Field(description="the day that the forecast looks ahead from")
    model_version_id: int


class EmployeeRow(BaseModel):
    """One employee in a list."""

    id: int
    employee_number: str = Field(examples=["E-1042"])
    full_name: str | None
    org_unit_id: int | None
    org_unit_path: str | None = Field(examples=["Acme/Sales/Berlin"])
    job_title: str | None
    location: str | None
    hired_on: date | None
    left_on: date | None
    status: Literal["active", "left"]
    tenure_months: int | None = Field(description="whole months from hire to exit, or to today")
    forecast: ForecastView | None = Field(description="null for leavers and where nothing was scored yet")


class EmployeePage(BaseModel):
    """A page of employees; `total` counts all that match."""

    items: list[EmployeeRow]
    total: int
    next_cursor: str | None


class AttributeValue(BaseModel):
    """What is known of one attribute, and since when it was stated."""

    name: str = Field(examples=["monthly_income"])
    label: str = Field(examples=["MonthlyIncome"])
    kind: Literal["number", "category", "boolean", "date", "text"]
    value: Any
    effective_on: date


class EmploymentView(BaseModel):
    """One employment, from hire to exit."""

    started_on: date | None
    ended_on: date | None
    end_cause: Literal["voluntary", "involuntary", "retirement", "other"] | None
    end_reason: str | None


class EmployeeDetail(EmployeeRow):
    """One employee with all that is known now."""

    attributes: list[AttributeValue]
    employments: list[EmploymentView]


class AttributeChange(BaseModel):
    """One attribute that changed; `before` is null where nothing was known."""

    name: str
    label: str
    before: Any
    after: Any


class HistoryEntry(BaseModel):
    """What changed on a date."""

    effective_on: date
    changes: list[AttributeChange]


class EmployeeHistory(BaseModel):
    """What became known when, newest first."""

    items: list[HistoryEntry]


class OrgUnitView(BaseModel):
    """An org unit; headcount counts active people in it and below."""

    id: int
    name: str
    path: str
    parent_id: int | None
    headcount: int | None = Field(description="null where the group is too small to be shown")
    suppressed: bool = False


class OrgUnitList(BaseModel):
    """The org units in the actor's scope, by path."""

    items: list[OrgUnitView]


class AttributeView(BaseModel):
    """An attribute of the catalogue."""

    name: str
    label: str
    kind: Literal["number", "category", "boolean", "date", "text"]
    is_feature: bool = Field(description="whether a model may learn from it")
    excluded_reason: str | None


class AttributeCatalogue(BaseModel):
    """Every attribute, by name."""

    items: list[AttributeView]


class Leaders(BaseModel):
    """The users who lead an org unit and see its people."""

    user_ids: list[BodyId] = Field(max_length=100, examples=[[2, 3]])
