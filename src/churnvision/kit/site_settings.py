"""The settings of a pair of sites: what this one is called, where its server listens, where the other is.

Free of the application's libraries: the stack and recovery both read them.
"""

import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import TypedDict

from churnvision.kit.errors import ChurnVisionError

SOCKET_PORT = 5432
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_HIGHEST_PORT = 65535
_DEFAULT_SLOT_MEGABYTES = 4096


class SiteSettingInvalid(ChurnVisionError):
    """A setting of the pair of sites has a value that cannot be used."""

    code = "site_setting_invalid"
    status = 422


@dataclass(frozen=True, slots=True)
class Address:
    """A host and a port of TCP."""

    host: str
    port: int

    @property
    def is_loopback(self) -> bool:
        """Whether it never leaves this machine."""
        if self.host == "localhost":
            return True
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return False

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class SiteSettings:
    """One site of a pair. `archive` is the folder of backups from which a standby takes what it lacks."""

    name: str
    listen: Address
    peer: Address | None
    is_synchronous: bool
    fence_command: tuple[str, ...]
    certificate: Path | None
    private_key: Path | None
    authority: Path | None
    archive: Path | None
    slot_megabytes: int
    needs_peer: bool

    @property
    def needs_tls(self) -> bool:
        """Whether either end of the connection between the sites is secured."""
        return self.certificate is not None or self.authority is not None

    @property
    def slot(self) -> str:
        """The slot on the primary that keeps the log which this site has not read yet."""
        return slot_of(self.name)


def slot_of(site: str) -> str:
    """The name of a site's slot."""
    return f"churnvision_{site}"


def read_site(env: Mapping[str, str]) -> SiteSettings | None:
    """The pair's settings; None for an installation without a second site.

    Raises SiteSettingInvalid naming the variable, also in its facts.
    """
    name, listen = env.get("CHURNVISION_SITE_NAME") or "", _address(env, "CHURNVISION_SITE_LISTEN")
    rest = _Rest(
        peer=_address(env, "CHURNVISION_SITE_PEER"),
        is_synchronous=_switch(env, "CHURNVISION_SITE_SYNCHRONOUS"),
        fence_command=_command(env, "CHURNVISION_SITE_FENCE_COMMAND"),
        certificate=_file(env, "CHURNVISION_SITE_TLS_CERTIFICATE"),
        private_key=_file(env, "CHURNVISION_SITE_TLS_PRIVATE_KEY"),
        authority=_file(env, "CHURNVISION_SITE_TLS_AUTHORITY"),
        archive=_file(env, "CHURNVISION_SITE_ARCHIVE"),
        slot_megabytes=_number(env, "CHURNVISION_SITE_SLOT_MEGABYTES", _DEFAULT_SLOT_MEGABYTES),
        needs_peer=_switch(env, "CHURNVISION_SITE_NEEDS_PEER"),
    )
    # Every variable is read, so that `doctor` knows them all, also where there is no second site.
    if not name and listen is None:
        return None
    if not _NAME.fullmatch(name):
        raise _refused(
            "CHURNVISION_SITE_NAME",
            f"is {name!r}; give a short name of small letters, digits and underscores, as amsterdam",
        )
    if listen is None:
        raise _refused("CHURNVISION_SITE_LISTEN", "is not set; give the server's address as 10.0.0.5:5433")
    found = SiteSettings(name=name, listen=listen, **rest)
    _require_tls(found)
    return found


class _Rest(TypedDict):
    peer: Address | None
    is_synchronous: bool
    fence_command: tuple[str, ...]
    certificate: Path | None
    private_key: Path | None
    authority: Path | None
    archive: Path | None
    slot_megabytes: int
    needs_peer: bool


def _require_tls(site: SiteSettings) -> None:
    if not site.listen.is_loopback and (site.certificate is None or site.private_key is None):
        raise _refused(
            "CHURNVISION_SITE_LISTEN",
            f"is {site.listen}, which others reach: name the server's certificate and key in "
            "CHURNVISION_SITE_TLS_CERTIFICATE and CHURNVISION_SITE_TLS_PRIVATE_KEY",
        )
    if site.peer is not None and not site.peer.is_loopback and site.authority is None:
        raise _refused(
            "CHURNVISION_SITE_PEER",
            f"is {site.peer}, on another machine: name the authority that signed its certificate in "
            "CHURNVISION_SITE_TLS_AUTHORITY",
        )


def _address(env: Mapping[str, str], variable: str) -> Address | None:
    text = env.get(variable)
    if not text:
        return None
    host, _, port = text.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if not host or not re.fullmatch(r"[A-Za-z0-9.:_-]+", host) or not port.isascii() or not port.isdigit():
        raise _refused(variable, f"is {text!r}; give host and port as 10.0.0.5:5433")
    if not 1 <= int(port) <= _HIGHEST_PORT:
        raise _refused(variable, f"is {text!r}; give a port from 1 to {_HIGHEST_PORT}")
    return Address(host, int(port))


def _command(env: Mapping[str, str], variable: str) -> tuple[str, ...]:
    text = env.get(variable) or ""
    try:
        return tuple(shlex.split(text))
    except ValueError as error:
        raise _refused(variable, f"cannot be read as a command ({error})") from error


def _file(env: Mapping[str, str], variable: str) -> Path | None:
    text = env.get(variable)
    if not text:
        return None
    try:
        path = Path(text).expanduser().resolve()
        exists = path.exists()
    except (OSError, RuntimeError) as error:
        raise _refused(variable, f"is {text[:100]!r}, which cannot be used as a path") from error
    if not exists:
        raise _refused(variable, f"names {path}, which does not exist")
    return path


def _switch(env: Mapping[str, str], variable: str) -> bool:
    text = (env.get(variable) or "off").lower()
    if text not in ("on", "off"):
        raise _refused(variable, f"is {text!r}; give on or off")
    return text == "on"


def _number(env: Mapping[str, str], variable: str, default: int) -> int:
    text = env.get(variable) or str(default)
    if not text.isascii() or not text.isdigit() or not 32 <= int(text) <= 10_000_000:
        raise _refused(variable, f"is {text!r}; give a number of megabytes from 32 on")
    return int(text)


def _refused(variable: str, complaint: str) -> SiteSettingInvalid:
    return SiteSettingInvalid(f"{variable} {complaint}.", variables=[variable])
