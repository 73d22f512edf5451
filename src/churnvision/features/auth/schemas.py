"""Signing in and out."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field


class LoginRequest(BaseModel):
    """Username and password."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"username": "admin", "password": "a long pass phrase"}]}
    )

    username: str = Field(min_length=1, max_length=200)
    password: str = Field(min_length=1, max_length=1000)


class RefreshRequest(BaseModel):
    """The refresh token of the last answer; it can be used once."""

    refresh_token: str = Field(min_length=1, max_length=4000)


class PasswordChange(BaseModel):
    """The present password and the new one."""

    current_password: str = Field(min_length=1, max_length=1000)
    new_password: str = Field(max_length=1000, description="at least 12 characters")


class LedUnit(BaseModel):
    """An org unit that the user leads."""

    id: int
    path: str = Field(examples=["Acme/Sales/Berlin"])


class Me(BaseModel):
    """The signed-in user."""

    id: int
    username: str
    display_name: str | None
    roles: list[str]
    permissions: list[str]
    must_change_password: bool
    scope: Literal["everyone", "org_units", "groups"] = Field(
        description="whose data the user sees: everyone's, that of the own org units, or groups without names"
    )
    org_units: list[LedUnit]


class SignedIn(BaseModel):
    """A session. For the page the tokens are null: its session is in a cookie that no script can read."""

    access_token: str | None
    token_type: Literal["bearer"] = "bearer"  # noqa: S105 - the name of a scheme
    expires_in: int = Field(description="seconds until the access token ends")
    refresh_token: str | None
    must_change_password: bool
    user: Me


class SessionState(BaseModel):
    """What a check of a session needs; cached for seconds as JSON."""

    session_id: UUID
    user_id: int
    username: str
    kind: Literal["browser", "api"]
    secret_hash: str
    expires_at: datetime
    roles: list[str]
    permissions: list[str]
    must_change_password: bool
    cached_at: float = 0.0
