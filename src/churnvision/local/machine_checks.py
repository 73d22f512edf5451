"""Checks of the machine and the folders; none needs anything to run."""

import os
import platform
import stat
import sys
from collections.abc import Iterator

from churnvision.kit.errors import ChurnVisionError
from churnvision.kit.postgres import find_programs
from churnvision.local.disk import free_bytes, require_free_disk
from churnvision.local.findings import Finding, failed, ok, warning
from churnvision.local.libgomp import provide_libgomp, system_has_libgomp
from churnvision.local.ports import require_free_port
from churnvision.local.settings import LocalSettings
from churnvision.local.state import State
from churnvision.local.valkey import find_valkey
from churnvision.local.wholeness import is_first_start, require_whole_data

_OLDEST, _NEWEST = (3, 11), (3, 13)


def check_machine(settings: LocalSettings, state: State | None) -> Iterator[Finding]:
    """Python, disk, ports, folders, and the programs of the embedded stack."""
    yield check_python(sys.version_info[:2])
    yield _check_disk(settings)
    yield from _check_ports(settings, state)
    yield _check_folders(settings)
    yield _check_programs(settings)
    yield _check_openmp(settings)


def check_python(version: tuple[int, ...]) -> Finding:
    """Whether this Python is one that the locked libraries support."""
    if _OLDEST <= version <= _NEWEST:
        return ok("python", f"Python {platform.python_version()}.")
    return failed(
        "python",
        f"Python {version[0]}.{version[1]} is not supported: install 3.11, 3.12 or 3.13 and run `make venv`.",
    )


def _check_disk(settings: LocalSettings) -> Finding:
    layout = settings.layout
    try:
        require_free_disk(layout.var, is_first_start=is_first_start(layout))
    except ChurnVisionError as error:
        return failed("disk", error.message)
    return ok("disk", f"{free_bytes(layout.var) / 1e9:.1f} GB free for {layout.var}.")


def _check_ports(settings: LocalSettings, state: State | None) -> Iterator[Finding]:
    wanted = {"CHURNVISION_WEB_PORT": settings.web_port, "CHURNVISION_API_PORT": settings.api_port}
    for variable, port in wanted.items():
        if state is not None:
            yield ok("ports", f"The running stack serves {state.web_url} and {state.api_url}.")
            return
        try:
            require_free_port(settings.host, port, variable)
        except ChurnVisionError as error:
            yield failed("ports", error.message)
        else:
            yield ok("ports", f"Port {port} is free.")


def _check_folders(settings: LocalSettings) -> Finding:
    layout = settings.layout
    if not layout.var.exists():
        return ok("folders", f"{layout.var} does not exist yet; the first start makes it.")
    try:
        require_whole_data(layout)
    except ChurnVisionError as error:
        return failed("folders", error.message)
    if not os.access(layout.var, os.W_OK | os.X_OK):
        return failed("folders", f"{layout.var} cannot be written by this user; change its owner.")
    open_keys = [
        str(file)
        for file in [layout.keys, *layout.keys.glob("*")]
        if file.exists() and stat.S_IMODE(file.stat().st_mode) & (stat.S_IRWXG | stat.S_IRWXO)
    ]
    if open_keys:
        return failed(
            "folders", f"Others may read {', '.join(open_keys)}; run `chmod go= {' '.join(open_keys)}`."
        )
    return ok("folders", f"{layout.var} is whole and private.")


def _check_programs(settings: LocalSettings) -> Finding:
    try:
        programs = find_programs(settings.postgres_programs)
        find_valkey()
    except ChurnVisionError as error:
        return failed("programs", error.message)
    return ok("programs", f"PostgreSQL {programs.version} in {programs.bin}, and Valkey.")


def _check_openmp(settings: LocalSettings) -> Finding:
    if system_has_libgomp():
        return ok("openmp", "The OpenMP runtime is there.")
    if provide_libgomp(settings.layout.lib) is None:
        return failed(
            "openmp", "LightGBM needs libgomp.so.1: run `make venv` again, or install the package libgomp1."
        )
    return warning("openmp", "The system has no libgomp.so.1; the copy in the data folder is used.")
