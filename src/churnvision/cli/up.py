"""`churnvision up`, `down` and `status`: the stack, started, stopped, described."""

import sys
from typing import Annotated, Any

import typer

from churnvision.cli import exit_codes
from churnvision.cli.output import AsJson, print_json, print_table
from churnvision.cli.progress import Report, show_progress
from churnvision.cli.reach import adopt_stack
from churnvision.local.backend_checks import read_health
from churnvision.local.control import SpawnedSupervisor, stop_running
from churnvision.local.errors import AlreadyRunning
from churnvision.local.settings import LocalSettings, read_settings
from churnvision.local.state import State, running_state

Detach = Annotated[bool, typer.Option("--detach", help="Return when everything is ready.")]
_STEPS_OF_A_START = 8


def up(detach: Detach = False, as_json: AsJson = False) -> None:
    """Start the stack; Ctrl-C stops it in order."""
    settings = read_settings()
    running = running_state(settings.layout)
    if running is not None:
        if not detach:
            raise AlreadyRunning
        _announce(running, as_json=as_json)
        return
    if detach:
        _start_detached(settings, as_json=as_json)
        return
    # The database's driver takes half a second to load, and only the foreground needs it.
    from churnvision.local.supervisor import Supervisor

    Supervisor(settings, report=_say).run(lambda state: _announce(state, as_json=as_json))


def down(as_json: AsJson = False) -> None:
    """Stop the stack and wait until everything has ended."""
    settings = read_settings()
    is_running = running_state(settings.layout) is not None
    if is_running:
        with show_progress("Stopping"):
            stop_running(settings.layout)
    if as_json:
        print_json({"stopped": is_running})
    elif not is_running:
        print("ChurnVision is not running on this data folder.")


def status(as_json: AsJson = False) -> None:
    """Say what runs and how it fares; exits with 3 when nothing runs, 4 when something is wrong."""
    settings = read_settings()
    state = running_state(settings.layout)
    document = describe(settings, state)
    if as_json:
        print_json(document)
    else:
        _print_status(document)
    if state is None:
        raise typer.Exit(exit_codes.NOT_RUNNING)
    if document["state"] not in ("ready", "standby"):
        raise typer.Exit(exit_codes.CHECK_FAILED)


def describe(settings: LocalSettings, state: State | None) -> dict[str, Any]:
    """The status document: state, addresses, processes, and what /health says."""
    if state is None:
        return {"state": "stopped", "var": str(settings.layout.var)}
    health = read_health(state.api_url) if state.phase == "ready" and not state.is_standby else None
    phase: str = state.phase
    if phase == "ready" and state.is_standby:
        phase = "standby"
    elif phase == "ready" and (health is None or health.get("status") not in ("ok", "degraded")):
        phase = "failing"
    return {
        "state": phase,
        "step": state.step,
        "var": str(settings.layout.var),
        "web_url": state.web_url,
        "api_url": state.api_url,
        "processes": [
            {
                "name": process.name,
                "pid": process.pid,
                "running": process.is_alive(),
                "restarts": process.restarts,
            }
            for process in (state.supervisor, *state.children)
        ],
        "health": health,
    }


def _start_detached(settings: LocalSettings, *, as_json: bool) -> None:
    supervisor = SpawnedSupervisor(settings, outlives_parent=True)
    with show_progress("Starting") as report:
        state = supervisor.wait_until_ready(steps_of(report))
    try:
        _announce(state, as_json=as_json)
    except BaseException:
        supervisor.stop()
        raise


def steps_of(report: Report) -> Any:
    """A reporter of named steps, for a bar that counts the known steps of a start."""
    seen: list[str] = []

    def step(name: str) -> None:
        seen.append(name)
        report(min(len(seen) / _STEPS_OF_A_START, 0.95), name)

    return step


def _say(step: str) -> None:
    print(f"{step[0].upper()}{step[1:]} ...", file=sys.stderr, flush=True)


def _announce(state: State, *, as_json: bool) -> None:
    """Make sure that somebody can sign in, then say where; a stack that still starts has no users yet."""
    if state.is_standby:
        _announce_standby(state, as_json=as_json)
        return
    # `down` and `status` share this module and work without the application's libraries.
    from churnvision.cli import first_admin

    admin = {"admin_is_new": False, "admin_password": None}
    if state.phase == "ready":
        adopt_stack(state)
        admin = first_admin.make_admin_of_stack()
    if as_json:
        print_json({"web_url": state.web_url, "api_url": state.api_url, "pid": state.supervisor.pid, **admin})
    else:
        print(f"The page: {state.web_url}\nThe API:  {state.api_url}")
        first_admin.print_admin(admin)
    sys.stdout.flush()


def _announce_standby(state: State, *, as_json: bool) -> None:
    if as_json:
        print_json({"standby": True, "pid": state.supervisor.pid})
    else:
        print("This site is the standby: its database follows the primary, and there is no page here.")
    sys.stdout.flush()


def _print_status(document: dict[str, Any]) -> None:
    print(f"State: {document['state']}   data folder: {document['var']}")
    if document["state"] == "stopped":
        return
    if document["state"] == "standby":
        print("This site is the standby; `churnvision dr site status` says how far behind it is.\n")
    else:
        print(f"The page: {document['web_url']}   the API: {document['api_url']}\n")
    rows = [
        (p["name"], p["pid"], "yes" if p["running"] else "no", p["restarts"]) for p in document["processes"]
    ]
    print_table(("process", "pid", "running", "restarts"), rows)
    for name, check in ((document["health"] or {}).get("checks") or {}).items():
        print(f"{name}: {check.get('state')} {check.get('reason') or ''}".rstrip())
