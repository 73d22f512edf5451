"""The state of the services."""

from typing import Literal

from pydantic import BaseModel, Field


class CheckView(BaseModel):
    """What one check found."""

    state: Literal["ok", "degraded", "failed"]
    reason: str = Field(examples=["PostgreSQL answers."])


class HealthView(BaseModel):
    """The state of the whole: down when database or migrations fail, degraded when anything else does."""

    status: Literal["ok", "degraded", "down"]
    cause: str | None = Field(
        default=None,
        description="why it is not ok: the first vital check that fails, else every lesser finding",
        examples=["database: PostgreSQL is not running, or not at that address."],
    )
    checks: dict[str, CheckView]
    version: str


class LiveView(BaseModel):
    """This process answers."""

    status: Literal["alive"] = "alive"
