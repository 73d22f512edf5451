"""Checks of the settings: what the stack, recovery and the application refuse, and what nobody reads."""

import difflib
import json
import sys
from collections.abc import Iterator, Mapping, Sequence

from churnvision.kit.environment import names_asked_by
from churnvision.kit.errors import ChurnVisionError
from churnvision.local.findings import Finding, failed, ok, warning
from churnvision.local.process import run_within
from churnvision.local.settings import ADMIN_PASSWORD, read_settings

_PREFIX = "CHURNVISION_"
_CHECK = "settings"
_LONGEST_SECONDS = 30.0
# Names the folder of the tests' real data; it may well be set on a developer's machine.
_OF_TESTS = "CHURNVISION_REAL_DATA"


def check_settings(
    environment: Mapping[str, str],
    refused: Sequence[ChurnVisionError],
    read_elsewhere: set[str],
    *,
    seconds: float = _LONGEST_SECONDS,
) -> Iterator[Finding]:
    """What is wrong with the variables of this process.

    `refused` is what reading the stack's and recovery's settings refused, `read_elsewhere` the names that
    recovery reads. The application is asked in a child process, which has so many seconds.
    """
    own = names_asked_by(read_settings)
    # Both read the data folder's name.
    distinct = {tuple(error.facts["variables"]): error for error in refused}
    named = {name for variables in distinct for name in variables}
    findings = [_refusal(error) for error in distinct.values()]
    # The supervisor gives its children its own values, made from these.
    for_children = {name: value for name, value in environment.items() if value or name not in own}
    code, text = run_within(
        [sys.executable, "-m", "churnvision.kit.settings_report"], env=for_children, seconds=seconds
    )
    if code != 0:
        findings.append(_silent_application(code, text, seconds))
    else:
        report = json.loads(text)
        findings += [_problem(*item) for item in report["problems"].items() if item[0] not in named]
        known = own | read_elsewhere | {*report["names"], ADMIN_PASSWORD, _OF_TESTS}
        findings += [_unknown(name, known) for name in _ours(environment) if name not in known]
    yield from findings
    if not findings:
        count = sum(1 for _ in _ours(environment))
        yield ok(_CHECK, f"Every setting can be used ({count} {_PREFIX} variables are set).")


def _ours(environment: Mapping[str, str]) -> Iterator[str]:
    return (name for name in sorted(environment) if name.startswith(_PREFIX))


def _refusal(error: ChurnVisionError) -> Finding:
    variables = error.facts["variables"]
    return failed(
        _CHECK,
        f"{error.message} Until then its default is looked at here.",
        evidence=f"in this process's environment: {', '.join(variables)}",
        command=f"unset {' '.join(variables)}",
    )


def _problem(variable: str, message: str) -> Finding:
    return failed(
        _CHECK,
        f"The web process and the worker refuse to start with {variable}: {message}.",
        evidence=f"in this process's environment: {variable}",
        command=f"unset {variable}",
    )


def _unknown(variable: str, known: set[str]) -> Finding:
    close = difflib.get_close_matches(variable, known, n=1)
    hint = f"; did you mean {close[0]}?" if close else "."
    return warning(
        _CHECK,
        f"No program reads {variable}{hint}",
        evidence=f"in this process's environment: {variable}",
        command=f"unset {variable}",
    )


def _silent_application(code: int | None, text: str, seconds: float) -> Finding:
    last_line = (text.strip().splitlines() or ["it said nothing"])[-1]
    how = f"did not answer within {seconds:.0f} s" if code is None else f"ended with {code}"
    return failed(
        _CHECK,
        "The application could not be asked for its settings; its libraries may be damaged.",
        evidence=f"`python -m churnvision.kit.settings_report` {how}: {last_line}",
        command="make venv",
    )
