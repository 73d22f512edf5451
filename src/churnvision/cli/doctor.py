"""`churnvision doctor`: every check in one list; works when the application does not."""

from dataclasses import asdict
from typing import Annotated

import typer

from churnvision.cli import exit_codes
from churnvision.cli.output import AsJson, print_json
from churnvision.local.findings import Finding, warning
from churnvision.local.machine_checks import check_machine
from churnvision.local.service_checks import check_services
from churnvision.local.settings import LocalSettings, read_settings
from churnvision.local.state import State, running_state

_MARKS = {"ok": "ok     ", "warning": "warning", "failed": "FAILED "}


def doctor(
    fix: Annotated[bool, typer.Option("--fix", help="Write missing or changed model files again.")] = False,
    as_json: AsJson = False,
) -> None:
    """Check this installation and say what to do; exits with 4 when a check failed."""
    settings = read_settings()
    state = running_state(settings.layout)
    findings = [*check_machine(settings, state), *_check_services(settings, state, fix=fix)]
    if as_json:
        print_json([asdict(finding) for finding in findings])
    else:
        for finding in findings:
            print(f"{_MARKS[finding.state]}  {finding.check}: {finding.sentence}")
    if any(finding.state == "failed" for finding in findings):
        raise typer.Exit(exit_codes.CHECK_FAILED)


def _check_services(settings: LocalSettings, state: State | None, *, fix: bool) -> list[Finding]:
    known = state.environment if state is not None else {}
    owner_url = settings.owner_url or known.get("CHURNVISION_DATABASE__OWNER_URL")
    redis_url = settings.redis_url or known.get("CHURNVISION_REDIS__URL")
    if owner_url is None or redis_url is None:
        return [
            warning(
                "services", "Nothing runs, so its services were not checked; `churnvision up` starts them."
            )
        ]
    return list(check_services(settings.layout, owner_url, redis_url, fix=fix))
