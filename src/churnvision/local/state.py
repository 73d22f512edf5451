"""What the supervisor says about itself in `var/run/supervisor.json`, and whether it is true.

A process is known by its id and its start time together: an id alone may have been given to another.
"""

import json
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from churnvision.local.layout import Layout

Phase = Literal["starting", "ready", "stopping", "failed"]
_FIELD_AFTER_NAME_OF_START_TICKS = 19


@dataclass(frozen=True, slots=True)
class ProcessState:
    """One process: name, id, start time in clock ticks since boot, restarts so far."""

    name: str
    pid: int
    started_ticks: int
    restarts: int = 0

    def is_alive(self) -> bool:
        """Whether this very process still runs."""
        return started_ticks(self.pid) == self.started_ticks


@dataclass(frozen=True, slots=True)
class State:
    """The supervisor, its children, and the environment in which commands reach the running stack."""

    supervisor: ProcessState
    phase: Phase
    step: str
    web_url: str
    api_url: str
    children: tuple[ProcessState, ...] = ()
    environment: dict[str, str] = field(default_factory=dict)
    error: str | None = None
    error_code: str | None = None
    is_standby: bool = False

    def with_(self, **changes: Any) -> "State":
        """The same state with some fields changed."""
        return replace(self, **changes)


def write_state(layout: Layout, state: State) -> None:
    """Replace the state file at once; it holds passwords, so only its owner reads it."""
    file = _file(layout)
    unfinished = file.with_name(file.name + ".unfinished")
    unfinished.unlink(missing_ok=True)
    unfinished.touch(mode=0o600)
    unfinished.write_text(json.dumps(asdict(state), indent=1))
    unfinished.rename(file)


def read_state(layout: Layout) -> State | None:
    """The last written state, whether or not its supervisor lives; None when there is none."""
    try:
        raw = json.loads(_file(layout).read_text())
        return State(
            **{
                **raw,
                "supervisor": ProcessState(**raw["supervisor"]),
                "children": tuple(ProcessState(**child) for child in raw["children"]),
            }
        )
    except (OSError, ValueError, TypeError, KeyError):
        return None


def running_state(layout: Layout) -> State | None:
    """The state of the supervisor that runs on this data folder; None when none does."""
    state = read_state(layout)
    return state if state is not None and state.supervisor.is_alive() else None


def remove_state(layout: Layout) -> None:
    """Forget the state: nothing runs."""
    _file(layout).unlink(missing_ok=True)


def describe_process(name: str, pid: int, *, restarts: int = 0) -> ProcessState:
    """The process `pid` as it is now."""
    return ProcessState(name, pid, started_ticks(pid) or 0, restarts)


def started_ticks(pid: int) -> int | None:
    """When the process started, in clock ticks since boot; None when it has ended."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return None
    fields = text.rpartition(")")[2].split()
    return None if fields[0] in ("Z", "X") else int(fields[_FIELD_AFTER_NAME_OF_START_TICKS])


def _file(layout: Layout) -> Path:
    return layout.run / "supervisor.json"
