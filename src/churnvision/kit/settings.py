"""Every setting of the application, read once from the environment (prefix CHURNVISION_)."""

import re
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    AliasChoices,
    BaseModel,
    ByteSize,
    Field,
    PositiveInt,
    SecretStr,
    ValidationError,
)
from pydantic_settings import BaseSettings, SettingsConfigDict, SettingsError

from churnvision.kit.addresses import require_database_address, require_redis_address
from churnvision.kit.errors import ChurnVisionError

PREFIX = "CHURNVISION_"
DatabaseAddress = Annotated[str, AfterValidator(require_database_address)]
RedisAddress = Annotated[str, AfterValidator(require_redis_address)]


class SettingsRefused(ChurnVisionError):
    """Settings have values that cannot be used; `problems` names each variable with what is wrong."""

    code = "settings_refused"
    status = 422


class DatabaseSettings(BaseModel):
    """PostgreSQL. `url` is the application's role, `owner_url` the role of migrations and operators."""

    model_config = {"frozen": True}

    url: DatabaseAddress = "postgresql://churnvision_app@127.0.0.1:5432/churnvision"
    owner_url: DatabaseAddress = "postgresql://churnvision@127.0.0.1:5432/churnvision"
    pool_size: PositiveInt = 8


class RedisSettings(BaseModel):
    """Redis or Valkey: rate limits and short caches; may be wiped at any time."""

    model_config = {"frozen": True}

    url: RedisAddress = "redis://127.0.0.1:6379/0"


class WebSettings(BaseModel):
    """The page and the API."""

    model_config = {"frozen": True}

    host: str = "127.0.0.1"
    page_folder: Path = Path("frontend/dist")
    behind_tls: bool = False


class SessionSettings(BaseModel):
    """Lifetimes of sign-ins."""

    model_config = {"frozen": True}

    access_token_seconds: PositiveInt = 30 * 60
    idle_seconds: PositiveInt = 30 * 60
    refresh_seconds: PositiveInt = 14 * 24 * 3600
    absolute_seconds: PositiveInt = 12 * 3600
    cache_seconds: int = Field(default=30, ge=0, le=60)


class ImportSettings(BaseModel):
    """Limits of uploaded files."""

    model_config = {"frozen": True}

    upload_limit_bytes: ByteSize = ByteSize(500 * 1000 * 1000)
    expanded_limit_bytes: ByteSize = ByteSize(4 * 1000 * 1000 * 1000)
    column_limit: PositiveInt = 500


class WorkerSettings(BaseModel):
    """The job queue's worker."""

    model_config = {"frozen": True}

    heartbeat_seconds: float = 2.0
    stalled_after_seconds: float = 8.0
    shutdown_seconds: float = 3.0
    job_memory_bytes: ByteSize = ByteSize(3 * 1000 * 1000 * 1000)


class ScheduleSettings(BaseModel):
    """What the worker does by itself once a first model is promoted; a missed day is caught up."""

    model_config = {"frozen": True}

    day: int = Field(default=1, ge=1, le=28, description="of the month, from 3:00 UTC on")
    score_monthly: bool = True
    train_every_months: Literal[0, 1, 2, 3, 4, 6, 12] = Field(default=3, description="0: never by itself")
    promote_retrained: bool = False


class ValueSettings(BaseModel):
    """What keeping a person is worth: a number of the imported data, and for how many months it stands."""

    model_config = {"frozen": True}

    attribute: str | None = Field(default=None, description="as yearly_salary; none: no values are shown")
    months: PositiveInt = Field(default=12, description="12 for an amount a year, 1 for one a month")


class Settings(BaseSettings):
    """All settings; nested groups use two underscores, as in CHURNVISION_DATABASE__URL."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_nested_delimiter="__", frozen=True, extra="ignore"
    )

    environment: Literal["evaluation", "production"] = "evaluation"
    var: Path = Path("var")
    models: Path = Path("models")
    web_port: int = Field(default=3000, ge=1, le=65535)
    api_port: int = Field(default=8000, ge=1, le=65535)
    secret_key: SecretStr | None = Field(
        default=None,
        validation_alias=AliasChoices("CHURNVISION_SECRET_KEY"),
        description="signs access tokens; when unset it is read from var/keys/secret.key",
    )
    licence_file: Path = Path("license.key")
    licence_public_key: str | None = Field(
        default=None,
        validation_alias=AliasChoices("CHURNVISION_LICENCE_PUBLIC_KEY", "LICENSE_PUBLIC_KEY"),
        description="Ed25519 public key (PEM) that checks the licence file",
    )
    log_json: bool = False
    database: DatabaseSettings = DatabaseSettings()
    redis: RedisSettings = RedisSettings()
    web: WebSettings = WebSettings()
    session: SessionSettings = SessionSettings()
    imports: ImportSettings = ImportSettings()
    worker: WorkerSettings = WorkerSettings()
    schedule: ScheduleSettings = ScheduleSettings()
    value: ValueSettings = ValueSettings()

    def signing_key(self) -> str:
        """The key that signs access tokens.

        Raises FileNotFoundError when neither the setting nor the key file exists.
        """
        if self.secret_key is not None:
            return self.secret_key.get_secret_value()
        return (self.var / "keys" / "secret.key").read_text().strip()


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The settings of this process, read from the environment at first use. Raises SettingsRefused."""
    try:
        return Settings()
    except ValidationError as error:
        # What was given is left out: it may be a password.
        problems = {_variable(one["loc"]): one["msg"] for one in error.errors()}
    except SettingsError as error:
        group = re.search(r'field "(\w+)"', str(error))
        problems = {PREFIX + (group.group(1).upper() if group else "..."): "is no JSON"}
    named = "; ".join(f"{variable}: {message}" for variable, message in problems.items())
    raise SettingsRefused(f"Settings cannot be used: {named}. Correct or unset them.", problems=problems)


def _variable(location: tuple[int | str, ...]) -> str:
    name = "__".join(map(str, location))
    # A field with a variable of its own is named by that.
    return name if name.isupper() else PREFIX + name.upper()
