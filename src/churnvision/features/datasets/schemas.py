"""What the API takes and shows of imports, and the mapping as it is stored."""

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from churnvision.features.datasets.values import ColumnFormat, Kind

Shape = Literal["static", "snapshots", "people", "terminations"]
Target = Literal[
    "employee_number", "full_name", "first_name", "last_name", "hired_on", "birth_date", "left_on",
    "left_flag", "snapshot_on", "end_reason", "end_cause", "org_unit", "department", "team", "job_title",
    "location", "manager_number", "status", "attribute", "leak", "ignore",
]  # fmt: skip
Role = Literal["identity", "fact", "feature", "leak", "ignored"]
Severity = Literal["error", "warning"]
MappingSource = Literal["saved", "suggested", "confirmed"]
DEFAULT_WINDOW_DAYS = 365


class ColumnMapping(BaseModel):
    """What one column of the file means."""

    model_config = ConfigDict(extra="ignore")

    source: str = Field(
        description="the column's name as in the file", max_length=200, examples=["Abteilung"]
    )
    target: Target = Field(description="one of GET /datasets/targets", examples=["department"])
    kind: Kind | None = Field(None, description="how to read its values; none means as found")


class Mapping(BaseModel):
    """What a whole file means: its shape, its dates, and every column. Unnamed columns are attributes."""

    model_config = ConfigDict(
        extra="ignore",
        json_schema_extra={
            "examples": [
                {
                    "shape": "static",
                    "as_of": "2025-12-31",
                    "window_days": 365,
                    "columns": [
                        {"source": "Personalnummer", "target": "employee_number", "kind": "text"},
                        {"source": "ausgeschieden", "target": "left_flag", "kind": "boolean"},
                    ],
                }
            ]
        },
    )

    shape: Shape = Field(
        description="static: one row a person with a left flag; snapshots: rows by date; people: a master "
        "list with dates of hire and leaving; terminations: only leavers"
    )
    as_of: date | None = Field(None, description="until when people were observed")
    window_days: int | None = Field(
        None, gt=0, le=3660, description="static only: the length of the window in which leavers left"
    )
    absence_is_leaving: bool = Field(
        False,
        description="snapshots only: who is not in the newest one has left, between the last one with "
        "them and the next",
    )
    columns: list[ColumnMapping] = Field(max_length=2000)


class ColumnSuggestion(BaseModel):
    """What one column probably means, how certain that is (0 to 1), and why."""

    source: str
    target: Target
    form: ColumnFormat
    certainty: float
    reason: str
    leak_reason: str | None = None


class Problem(BaseModel):
    """One finding of the checks; the first place it was seen, and how often."""

    severity: Severity
    code: str = Field(examples=["left_before_hired"])
    message: str
    row: int | None = Field(None, description="as a spreadsheet numbers it; the header is row 1")
    column: str | None = None
    value: str | None = None
    count: int = 1


class ColumnView(BaseModel):
    """One column of the file and what becomes of it."""

    source: str
    kind: Kind
    samples: list[str]
    missing_share: float
    target: Target
    confidence: float
    reason: str
    role: Role
    leak_reason: str | None


class DatasetView(BaseModel):
    """One import."""

    id: int
    filename: str
    format: str
    size_bytes: int
    sha256: str
    shape: Shape | None
    status: Literal["uploaded", "checked", "committed", "undone", "failed"]
    row_count: int | None
    as_of: date | None
    window_days: int | None
    window_assumed: bool
    columns: list[ColumnView]
    mapping: Mapping | None
    mapping_source: MappingSource
    mapping_confidence: float
    needs_confirmation: bool
    counts: dict[str, int]
    problems: list[Problem]
    created_at: datetime
    committed_at: datetime | None
    undone_at: datetime | None


class DatasetPage(BaseModel):
    """Imports, newest first."""

    items: list[DatasetView]
    total: int
    next_cursor: str | None = None


class Preview(BaseModel):
    """The first rows as they stand in the file."""

    columns: list[str]
    rows: list[list[str | None]]


class TargetView(BaseModel):
    """One thing that a column may mean."""

    target: Target
    label: str
    description: str


class StoredReading(BaseModel):
    """What was found when the file was opened, as kept beside the dataset."""

    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    header_row: int = 1
    titles: list[str] = []
    other_sheets: list[str] = []
    suggestion_shape: Shape | None = None
    shape_reason: str = ""
    certainty: float = 0.0
    as_of_is_assumed: bool = True
    window_is_assumed: bool = True
    suggestions: list[ColumnSuggestion] = []
    samples: dict[str, list[str]] = {}
    missing_shares: dict[str, float] = {}
    mapping_source: MappingSource = "suggested"
    similar_values: dict[str, list[str]] = {}
    levels: dict[str, list[str]] = {}
