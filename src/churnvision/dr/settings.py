"""The few settings of backup and recovery, read without the application's libraries."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from churnvision.dr.errors import RecoverySettingInvalid
from churnvision.dr.retention import Retention

_GZIP_LEVELS = range(1, 10)
_SHOWN_CHARACTERS = 100


@dataclass(frozen=True, slots=True)
class RecoverySettings:
    """Folders, keys and retention. `owner_url` is the database as its superuser; None where none is known."""

    backups: Path
    copies: Path | None
    var: Path
    environment_key: str | None
    environment_file: Path
    licence_file: Path
    certificates: Path
    owner_url: str | None
    postgres_programs: Path | None
    retention: Retention
    gzip_level: int

    @property
    def keys(self) -> Path:
        """The key ring's folder."""
        return self.var / "keys"

    @property
    def journal(self) -> Path:
        """The journal of every backup, restore, drill and prune."""
        return self.var / "dr" / "journal.jsonl"

    @property
    def drills(self) -> Path:
        """The reports of drills."""
        return self.var / "dr" / "drills"

    @property
    def schedule(self) -> Path:
        """What the scheduler remembers."""
        return self.var / "dr" / "schedule.json"


def read_settings(
    environment: Mapping[str, str] | None = None, *, owner_url: str | None = None
) -> RecoverySettings:
    """The settings of this process; `owner_url` where the environment names no database.

    Raises RecoverySettingInvalid naming the variable, also in its facts.
    """
    env = os.environ if environment is None else environment
    copies = env.get("CHURNVISION_BACKUP_COPIES")
    programs = env.get("PG_BIN_DIR")
    return RecoverySettings(
        backups=_folder(env, "CHURNVISION_BACKUPS", "backups"),
        copies=_folder(env, "CHURNVISION_BACKUP_COPIES", copies) if copies else None,
        var=_folder(env, "CHURNVISION_VAR", "var"),
        environment_key=env.get("BACKUP_ENCRYPTION_KEY"),
        environment_file=_folder(env, "CHURNVISION_ENVIRONMENT_FILE", ".env.production"),
        licence_file=_folder(env, "CHURNVISION_LICENCE_FILE", "license.key"),
        certificates=_folder(env, "CHURNVISION_CERTIFICATES", "infra/ssl"),
        owner_url=env.get("CHURNVISION_DATABASE__OWNER_URL") or owner_url,
        postgres_programs=Path(programs) if programs else None,
        retention=Retention(
            daily=_number(env, "CHURNVISION_BACKUP_KEEP_DAILY", 7),
            weekly=_number(env, "CHURNVISION_BACKUP_KEEP_WEEKLY", 4),
            monthly=_number(env, "CHURNVISION_BACKUP_KEEP_MONTHLY", 12),
        ),
        gzip_level=_gzip_level(env),
    )


def present_environment() -> dict[str, str]:
    """A copy of this process's environment, for the programs it starts."""
    return dict(os.environ)


def _folder(env: Mapping[str, str], variable: str, default: str) -> Path:
    text = env.get(variable) or default
    try:
        folder = Path(text).expanduser().resolve()
        folder.exists()  # a name that is too long, or lies where this user may not look, shows only now
        return folder
    except (OSError, RuntimeError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error).rstrip(".")
        raise RecoverySettingInvalid(
            f"{variable} is {text[:_SHOWN_CHARACTERS]!r}, which cannot be used as a path: {reason}.",
            variables=[variable],
        ) from error


def _number(env: Mapping[str, str], variable: str, default: int) -> int:
    text = env.get(variable) or str(default)
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 10_000:
        raise RecoverySettingInvalid(
            f"{variable} is {text!r}; give how many backups are kept, a whole number from 1 on. "
            "There is no value that keeps none.",
            variables=[variable],
        )
    return int(text)


def _gzip_level(env: Mapping[str, str]) -> int:
    text = env.get("CHURNVISION_BACKUP_GZIP_LEVEL") or "6"
    if text not in map(str, _GZIP_LEVELS):
        raise RecoverySettingInvalid(
            f"CHURNVISION_BACKUP_GZIP_LEVEL is {text!r}; give a number from 1 to 9.",
            variables=["CHURNVISION_BACKUP_GZIP_LEVEL"],
        )
    return int(text)
