"""Checks of the machine and the folders; none needs anything to run."""

import os
import platform
import stat
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from churnvision.kit.errors import ChurnVisionError
from churnvision.kit.postgres import find_programs
from churnvision.local.backend_checks import read_health
from churnvision.local.disk_checks import check_disk
from churnvision.local.errors import PortTaken, SettingInvalid
from churnvision.local.findings import Finding, failed, guarded, ok, warning
from churnvision.local.libgomp import NAME as LIBGOMP
from churnvision.local.libgomp import provide_libgomp, system_has_libgomp
from churnvision.local.ports import holder_of, require_free_port
from churnvision.local.settings import LocalSettings
from churnvision.local.state import State
from churnvision.local.valkey import find_valkey
from churnvision.local.wholeness import require_whole_data

_OLDEST, _NEWEST = (3, 11), (3, 13)


def check_machine(
    settings: LocalSettings, state: State | None, also: Sequence[Path] = ()
) -> Iterator[Finding]:
    """Python, disk (of `also`, too), ports, folders, and the programs of the embedded stack."""
    yield check_python(sys.version_info[:2])
    yield from guarded("disk", lambda: check_disk(settings.layout, also))
    yield from guarded("ports", lambda: _check_ports(settings, state))
    yield from guarded("folders", lambda: [_check_folders(settings)])
    yield from guarded("programs", lambda: [_check_programs(settings)])
    yield from guarded("openmp", lambda: [_check_openmp(settings)])


def check_python(version: tuple[int, ...]) -> Finding:
    """Whether this Python is one that the locked libraries support."""
    if _OLDEST <= version <= _NEWEST:
        return ok("python", f"Python {platform.python_version()}.")
    return failed(
        "python",
        f"Python {version[0]}.{version[1]} is not supported: install 3.11, 3.12 or 3.13.",
        evidence=sys.executable,
        command="make venv",
    )


def _check_ports(settings: LocalSettings, state: State | None) -> Iterator[Finding]:
    wanted = {"CHURNVISION_WEB_PORT": settings.web_port, "CHURNVISION_API_PORT": settings.api_port}
    for variable, port in wanted.items():
        if state is not None:
            yield ok("ports", f"The running stack serves {state.web_url} and {state.api_url}.")
            return
        try:
            require_free_port(settings.host, port, variable)
        except PortTaken as error:
            # Beside an external database the backend may run without a supervisor, as in a container.
            if settings.owner_url is not None and "checks" in (read_health(settings.url_of(port)) or {}):
                yield ok("ports", f"Port {port} is that of the running backend.")
                continue
            holder = holder_of(port) or "its process belongs to another user or cannot be told"
            yield failed(
                "ports",
                error.message,
                evidence=f"port {port}: {holder}",
                command=f"ss -ltnp 'sport = :{port}'",
            )
        except SettingInvalid as error:
            yield failed(
                "ports",
                error.message,
                evidence=f"{settings.host}:{port}",
                command="unset CHURNVISION_WEB__HOST",
            )
        else:
            yield ok("ports", f"Port {port} is free.")


def _check_folders(settings: LocalSettings) -> Finding:
    layout = settings.layout
    if not layout.var.exists():
        return ok("folders", f"{layout.var} does not exist yet; the first start makes it.")
    try:
        require_whole_data(layout)
    except ChurnVisionError as error:
        return failed(
            "folders", error.message, evidence=f"looked at {layout.var}", command=f"ls -la {layout.var}"
        )
    if not os.access(layout.var, os.W_OK | os.X_OK):
        facts = layout.var.stat()
        return failed(
            "folders",
            f"{layout.var} cannot be written by this user; be the user who owns it, or change its owner.",
            evidence=f"mode {stat.filemode(facts.st_mode)}, owner {facts.st_uid}, this user {os.geteuid()}",
            command=f"ls -ld {layout.var} && id",
        )
    open_keys = [
        str(file)
        for file in [layout.keys, *layout.keys.glob("*")]
        if file.exists() and stat.S_IMODE(file.stat().st_mode) & (stat.S_IRWXG | stat.S_IRWXO)
    ]
    if open_keys:
        return failed(
            "folders",
            "Others may read keys of this installation.",
            evidence=", ".join(open_keys),
            command=f"chmod go= {' '.join(open_keys)}",
        )
    return ok("folders", f"{layout.var} is whole and private.")


def _check_programs(settings: LocalSettings) -> Finding:
    try:
        programs = find_programs(settings.postgres_programs)
        find_valkey()
    except ChurnVisionError as error:
        return failed("programs", error.message, evidence=f"looked in {sys.prefix}", command="make venv")
    return ok("programs", f"PostgreSQL {programs.version} in {programs.bin}, and Valkey.")


def _check_openmp(settings: LocalSettings) -> Finding:
    if system_has_libgomp():
        return ok("openmp", "The OpenMP runtime is there.")
    lib = settings.layout.lib
    if provide_libgomp(lib) is None:
        return failed(
            "openmp",
            "LightGBM needs OpenMP's runtime: make the environment again, or install the package libgomp1.",
            evidence=f"no {LIBGOMP} in the system's folders nor in {lib}",
            command="make venv",
        )
    return warning(
        "openmp",
        f"The system has no {LIBGOMP}; the copy in the data folder is used.",
        evidence=str(lib / LIBGOMP),
        command="apt-get install libgomp1",
    )
