"""`churnvision doctor`: every check in one list; works when the application does not."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Annotated

import typer

from churnvision.cli import exit_codes
from churnvision.cli.output import AsJson, print_json
from churnvision.dr import settings as recovery
from churnvision.dr.keys import find_keys
from churnvision.kit.environment import names_asked_by, read_despite
from churnvision.kit.errors import ChurnVisionError
from churnvision.local import settings as local
from churnvision.local.backend_checks import check_backend, read_health
from churnvision.local.cluster_checks import check_cluster
from churnvision.local.file_checks import check_certificates, check_licence
from churnvision.local.findings import Finding, failed, guarded, ok, warning
from churnvision.local.known_addresses import known_addresses
from churnvision.local.leftover_checks import check_leftovers
from churnvision.local.machine_checks import check_machine
from churnvision.local.service_checks import check_services
from churnvision.local.setting_checks import check_settings
from churnvision.local.settings import LocalSettings
from churnvision.local.state import State, running_state
from churnvision.local.wholeness import is_first_start

_MARKS = {"ok": "ok     ", "warning": "warning", "failed": "FAILED "}


def doctor(
    fix: Annotated[
        bool,
        typer.Option(
            "--fix",
            help="Write damaged model files again, migrate an older schema, remove what a dead process left.",
        ),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Check this installation and say what to do; exits with 4 when a check failed."""
    findings = []
    for finding in _look_everywhere(fix=fix):
        findings.append(finding)
        if not as_json:
            _print(finding)
    if as_json:
        print_json([asdict(finding) for finding in findings])
    if any(finding.state == "failed" for finding in findings):
        raise typer.Exit(exit_codes.CHECK_FAILED)


def _look_everywhere(*, fix: bool) -> Iterator[Finding]:
    environment = local.present_environment()
    settings, refused = read_despite(local.read_settings, environment)
    of_recovery, refused_by_recovery = read_despite(recovery.read_settings, environment)
    layout = settings.layout
    yield from guarded(
        "settings",
        lambda: check_settings(
            environment, [*refused, *refused_by_recovery], names_asked_by(recovery.read_settings)
        ),
    )
    state = running_state(layout)
    yield from check_machine(settings, state, also=(of_recovery.backups,))
    yield from guarded("leftovers", lambda: check_leftovers(layout, fix=fix))
    yield from guarded("data directory", lambda: check_cluster(settings))
    yield from guarded("services", lambda: _check_services(settings, state, fix=fix))
    api_url = _backend_to_ask(settings, state)
    health = read_health(api_url) if api_url is not None else None
    if api_url is not None and (health is not None or state is not None):
        yield check_backend(layout, api_url, health)
    yield from guarded(
        "backup key", lambda: [_check_backup_key(of_recovery, will_be_made=is_first_start(layout))]
    )
    yield from guarded("licence", lambda: [check_licence(of_recovery.licence_file, health)])
    yield from guarded("certificates", lambda: check_certificates(of_recovery.certificates))
    yield ok("language model", "Not configured: this version has none and needs none.")


def _backend_to_ask(settings: LocalSettings, state: State | None) -> str | None:
    """The running stack's backend, or beside an external database one that may run without a supervisor."""
    if state is not None:
        return state.api_url if state.phase == "ready" and not state.is_standby else None
    return settings.url_of(settings.api_port) if settings.owner_url is not None else None


def _check_services(settings: LocalSettings, state: State | None, *, fix: bool) -> Iterator[Finding]:
    if state is not None and state.is_standby:
        yield ok("services", "This site is the standby; `churnvision dr site status` says how it follows.")
        return
    addresses = known_addresses(settings, state)
    if state is not None and addresses.owner_url is None:
        yield warning(
            "services",
            f"The stack is {state.phase}; its services are checked once they are there.",
            evidence=f"supervisor, process {state.supervisor.pid}: {state.step}",
            command="churnvision status",
        )
        return
    yield from check_services(settings.layout, addresses, fix=fix)


def _check_backup_key(settings: recovery.RecoverySettings, *, will_be_made: bool) -> Finding:
    try:
        keys = find_keys(settings)
    except ChurnVisionError as error:
        if will_be_made and settings.environment_key is None:
            return ok("backup key", "The first start makes one.")
        return failed(
            "backup key",
            error.message,
            evidence=f"looked at BACKUP_ENCRYPTION_KEY and in {settings.keys}",
            command="churnvision dr key new",
        )
    return ok("backup key", f"There is one ({keys[0].origin}).")


def _print(finding: Finding) -> None:
    print(f"{_MARKS[finding.state]}  {finding.check}: {finding.sentence}")
    if finding.evidence is not None:
        print(f"           evidence: {finding.evidence}")
    if finding.command is not None:
        print(f"           next:     {finding.command}", flush=True)
