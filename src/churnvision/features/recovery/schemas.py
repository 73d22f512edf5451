"""What is shown of recovery."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

from churnvision.dr.alerts import AlertName
from churnvision.dr.listing import State
from churnvision.dr.reports import Proof

DutyName = Literal["backup", "drill"]


class AlertView(BaseModel):
    """One thing that is wrong."""

    name: AlertName
    sentence: str = Field(description="what is wrong and what to do")


class NewestBackup(BaseModel):
    """The newest backup that could be restored, as far as is known here."""

    backup_id: str
    made_at: datetime
    age_seconds: float


class BackupView(BaseModel):
    """One backup in the folder."""

    backup_id: str = Field(examples=["churnvision_20261122_020000"])
    made_at: datetime
    state: State = Field(
        description="signed: its manifest is proved; not proved here: the application has no key to prove it"
    )
    bytes: int
    rows: int | None = Field(description="null where the manifest is not proved")
    employees: int | None
    users: int | None
    verified_at: datetime | None = Field(description="when it was last read to its last byte and whole")
    reason: str | None = Field(description="why it is not to be used")
    warnings: list[str]


class DutyView(BaseModel):
    """What the scheduler does by itself or on request."""

    name: DutyName
    state: Literal["idle", "waiting", "running"]
    next_at: datetime | None = Field(description="null while no scheduler runs")
    tried_at: datetime | None
    succeeded_at: datetime | None
    outcome: Literal["running", "succeeded", "failed"] | None = Field(description="of the last try")
    reason: str | None = Field(description="why the last try failed")


class DrillView(BaseModel):
    """One rehearsed restore, from its report."""

    drill_id: str = Field(examples=["drill_20261122_040000"])
    began_at: datetime
    backup_id: str
    has_passed: bool
    proof: Proof = Field(description="whether the report's signature is its own")
    recovery_time_seconds: float = Field(description="how long the restore took")
    recovery_point_seconds: float = Field(description="how old the restored data was")
    failed_checks: dict[str, str]


class RecoveryView(BaseModel):
    """How recovery stands."""

    seen_at: datetime
    alerts: list[AlertView] = Field(description="the gravest first; empty when all is well")
    newest_backup: NewestBackup | None
    last_passed_drill: DrillView | None
    is_scheduler_running: bool
    duties: list[DutyView]
    kit_confirmed_at: datetime | None = Field(
        description="when somebody typed the check words of the recovery kit; null: not recoverable elsewhere"
    )
    can_prove: bool = Field(description="whether the application has a key to prove backups with")
    backups: list[BackupView] = Field(description="the newest first")
    foreign_files: list[str] = Field(description="names in the folder that belong to no backup")
    drills: list[DrillView] = Field(description="the newest first")
    unreadable_reports: list[str]
