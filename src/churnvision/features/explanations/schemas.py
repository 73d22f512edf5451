"""What explanations look like."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

SCALE = (
    "log-odds of leaving in the as-of month (for a table with a flag: within its window), before the noise"
    " floor and the calibration: base + contributions = score, exactly. A share of the score, not an effect."
)
SENSITIVITY = (
    "Model sensitivity: how the forecast of the model differs with another value. The model does not know"
    " causes, so this does not say what would happen if somebody changed the attribute."
)
AttributeKind = Literal["time", "season", "number", "flag", "ordinal", "category"]
Direction = Literal["higher_raises", "higher_lowers", "mixed"]


class Explained(BaseModel):
    """What every explanation rests on."""

    as_of: date
    model_version_id: int
    stale: bool = Field(description="imports were committed or undone since, or another model was promoted")
    base: float = Field(description="the score where no attribute contributes, in log-odds")
    scale: str = Field(SCALE, description="what scores and contributions are measured in")


class Contribution(BaseModel):
    """One attribute's share of a person's score."""

    attribute: str
    label: str
    value: str
    contribution: float = Field(description="in log-odds; positive raises the score")


class PersonExplanation(Explained):
    """All contributions to one person's score, the largest first."""

    employee_id: int
    score: float = Field(description="base + the sum of all contributions, in log-odds")
    contributions: list[Contribution]


class GroupShare(BaseModel):
    """One attribute's share of the mean score of a group and of everybody."""

    attribute: str
    label: str
    mean_contribution: float
    workforce_mean_contribution: float
    difference: float = Field(description="of the two means; positive: raises the group above the rest")


class GroupExplanation(Explained):
    """Why the mean score of a group differs from everybody's; the largest differences first."""

    org_unit_id: int
    path: str
    people: int = Field(description="with a forecast, five or more")
    mean_score: float = Field(description="base + the sum of the group's mean contributions")
    workforce_mean_score: float = Field(description="base + the sum of everybody's mean contributions")
    attributes: list[GroupShare]


class ValueShare(BaseModel):
    """The people nearest to one value of an attribute."""

    value: float | None = Field(description="as the model reads it; null for a gap and for other levels")
    text: str
    count: int | None = Field(description="null where one to four would be told, and in a limited scope")
    mean_contribution: float | None = Field(description="null for nobody and where the count is null")


class AttributeShare(BaseModel):
    """What one attribute contributes over everybody who was scored."""

    attribute: str
    label: str
    kind: AttributeKind
    mean_absolute_contribution: float
    mean_contribution: float
    correlation: float | None = Field(description="of value and contribution; null for categories")
    direction: Direction | None
    values: list[ValueShare]


class DependencePoint(BaseModel):
    """The mean forecast where everybody has one value, with its 90 % band, and how many people have it."""

    value: float
    text: str
    probability: float = Field(ge=0, le=1)
    lower: float
    upper: float
    count: int | None = Field(description="people nearest to the value; null like that of values")
    is_known: bool = Field(description="whether five people or more have it")


class PartialDependence(Explained):
    """The mean probability of leaving over a sample of people who are all given the same value in turn."""

    attribute: str
    label: str
    kind: AttributeKind
    horizon_days: int = Field(description="365, or the window of a table where that is shorter")
    people: int = Field(description="in the sample")
    points: list[DependencePoint]
    elsewhere: list[ValueShare] = Field(description="people without a value, or with another level")


class AttributeRange(BaseModel):
    """One attribute of a person beside what it is among others, in words; null where nobody could be told."""

    attribute: str
    label: str
    value: str
    leavers: str | None = Field(description="middle half of the nearest leavers, or the most frequent level")
    stayers: str | None


class NearestGroup(BaseModel):
    """The nearest people of one outcome, as a group of five or more."""

    people: int
    mean_distance: float = Field(ge=0, le=1)


class Neighbours(BaseModel):
    """The people of the past, among those whom the reader may see, who were most like a person is now."""

    employee_id: int
    as_of: date
    model_version_id: int
    distance: str = Field(description="what is called near, in a sentence")
    within_days: int
    compared: int = Field(description="people whose state of then and outcome are known")
    compared_leavers: int | None = Field(description="null where it or the rest is one to four")
    nearest: int = Field(description="people among whom the leavers are counted; 0 where too few are known")
    nearest_leavers: int | None = Field(description="null where it or the rest is one to four")
    leavers: NearestGroup | None
    stayers: NearestGroup | None
    attributes: list[AttributeRange] = Field(description="those that weigh most")
    reason: str | None = Field(description="why nobody is compared, and what to do")


class ControllableChoice(BaseModel):
    """An attribute of the model that can be marked as controllable."""

    attribute: str
    label: str
    kind: AttributeKind
    is_controllable: bool


class ControllableAttributes(BaseModel):
    """Which attributes are marked; tenure, age and the season cannot be."""

    items: list[ControllableChoice]


class ControllableRequest(BaseModel):
    """Exactly these attributes are to be marked."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"attributes": ["overtime"]}]})

    attributes: list[Annotated[str, Field(min_length=1, max_length=300)]] = Field(max_length=500)


class SensitivityChange(BaseModel):
    """How the forecast changes when one attribute has another value and all else stays."""

    attribute: str
    label: str
    value: str = Field(description="the person's own")
    tried: str
    change: float = Field(description="of the probability, below 0 for a reduction")
    lower: float = Field(description="end of the 90 % band from the bags' changes")
    upper: float


class Sensitivity(BaseModel):
    """Model sensitivity of one person's forecast to controllable attributes, largest reductions first."""

    employee_id: int
    as_of: date
    model_version_id: int
    stale: bool
    horizon_days: int = Field(description="365, or the window of a table where that is shorter")
    probability: float | None = Field(description="of leaving within the horizon; null if nothing was tried")
    changes: list[SensitivityChange]
    reason: str | None = Field(description="why nothing was tried, and what to do")
    statement: str = SENSITIVITY


class WorkforceExplanation(Explained):
    """What moves the scores of everybody who was scored; the largest mean size first."""

    mean_score: float = Field(description="base + the sum of the mean contributions")
    attributes: list[AttributeShare]
