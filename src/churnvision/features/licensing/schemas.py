"""The licence."""

from datetime import date
from typing import Literal

from pydantic import BaseModel, Field


class LicenceView(BaseModel):
    """Which edition runs, and why."""

    edition: Literal["evaluation", "enterprise"]
    state: Literal["evaluation", "valid", "expired", "invalid"] = Field(
        description="evaluation: no licence file; invalid: unreadable, changed, or not for us"
    )
    reason: str = Field(examples=["No licence file: the evaluation edition, fully working."])
    customer: str | None = None
    seats: int | None = None
    expires_on: date | None = None
