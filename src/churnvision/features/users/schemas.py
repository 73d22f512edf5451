"""Users and roles in and out."""

import re
from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

_USERNAME = r"^[\w.@+-]+$"
_EMAIL = r"^[^@\s]+@[^@\s]+$"


def _require_username(text: str) -> str:
    if re.fullmatch(_USERNAME, text):
        return text
    raise PydanticCustomError(
        "username_form",
        "Write the username with letters, digits and the signs . _ @ + - only, without spaces",
    )


def _require_email(text: str) -> str:
    if re.fullmatch(_EMAIL, text):
        return text
    raise PydanticCustomError("email_form", "Write the e-mail address like name@example.com")


# The patterns are checked by functions, for a sentence in words; the OpenAPI document shows them still.
Username = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=100),
    AfterValidator(_require_username),
    Field(json_schema_extra={"pattern": _USERNAME}),
]
DisplayName = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
Email = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=254),
    AfterValidator(_require_email),
    Field(json_schema_extra={"pattern": _EMAIL}),
]


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
