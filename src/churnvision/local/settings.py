"""The few settings that starting the stack needs; free of the application's libraries.

The same variables as in `kit.settings`, read here without pydantic so that `doctor`, `up` and `down`
work when the application's libraries do not.
"""

import math
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from churnvision.kit.addresses import require_database_address, require_redis_address
from churnvision.kit.site_settings import SOCKET_PORT, SiteSettings, read_site
from churnvision.local.errors import SettingInvalid
from churnvision.local.layout import Layout

ADMIN_PASSWORD = "CHURNVISION_ADMIN_PASSWORD"  # noqa: S105 - the name of a variable
_HIGHEST_PORT = 65535
_SHOWN_CHARACTERS = 100
_BUILT_PAGE = Path(__file__).resolve().parents[3] / "frontend" / "dist"


@dataclass(frozen=True, slots=True)
class LocalSettings:
    """Folders, ports, and the external servers that replace embedded ones (None: embedded).

    The web process is started again when it has answered nothing for `hung_after_seconds`. The server's log
    is archived beside the backups unless `archives_wal` is off. `site` is None without a second site.
    """

    layout: Layout
    host: str
    web_port: int
    api_port: int
    page_folder: Path
    backups: Path
    database_url: str | None
    owner_url: str | None
    redis_url: str | None
    postgres_programs: Path | None
    hung_after_seconds: float = 30.0
    archives_wal: bool = True
    site: SiteSettings | None = None

    @property
    def database_port(self) -> int:
        """The port in the name of PostgreSQL's socket, and of its listener where it has one."""
        return SOCKET_PORT if self.site is None else self.site.listen.port

    def url_of(self, port: int) -> str:
        """Where this machine reaches what listens on `host`, which may stand for every address."""
        everywhere = ("127.0.0.1", "0.0.0.0", "::", "")  # noqa: S104 - compared only
        return f"http://{'localhost' if self.host in everywhere else self.host}:{port}"


def read_settings(environment: Mapping[str, str] | None = None) -> LocalSettings:
    """The settings of this process. Raises SettingInvalid naming the variable, also in its facts."""
    env = os.environ if environment is None else environment
    database_url = _address(env, "CHURNVISION_DATABASE__URL", require_database_address)
    owner_url = _address(env, "CHURNVISION_DATABASE__OWNER_URL", require_database_address)
    if (database_url is None) != (owner_url is None):
        raise SettingInvalid(
            "An external database needs both CHURNVISION_DATABASE__URL (the application's role) and "
            "CHURNVISION_DATABASE__OWNER_URL (the owner's, for migrations); set both or neither.",
            variables=["CHURNVISION_DATABASE__URL", "CHURNVISION_DATABASE__OWNER_URL"],
        )
    web_port, api_port = _port(env, "CHURNVISION_WEB_PORT", 3000), _port(env, "CHURNVISION_API_PORT", 8000)
    if web_port == api_port:
        raise SettingInvalid(
            f"CHURNVISION_WEB_PORT and CHURNVISION_API_PORT are both {web_port}; give them different ports.",
            variables=["CHURNVISION_WEB_PORT", "CHURNVISION_API_PORT"],
        )
    programs = env.get("PG_BIN_DIR")
    return LocalSettings(
        layout=Layout(_folder(env, "CHURNVISION_VAR", "var"), _folder(env, "CHURNVISION_MODELS", "models")),
        host=env.get("CHURNVISION_WEB__HOST", "127.0.0.1"),
        web_port=web_port,
        api_port=api_port,
        page_folder=_folder(env, "CHURNVISION_WEB__PAGE_FOLDER", str(_BUILT_PAGE)),
        backups=_folder(env, "CHURNVISION_BACKUPS", "backups"),
        database_url=database_url,
        owner_url=owner_url,
        redis_url=_address(env, "CHURNVISION_REDIS__URL", require_redis_address),
        postgres_programs=Path(programs) if programs else None,
        hung_after_seconds=_seconds(env, "CHURNVISION_SUPERVISOR__HUNG_AFTER_SECONDS", 30.0),
        archives_wal=_switch(env, "CHURNVISION_WAL_ARCHIVE"),
        site=read_site(env),
    )


def present_environment() -> dict[str, str]:
    """A copy of this process's environment, for its children."""
    return dict(os.environ)


def adopt(environment: Mapping[str, str]) -> None:
    """Make `environment` part of this process's own, before the application's settings are read."""
    os.environ.update(environment)


def chosen_admin_password() -> str | None:
    """The password that the operator chose for the first user, None to have one made."""
    return os.environ.get(ADMIN_PASSWORD) or None


def _folder(env: Mapping[str, str], variable: str, default: str) -> Path:
    text = env.get(variable) or default
    try:
        folder = Path(text).expanduser().resolve()
        folder.exists()  # a name that is too long, or lies where this user may not look, shows only now
        return folder
    except (OSError, RuntimeError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error).rstrip(".")
        raise SettingInvalid(
            f"{variable} is {text[:_SHOWN_CHARACTERS]!r}, which cannot be used as a path: {reason}.",
            variables=[variable],
        ) from error


def _address(env: Mapping[str, str], variable: str, require: Callable[[str], str]) -> str | None:
    text = env.get(variable)
    try:
        return require(text) if text else None
    except ValueError as error:
        raise SettingInvalid(f"{variable} {error}.", variables=[variable]) from error


def _port(env: Mapping[str, str], variable: str, default: int) -> int:
    text = env.get(variable) or str(default)
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= _HIGHEST_PORT:
        raise SettingInvalid(
            f"{variable} is {text!r}; give a port number from 1 to {_HIGHEST_PORT}.", variables=[variable]
        )
    return int(text)


def _switch(env: Mapping[str, str], variable: str) -> bool:
    text = (env.get(variable) or "on").lower()
    if text not in ("on", "off"):
        raise SettingInvalid(f"{variable} is {text!r}; give on or off.")
    return text == "on"


def _seconds(env: Mapping[str, str], variable: str, default: float) -> float:
    text = env.get(variable) or str(default)
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not 0 < seconds < math.inf:
        raise SettingInvalid(
            f"{variable} is {text!r}; give a number of seconds above 0.", variables=[variable]
        )
    return seconds
