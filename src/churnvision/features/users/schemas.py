"""Users and roles in and out."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Username = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=100, pattern=r"^[\w.@+-]+$"),
]
DisplayName = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
Email = Annotated[str, StringConstraints(strip_whitespace=True, max_length=254, pattern=r"^[^@\s]+@[^@\s]+$")]


class UserView(BaseModel):
    """Somebody who may sign in."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    username: str = Field(examples=["anna.berg"])
    display_name: str | None = Field(examples=["Anna Berg"])
    email: str | None
    roles: list[str] = Field(examples=[["hr_manager"]])
    is_active: bool = Field(description="whether the user may sign in")
    must_change_password: bool = Field(description="whether the next sign-in asks for a new password")
    created_at: datetime
    generated_password: str | None = Field(None, description="shown once, when the server made it")


class UserList(BaseModel):
    """All users."""

    items: list[UserView]
    total: int
    next_cursor: str | None = Field(None, description="always null: the list is whole")


class UserCreate(BaseModel):
    """A user to make."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"username": "anna.berg", "roles": ["hr_manager"]}]}
    )

    username: Username
    display_name: DisplayName | None = None
    email: Email | None = None
    password: str | None = Field(
        None, max_length=200, description="at least 12 characters; when left out, one is made and shown once"
    )
    roles: list[str] = Field(min_length=1, max_length=10, description="names of roles")


class UserChange(BaseModel):
    """What to change; what is left out stays."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"is_active": False}]})

    display_name: DisplayName | None = None
    roles: list[str] | None = Field(None, min_length=1, max_length=10)
    is_active: bool | None = None
    reset_password: bool = Field(False, description="make a new password, shown once, and end all sessions")


class RoleView(BaseModel):
    """A role and what it allows."""

    name: str = Field(examples=["analyst"])
    permissions: list[str] = Field(examples=[["employees:read"]])
